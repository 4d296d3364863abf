"""`xmailaudit suppress`: accept a finding, in a profile of the owner's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.cli import status
from xmailaudit.cli.auditing import (
    completed_files,
    completed_profiles,
    completed_rules,
    judging_options,
    target_argument,
)
from xmailaudit.cli.command import Command, Option, Parsed, flag
from xmailaudit.cli.delivery import source
from xmailaudit.cli.errors import CommandLineError, unknown
from xmailaudit.cli.opening import open_session, watching
from xmailaudit.messages import _, say
from xmailaudit.session import OWN_PROFILE

if TYPE_CHECKING:
    from datetime import date

    from xmailaudit.audit.suppressing import Wish
    from xmailaudit.cli.console import Console
    from xmailaudit.session import Session, Suppressed

__all__ = ["COMMAND"]

_DEFAULT = "default"


def run(  # noqa: PLR0913  # one parameter an option
    console: Console,
    *,
    target: str | None,
    finding: str | None,
    rule: str | None,
    file: str | None,
    key: tuple[str, ...],
    reason: str,
    owner: str | None,
    expires: date | None,
    permanent: bool,
    profile: str,
    extends: str | None,
    at: float | None,
    command_line: str | None,
) -> int:
    """Add a table to the profile, and say what it hides."""
    wish = _wish(finding, rule, file, key, reason=reason, owner=owner, expires=expires)
    if (expires is None) is not permanent:
        raise CommandLineError(say(_("give either --expires or --permanent")))
    source("--profile", profile)
    judge = _judge(profile, extends)
    session = open_session(console, target, profile=judge, command_line=command_line)
    with watching(console) as observer:
        done = session.suppress(wish, file=profile, at=at, observer=observer)
    _tell(console, session, profile, done)
    return status.DONE


def _wish(
    finding: str | None,
    rule: str | None,
    file: str | None,
    key: tuple[str, ...],
    *,
    reason: str,
    owner: str | None,
    expires: date | None,
) -> Wish:
    from xmailaudit.audit.suppressing import Narrowed, Wish

    what: str | Narrowed
    if rule is not None and finding is None:
        what = Narrowed(rule, file, "\t".join(key) if key else None)
    elif finding is not None and rule is None:
        what = finding
    else:
        raise CommandLineError(say(_("name either a finding (--finding) or a rule (--rule)")))
    if finding is not None and (file is not None or key):
        raise CommandLineError(say(_("--file and --key go along with --rule alone")))
    return Wish(what, reason, expires, owner)


def _judge(profile: str, extends: str | None) -> str:
    """The profile to judge by: the one that is there, else the one that is to be extended."""
    import os

    from xmailaudit.audit.profile import built_in_profiles

    if os.path.lexists(profile):
        if extends is not None:
            template = _("{file} is there already: --extends is for a new profile")
            raise CommandLineError(say(template, file=profile))
        return profile
    name = extends or _DEFAULT
    known = [name for name, _about in built_in_profiles()]
    if name not in known:
        template = _("--extends takes one of {choices}, not {word}.")
        raise unknown(template, name, known, choices=", ".join(known))
    return name


def _tell(console: Console, session: Session, file: str, done: Suppressed) -> None:
    """The table goes to standard output, where it may go on from there; the rest is for people."""
    from xmailaudit.report.command import shell_line
    from xmailaudit.report.text_suppressed import suppressed_message

    for line in done.text.splitlines():
        console.out.line(console.words.show(line))
    message = suppressed_message(done.suppression, done.hides, file)
    console.tell(message.template, **message.parameters)
    if done.made:
        target = session.root.source.location
        command = shell_line(("xmailaudit", "audit", target, "--profile", file))
        template = _("{file} is new; it counts where it is named: {command}")
        console.tell(template, file=file, command=command)


def _day(text: str) -> date:
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandLineError(say(_("{word} is no date like 2027-03-31"), word=text)) from None


COMMAND = Command(
    "suppress",
    run,
    target_argument(),
    Option(
        "--finding",
        metavar="FINGERPRINT",
        about=_("the finding to accept, by its fingerprint in `audit --format json`"),
    ),
    Option(
        "--rule",
        metavar="RULE",
        shell_complete=completed_rules,
        about=_("in place of a finding: a rule, by id or name, all of it unless narrowed"),
    ),
    Option("--file", metavar="FILE", about=_("with --rule: only in this file of the MailRoot")),
    Option(
        "--key",
        metavar="FIELD",
        multiple=True,
        about=_(
            "with --rule: only rows that begin with this field, or this setting; once for each "
            "field"
        ),
    ),
    Option("--reason", metavar="TEXT", required=True, about=_("why it is accepted")),
    Option("--owner", metavar="NAME", about=_("who accepts it")),
    Option(
        "--expires",
        type=Parsed(_day),
        metavar="DATE",
        about=_("its last day (2027-03-31); 14 days before, audits begin to warn (SUP003)"),
    ),
    flag("--permanent", about=_("it never ends")),
    Option(
        "--profile",
        metavar="FILE",
        default=OWN_PROFILE,
        shell_complete=completed_files,
        about=_("the profile to judge by and to add to; made where it is missing"),
    ),
    Option(
        "--extends",
        metavar="NAME",
        shell_complete=completed_profiles,
        about=_("what a new profile extends; else default"),
    ),
    *judging_options(),
    summary=_("accept a finding: add it to a profile of your own, for a reason and until a day"),
    details=(
        _(
            "With --finding it hides just this one. All else in the profile stays byte for byte, "
            "and nothing is written into the MailRoot."
        ),
        _("Exit status: 0 added; 2 wrong use; 3 no MailRoot; 5 refused, nothing written."),
    ),
    examples=(
        "xmailaudit suppress MailRoot --rule ACL003 --reason moving --expires 2027-03-31",
        "xmailaudit audit MailRoot --profile xmailaudit.toml",
    ),
)
