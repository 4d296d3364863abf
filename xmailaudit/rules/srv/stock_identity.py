"""SRV003: settings that still name the domain XMail comes with (HeloDomain is SRV002's)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.messages import Listing, _, say
from xmailaudit.policy.outbound.helo_name import is_stock
from xmailaudit.rules.finding import Applicability, Choice, Severity
from xmailaudit.rules.fixes import review, set_setting
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.rules.server_names import first_domain, is_domain
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.settings import Setting
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.edit import Edit

RULE = Rule(
    "SRV003",
    "stock-identity",
    Severity.MEDIUM,
    summary=_("Settings still name the domain that XMail comes with."),
    message=_(
        "{names} still name the distribution's domain: greetings, bounces and notices carry a name "
        "that is nobody's"
    ),
    reads=(SERVER_FILE,),
    fix=Applicability.REVIEW,
    references=(cwe(1188), xmail("server-tab"), xmail("access", 10)),
)

_ONE = _(
    "{names} still names the distribution's domain: greetings, bounces and notices carry a name "
    "that is nobody's"
)
_SETTINGS = (
    *("RootDomain", "SmtpServerDomain", "POP3Domain"),
    *("PostMaster", "ErrorsAdmin", "TempErrorsAdmin", "Pop3SyncErrorAccount"),
)


@RULE.check
def check(root: MailRoot, _given: Given) -> Iterator[Finding]:
    left = [setting for setting in map(root.setting, _SETTINGS) if _names_stock(setting)]
    if left:
        yield RULE.finding(
            *(setting.place for setting in left),
            message=_ONE if len(left) == 1 else None,
            key=("identity",),
            fixes=[_fix(root, left)],
            names=Listing(tuple(setting.name for setting in left)),
        )
    else:
        require_shown(root, "RootDomain")


def _names_stock(setting: Setting) -> bool:
    return is_stock((setting.text or "").rpartition("@")[2])


def _fix(root: MailRoot, left: list[Setting]) -> Fix:
    def edits(answer: str) -> tuple[Edit, ...]:
        if not is_domain(answer):
            return ()
        made = (set_setting(root, one.name, _renamed(one.text or "", answer)) for one in left)
        return tuple(edit for edit in made if edit is not None)

    return review(
        "own-domain",
        say(_("Write your own domain in its place")),
        choice=Choice("domain", say(_("Which domain is yours?")), first_domain(root), edits),
    )


def _renamed(value: str, domain: str) -> str:
    local, at, _stock = value.rpartition("@")
    return f"{local}{at}{domain}"
