"""The two stores of CA certificates that settings switch on (XMail facts: tls, section 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.source import Unseen

from .material import TRUST_FILE, TRUST_FOLDER, trust_folder_exists

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

__all__ = ["FILE_STORE", "FOLDER_STORE", "STORES", "TrustStore"]


class TrustStore(NamedTuple):
    """A setting, and the file or folder that it switches on where it exists."""

    setting: str
    path: str

    def is_there(self, root: MailRoot) -> bool:
        """Whether the file or folder exists.  Raises UnseenFileError, as for an unlisted folder."""
        if self.path == TRUST_FILE:
            return root.exists(TRUST_FILE)
        listed = root.source.entries(TRUST_FOLDER)
        if isinstance(listed, Unseen):
            raise UnseenFileError(TRUST_FOLDER, listed.reason)
        return trust_folder_exists(root)


FILE_STORE: Final = TrustStore("SSLUseCertsFile", TRUST_FILE)
FOLDER_STORE: Final = TrustStore("SSLUseCertsDir", TRUST_FOLDER)
STORES: Final = (FILE_STORE, FOLDER_STORE)
