"""Certificates and keys that somebody brings: taken as PEM, and whatever else told how to make it.

Nothing of a key is ever in a message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.certificates.certificate import parse
from xmailaudit.certificates.certificate_file import FileState, read_certificates
from xmailaudit.certificates.errors import NotACertificateError
from xmailaudit.certificates.pem import first_value, looks_like_der
from xmailaudit.certificates.private_key import KeyState, read_key
from xmailaudit.messages import _, say

from .errors import RefusedError

if TYPE_CHECKING:
    from xmailaudit.certificates.certificate import Certificate
    from xmailaudit.certificates.private_key import KeyFile
    from xmailaudit.messages import Template

__all__ = ["UnfitFileError", "certificates_in", "key_in"]

_PKCS12 = _(
    "{file} is a PKCS #12 container, and XMail reads PEM: umask 077; openssl pkcs12 -in {file} "
    "-nodes -out all.pem makes one file of it that holds certificates and key"
)
_DER_CERTIFICATE = _(
    "{file} is DER, and XMail reads PEM: openssl x509 -inform DER -in {file} -out cert.pem"
)
_DER_KEY = _("{file} is DER, and XMail reads PEM: openssl pkey -inform DER -in {file} -out key.pem")
_NO_CERTIFICATE = _("{file} holds no certificate")
_BROKEN_CERTIFICATE = _("{file} holds a certificate that cannot be read, at line {line}")
_NO_KEY = _("{file} holds no private key")
_BROKEN_KEY = _("{file} holds a private key that cannot be read, at line {line}")
_ENCRYPTED = _(
    "the key in {file} needs a passphrase, which XMail cannot be given; take it off: umask 077; "
    "openssl pkey -in {file} -out plain.key"
)
#: The first number in a PKCS #12 container: its version.
_VERSION_3 = b"\x02\x01\x03"


class UnfitFileError(RefusedError):
    """A file of somebody's is not what it must be to be served."""

    def __init__(self, template: Template, file: str, line: int | None = None) -> None:
        super().__init__(say(template, file=file, line=line or 1), file=file, line=line)


def certificates_in(data: bytes, file: str) -> tuple[Certificate, ...]:
    """The certificates of a file, one at least.  Raises UnfitFileError."""
    read = read_certificates(data)
    if read.usable:
        return read.certificates
    if read.state is FileState.BROKEN:
        raise UnfitFileError(_BROKEN_CERTIFICATE, file, read.broken.line if read.broken else None)
    if _is_container(data):
        raise UnfitFileError(_PKCS12, file)
    raise UnfitFileError(_DER_CERTIFICATE if _is_certificate(data) else _NO_CERTIFICATE, file)


def key_in(data: bytes, file: str) -> KeyFile:
    """The private key of a file, in clear.  Raises UnfitFileError."""
    key = read_key(data)
    line = key.block.line if key.block else None
    match key.state:
        case KeyState.USABLE:
            return key
        case KeyState.ENCRYPTED:
            raise UnfitFileError(_ENCRYPTED, file, line)
        case KeyState.BROKEN:
            raise UnfitFileError(_BROKEN_KEY, file, line)
        case KeyState.NO_KEY:
            raise UnfitFileError(_why_no_key(data), file)


def _why_no_key(data: bytes) -> Template:
    if _is_container(data):
        return _PKCS12
    is_key = looks_like_der(data) and not _is_certificate(data)
    return _DER_KEY if is_key else _NO_KEY


def _is_container(data: bytes) -> bool:
    """Whether the file begins as PKCS #12 does: one DER sequence whose first value is a 3."""
    value = first_value(data)
    if not looks_like_der(data) or len(value) < 8:
        return False
    header = 2 + (value[1] & 0x7F if value[1] & 0x80 else 0)
    return value[header : header + 3] == _VERSION_3


def _is_certificate(data: bytes) -> bool:
    try:
        parse(data)
    except NotACertificateError:
        return False
    return True
