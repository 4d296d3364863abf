"""Whether a certificate verifies, and why not, in OpenSSL's order and with its numbers.

Built chain, extensions, strength, then signatures and dates from the top down.  A policy may let
single problems pass (XMail lets `SELF_SIGNED` pass with SSLAllowSelfSigned), so all of them are
given; only a weak leaf and a chain that cannot be built end the list.  Revocation, policies and
name constraints are not looked at.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from .certificate import (
    CLIENT_AUTH,
    NETSCAPE_ANY_CA,
    NETSCAPE_CLIENT,
    NETSCAPE_SERVER,
    NETSCAPE_TLS_CA,
    SERVER_AUTH,
)
from .chain import DEFAULT_DEPTH, End, build_chain, signed_by
from .strength import digest_strength, key_strength

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .certificate import Certificate

__all__ = ["Problem", "Purpose", "Verified", "is_authority", "is_leaf_for", "verify"]

#: Bits of security that OpenSSL's levels ask for.
LEVELS = (0, 80, 112, 128, 192, 256)


class Problem(Enum):
    """What is wrong; the values are OpenSSL's numbers (`openssl verify`)."""

    STORE_INCOMPLETE = 2
    BAD_SIGNATURE = 7
    NOT_YET_VALID = 9
    EXPIRED = 10
    SELF_SIGNED = 18
    SELF_SIGNED_IN_CHAIN = 19
    NO_ISSUER = 20
    TOO_LONG = 22
    PATH_LENGTH = 25
    WRONG_PURPOSE = 26
    UNKNOWN_CRITICAL = 34
    WEAK_LEAF_KEY = 66
    WEAK_AUTHORITY_KEY = 67
    WEAK_DIGEST = 68
    NO_AUTHORITY = 79


class Purpose(Enum):
    """What the leaf is used for: the OID its extended key usage must hold, if it has one."""

    SERVER = SERVER_AUTH
    CLIENT = CLIENT_AUTH


class Verified(NamedTuple):
    """The chain, leaf first, and the problems, each with the certificate's place in it."""

    chain: tuple[Certificate, ...]
    problems: tuple[tuple[Problem, int], ...]


def verify(  # what OpenSSL is told, each by its name
    leaf: Certificate,
    *,
    sent: Sequence[Certificate] = (),
    store: Sequence[Certificate] = (),
    at: float,
    purpose: Purpose | None = None,
    depth: int = DEFAULT_DEPTH,
    level: int = 1,
    before_3: bool = False,
) -> Verified:
    """Verify a leaf with what came along, against a trust store, at a moment (POSIX time).

    `level` is OpenSSL's security level; `before_3` counts digests as OpenSSL before 3.0 did.
    """
    if key_strength(leaf.key) < LEVELS[level]:
        return Verified((leaf,), ((Problem.WEAK_LEAF_KEY, 0),))
    built = build_chain(leaf, sent, store, at, depth)
    chain, last = built.chain, len(built.chain) - 1
    broken = _END_PROBLEMS[built.end]
    if broken is Problem.SELF_SIGNED_IN_CHAIN and last == 0:
        broken = Problem.SELF_SIGNED
    if broken is not None and broken is not Problem.SELF_SIGNED:
        return Verified(chain, ((broken, last),))
    problems: list[tuple[Problem, int]] = [] if broken is None else [(broken, 0)]
    problems += _extensions(chain, purpose)
    problems += _strength(chain, LEVELS[level], before_3=before_3)
    problems += _signatures_and_dates(chain, at)
    return Verified(chain, tuple(problems))


_END_PROBLEMS = {
    End.TRUSTED: None,
    End.SELF_SIGNED: Problem.SELF_SIGNED_IN_CHAIN,
    End.NO_ISSUER: Problem.NO_ISSUER,
    End.STORE_INCOMPLETE: Problem.STORE_INCOMPLETE,
    End.TOO_LONG: Problem.TOO_LONG,
}


def is_authority(certificate: Certificate, *, anchor: bool = False) -> bool:
    """Whether a certificate may issue others; of an anchor OpenSSL asks less."""
    if not certificate.may_sign:
        return False
    if certificate.is_ca is not None:
        return certificate.is_ca
    if not anchor:
        return False
    old_root = certificate.version == 1 and certificate.self_signed
    netscape = (certificate.netscape_types or 0) & NETSCAPE_ANY_CA
    return old_root or certificate.key_usages is not None or bool(netscape)


def _extensions(
    chain: tuple[Certificate, ...], purpose: Purpose | None
) -> Iterator[tuple[Problem, int]]:
    intermediates = 0
    for place, certificate in enumerate(chain):
        if certificate.strange:
            yield Problem.UNKNOWN_CRITICAL, place
        if place and not is_authority(certificate, anchor=place == len(chain) - 1):
            yield Problem.NO_AUTHORITY, place
        if purpose is not None and not _is_for(certificate, purpose, leaf=place == 0):
            yield Problem.WRONG_PURPOSE, place
        limit = certificate.path_length
        if place and limit is not None and intermediates > limit:
            yield Problem.PATH_LENGTH, place
        if place and not certificate.self_issued:
            intermediates += 1


#: Key usages of which a leaf needs one; a key usage extension that lacks them all rules it out.
_LEAF_USAGES = {
    Purpose.SERVER: frozenset({"digital_signature", "key_encipherment", "key_agreement"}),
    Purpose.CLIENT: frozenset({"digital_signature", "key_agreement"}),
}

_LEAF_TYPES = {Purpose.SERVER: NETSCAPE_SERVER, Purpose.CLIENT: NETSCAPE_CLIENT}


def _is_for(certificate: Certificate, purpose: Purpose, *, leaf: bool) -> bool:
    if certificate.usages is not None and purpose.value not in certificate.usages:
        return False
    types = certificate.netscape_types
    if not leaf:
        by_type = types is not None and certificate.is_ca is None and certificate.key_usages is None
        fits = not by_type or bool((types or 0) & NETSCAPE_TLS_CA)
        return fits and is_authority(certificate, anchor=True)
    if types is not None and not types & _LEAF_TYPES[purpose]:
        return False
    own = certificate.key_usages
    return own is None or bool(own & _LEAF_USAGES[purpose])


def is_leaf_for(certificate: Certificate, purpose: Purpose) -> bool:
    """Whether its extended key usage and its key usage let a leaf be used for this."""
    return _is_for(certificate, purpose, leaf=True)


def _strength(
    chain: tuple[Certificate, ...], least: int, *, before_3: bool
) -> Iterator[tuple[Problem, int]]:
    """The anchor's own signature proves nothing, so its digest does not count."""
    if not least:
        return
    for place, certificate in enumerate(chain):
        if key_strength(certificate.key) < least:
            yield Problem.WEAK_AUTHORITY_KEY, place
        above = place < len(chain) - 1
        if above and digest_strength(certificate.hash_name, before_3=before_3) < least:
            yield Problem.WEAK_DIGEST, place


def _signatures_and_dates(
    chain: tuple[Certificate, ...], at: float
) -> Iterator[tuple[Problem, int]]:
    for place in range(len(chain) - 1, -1, -1):
        certificate = chain[place]
        if place < len(chain) - 1 and not signed_by(certificate, chain[place + 1]):
            yield Problem.BAD_SIGNATURE, place
        if at < certificate.not_before:
            yield Problem.NOT_YET_VALID, place
        if at > certificate.not_after:
            yield Problem.EXPIRED, place
