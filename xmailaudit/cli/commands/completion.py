"""`xmailaudit completion`: the script with which a shell completes our command lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.cli import status
from xmailaudit.cli.command import Argument, Choice, Command
from xmailaudit.messages import _

if TYPE_CHECKING:
    from xmailaudit.cli.console import Console

__all__ = ["COMMAND"]

#: What `cli.completion` can make; it is not imported for a page of help.
_SHELLS = ("bash", "zsh", "fish", "powershell")


def run(console: Console, *, shell: str) -> int:
    """Print the script."""
    from xmailaudit.cli.completion import script

    console.out.write(script(shell))
    return status.DONE


COMMAND = Command(
    "completion",
    run,
    Argument(
        "shell",
        metavar="SHELL",
        required=True,
        type=Choice(*_SHELLS),
        about=_("bash, zsh, fish or powershell"),
    ),
    summary=_("print a script that completes command lines in your shell"),
    details=(
        _(
            "Let the shell read it when it starts: bash and fish find it in these folders, zsh in "
            "one of its fpath, PowerShell where $PROFILE names it."
        ),
    ),
    examples=(
        "xmailaudit completion bash > ~/.local/share/bash-completion/completions/xmailaudit",
        "xmailaudit completion zsh > ~/.zfunc/_xmailaudit",
        "xmailaudit completion fish > ~/.config/fish/completions/xmailaudit.fish",
        "xmailaudit completion powershell > xmailaudit.ps1",
    ),
)
