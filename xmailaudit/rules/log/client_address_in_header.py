"""LOG004: every message carries the address its sender wrote from, to everybody it goes to.

`ReceivedHdrType` 3 and 4 leave the address of a client out that logged in, 2 every client's; other
values count as 0, which shows them all (XMail facts: server-tab).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review, set_setting
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

_SETTING = "ReceivedHdrType"

RULE = Rule(
    "LOG004",
    "client-address-in-header",
    Severity.LOW,
    summary=_("Each message tells its recipients the address its sender wrote from."),
    message=_(
        "XMail writes the address of a user who logged in into each message, as {setting} is "
        "{value}"
    ),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(201), xmail("server-tab")),
)

_WITHOUT_ADDRESS = (2, 3, 4)
_OTHER = _(
    "XMail writes the address of a user who logged in into each message: {setting} {value} counts "
    "as 0"
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    require_shown(root, _SETTING)
    setting = root.setting(_SETTING)
    if setting.integer in _WITHOUT_ADDRESS:
        return
    title = say(
        _("Set {setting} to 3: the address of whoever logged in is left out"), setting=_SETTING
    )
    yield RULE.finding(
        setting.place,
        message=None if setting.integer in (0, 1) else _OTHER,
        key=(_SETTING,),
        fixes=[review("hide-address", title, set_setting(root, _SETTING, "3"))],
        setting=_SETTING,
        value=setting.integer,
    )
