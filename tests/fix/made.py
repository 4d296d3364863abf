"""A small MailRoot with everything a transaction may meet, and a folder for its journals."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.fix.disk import this_disk
from xmailaudit.fix.state_folder import StateFolder
from xmailaudit.mailroot.change import Change

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["CHANGES", "FILES", "INDEX", "Seen", "mail_root", "seen", "state_in"]

INDEX = "tabindex/domains-00.hdx"

FILES = {
    "server.tab": b'"RootDomain"\t"example.com"\r\n"POP3Domain"\t"example.com"\r\n',
    "domains.tab": b'"example.com"\n"example.net"\n',
    "spammers.tab": b"",
    "ctrlaccounts.tab": b'"admin"\t"1512"\n',
    "smtprelay.tab": b'"10.0.0.0"\t"255.0.0.0"\n',
    INDEX: b"ABDL-index",
}

#: A plain edit, an edit with a mode, an indexed table with its index, a file in new folders, a file
#: that goes, and modes alone.
CHANGES = (
    Change("server.tab", FILES["server.tab"], FILES["server.tab"] + b'"A"\t"1"\r\n', 0o644),
    Change("domains.tab", FILES["domains.tab"], b'"example.com"\n', 0o644, 0o640),
    Change(INDEX, FILES[INDEX], None, 0o644),
    Change("custdomains/new/.example.org.tab", None, b'"smtprelay"\n'),
    Change("smtprelay.tab", FILES["smtprelay.tab"], None, 0o644),
    Change("ctrlaccounts.tab", FILES["ctrlaccounts.tab"], FILES["ctrlaccounts.tab"], 0o644, 0o600),
    Change("tabindex", None, None, 0o755, 0o700),
)


class Seen(NamedTuple):
    """What stands under a name: the mode, and the bytes of a file."""

    mode: int
    data: bytes | None


def mail_root(folder: Path) -> Path:
    """Make the MailRoot."""
    root = folder / "MailRoot"
    for path, data in FILES.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        file.chmod(0o644)
    for made in (root, root / "tabindex"):
        made.chmod(0o755)
    return root


def state_in(folder: Path) -> StateFolder:
    """A folder for journals."""
    return StateFolder.find(this_disk(), {"XMAILAUDIT_STATE": str(folder / "state")})


def seen(root: Path) -> dict[str, Seen]:
    """All that is in a folder."""
    found = {}
    for path in sorted((root, *root.rglob("*"))):
        mode = stat.S_IMODE(path.lstat().st_mode)
        found[path.relative_to(root).as_posix()] = Seen(
            mode, path.read_bytes() if path.is_file() else None
        )
    return found
