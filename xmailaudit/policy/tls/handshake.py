"""One TLS handshake with XMail as server."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.certificates.certificate import parse
from xmailaudit.certificates.chain import build_chain
from xmailaudit.certificates.errors import NotACertificateError
from xmailaudit.messages import _
from xmailaudit.tables.row import Place

from .library import agreed
from .material import CERTIFICATE_FILE, certificate_file
from .serving import describe, library_obstacle, obstacle
from .trust import Trust, client_passes, trust, verification_is_on

if TYPE_CHECKING:
    from xmailaudit.certificates.certificate import Certificate
    from xmailaudit.policy.facts import Facts

    from .library import Library

__all__ = ["ANY_CLIENT", "Handshake", "TlsClient", "handshake"]


class TlsClient(NamedTuple):
    """The other side: the one TLS version it speaks (None: all of them), and what it presents.

    `certificates` are DER, leaf first; empty where it has none to show.
    """

    version: str | None = None
    certificates: tuple[bytes, ...] = ()


class Handshake(NamedTuple):
    """The outcome: whether it succeeds, and the DER of each certificate the server sends."""

    succeeds: bool
    sent: tuple[bytes, ...] = ()


_FAILED = Handshake(succeeds=False)
#: It speaks every version and has no certificate.
ANY_CLIENT = TlsClient()


def handshake(facts: Facts, client: TlsClient = ANY_CLIENT) -> Handshake:
    """What happens once both sides begin; the trace says why it fails."""
    if facts.world.tls_works is False:
        facts.step(None, _("no TLS handshake succeeds"))
        return _FAILED
    wrong = obstacle(facts.root)
    content = certificate_file(facts.root)
    if wrong is not None or content is None:
        if wrong is not None:
            facts.step(wrong.place, describe(wrong.trouble))
        return _FAILED
    verifies = verification_is_on(facts)
    trusted = trust(facts) if verifies else Trust((), system=False)
    if trusted is None:
        return _FAILED
    chain = _served(facts, content.certificates, trusted)
    library = agreed(facts, lambda one: library_obstacle(chain, one, client.version))
    if not _library_serves(facts, chain, library, client.version):
        return _FAILED
    if verifies and not _accepts(facts, client, trusted, library):
        return _FAILED
    return Handshake(succeeds=True, sent=tuple(certificate.der for certificate in chain))


def _served(facts: Facts, held: tuple[Certificate, ...], trusted: Trust) -> tuple[Certificate, ...]:
    """The file's certificates; a single one is completed out of the trust store."""
    if len(held) > 1 or not trusted.store:
        return held
    return build_chain(held[0], (), trusted.store, facts.world.now or 0.0).chain


def _library_serves(
    facts: Facts, chain: tuple[Certificate, ...], library: Library, version: str | None
) -> bool:
    trouble = library_obstacle(chain, library, version)
    if trouble is None:
        return True
    facts.step(
        Place(CERTIFICATE_FILE),
        describe(trouble),
        library=library.name,
        kind=chain[0].key.kind,
        version=version or "",
    )
    return False


def _accepts(facts: Facts, client: TlsClient, trusted: Trust, library: Library) -> bool:
    if not client.certificates:
        wanted = facts.setting("SSLWantCert")
        if wanted.flag:
            facts.step(wanted.place, _("asks for a certificate, and the client has none"))
        return not wanted.flag
    try:
        presented = tuple(map(parse, client.certificates))
    except NotACertificateError:
        facts.step(None, _("what the client presents is no certificate"))
        return False
    return client_passes(facts, presented, trusted, library)
