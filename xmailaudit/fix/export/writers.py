"""What else an export can hold: files for what stands around XMail, each kind by its own module."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .exported import FILE_MODE, PROGRAM_MODE, Exported

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.given import Given

    from .wording import Wording

__all__ = ["CONFIG", "KINDS", "files_around"]

CONFIG = "config"
#: The function that takes MailRoot, what is given, and words, and gives texts by path.
_WRITERS = {
    "dns": "dns:dns_files",
    "firewall": "firewall:firewall_files",
    "fail2ban": "fail2ban:fail2ban_files",
}
KINDS = (CONFIG, *_WRITERS)


def files_around(kind: str, root: MailRoot, given: Given, words: Wording) -> Iterator[Exported]:
    """The files of a kind other than the configuration."""
    module, _colon, function = _WRITERS[kind].partition(":")
    writer = getattr(import_module(f"{__package__}.{module}"), function)
    texts: dict[str, str] = writer(root, given, words)
    for path, text in texts.items():
        mode = PROGRAM_MODE if path.endswith(".sh") else FILE_MODE
        name = path.encode("utf-8", "surrogateescape").decode("latin-1")
        yield Exported(name, text.encode("utf-8", "backslashreplace"), mode)
