"""How rules point at certificates: each with its place, its part in the chain, words for it.

Only readable files count here; a file that OpenSSL cannot use is CRT015's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.certificates.certificate import may_be_issued_by
from xmailaudit.certificates.pem import to_pem
from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.policy.tls.library import found_library
from xmailaudit.policy.tls.material import (
    CERTIFICATE_FILE,
    KEY_FILE,
    certificate_file,
    key_file,
)
from xmailaudit.tables.edit import Splice
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xmailaudit.certificates.certificate import Certificate, PublicKey
    from xmailaudit.certificates.certificate_file import CertificateFile, Held
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.tls.library import Library
    from xmailaudit.rules.given import Given

__all__ = [
    "Seen",
    "chain_order",
    "day",
    "days_until",
    "in_file",
    "inserted",
    "is_of_another_key",
    "key_place",
    "known_library",
    "leaf_of",
    "reordered",
    "served",
    "without",
]

_BEGIN = b"-----BEGIN CERTIFICATE-----"
_DAY = 86400


class Seen(NamedTuple):
    """A certificate of a file: where it stands, and whether it is meant to be the server's own."""

    certificate: Certificate
    place: Place
    is_leaf: bool

    @property
    def name(self) -> str:
        """What people know it by (bytes as latin-1, as all text of files)."""
        subject = self.certificate.subject or f"serial {self.certificate.serial:x}"
        return subject.encode("utf-8", "replace").decode("latin-1")

    @property
    def is_root_along(self) -> bool:
        """Whether it is a root that is sent along: clients have their own copy, or none."""
        return self.certificate.self_signed and not self.is_leaf

    @property
    def key(self) -> tuple[str, ...]:
        """What tells findings about it apart from those about its neighbours."""
        from hashlib import sha256

        return (sha256(self.certificate.der).hexdigest()[:16],)


def in_file(file: str, content: CertificateFile, own: PublicKey | None = None) -> tuple[Seen, ...]:
    """The certificates of a file, in order; the leaf is the one of the key, else the first."""
    keys = [held.certificate.key for held in content.held]
    leaf = keys.index(own) if own in keys else 0
    return tuple(
        Seen(held.certificate, Place(file, held.line, 0, len(_BEGIN), _BEGIN), number == leaf)
        for number, held in enumerate(content.held)
    )


def served(root: MailRoot) -> tuple[Seen, ...]:
    """The certificates of `server.cert` in order; none where it is missing or unusable.

    Raises UnseenFileError.
    """
    content = certificate_file(root)
    if content is None or not content.usable:
        return ()
    return in_file(CERTIFICATE_FILE, content, _own_key(root))


def _own_key(root: MailRoot) -> PublicKey | None:
    """The public half of the key; a key that cannot be seen tells nothing."""
    try:
        key = key_file(root)
    except UnseenFileError:
        return None
    return None if key is None else key.public


def leaf_of(root: MailRoot) -> Seen | None:
    """The server's own certificate.  Raises UnseenFileError."""
    return next((seen for seen in served(root) if seen.is_leaf), None)


def is_of_another_key(root: MailRoot) -> bool:
    """Whether `server.key` is known to be of none of the certificates: CRT005's alone.

    Raises UnseenFileError where `server.cert` cannot be seen.
    """
    own = _own_key(root)
    return own is not None and all(seen.certificate.key != own for seen in served(root))


def key_place(line: int | None = None) -> Place:
    """Where a key begins, without a byte of it."""
    return Place(KEY_FILE, line)


def known_library(root: MailRoot, given: Given) -> Library | None:
    """The OpenSSL that XMail uses, as far as somebody said or it lies beside the server."""
    found = found_library(root)
    return given.world.library or (None if found is None else found.library)


def day(moment: float) -> str:
    """The date of a POSIX time, in UTC."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def days_until(moment: float, now: float) -> int:
    """Whole days from now to a moment, rounded down."""
    return int((moment - now) // _DAY)


def chain_order(content: CertificateFile, leaf: Held) -> tuple[Held, ...]:
    """The file's certificates as a chain: the leaf, who issued it, and so on; the rest behind."""
    waiting: dict[bytes, list[Held]] = {}
    for held in content.held:
        if held is not leaf:
            waiting.setdefault(held.certificate.subject_name, []).append(held)
    ordered = [leaf]
    while (above := _issuer_among(waiting, ordered[-1].certificate)) is not None:
        waiting[above.certificate.subject_name].remove(above)
        ordered.append(above)
    chain = {held.line for held in ordered}
    return (*ordered, *(held for held in content.held if held.line not in chain))


def _issuer_among(waiting: dict[bytes, list[Held]], last: Certificate) -> Held | None:
    if last.self_signed:
        return None
    named = waiting.get(last.issuer_name, ())
    return next((held for held in named if may_be_issued_by(last, held.certificate)), None)


def reordered(root: MailRoot, order: Sequence[Held]) -> Splice:
    """The edit that brings the blocks of `server.cert` into an order, each with the text above it.

    Raises UnseenFileError.
    """
    lines = _physical(root, CERTIFICATE_FILE)
    starts: dict[int, int] = {}
    done = first = 0
    for held in sorted(order, key=lambda held: held.line):
        starts[held.line] = done
        done = held.last_line
    moved = [line for held in order for line in lines[starts[held.line] : held.last_line]]
    end = b"\r\n" if moved[0].endswith(b"\r\n") else b"\n"
    ended = tuple(line if line.endswith(b"\n") else line + end for line in moved)
    return Splice(CERTIFICATE_FILE, first + 1, tuple(lines[first:done]), ended)


def inserted(root: MailRoot, after: Held, certificates: Sequence[Certificate]) -> Splice:
    """The edit that puts certificates behind one of `server.cert`.  Raises UnseenFileError."""
    lines = _physical(root, CERTIFICATE_FILE)
    last = lines[after.last_line - 1]
    end = b"\r\n" if lines[0].endswith(b"\r\n") else b"\n"
    pem = "".join(to_pem("CERTIFICATE", one.der) for one in certificates).encode("ascii")
    new = tuple(line + end for line in pem.splitlines())
    if last.endswith(b"\n"):
        return Splice(CERTIFICATE_FILE, after.last_line + 1, (), new)
    return Splice(CERTIFICATE_FILE, after.last_line, (last,), (last + end, *new))


def without(root: MailRoot, file: str, held: Held) -> Splice:
    """The edit that takes a certificate's block out of a file; text around it stays.

    Raises UnseenFileError.
    """
    lines = _physical(root, file)
    return Splice(file, held.line, tuple(lines[held.line - 1 : held.last_line]), ())


def _physical(root: MailRoot, file: str) -> tuple[bytes, ...]:
    from xmailaudit.tables.document import TabDocument

    return TabDocument.parse(root.data(file)).physical
