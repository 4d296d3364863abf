"""SRV001: nobody looks after XMail any more, and its older versions have holes that are known.

1.27 of February 2010 is the last.  TLS came with 1.24; 1.22 mended the overflow in XMail's
`sendmail` that CVE-2005-2943 is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.messages import _, say
from xmailaudit.rules.finding import Applicability, Confidence, OutsideStep, Severity, StepKind
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.rule import NotJudgedError, Reference, Rule, cwe
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "SRV001",
    "unmaintained",
    Severity.INFO,
    summary=_("Nobody maintains XMail any more; old versions have known holes or lack TLS."),
    message=_("XMail {version}: nobody has maintained XMail since version 1.27 of 2010"),
    reads=(SERVER_FILE,),
    fix=Applicability.MANUAL,
    references=(
        cwe(1104),
        Reference("url", "CVE-2005-2943", "https://nvd.nist.gov/vuln/detail/CVE-2005-2943"),
    ),
)

_NO_TLS = _("XMail {version} knows no TLS: every login and every message travels in clear")
_OVERFLOW = _(
    "XMail {version} lets a local user run code of his through its sendmail program (CVE-2005-2943)"
)
_FIRST_WITH_TLS = (1, 24)
_FIRST_MENDED = (1, 22)
_LAST = (1, 27)


@RULE.check
def check(_root: MailRoot, given: Given) -> Iterator[Finding]:
    version = given.server_version
    number = None if version is None else _number(version)
    if version is None or number is None:
        raise NotJudgedError(say(_("the version of the server is not known")))
    if number > _LAST:
        return  # somebody's own continuation, of which nothing is known
    severity, message = _verdict(number)
    yield RULE.finding(
        Place(SERVER_FILE),
        severity=severity,
        confidence=Confidence.CERTAIN if given.version_known else Confidence.ASSUMED,
        message=message,
        key=(version,),
        fixes=[_way_out(number)],
        version=version,
    )


def _number(version: str) -> tuple[int, int] | None:
    """`1.27`, `1.26-pre08` and the like; None for what is no version of XMail."""
    major, _dot, rest = version.strip().partition(".")
    minor = rest[: len(rest) - len(rest.lstrip("0123456789"))]
    readable = major.isascii() and major.isdigit() and minor.isascii() and minor
    return (int(major), int(minor)) if readable else None


def _verdict(number: tuple[int, int]) -> tuple[Severity | None, Template]:
    if number < _FIRST_MENDED:
        return Severity.CRITICAL, _OVERFLOW
    if number < _FIRST_WITH_TLS:
        return Severity.HIGH, _NO_TLS
    return None, RULE.message


def _way_out(number: tuple[int, int]) -> Fix:
    steps = [
        OutsideStep(
            say(_("Accounts, aliases, lists and the mail itself can move with it: see migrate"))
        )
    ]
    if number < _LAST:
        steps.insert(
            0,
            OutsideStep(say(_("Until then install 1.27, the last version")), kind=StepKind.INSTALL),
        )
    return manual("move", say(_("Plan the move to a server that somebody maintains")), *steps)
