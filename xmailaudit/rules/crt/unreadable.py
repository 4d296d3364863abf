"""CRT015: a file that XMail must load at each handshake is not what it can load.

OpenSSL reads PEM only, from lines that begin with the dashes, and one damaged block spoils a file
of certificates whole.  The key is looked for in server.key alone (XMail facts: tls, section 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.certificates.certificate_file import read_certificates
from xmailaudit.certificates.pem import looks_like_der
from xmailaudit.certificates.private_key import PLAIN_LABELS, KeyState
from xmailaudit.messages import Listing, _, say
from xmailaudit.policy.decision import Answer, Decision
from xmailaudit.policy.facts import decide
from xmailaudit.policy.tls.material import (
    CERTIFICATE_FILE,
    KEY_FILE,
    TRUST_FILE,
    certificate_file,
    key_file,
    trust_file,
)
from xmailaudit.policy.tls.trust import trust, verification_is_on
from xmailaudit.rules.certificates import known_library
from xmailaudit.rules.finding import Applicability, Confidence, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, review
from xmailaudit.rules.rule import NotJudgedError, Rule, xmail
from xmailaudit.tables.edit import DropByteOrderMark
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.certificates.pem import Block
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.facts import Facts
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "CRT015",
    "unreadable",
    Severity.CRITICAL,
    summary=_("A certificate or key file is not what XMail can load, so every handshake fails."),
    message=_("{file} holds nothing in PEM form, and XMail loads nothing else"),
    reads=("server.cert", "server.key", "certs.pem"),
    fix=Applicability.REVIEW,
    references=(xmail("tls", 1), xmail("tls", 3)),
)

_EMPTY = _("{file} is empty")
_DER = _("{file} is binary (DER or PKCS #12); XMail loads PEM only")
_WIDE = _("{file} is saved as UTF-16, which XMail cannot make out")
_IN_FRONT = _("no line of {file} begins with -----BEGIN: something stands in front of it")
_NO_CERTIFICATE = _("{file} holds no certificate, but {labels}")
_NO_KEY = _("{file} holds no private key, but {labels}")
_CUT_OFF = _("{file} is cut off or damaged: the block that begins here cannot be decoded")
_NOT_UNDERSTOOD = _("the block that begins here in {file} is not the {label} it says it is")
_KEY_ELSEWHERE = _("the private key stands in {file} only; XMail looks for it in server.key alone")
_CERTIFICATE_ELSEWHERE = _(
    "the certificate stands in {file} only; XMail looks for it in server.cert alone"
)

_MARKED = _("{file} begins with a byte-order mark; OpenSSL before 3 does not see its first block")

_BEGIN = b"-----BEGIN "


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    content = certificate_file(root)
    if content is not None and not content.usable:
        yield _unusable(root, CERTIFICATE_FILE, content.broken, content.labels)
    elif content is not None and content.marked:
        yield from _marked(root, given, CERTIFICATE_FILE)
    bundle = trust_file(root)
    if bundle is not None and not bundle.usable and _spoils(root, given):
        yield _unusable(root, TRUST_FILE, bundle.broken, bundle.labels)
    key = key_file(root)
    if key is None:
        if content is not None and not set(PLAIN_LABELS).isdisjoint(content.labels):
            yield _elsewhere(CERTIFICATE_FILE, _KEY_ELSEWHERE)
        return
    if content is None and _holds_certificate(root):
        yield _elsewhere(KEY_FILE, _CERTIFICATE_ELSEWHERE)
    if key.state in (KeyState.BROKEN, KeyState.NO_KEY):
        yield _unusable(root, KEY_FILE, key.block, key.labels)
    elif key.block is not None and key.block.marked:
        yield from _marked(root, given, KEY_FILE)


def _marked(root: MailRoot, given: Given, file: str) -> Iterator[Finding]:
    """One that only older libraries cannot load."""
    library = known_library(root, given)
    if library is not None and not library.before_3:
        return
    yield RULE.finding(
        Place(file, 1),
        severity=None if library else Severity.HIGH,
        confidence=Confidence.CERTAIN if library else Confidence.ASSUMED,
        message=_MARKED,
        fixes=[
            review("drop-mark", say(_("Take the byte-order mark out")), DropByteOrderMark(file)),
        ],
        file=file,
    )


def _holds_certificate(root: MailRoot) -> bool:
    """Whether a certificate stands beside the key; of a key that stayed away nothing is known."""
    data = root.content(KEY_FILE)
    return isinstance(data, bytes) and bool(read_certificates(data).held)


def _spoils(root: MailRoot, given: Given) -> bool:
    """Whether XMail tries to load what stands in certs.pem."""
    verdict = decide(root, _loads_store, given.world)
    if verdict.answer is Answer.UNDETERMINED:
        raise NotJudgedError.lacking(verdict.missing)
    return not verdict.allowed


def _loads_store(facts: Facts) -> Decision:
    spoilt = verification_is_on(facts) and trust(facts) is None
    return Decision(Answer.REFUSE if spoilt else Answer.ALLOW)


def _unusable(root: MailRoot, file: str, block: Block | None, labels: tuple[str, ...]) -> Finding:
    data = root.data(file)
    cause = _cause(file, data, block, labels)
    return RULE.finding(
        Place(file, block.line if block else None),
        message=cause,
        fixes=[_replace(file, binary=cause is _DER)],
        file=file,
        label=block.label if block else "",
        labels=Listing(tuple(dict.fromkeys(labels))),
    )


def _cause(file: str, data: bytes, block: Block | None, labels: tuple[str, ...]) -> Template | None:
    """What is wrong, in words; None for the rule's own."""
    if block is not None:
        return _CUT_OFF if block.flaw else _NOT_UNDERSTOOD
    if labels:
        return _NO_KEY if file == KEY_FILE else _NO_CERTIFICATE
    if not data.strip():
        return _EMPTY
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _WIDE
    if looks_like_der(data):
        return _DER
    return _IN_FRONT if _BEGIN in data else None


def _replace(file: str, *, binary: bool) -> Fix:
    if file == KEY_FILE:
        title = say(_("Put the key there as PEM, without a passphrase"))
        command = _("openssl pkey -inform DER -in server.key -out server.key.new makes PEM of DER")
    else:
        title = say(_("Put the certificates there as PEM"))
        command = _("DER is made PEM by openssl x509 -inform DER -in {file} -out {file}.new")
    container = _("A PKCS #12 container is opened by openssl pkcs12 -nodes -in {file}")
    steps = (say(command, file=file), say(container, file=file)) if binary else ()
    return manual("replace", title, *(OutsideStep(step, file) for step in steps))


def _elsewhere(file: str, message: Template) -> Finding:
    title = say(_("Put the certificates into server.cert and the key into server.key"))
    step = OutsideStep(say(_("Let nobody but XMail read server.key")), KEY_FILE)
    return RULE.finding(
        Place(file), message=message, fixes=[manual("part", title, step)], file=file
    )
