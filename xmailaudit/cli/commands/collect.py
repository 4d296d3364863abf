"""`xmailaudit collect`: a script that gathers a MailRoot's tables where xmailaudit cannot run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.cli import status
from xmailaudit.cli.command import Choice, Command, Option
from xmailaudit.messages import _

if TYPE_CHECKING:
    from xmailaudit.cli.console import Console

__all__ = ["COMMAND"]


def run(console: Console, *, platform: str, output: str | None) -> int:
    """Print the script, with the line ends of where it is to run."""
    from xmailaudit.resources import collecting_script

    text = collecting_script(platform).read_text(encoding="ascii")
    if platform == "windows":
        text = text.replace("\n", "\r\n")
    if output in (None, "-"):
        console.out.exactly(text)
    else:
        from xmailaudit.cli.delivery import deliver

        deliver(console, output, text)
    return status.DONE


COMMAND = Command(
    "collect",
    run,
    Option(
        "--print",
        "platform",
        type=Choice("posix", "windows"),
        required=True,
        metavar="posix|windows",
        about=_("which machine the script is for: a POSIX shell, or Windows from XP on"),
    ),
    Option("--output", "-o", metavar="FILE", about=_("write it to a file; else it is printed")),
    summary=_("print a script that gathers a MailRoot's tables on a machine without Python 3.11"),
    details=(
        _(
            "The script needs nothing installed. It gathers tables and certificates, neither mail "
            "nor the private key, with what only that machine knows: modes, start options, "
            "listeners. The folder or archive it makes is a target like any MailRoot."
        ),
        _(
            "Account tables hold passwords that anybody can read: keep what was gathered to "
            "yourself, and do not mail it in clear."
        ),
    ),
    examples=(
        "xmailaudit collect --print posix > collect.sh",
        "xmailaudit collect --print windows --output collect.cmd",
    ),
)
