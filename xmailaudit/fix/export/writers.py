"""What else an export can hold: files for what stands around XMail, each kind by its own module."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from xmailaudit.mailroot.gathered import collected_of
from xmailaudit.mailroot.source import TargetKind

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
#: The kind that names paths of the server's machine.
_WITH_FOLDER = "fail2ban"
KINDS = (CONFIG, *_WRITERS)


def files_around(kind: str, root: MailRoot, given: Given, words: Wording) -> Iterator[Exported]:
    """The files of a kind other than the configuration."""
    module, _colon, function = _WRITERS[kind].partition(":")
    writer = getattr(import_module(f"{__package__}.{module}"), function)
    if kind == _WITH_FOLDER:
        writer = partial(writer, folder=_folder(root))
    texts: dict[str, str] = writer(root, given, words)
    for path, text in texts.items():
        mode = PROGRAM_MODE if path.endswith(".sh") else FILE_MODE
        name = path.encode("utf-8", "surrogateescape").decode("latin-1")
        yield Exported(name, text.encode("utf-8", "backslashreplace"), mode)


def _folder(root: MailRoot) -> str | None:
    """The folder that was audited; None where that is no folder, or the gathered files of one."""
    if root.source.kind is not TargetKind.DIRECTORY or collected_of(root.source) is not None:
        return None
    return str(Path(root.source.location).resolve())
