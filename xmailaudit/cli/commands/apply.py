"""`xmailaudit apply`: carry out a plan that `xmailaudit fix --plan` wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.audit.threshold import threshold
from xmailaudit.cli import status
from xmailaudit.cli.auditing import own_rules_options
from xmailaudit.cli.command import Argument, Command
from xmailaudit.cli.errors import CommandLineError
from xmailaudit.cli.fixing import accepting_options, require_folder, stopped_option
from xmailaudit.cli.opening import open_session, watching
from xmailaudit.cli.planned import Doing, perform, shown
from xmailaudit.messages import _, say

if TYPE_CHECKING:
    from xmailaudit.cli.console import Console
    from xmailaudit.fix.plan import Plan
    from xmailaudit.fix.plan_file import Kept
    from xmailaudit.session import Session

__all__ = ["COMMAND"]

_MOST_BYTES = 2**26
_CHANGED = _("{file} is not as it was when the plan was made; make the plan again")
_OTHER = _("{file} would become another than when the plan was made; make the plan again")


def run(
    console: Console,
    *,
    plan: str,
    accepted: tuple[str, ...],
    fail_on: str | None,
    server_stopped: bool,
) -> int:
    """Make the plan's changes again and carry them out."""
    from xmailaudit.fix.wanted import Wanted
    from xmailaudit.session import start

    kept = _read(plan)
    session = _open(console, kept)
    require_folder(session)
    wanted = Wanted(answers=kept.answers, picks=frozenset(kept.picks))
    with watching(console) as observer:
        made = session.plan(wanted, observer=observer)
    if _differs(console, made, kept):
        return status.REFUSED
    fail_on = fail_on or threshold(session.profile)
    with watching(console) as observer:
        preview = session.preview_of(made.changes, before=made.before, observer=observer)
    console.out.write(shown(console, session, made, preview, "text", None))
    doing = Doing(session, made, preview, accepted, fail_on, stopped=server_stopped)
    if made.changes and not perform(console, doing):
        return status.REFUSED
    after = start(kept.target, profile=kept.profile, command_line=kept.command_line).audit()
    return status.of_report(after, fail_on, strict=False)


def _open(console: Console, kept: Kept) -> Session:
    return open_session(console, kept.target, profile=kept.profile, command_line=kept.command_line)


def _read(name: str) -> Kept:
    """The plan in a file.  Raises CommandLineError and PlanFileError."""
    from pathlib import Path

    from xmailaudit.fix.plan_file import kept_from

    try:
        with Path(name).open("rb") as file:
            data = file.read(_MOST_BYTES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        template = _("{file} cannot be read: {reason}")
        raise CommandLineError(say(template, file=name, reason=reason)) from None
    return kept_from(data, name)


def _differs(console: Console, plan: Plan, kept: Kept) -> bool:
    """Whether the files or what becomes of them are others than when the plan was made."""
    from xmailaudit.fix.plan_file import hashes_of

    found = hashes_of(plan.changes)
    for path in sorted({*found, *kept.files}):
        now, then = found.get(path), kept.files.get(path)
        if now != then:
            same_start = now is not None and then is not None and now[0] == then[0]
            console.tell(_OTHER if same_start else _CHANGED, file=path)
            return True
    return False


COMMAND = Command(
    "apply",
    run,
    Argument("plan", metavar="PLAN", about=_("the file that `xmailaudit fix --plan` wrote")),
    *accepting_options(),
    stopped_option(),
    *own_rules_options(),
    summary=_("carry out a plan that fix --plan wrote"),
    details=(
        _(
            "The changes are made anew from the fixes that the plan names. Where a file is not as "
            "it was when the plan was made, nothing is written."
        ),
        _("Exit status: that of an audit of what is there then; 2 wrong use, 5 refused."),
    ),
    examples=("xmailaudit fix MailRoot --plan plan.json", "xmailaudit apply plan.json"),
)
