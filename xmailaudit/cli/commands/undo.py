"""`xmailaudit undo`: take a transaction back, or show with `--diff` what that would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.cli import status
from xmailaudit.cli.auditing import auditing_options
from xmailaudit.cli.command import Argument, Choice, Command, Option, flag
from xmailaudit.cli.errors import CommandLineError
from xmailaudit.cli.fixing import stopped_option, tell_done, tell_served
from xmailaudit.cli.opening import watching
from xmailaudit.messages import _, say

if TYPE_CHECKING:
    from xmailaudit.cli.console import Console
    from xmailaudit.session import UndoPreview

__all__ = ["COMMAND"]

_ONLY_SHOWN = _("{option} is about what --diff shows; name that, too")


def run(
    console: Console,
    *,
    transaction: str | None,
    diff: bool,
    server_stopped: bool,
    format: str,  # noqa: A002  # the option's name
    **judging: Any,
) -> int:
    """Put the files back as they were, or show what would become of them."""
    if diff:
        return _show(console, transaction, format, **judging)
    _expect_plain(format, **judging)

    from xmailaudit.session import past_indexed, undo

    if not server_stopped:
        indexed, signs = past_indexed(transaction)
        if signs:
            tell_served(console, indexed, signs)
            return status.REFUSED
    done = undo(transaction)
    console.tell(_("{id} is taken back"), id=done.undoes)
    tell_done(console, done)
    return status.DONE


def _expect_plain(form: str, *, profile: str, at: float | None, command_line: str | None) -> None:
    """Raise CommandLineError for what has no meaning where nothing is shown."""
    given = {
        "--format": form != "text",
        "--profile": profile != "default",
        "--at": at is not None,
        "--command-line": command_line is not None,
    }
    for option, named in given.items():
        if named:
            raise CommandLineError(say(_ONLY_SHOWN, option=option))


def _show(console: Console, transaction: str | None, form: str, **judging: Any) -> int:
    from xmailaudit.session import undo_preview

    with watching(console) as observer:
        found = undo_preview(transaction, observer=observer, **judging)
    for notice in found.session.notices:
        console.notice(notice)
    console.out.write(_shown(console, found, form))
    return status.DONE


def _shown(console: Console, found: UndoPreview, form: str) -> str:
    from xmailaudit.report.text_undo import undo_json, undo_lines
    from xmailaudit.session import undo_part

    words, root = console.words, found.session.root
    part = undo_part(found.undoing)
    if form == "json":
        from xmailaudit.report.json_preview import json_preview
        from xmailaudit.report.json_text import json_text

        return json_text({**json_preview(found.preview, root, words), "undo": undo_json(part)})
    from xmailaudit.report.text_preview import preview_text

    style = console.style()
    lines = undo_lines(part, words, style)
    return preview_text(found.preview, root, words, style, plan_part=lines)


COMMAND = Command(
    "undo",
    run,
    Argument(
        "transaction",
        metavar="ID",
        required=False,
        about=_("the transaction, as `xmailaudit history` names it; else the newest in force"),
    ),
    flag("--diff", about=_("show what that would do and change nothing")),
    stopped_option(),
    Option(
        "--format",
        type=Choice("text", "json"),
        default="text",
        about=_("the form of what --diff shows"),
    ),
    *auditing_options(),
    summary=_("take a transaction back"),
    details=(
        _(
            "The files get the bytes and rights they had. What somebody changed since then stays, "
            "if it stands on other lines; else nothing is written."
        ),
        _(
            "--diff shows the findings that would go and come, who would gain and lose access, and "
            "each line, judged by the profile named."
        ),
        _("Exit status: 0 taken back, or shown; 2 wrong use; 5 refused, nothing written."),
    ),
    examples=(
        "xmailaudit undo",
        "xmailaudit undo --diff",
        "xmailaudit undo 20261124-1644-3f9c",
        "xmailaudit history",
    ),
)
