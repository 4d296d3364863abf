"""`xmailaudit tui`: the terminal UI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.cli.auditing import auditing_options, own_rules_words, target_argument
from xmailaudit.cli.command import Command
from xmailaudit.cli.errors import CommandLineError
from xmailaudit.messages import _, say

if TYPE_CHECKING:
    from xmailaudit.cli.console import Console

__all__ = ["COMMAND"]


def run(
    console: Console,
    *,
    target: str | None,
    profile: str,
    at: float | None,
    command_line: str | None,
) -> int:
    """Show it until somebody quits."""
    import os
    import sys

    from xmailaudit.tui import run as show
    from xmailaudit.tui.opening import Opening

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        template = _("the terminal UI needs a terminal; `xmailaudit audit` does without")
        raise CommandLineError(say(template))
    if target not in (None, "-"):  # what is copied is pasted somewhere else
        target = os.path.abspath(target)  # noqa: PTH100  # any bytes
    return show(console.words, Opening(target, profile, command_line, at, own_rules_words()))


COMMAND = Command(
    "tui",
    run,
    target_argument(),
    *auditing_options(),
    summary=_("look at an audit, choose fixes, apply them and take them back, in the terminal"),
    details=(
        _(
            "Needs only a keyboard and 80 columns by 24 lines. ? is help, q quits; nothing is "
            "changed but by what is applied there, and each screen copies the command that does "
            "the same."
        ),
        _(
            "Theme and keys come from tui.toml, which lies in the folder XMAILAUDIT_CONFIG names, "
            "else in xmailaudit in your account's folder for configuration. It need not be there."
        ),
    ),
    examples=("xmailaudit tui MailRoot",),
)
