"""CRT010: what clients need besides the leaf is not sent, or not in order, or more than that is.

XMail sends the certificates of server.cert as they stand.  Only a file with a single one is
completed, out of the CA material and while verification is on (XMail facts: tls, section 1).
Offline it cannot be told whether an intermediate further up is missing: that the last one's issuer
is a root is the rule.  Of a leaf it is not, for public CAs issue none from a root.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.certificates.certificate import may_be_issued_by
from xmailaudit.certificates.chain import build_chain
from xmailaudit.messages import _, plural, say
from xmailaudit.policy.decision import Answer, Decision
from xmailaudit.policy.facts import decide
from xmailaudit.policy.tls.material import (
    CERTIFICATE_FILE,
    certificate_file,
    trust_entries,
    trust_file,
)
from xmailaudit.policy.tls.trust import trust, verification_is_on
from xmailaudit.rules.certificates import (
    chain_order,
    inserted,
    is_of_another_key,
    reordered,
    served,
    without,
)
from xmailaudit.rules.finding import Applicability, Confidence, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, review
from xmailaudit.rules.rule import MOST_PLACES, NotJudgedError, Rule, rfc, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xmailaudit.certificates.certificate import Certificate
    from xmailaudit.certificates.certificate_file import CertificateFile, Held
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.facts import Facts
    from xmailaudit.rules.certificates import Seen
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "CRT010",
    "chain-incomplete",
    Severity.HIGH,
    summary=_("The chain that XMail sends lacks a certificate, is out of order, or too long."),
    message=_(
        "server.cert holds nothing but the certificate of {name}; clients that do not know "
        "{issuer}, which issued it, cannot verify it"
    ),
    reads=("server.cert",),
    fix=Applicability.REVIEW,
    references=(rfc(8446, "4.4.2"), rfc(5280, "6.1"), xmail("tls", 1)),
)

_OTHERS = plural(
    _("{issuer} issued the certificate of {name}, and the one behind it is another's"),
    _("{issuer} issued the certificate of {name}, and the {others} behind it are others'"),
    by="others",
)
_ORDER = _("the certificate of {name} does not stand right behind that of {below}, which it issued")
_ROOT = plural(
    _("{name} is a root and is sent for nothing: clients go by their own copy"),
    _("{count} roots such as {name} are sent for nothing: clients go by their own copies"),
    by="count",
)
_STRANGER = plural(
    _("A certificate of {name} is sent at each handshake and is no part of the chain"),
    _("{count} certificates are sent at each handshake and are no part of the chain"),
    by="count",
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    content, seen = certificate_file(root), served(root)
    leaf = next((number for number, one in enumerate(seen) if one.is_leaf), None)
    if content is None or leaf is None or is_of_another_key(root):
        return
    own = content.held[leaf]
    if own.certificate.self_signed:
        return
    ordered = chain_order(content, own)
    length = _linked(ordered)
    if length == 1:
        known = _known(root)
        if _lacks_issuer(root, given, content, own.certificate, known):
            yield _incomplete(root, given, own, seen[leaf], len(seen) - 1, known)
            return
    misplaced = 0 if leaf else _misplaced(content, ordered)
    if misplaced:
        yield _out_of_order(root, content, seen, ordered, misplaced)
        return
    chain = {held.line for held in ordered[:length]}
    pairs = list(zip(content.held, seen, strict=True))
    roots = [pair for pair in pairs if pair[1].is_root_along]
    strangers = [(h, one) for h, one in pairs if not one.is_root_along and h.line not in chain]
    for message, needless in ((_ROOT, roots), (_STRANGER, strangers)):
        if needless:
            yield _needless(root, message, needless)


def _linked(ordered: Sequence[Held]) -> int:
    """How many of the certificates in order are the chain."""
    for number in range(1, len(ordered)):
        below = ordered[number - 1].certificate
        if below.self_signed or not may_be_issued_by(below, ordered[number].certificate):
            return number
    return len(ordered)


# ------------------------------------------------------------ an issuer that is not there


def _known(root: MailRoot) -> tuple[Certificate, ...]:
    """The CA certificates that lie about, in use or not."""
    bundle = trust_file(root)
    beside = [one for entry in trust_entries(root) for one in entry.content.certificates]
    return (*(() if bundle is None else bundle.certificates), *beside)


def _lacks_issuer(
    root: MailRoot,
    given: Given,
    content: CertificateFile,
    leaf: Certificate,
    known: Sequence[Certificate],
) -> bool:
    """Whether clients do not get the issuer: no root of one's own, nor added by XMail."""
    issuers = [one for one in known if may_be_issued_by(leaf, one)]
    if any(one.self_signed for one in issuers):
        return False
    if not issuers or len(content.held) > 1:
        return True
    verdict = decide(root, lambda facts: _left_alone(facts, leaf), given.world)
    if verdict.answer is Answer.UNDETERMINED:
        raise NotJudgedError.lacking(verdict.missing)
    return verdict.allowed


def _left_alone(facts: Facts, leaf: Certificate) -> Decision:
    """Whether XMail sends a single certificate as it is."""
    trusted = trust(facts) if verification_is_on(facts) else None
    store = () if trusted is None else trusted.store
    completed = any(may_be_issued_by(leaf, one) for one in store)
    return Decision(Answer.REFUSE if completed else Answer.ALLOW)


def _incomplete(  # a finding takes what it tells
    root: MailRoot,
    given: Given,
    own: Held,
    leaf: Seen,
    others: int,
    known: Sequence[Certificate],
) -> Finding:
    built = build_chain(leaf.certificate, (), known, given.now).chain[1:]
    missing = [one for one in built if not one.self_signed]
    fix = _obtain(leaf.certificate)
    if missing:
        title = say(_("Put the certificate that lies among the CAs' behind it"))
        fix = review("add-intermediate", title, inserted(root, own, missing))
    return RULE.finding(
        leaf.place,
        confidence=Confidence.CERTAIN if missing else Confidence.LIKELY,
        message=_OTHERS if others else None,
        key=leaf.key,
        fixes=[fix],
        name=leaf.name,
        issuer=_text(leaf.certificate.issuer),
        others=others,
    )


def _obtain(leaf: Certificate) -> Fix:
    title = say(_("Put the intermediate certificates of the CA behind it"))
    ask = _("Take them from what the CA delivered with the certificate, or from its web pages")
    put = _("Write them into server.cert as PEM, the leaf's issuer first, without the root")
    steps = [OutsideStep(say(ask)), OutsideStep(say(put), CERTIFICATE_FILE)]
    if leaf.issuer_urls:
        url = say(
            _("The certificate itself says where its issuer's is: {url}"),
            url=_text(leaf.issuer_urls[0]),
        )
        steps.insert(0, OutsideStep(url))
    return manual("obtain-intermediate", title, *steps)


def _text(text: str) -> str:
    """Text out of a certificate, as texts of files are kept: bytes as latin-1."""
    return text.encode("utf-8", "replace").decode("latin-1")


# ------------------------------------------------------------ order, and what is too much


def _misplaced(content: CertificateFile, ordered: Sequence[Held]) -> int:
    """The place in the chain of the first certificate that stands elsewhere, 0 for none."""
    for number, (there, wanted) in enumerate(zip(content.held, ordered, strict=True)):
        if there is not wanted:
            return 0 if wanted.certificate.self_signed else number
    return 0


def _out_of_order(
    root: MailRoot,
    content: CertificateFile,
    seen: Sequence[Seen],
    ordered: Sequence[Held],
    misplaced: int,
) -> Finding:
    below, wrong = (
        seen[content.held.index(held)] for held in ordered[misplaced - 1 : misplaced + 1]
    )
    title = say(_("Put each certificate behind the one it issued"))
    return RULE.finding(
        wrong.place,
        severity=Severity.MEDIUM,
        message=_ORDER,
        key=wrong.key,
        fixes=[review("reorder", title, reordered(root, ordered))],
        name=wrong.name,
        below=below.name,
    )


def _needless(root: MailRoot, message: Template, needless: Sequence[tuple[Held, Seen]]) -> Finding:
    first = needless[0][1]
    edits = (without(root, CERTIFICATE_FILE, held) for held, _seen in needless)
    title = plural(
        _("Take the certificate out of server.cert"),
        _("Take the {certificates} certificates out of server.cert"),
        by="certificates",
    )
    return RULE.finding(
        *(seen.place for _held, seen in needless[:MOST_PLACES]),
        total=len(needless),
        severity=Severity.INFO,
        message=message,
        key=first.key,
        fixes=[review("take-out", say(title, certificates=len(needless)), *edits)],
        name=first.name,
        count=len(needless),
    )
