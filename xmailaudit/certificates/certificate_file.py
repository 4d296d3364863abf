"""A file of certificates as OpenSSL loads it: as a chain to serve, or as a store to trust.

A chain file's first certificate is the leaf.  Other blocks are skipped; a broken block makes the
whole file unusable, for both uses.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from .certificate import parse
from .errors import NotACertificateError
from .pem import Block, looks_like_der, read_blocks

if TYPE_CHECKING:
    from .certificate import Certificate

__all__ = ["CertificateFile", "FileState", "Held", "read_certificates"]

LABELS = ("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE")


class FileState(Enum):
    """What became of the reading."""

    READ = "read"
    BROKEN = "broken"
    NO_CERTIFICATE = "no certificate"
    NOT_PEM = "not pem"


class Held(NamedTuple):
    """A certificate and the lines of its block."""

    certificate: Certificate
    line: int
    last_line: int


class CertificateFile(NamedTuple):
    """The certificates of a file in order, and whether OpenSSL can use the file.

    `broken` is the block that spoils it (without its bytes), `labels` what other blocks there are;
    `marked` tells that one begins behind a byte-order mark.
    """

    state: FileState
    held: tuple[Held, ...] = ()
    broken: Block | None = None
    labels: tuple[str, ...] = ()
    marked: bool = False

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """The certificates alone."""
        return tuple(one.certificate for one in self.held)

    @property
    def usable(self) -> bool:
        """Whether OpenSSL takes the file."""
        return self.state is FileState.READ


def read_certificates(data: bytes) -> CertificateFile:
    """Read a file's bytes; never raises."""
    held: list[Held] = []
    labels: list[str] = []
    marked = False
    for block in read_blocks(data):
        wanted = block.label in LABELS
        if not wanted and not block.ends_reading:
            labels.append(block.label)
            continue
        certificate = _certificate(block)
        if certificate is None:
            shown = block._replace(der=b"")
            return CertificateFile(FileState.BROKEN, tuple(held), shown, tuple(labels))
        held.append(Held(certificate, block.line, block.last_line))
        marked |= block.marked
    if held:
        return CertificateFile(FileState.READ, tuple(held), None, tuple(labels), marked)
    state = FileState.NOT_PEM if looks_like_der(data) else FileState.NO_CERTIFICATE
    return CertificateFile(state, labels=tuple(labels))


def _certificate(block: Block) -> Certificate | None:
    if block.flaw is not None or block.encrypted:
        return None
    try:
        return parse(block.der)
    except NotACertificateError:
        return None
