"""Where journals are kept: a folder that only this user may use, outside any MailRoot.

It is `XMAILAUDIT_STATE`, else `xmailaudit` in the platform's folder for state.  Below it each
MailRoot has a folder of its own, with its journals and a file to lock.
"""

from __future__ import annotations

import errno
import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.failures import reason_of
from xmailaudit.mailroot.file_names import shown
from xmailaudit.messages import _, say

from .errors import JournalError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from .disk.tree import Disk, Tree

__all__ = ["VARIABLE", "StateFolder"]

VARIABLE = "XMAILAUDIT_STATE"

_SET = _("there is no folder for journals: set XMAILAUDIT_STATE to one outside the MailRoot")
_RELATIVE = _("XMAILAUDIT_STATE must be a whole path; {path} is not")
_OPEN = _(
    "others may write to the folder for journals, {path}: close it to them, "
    "or set XMAILAUDIT_STATE to a folder of your own"
)
_INSIDE = _(
    "the folder for journals, {path}, lies in the MailRoot: set XMAILAUDIT_STATE to one outside"
)
_UNUSABLE = _("the folder for journals, {path}, cannot be used: {reason}; set XMAILAUDIT_STATE")


class StateFolder(NamedTuple):
    """The folder, real and private.  Its methods raise JournalError."""

    path: Path
    disk: Disk

    @classmethod
    def find(cls, disk: Disk, environ: Mapping[str, str] = os.environ) -> Self:
        """The folder for this user; it need not be there yet."""
        return cls(_place(environ, windows=disk.windows), disk)

    def of(self, mail_root: str) -> Tree:
        """The folder of a MailRoot, by its real path, opened; it is made where it is missing."""
        try:
            real = Path(os.path.realpath(self.path))
            if _lies_in(real, mail_root):
                raise JournalError(say(_INSIDE, path=shown(self.path)))
            self.disk.make_private(real)
            self._expect_private(real)
            folder = real / _key(mail_root)
            self.disk.make_private(folder)
            self._expect_private(folder)
            return self.disk.open(folder)
        except (OSError, ValueError) as error:
            raise self._unusable(error) from None

    def expect_usable(self, mail_root: str) -> None:
        """Raise JournalError where no journal of a MailRoot could be kept; nothing is made."""
        try:
            real = Path(os.path.realpath(self.path))
            if _lies_in(real, mail_root):
                raise JournalError(say(_INSIDE, path=shown(self.path)))
            own = (real / _key(mail_root), real)
            there = [folder for folder in (*own, *real.parents) if folder.exists()]
            for folder in there:
                if folder in own:
                    self._expect_private(folder)
            with self.disk.open(there[0]) as tree:
                if tree.is_read_only("") or not tree.may_write(""):
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        except (OSError, ValueError) as error:
            raise self._unusable(error) from None

    def folders(self) -> list[Path]:
        """The folders of all MailRoots that have one."""
        try:
            if not self.path.is_dir():
                return []
            self._expect_private(Path(os.path.realpath(self.path)))
            return sorted(path for path in self.path.iterdir() if path.is_dir())
        except (OSError, ValueError) as error:
            raise self._unusable(error) from None

    def journals(self) -> frozenset[str]:
        """The names of all files in the folders."""
        try:
            return frozenset(path.name for folder in self.folders() for path in folder.iterdir())
        except OSError as error:
            raise self._unusable(error) from None

    def _expect_private(self, folder: Path) -> None:
        if self.disk.may_be_changed_by_others(folder):
            raise JournalError(say(_OPEN, path=shown(folder)))

    def _unusable(self, error: OSError | ValueError) -> JournalError:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        return JournalError(say(_UNUSABLE, path=shown(self.path), reason=reason))


def _place(environ: Mapping[str, str], *, windows: bool) -> Path:
    told = environ.get(VARIABLE)
    if told:
        if not Path(told).is_absolute():
            raise JournalError(say(_RELATIVE, path=shown(told)))
        return Path(told)
    if windows:
        base = environ.get("LOCALAPPDATA")
        if base:
            return Path(base) / "xmailaudit"
    else:
        base = environ.get("XDG_STATE_HOME", "")
        if base.startswith("/"):  # a relative one is to be ignored
            return Path(base) / "xmailaudit"
        home = environ.get("HOME", "")
        if home.startswith("/"):
            return Path(home) / ".local" / "state" / "xmailaudit"
    raise JournalError(say(_SET))


def _key(mail_root: str) -> str:
    return sha256(os.fsencode(os.path.normcase(mail_root))).hexdigest()[:16]


def _lies_in(folder: Path, mail_root: str) -> bool:
    inner, outer = os.path.normcase(folder), os.path.normcase(mail_root)
    try:
        return os.path.commonpath((inner, outer)) == outer
    except ValueError:  # another drive
        return False
