"""CRT013: the certificate is good for longer than public CAs may issue, or than Apple accepts.

So it comes from a private CA: the limits of the CA/Browser Forum do not bind it, but whoever
replaces it by a public one must renew more often.  Apple's systems refuse what is too long for
them, whoever issued it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.certificates.validity import APPLE_DAYS, begins_under_apple, most_days
from xmailaudit.messages import _
from xmailaudit.rules.certificates import days_until, leaf_of
from xmailaudit.rules.finding import Severity
from xmailaudit.rules.rule import Reference, Rule, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "CRT013",
    "validity-too-long",
    Severity.LOW,
    summary=_("The certificate is valid for longer than clients or public CAs allow."),
    message=_(
        "the certificate of {name} is valid for {days} days; Apple's devices refuse more than "
        "{most}"
    ),
    reads=("server.cert",),
    fix=None,
    references=(
        Reference(
            "url",
            "CA/Browser Forum Baseline Requirements 6.3.2",
            "https://cabforum.org/working-groups/server/baseline-requirements/documents/",
        ),
        Reference("url", "Apple HT210176", "https://support.apple.com/103769"),
        xmail("tls", 3),
    ),
)

_PUBLIC = _(
    "the certificate of {name} is valid for {days} days; public CAs gave {most} at most when it "
    "was issued"
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    seen = leaf_of(root)
    if seen is None or seen.certificate.self_issued or seen.certificate.not_after < given.now:
        return
    begin, end = seen.certificate.not_before, seen.certificate.not_after
    days = -days_until(begin, end)  # a second more is another day
    public = most_days(begin)
    refused = begins_under_apple(begin) and days > APPLE_DAYS
    if not refused and (public is None or days <= public):
        return
    yield RULE.finding(
        seen.place,
        severity=None if refused else Severity.INFO,
        message=None if refused else _PUBLIC,
        key=seen.key,
        name=seen.name,
        days=days,
        most=APPLE_DAYS if refused else public,
    )
