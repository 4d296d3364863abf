"""The command line: thin, one module per command.

`main` is the script's entry.  Nothing but what a command needs is imported: `--version` answers
before click is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line (`sys.argv` without its first word by default); gives its exit status.

    Never raises for what a user, a file or a closed pipe did.
    """
    import os
    import sys

    from .output import Output

    words = list(sys.argv[1:] if argv is None else argv)
    if words == ["--version"]:
        from xmailaudit import __version__

        out = Output(sys.stdout)
        out.line(f"xmailaudit {__version__}")
        return out.finish(0)

    if "_XMAILAUDIT_COMPLETE" in os.environ:
        from .completion import answer

        out = Output(sys.stdout)
        out.line(answer(os.environ))
        return out.finish(0)

    import gc

    # Nearly all that a command makes lives to its end, so cycles are looked for seldom.
    gc.set_threshold(100_000)
    from .app import run

    return run(words)
