"""`xmailaudit fix`: choose fixes, show what they would do, and with `--apply` do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.audit.threshold import threshold
from xmailaudit.cli import status
from xmailaudit.cli.auditing import auditing_options, choosing_options, target_argument
from xmailaudit.cli.command import Choice, Command, Option, flag
from xmailaudit.cli.delivery import deliver, destination
from xmailaudit.cli.errors import CommandLineError
from xmailaudit.cli.fixing import (
    DIFFERENT,
    Wishes,
    accepting_options,
    expect_known,
    fixing_options,
    require_folder,
    stopped_option,
    wanted_of,
)
from xmailaudit.cli.opening import open_session, watching
from xmailaudit.cli.planned import Doing, of_selected, perform, shown
from xmailaudit.messages import _, say

if TYPE_CHECKING:
    from xmailaudit.cli.console import Console
    from xmailaudit.cli.fixing import Pairs
    from xmailaudit.fix.wanted import Pick

__all__ = ["COMMAND"]

_LATER = _("{option} is not there yet; work on the server's folder itself")
_KEPT = _("{file} holds the plan; `xmailaudit apply {file}` carries it out")


def run(  # noqa: PLR0913  # one parameter an option
    console: Console,
    *,
    target: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    unsafe: bool,
    picks: tuple[Pick, ...],
    choose: Pairs,
    answer: Pairs,
    plan: str | None,
    apply: bool,
    diff: bool,
    accepted: tuple[str, ...],
    server_stopped: bool,
    via_ctrl: bool,
    fail_on: str | None,
    format: str,  # noqa: A002  # the option's name
    output: str | None,
    at: float | None,
    **opening: Any,
) -> int:
    """Show or apply; the status is that of an audit of what there is afterwards."""
    from xmailaudit.session import start

    if via_ctrl:
        raise CommandLineError(say(_LATER, option="--via-ctrl"))
    if apply and diff:
        raise CommandLineError(say(DIFFERENT, option="--diff", other="--apply"))
    if plan == "-":
        template = _("{option} names a file, not standard output")
        raise CommandLineError(say(template, option="--plan"))
    wanted = wanted_of(Wishes(unsafe, picks, choose, answer, select, ignore))
    session = open_session(console, target, **opening)
    if apply:
        require_folder(session)
    file = destination(output, session.root)
    kept = destination(plan, session.root, "--plan")
    with watching(console) as observer:
        made = session.plan(wanted, at=at, observer=observer)
    expect_known(wanted, made)
    if kept is not None:
        text = session.kept_plan(made, wanted, **opening).decode("ascii")
        deliver(console, kept, text, private=True)
        console.tell(_KEPT, file=kept)
    fail_on = fail_on or threshold(session.profile)
    with watching(console) as observer:
        preview = session.preview_of(made.changes, at=at, before=made.before, observer=observer)
    deliver(console, file, shown(console, session, made, preview, format, file))
    if not apply or not made.changes:
        return status.of_report(of_selected(made.before, wanted), fail_on, strict=False)
    doing = Doing(session, made, preview, accepted, fail_on, stopped=server_stopped)
    if not perform(console, doing):
        return status.REFUSED
    after = start(session.folder, **opening).audit(at=at)
    return status.of_report(of_selected(after, wanted), fail_on, strict=False)


COMMAND = Command(
    "fix",
    run,
    target_argument(),
    flag("--diff", about=_("show what would be done and change nothing, which is the default")),
    flag("--apply", about=_("carry it out, all of it or nothing")),
    Option("--plan", metavar="FILE", about=_("write the plan to a file, for `xmailaudit apply`")),
    *choosing_options(),
    *fixing_options(),
    *accepting_options(),
    stopped_option(),
    flag("--via-ctrl", about=_("through the server's admin port; not there yet")),
    Option("--format", type=Choice("text", "json"), default="text", about=_("the form")),
    Option("--output", metavar="FILE", about=_("write it to a file; - is standard output")),
    *auditing_options(),
    summary=_("show what fixes would do, and with --apply carry them out"),
    details=(
        _(
            "Only fixes whose preview proves them safe are taken: nobody gains access, nobody but "
            "strangers loses any, and mail goes where it went. --unsafe takes those for review, "
            "too. What is suppressed is never fixed."
        ),
        _(
            "Exit status: that of an audit, with --apply of what is there then; 2 wrong use, 5 "
            "refused, nothing written."
        ),
    ),
    examples=(
        "xmailaudit fix MailRoot",
        "xmailaudit fix MailRoot --apply",
        "xmailaudit fix MailRoot --unsafe --select ACL --plan access.json",
        "xmailaudit fix MailRoot --unsafe --select SRV002 --answer SRV002.name=mail.example.com",
    ),
)
