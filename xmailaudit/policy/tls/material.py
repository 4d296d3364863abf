"""Certificate, key and trust store of a MailRoot, read once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.certificates.certificate import subject_der
from xmailaudit.certificates.certificate_file import CertificateFile, read_certificates
from xmailaudit.certificates.private_key import KeyFile, KeyState, read_key, read_public_key
from xmailaudit.mailroot.gathered import collected_of
from xmailaudit.mailroot.source import Absent, Unseen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xmailaudit.certificates.certificate import Certificate
    from xmailaudit.mailroot.root import MailRoot

__all__ = [
    "CERTIFICATE_FILE",
    "KEY_FILE",
    "TRUST_FILE",
    "TRUST_FOLDER",
    "TrustEntry",
    "certificate_file",
    "hashed_certificates",
    "key_file",
    "trust_entries",
    "trust_file",
    "trust_folder_exists",
]

CERTIFICATE_FILE = "server.cert"
KEY_FILE = "server.key"
TRUST_FILE = "certs.pem"
TRUST_FOLDER = "certs"


class TrustEntry(NamedTuple):
    """A file of the trust folder: `hashed` tells whether OpenSSL finds it by its name.

    `hashed_for_old` is the same for OpenSSL before 1.0, and `wanted` the name without its number.
    """

    file: str
    content: CertificateFile
    hashed: bool
    hashed_for_old: bool
    wanted: str


def certificate_file(root: MailRoot) -> CertificateFile | None:
    """`server.cert`, None where it does not exist.  Raises UnseenFileError."""
    return _certificates(root, CERTIFICATE_FILE)


def trust_file(root: MailRoot) -> CertificateFile | None:
    """`certs.pem`, None where it does not exist.  Raises UnseenFileError."""
    return _certificates(root, TRUST_FILE)


def _certificates(root: MailRoot, file: str) -> CertificateFile | None:
    if not root.exists(file):
        return None
    return root.remember(("certificates", file), lambda: read_certificates(root.data(file)))


def key_file(root: MailRoot) -> KeyFile | None:
    """`server.key`, None where it does not exist.

    Of a key that stayed on its machine there may be the public half, and more is not needed.
    Raises UnseenFileError.
    """
    return root.remember("server key", lambda: _read_key(root))


def _read_key(root: MailRoot) -> KeyFile | None:
    if isinstance(root.content(KEY_FILE), Unseen):
        told = collected_of(root.source)
        public = read_public_key(told.public_key) if told and told.public_key else None
        if public is not None:
            return KeyFile(KeyState.USABLE, public)
    return read_key(root.data(KEY_FILE)) if root.exists(KEY_FILE) else None


def trust_folder_exists(root: MailRoot) -> bool:
    """Whether there is a folder `certs`; one that cannot be listed is there."""
    return not isinstance(root.source.entries(TRUST_FOLDER), Absent)


def trust_entries(root: MailRoot) -> tuple[TrustEntry, ...]:
    """The files of the trust folder that hold certificates.

    Raises UnseenFileError; a folder that cannot be listed seems empty.
    """
    return root.remember("trust folder", lambda: _read_folder(root))


def _read_folder(root: MailRoot) -> tuple[TrustEntry, ...]:
    entries = root.source.entries(TRUST_FOLDER)
    if isinstance(entries, (Absent, Unseen)):
        return ()
    names = frozenset(entry.name for entry in entries)
    contents = (
        (entry.name, _certificates(root, f"{TRUST_FOLDER}/{entry.name}")) for entry in entries
    )
    return tuple(
        _entry(name, found, names) for name, found in contents if found and found.certificates
    )


def _entry(name: str, content: CertificateFile, names: frozenset[str]) -> TrustEntry:
    from xmailaudit.certificates.canonical_name import name_hash, old_name_hash

    first = content.certificates[0]
    stem, _dot, number = name.rpartition(".")
    wanted = name_hash(first.subject_name)
    counted = _is_counted(stem, number, names)
    return TrustEntry(
        f"{TRUST_FOLDER}/{name}",
        content,
        hashed=counted and stem == wanted,
        hashed_for_old=counted and stem == old_name_hash(subject_der(first)),
        wanted=wanted,
    )


def _is_counted(stem: str, number: str, names: frozenset[str]) -> bool:
    """Whether OpenSSL comes to a name as it counts from 0 until there is none."""
    if not (number.isascii() and number.isdigit()) or len(number) > len(str(len(names))):
        return False
    wanted = int(number)
    return str(wanted) == number and all(f"{stem}.{below}" in names for below in range(wanted))


def hashed_certificates(root: MailRoot, *, for_old: bool = False) -> tuple[Certificate, ...]:
    """The certificates that OpenSSL finds in the trust folder; before 1.0 it hashed otherwise.

    It counts `HASH.0`, `HASH.1`, … up to a gap or a file it cannot read, and takes out of each file
    whatever has that hash.
    """
    prefix = f"{TRUST_FOLDER}/"
    contents = {one.file.removeprefix(prefix): one.content for one in trust_entries(root)}
    stems = dict.fromkeys(name.rpartition(".")[0] for name in contents)
    return tuple(one for stem in stems for one in _found_under(stem, contents, for_old=for_old))


def _found_under(
    stem: str, contents: Mapping[str, CertificateFile], *, for_old: bool
) -> Iterator[Certificate]:
    from xmailaudit.certificates.canonical_name import name_hash, old_name_hash

    for number in range(len(contents)):
        content = contents.get(f"{stem}.{number}")
        if content is None or not content.usable:
            return
        for certificate in content.certificates:
            wanted = (
                old_name_hash(subject_der(certificate))
                if for_old
                else name_hash(certificate.subject_name)
            )
            if wanted == stem:
                yield certificate
