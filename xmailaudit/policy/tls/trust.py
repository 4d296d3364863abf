"""Whom XMail trusts when it verifies: `certs.pem`, `certs/`, or the system's own store.

A store that is switched on and missing does not count; with none left the system's CAs do, which
no configuration shows (XMail facts: tls, sections 1 and 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.certificates.verification import Problem, Purpose, verify
from xmailaudit.messages import _, say
from xmailaudit.tables.row import Place

from .choice import agreed
from .library import OPENSSL_0_9_8
from .material import (
    TRUST_FILE,
    hashed_certificates,
    trust_file,
    trust_folder_exists,
)
from .serving import COMMON_CURVES

if TYPE_CHECKING:
    from xmailaudit.certificates.certificate import Certificate
    from xmailaudit.policy.facts import Facts

    from .library import Library

__all__ = ["Trust", "client_passes", "trust", "verification_is_on"]


class Trust(NamedTuple):
    """The certificates of the stores in effect; `system` where the system's own is used."""

    store: tuple[Certificate, ...]
    system: bool


def verification_is_on(facts: Facts) -> bool:
    """SSLWantVerify, or SSLWantCert which implies it."""
    return facts.flag("SSLWantVerify") or facts.flag("SSLWantCert")


def trust(facts: Facts) -> Trust | None:
    """The stores in effect; None where one of them spoils every handshake."""
    store: tuple[Certificate, ...] = ()
    system = True
    if facts.flag("SSLUseCertsFile"):
        content = trust_file(facts.root)
        if content is not None:
            if not content.usable:
                facts.step(
                    Place(TRUST_FILE, content.broken.line if content.broken else None),
                    _("is in use and cannot be read as certificates, so every handshake fails"),
                )
                return None
            store, system = content.certificates, False
    if facts.flag("SSLUseCertsDir") and trust_folder_exists(facts.root):
        store, system = (*store, *_in_folder(facts)), False
    return Trust(store, system)


def _in_folder(facts: Facts) -> tuple[Certificate, ...]:
    """What OpenSSL finds in `certs/` by the names of its files, which its age decides."""
    new, old = (hashed_certificates(facts.root, for_old=age) for age in (False, True))
    if new == old:
        return new
    return old if agreed(facts, lambda one: one is OPENSSL_0_9_8) is OPENSSL_0_9_8 else new


def client_passes(
    facts: Facts, presented: tuple[Certificate, ...], trusted: Trust, library: Library
) -> bool:
    """Whether the certificate that a client presents verifies; for the leaf, with the rest."""
    key = presented[0].key
    if key.kind == "EC" and library.curves and key.curve not in COMMON_CURVES:
        facts.step(None, _("XMail's OpenSSL does not speak the curve of the client's key"))
        return False
    if facts.world.now is None:
        facts.give_up(_("the moment at which certificates are judged"))
    verified = verify(
        presented[0],
        sent=presented[1:],
        store=trusted.store,
        at=facts.world.now,
        purpose=Purpose.CLIENT,
        level=library.level,
        before_3=library.before_3,
        **_depth(facts),
    )
    problems = [problem for problem, _place in verified.problems]
    if Problem.SELF_SIGNED in problems and facts.flag("SSLAllowSelfSigned"):
        problems.remove(Problem.SELF_SIGNED)
    if trusted.system and problems and not facts.world.closed and _unanchored(problems):
        what = say(_("whether the system's CA certificates vouch for the client's"))
        return facts.assume(("system store", presented[0].der), what, (False, True))
    if problems:
        facts.step(None, _("the client's certificate does not verify"))
    return not problems


def _unanchored(problems: list[Problem]) -> bool:
    ends = {Problem.SELF_SIGNED, Problem.SELF_SIGNED_IN_CHAIN, Problem.NO_ISSUER}
    return not ends.isdisjoint(problems)


def _depth(facts: Facts) -> dict[str, int]:
    depth = facts.integer("SSLMaxCertsDepth")
    return {"depth": depth} if depth > 0 else {}
