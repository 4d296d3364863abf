"""The OpenSSL library that XMail is linked with, by age.

XMail sets neither versions nor ciphers, so what can be spoken, and which certificates can be
served, is the library's business (XMail facts: tls, section 2).  Which library it is stands in no
table: it is told, or found beside the server, or it is unknown and the decision is tried with each.
"""

from __future__ import annotations

import re
from string import ascii_lowercase
from typing import TYPE_CHECKING, Final, NamedTuple

from xmailaudit.mailroot.file_names import COLLECTED
from xmailaudit.mailroot.gathered import collected_of
from xmailaudit.mailroot.source import Absent, Unseen
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

__all__ = [
    "LIBRARIES",
    "OPENSSL_0_9_8",
    "OPENSSL_1_0",
    "OPENSSL_1_0_0",
    "OPENSSL_1_1",
    "OPENSSL_3",
    "FoundLibrary",
    "Library",
    "found_library",
]


class Library(NamedTuple):
    """One generation of OpenSSL.

    `versions` are the TLS versions it speaks; `level` its security level as it comes; `curves` and
    `edwards` whether a server without further settings can use such keys; `before_3` how it counts
    the strength of digests.
    """

    name: str
    versions: tuple[str, ...]
    level: int
    curves: bool
    edwards: bool
    before_3: bool = True


OPENSSL_0_9_8: Final = Library("OpenSSL 0.9.8", ("1.0",), 0, curves=False, edwards=False)
#: The first of its line knows no more TLS than those before.
OPENSSL_1_0_0: Final = OPENSSL_0_9_8._replace(name="OpenSSL 1.0.0")
OPENSSL_1_0: Final = Library("OpenSSL 1.0", ("1.0", "1.1", "1.2"), 0, curves=False, edwards=False)
OPENSSL_1_1: Final = Library(
    "OpenSSL 1.1", ("1.0", "1.1", "1.2", "1.3"), 1, curves=True, edwards=True
)
#: As Debian and most others set it up.
OPENSSL_3: Final = Library(
    "OpenSSL 3", ("1.2", "1.3"), 2, curves=True, edwards=True, before_3=False
)

LIBRARIES: Final = (OPENSSL_0_9_8, OPENSSL_1_0, OPENSSL_1_1, OPENSSL_3)

_FILE = re.compile(
    r"(lib(eay32|ssl|crypto)|ssleay32)[^/]*\.(dll|so(\.[0-9.]+[a-z]?)?)", re.IGNORECASE
)
_VERSION = re.compile(rb"OpenSSL (\d+\.\d+\.\d+[a-z]*)")
_FOLDERS = ("bin", "")


class FoundLibrary(NamedTuple):
    """A library's version text, what it counts as, and where it was found."""

    version: str
    library: Library
    place: Place

    @classmethod
    def of(cls, version: str, place: Place) -> FoundLibrary:
        """The library of a version such as `0.9.8l`."""
        ages = {"0": OPENSSL_0_9_8, "1.0.0": OPENSSL_1_0_0, "1.0": OPENSSL_1_0, "1": OPENSSL_1_1}
        first, second, third = version.rstrip(ascii_lowercase).split(".")[:3]
        library = (
            ages.get(f"{first}.{second}.{third}")
            or ages.get(f"{first}.{second}")
            or ages.get(first)
            or OPENSSL_3
        )
        return cls(version, library, place)


def found_library(root: MailRoot) -> FoundLibrary | None:
    """The OpenSSL library that lies beside the server's program, or that `collect` found there."""
    return root.remember("openssl library", lambda: _find(root))


def _find(root: MailRoot) -> FoundLibrary | None:
    told = collected_of(root.source)
    version = _VERSION.search((told.library or "").encode("latin-1")) if told else None
    if version is not None:
        return FoundLibrary.of(version[1].decode("ascii"), Place(COLLECTED))
    return _beside(root)


def _beside(root: MailRoot) -> FoundLibrary | None:
    for folder in _FOLDERS:
        entries = root.source.entries(folder)
        if isinstance(entries, (Absent, Unseen)):
            continue
        for entry in entries:
            if _FILE.fullmatch(entry.name) is None:
                continue
            file = f"{folder}/{entry.name}".lstrip("/")
            content = root.source.read(file)
            version = _VERSION.search(content) if isinstance(content, bytes) else None
            if version is not None:
                return FoundLibrary.of(version[1].decode("ascii"), Place(file))
    return None
