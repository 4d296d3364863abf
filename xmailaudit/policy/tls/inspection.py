"""All that a MailRoot shows of its certificate, its key and whom it trusts, as one value.

What XMail would do with them is decided as ever (`verdict.serving`); here is what a person wants to
see beside that.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.certificates.certificate import may_be_issued_by
from xmailaudit.certificates.chain import linked
from xmailaudit.certificates.host_names import matches
from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.settings import State
from xmailaudit.mailroot.source import Metadata
from xmailaudit.policy.decision import Answer

from .library import found_library
from .material import (
    CERTIFICATE_FILE,
    KEY_FILE,
    certificate_file,
    hashed_certificates,
    key_file,
    trust_entries,
    trust_file,
)
from .server_names import server_names
from .stores import FILE_STORE, STORES
from .verdict import serving
from .verifying import verifies

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xmailaudit.certificates.certificate import Certificate, PublicKey
    from xmailaudit.certificates.certificate_file import CertificateFile
    from xmailaudit.certificates.private_key import KeyState
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.policy.decision import Decision
    from xmailaudit.policy.world import World

    from .library import FoundLibrary
    from .server_names import ServerName
    from .stores import TrustStore

__all__ = [
    "Dates",
    "Inspection",
    "KeySeen",
    "NameCheck",
    "Presented",
    "Role",
    "StoreSeen",
    "inspect",
    "presented_certificates",
]


class Role(Enum):
    """What a certificate of server.cert is for."""

    SERVER = "server"
    ISSUER = "issuer"
    ROOT = "root"
    STRANGER = "stranger"


class Dates(Enum):
    """How a certificate stands to the moment it is judged at."""

    VALID = "valid"
    EXPIRED = "expired"
    NOT_YET = "not yet valid"


class Presented(NamedTuple):
    """A certificate of server.cert: its line, and its place in the chain (0 is the server's)."""

    certificate: Certificate
    line: int
    role: Role
    place: int | None
    dates: Dates


class KeySeen(NamedTuple):
    """The key: its state (None: no file, or not to be seen), and whether it is the certificate's.

    `reason` says why it cannot be seen.
    """

    state: KeyState | None
    public: PublicKey | None = None
    matches: bool | None = None
    reason: Message | None = None


class StoreSeen(NamedTuple):
    """A store of CA certificates; `read` is whether XMail looks into it, None where it is hidden.

    `certificates` is None for one that is not there or cannot be used.
    """

    path: str
    setting: str
    read: bool | None
    certificates: int | None


class NameCheck(NamedTuple):
    """A name, the setting it comes from (None: somebody asked), and whether it is covered."""

    name: str
    setting: str | None
    covered: bool


class Inspection(NamedTuple):
    """What there is; `missing_issuer` is who issued the last of the chain, where that is no root.

    `serving` is whether XMail can hold a handshake with it; `in_order` whether the certificates
    stand as they must.  `modes` are those of the files, as far as the source knows.
    """

    at: float
    file: CertificateFile | None
    presented: tuple[Presented, ...]
    in_order: bool
    missing_issuer: str | None
    key: KeySeen
    names: tuple[NameCheck, ...]
    hidden_names: tuple[str, ...]
    stores: tuple[StoreSeen, ...]
    verifies: bool | None
    library: FoundLibrary | None
    modes: tuple[tuple[str, int | None], ...]
    serving: Decision
    unseen: Message | None = None

    @property
    def server(self) -> Presented | None:
        """The server's own certificate."""
        return next((one for one in self.presented if one.role is Role.SERVER), None)

    @property
    def usable(self) -> bool | None:
        """Whether clients get on with it, as far as the files and the day go; None: cannot tell."""
        own = self.server
        if own is not None and own.dates is not Dates.VALID:
            return False
        answers = {Answer.ALLOW: True, Answer.REFUSE: False, Answer.UNDETERMINED: None}
        return answers[self.serving.answer]


def inspect(root: MailRoot, world: World, at: float, also: Sequence[str] = ()) -> Inspection:
    """Look at certificate, key and stores; `also` are further names to check."""
    file, unseen = _file(root)
    key = _key(root)
    presented = () if file is None else _presented(file, key.public, at)
    own = next((one for one in presented if one.role is Role.SERVER), None)
    if key.public is not None and presented:
        # XMail takes the first certificate for the key's, wherever the right one stands.
        first = presented[0].certificate
        key = key._replace(matches=first.key.spki == key.public.spki)
    called = server_names(root)
    return Inspection(
        at=at,
        file=file,
        presented=presented,
        in_order=_in_order(presented),
        missing_issuer=_missing_issuer(root, presented),
        key=key,
        names=() if own is None else tuple(_names(own.certificate, called.names, also)),
        hidden_names=called.hidden,
        stores=tuple(_store(root, store) for store in STORES),
        verifies=verifies(root),
        library=found_library(root),
        modes=tuple((path, _mode(root, path)) for path in (CERTIFICATE_FILE, KEY_FILE)),
        serving=serving(root, world),
        unseen=unseen,
    )


def presented_certificates(root: MailRoot, at: float) -> tuple[Presented, ...]:
    """The certificates of server.cert alone.  Raises UnseenFileError where it cannot be read."""
    file = certificate_file(root)
    return () if file is None else _presented(file, _key(root).public, at)


def _file(root: MailRoot) -> tuple[CertificateFile | None, Message | None]:
    try:
        return certificate_file(root), None
    except UnseenFileError as error:
        return None, error.message


def _key(root: MailRoot) -> KeySeen:
    try:
        key = key_file(root)
    except UnseenFileError as error:
        return KeySeen(None, reason=error.message)
    return KeySeen(None) if key is None else KeySeen(key.state, key.public)


def _presented(file: CertificateFile, key: PublicKey | None, at: float) -> tuple[Presented, ...]:
    """The certificates in the order of the file; the server's is the one of the key."""
    certificates = file.certificates
    if not certificates:
        return ()
    own = (one for one in certificates if key is not None and one.key.spki == key.spki)
    leaf = next(own, certificates[0])
    chain = linked(leaf, certificates)
    places = {one.der: place for place, one in reversed([*enumerate(chain)])}
    return tuple(
        Presented(
            held.certificate,
            held.line,
            _role(held.certificate, places.get(held.certificate.der)),
            places.get(held.certificate.der),
            _dates(held.certificate, at),
        )
        for held in file.held
    )


def _role(certificate: Certificate, place: int | None) -> Role:
    if place == 0:
        return Role.SERVER
    if certificate.self_signed:
        return Role.ROOT
    return Role.STRANGER if place is None else Role.ISSUER


def _dates(certificate: Certificate, at: float) -> Dates:
    if at > certificate.not_after:
        return Dates.EXPIRED
    return Dates.NOT_YET if at < certificate.not_before else Dates.VALID


def _in_order(presented: Sequence[Presented]) -> bool:
    """Whether the chain stands as it is issued, without anything before it or between."""
    places = [one.place for one in presented]
    known = [place for place in places if place is not None]
    return places[: len(known)] == list(range(len(known)))


def _missing_issuer(root: MailRoot, presented: Sequence[Presented]) -> str | None:
    """The issuer of the chain's last certificate, where it is not known to be a root."""
    chain = [one for one in presented if one.place is not None]
    if not chain:
        return None
    last = max(chain, key=lambda one: one.place or 0).certificate
    # What public CAs issue from is no root; above an intermediate nobody can tell.
    if last.self_signed or len(chain) > 1:
        return None
    known = any(one.self_signed and may_be_issued_by(last, one) for one in _beside(root))
    return None if known else last.issuer


def _beside(root: MailRoot) -> tuple[Certificate, ...]:
    """The CA certificates that lie in the MailRoot."""
    try:
        bundle = trust_file(root)
        listed = [one for entry in trust_entries(root) for one in entry.content.certificates]
    except UnseenFileError:
        return ()
    return (*(() if bundle is None else bundle.certificates), *listed)


def _names(
    certificate: Certificate, called: Sequence[ServerName], also: Sequence[str]
) -> Iterator[NameCheck]:
    for one in called:
        covered = matches(certificate, one.ascii or one.name)
        yield NameCheck(one.name, one.setting, covered)
    for name in also:
        yield NameCheck(name, None, matches(certificate, name))


def _store(root: MailRoot, store: TrustStore) -> StoreSeen:
    setting, checked = root.setting(store.setting), verifies(root)
    read = None if setting.state is State.UNKNOWN else setting.flag
    if read is not False:
        read = False if checked is False else (None if checked is None else read)
    return StoreSeen(store.path, store.setting, read, _count(root, store))


def _count(root: MailRoot, store: TrustStore) -> int | None:
    """How many certificates a store has; None where it is not there or cannot be used."""
    try:
        if store is FILE_STORE:
            bundle = trust_file(root)
            return len(bundle.held) if bundle is not None and bundle.usable else None
        there = store.is_there(root)
        return len(hashed_certificates(root)) if there else None
    except UnseenFileError:
        return None


def _mode(root: MailRoot, path: str) -> int | None:
    known = root.source.metadata(path)
    return known.mode if isinstance(known, Metadata) else None
