"""TLS004: settings of the trust store, and nothing is verified.

XMail reads the CA material, the depth and the exception for self-signed certificates only while
SSLWantVerify or SSLWantCert is on (XMail facts: tls 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.tls.verifying import VERIFYING, verifies
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, remove_row, review
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.settings import Setting
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "TLS004",
    "trust-settings-dead",
    Severity.LOW,
    summary=_("Settings of the trust store have no effect, because no certificate is verified."),
    message=plural(
        _("{names} has no effect: SSLWantVerify and SSLWantCert are off, so nothing is verified"),
        _("{names} have no effect: SSLWantVerify and SSLWantCert are off, so nothing is verified"),
        by="count",
    ),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(1164), xmail("tls", 4)),
)

_DEPTH = "SSLMaxCertsDepth"
_TRUST = ("SSLUseCertsFile", "SSLUseCertsDir", "SSLAllowSelfSigned", _DEPTH)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    verified = verifies(root)
    if verified:
        return
    dead = [setting for setting in map(root.setting, _TRUST) if _is_on(setting)]
    if not dead:
        require_shown(root, *_TRUST)
        return
    require_shown(root, *VERIFYING)
    yield RULE.finding(
        *(setting.place for setting in dead),
        key=tuple(setting.name for setting in dead),
        fixes=[_take_out(dead), _verify()],
        names=Listing(tuple(setting.name for setting in dead)),
        count=len(dead),
    )


def _is_on(setting: Setting) -> bool:
    return setting.integer > 0 if setting.name == _DEPTH else setting.flag


def _take_out(dead: list[Setting]) -> Fix:
    rows = [setting.row for setting in dead if setting.row is not None]
    title = say(_("Take these settings out: nothing changes by that"))
    return review("take-out", title, *map(remove_row, rows))


def _verify() -> Fix:
    return manual(
        "verify",
        say(_("Switch verification on instead, if the servers that mail goes to can be verified")),
        OutsideStep(
            say(
                _(
                    "To verify the servers that mail goes to, fill certs.pem and set SSLWantVerify "
                    "to 1; it then holds for clients that show a certificate too"
                )
            ),
            "server.tab",
        ),
    )
