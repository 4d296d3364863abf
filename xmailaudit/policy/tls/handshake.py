"""One TLS handshake with XMail as server."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.certificates.certificate import parse
from xmailaudit.certificates.chain import build_chain
from xmailaudit.certificates.errors import NotACertificateError
from xmailaudit.messages import _
from xmailaudit.tables.row import Place

from .choice import agreed
from .material import CERTIFICATE_FILE, certificate_file
from .serving import Trouble, describe, library_obstacle, mark, obstacle
from .trust import Trust, client_passes, trust, verification_is_on

if TYPE_CHECKING:
    from xmailaudit.certificates.certificate import Certificate
    from xmailaudit.policy.facts import Facts

    from .library import Library

__all__ = ["ANY_CLIENT", "Handshake", "Prepared", "TlsClient", "handshake", "prepare"]


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


class Prepared(NamedTuple):
    """What XMail goes into a handshake with: the chain it sends, whom it trusts, the library.

    `trusted` is None where the client's certificate does not matter.
    """

    chain: tuple[Certificate, ...]
    trusted: Trust | None
    library: Library


_FAILED = Handshake(succeeds=False)
#: It speaks every version and has no certificate.
ANY_CLIENT = TlsClient()


def handshake(facts: Facts, client: TlsClient = ANY_CLIENT) -> Handshake:
    """What happens once both sides begin; the trace says why it fails."""
    ready = prepare(facts, client.version)
    if ready is None or not _accepts(facts, client, ready):
        return _FAILED
    return Handshake(succeeds=True, sent=tuple(certificate.der for certificate in ready.chain))


def prepare(facts: Facts, version: str | None = None) -> Prepared | None:
    """What XMail brings to a handshake in this TLS version (None: any); None where each fails.

    What the client has to show comes later.  The trace says why none can succeed.
    """
    if facts.world.tls_works is False:
        facts.step(None, _("no TLS handshake succeeds"))
        return None
    wrong = obstacle(facts.root)
    content = certificate_file(facts.root)
    if wrong is not None or content is None:
        if wrong is not None:
            facts.step(wrong.place, describe(wrong.trouble))
        return None
    verifies = verification_is_on(facts)
    trusted = trust(facts) if verifies else Trust((), system=False)
    if trusted is None:
        return None
    chain = _served(facts, content.certificates, trusted)
    marked = mark(facts.root)

    def minds(library: Library) -> Trouble | None:
        return library_obstacle(chain, library, version, marked=marked is not None)

    library = agreed(facts, minds)
    trouble = minds(library)
    if trouble is not None:
        place = marked if trouble is Trouble.MARK else None
        facts.step(
            place or Place(CERTIFICATE_FILE),
            describe(trouble),
            library=library.name,
            kind=chain[0].key.kind,
            version=version or "",
        )
        return None
    return Prepared(chain, trusted if verifies else None, library)


def _served(facts: Facts, held: tuple[Certificate, ...], trusted: Trust) -> tuple[Certificate, ...]:
    """The file's certificates; a single one is completed out of the trust store."""
    if len(held) > 1 or not trusted.store:
        return held
    return build_chain(held[0], (), trusted.store, facts.world.now or 0.0).chain


def _accepts(facts: Facts, client: TlsClient, ready: Prepared) -> bool:
    if ready.trusted is None:
        return True
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
    return client_passes(facts, presented, ready.trusted, ready.library)
