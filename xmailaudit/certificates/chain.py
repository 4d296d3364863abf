"""Who issued whom: building a chain the way OpenSSL does.

At each step the trust store is asked before what the peer sent.  A chain ends in trust only at a
self-signed certificate of the store; an intermediate or a leaf in there anchors nothing.  `depth`
is the number of certificates allowed between the leaf and the anchor.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from .certificate import may_be_issued_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .certificate import Certificate

__all__ = ["DEFAULT_DEPTH", "Built", "End", "build_chain", "linked", "signed_by"]

DEFAULT_DEPTH = 100


class End(Enum):
    """How a chain ends."""

    TRUSTED = "trusted"
    SELF_SIGNED = "self-signed"
    NO_ISSUER = "no issuer"
    STORE_INCOMPLETE = "store incomplete"
    TOO_LONG = "too long"


class Built(NamedTuple):
    """A chain, leaf first, and how it ends."""

    chain: tuple[Certificate, ...]
    end: End


def build_chain(
    leaf: Certificate,
    sent: Sequence[Certificate],
    store: Sequence[Certificate],
    at: float,
    depth: int = DEFAULT_DEPTH,
) -> Built:
    """Build a chain from the leaf through what the peer sent to the trust store."""
    chain = [leaf]
    in_store = False
    while True:
        current = chain[-1]
        too_long = len(chain) > depth + 1
        issuer = None if too_long else _find(current, store, chain, at)
        if issuer is not None and current.self_signed:
            if issuer.der == current.der:
                return Built(tuple(chain), End.TRUSTED)
            issuer = None
        if issuer is not None:
            in_store = True
        elif not (too_long or in_store or current.self_signed):
            issuer = _find(current, sent, chain, at)
        if issuer is None:
            return Built(tuple(chain), _end(current, too_long=too_long, in_store=in_store))
        chain.append(issuer)
        if in_store and issuer.self_signed:
            return Built(tuple(chain), End.TRUSTED)


def _end(last: Certificate, *, too_long: bool, in_store: bool) -> End:
    if too_long:
        return End.TOO_LONG
    if last.self_signed:
        return End.SELF_SIGNED
    return End.STORE_INCOMPLETE if in_store else End.NO_ISSUER


def _find(
    subject: Certificate, among: Iterable[Certificate], chain: list[Certificate], at: float
) -> Certificate | None:
    """The first issuer that is valid now, else the one that expires last."""
    best = None
    alone = len(chain) == 1 and subject.self_issued
    for issuer in among:
        if not may_be_issued_by(subject, issuer) or (issuer in chain and not alone):
            continue
        if issuer.not_before <= at <= issuer.not_after:
            return issuer
        if best is None or issuer.not_after > best.not_after:
            best = issuer
    return best


def linked(leaf: Certificate, others: Iterable[Certificate]) -> tuple[Certificate, ...]:
    """The leaf, who signed it, and so on, in whatever order the others come.

    Where several keep the chain going, one that is not self-signed goes before a root (old clients
    know the roots it leads to), then the one that lasts longest.
    """
    chain = [leaf]
    known = tuple(others)
    while not chain[-1].self_signed:
        last = chain[-1]
        issuers = [
            one
            for one in known
            if one not in chain and may_be_issued_by(last, one) and signed_by(last, one)
        ]
        if not issuers:
            break
        chain.append(max(issuers, key=lambda one: (not one.self_signed, one.not_after, one.der)))
    return tuple(chain)


def signed_by(subject: Certificate, issuer: Certificate) -> bool:
    """Whether the issuer's key made the subject's signature."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

    child = x509.load_der_x509_certificate(subject.der)
    try:
        key = x509.load_der_x509_certificate(issuer.der).public_key()
        signature, body = child.signature, child.tbs_certificate_bytes
        digest, how = child.signature_hash_algorithm, child.signature_algorithm_parameters
        match key:
            case rsa.RSAPublicKey():
                key.verify(signature, body, how, digest)  # type: ignore[arg-type]
            case ec.EllipticCurvePublicKey():
                key.verify(signature, body, how)  # type: ignore[arg-type]
            case dsa.DSAPublicKey():
                key.verify(signature, body, digest)  # type: ignore[arg-type]
            case _:
                key.verify(signature, body)  # type: ignore[union-attr]
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError, AttributeError):
        return False
    return True
