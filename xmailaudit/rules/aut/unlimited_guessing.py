"""AUT009: a client may guess passwords for as long as it stays connected.

XMail neither delays a failed AUTH nor counts it, unless `SMTP-MaxErrors` ends the connection at the
n-th error reply (XMail facts: server-tab; access 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.addresses import loopback
from xmailaudit.policy.reach import listening
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review, set_setting
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.rules.smtp_clients import heard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.settings import Setting
    from xmailaudit.messages import Template
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "AUT009",
    "unlimited-guessing",
    Severity.MEDIUM,
    summary=_("SMTP sets no limit to wrong passwords within a connection."),
    message=_(
        "SMTP-MaxErrors is not set: within a connection passwords may be guessed without limit "
        "or delay"
    ),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(307), xmail("server-tab"), xmail("access", 6)),
)

_EMPTY = _(
    "SMTP-MaxErrors is empty, as if not set: within a connection passwords may be guessed without "
    "limit or delay"
)
_NOUGHT = _(
    "SMTP-MaxErrors is 0: within a connection passwords may be guessed without limit or delay"
)
_NO_LIMIT = _(
    "SMTP-MaxErrors is {value}, which is no limit: within a connection passwords may be guessed "
    "without limit or delay"
)

_SETTING = "SMTP-MaxErrors"
#: Every error reply counts, that to a dead recipient too: a few would cut off a newsletter.
_ENOUGH = 20


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    setting = root.setting(_SETTING)
    if setting.integer > 0:
        return
    clients = heard(root, given, listening(root, "smtp") - loopback())
    if not clients.peers:
        return
    require_shown(root, _SETTING)
    title = say(_("End the connection at error {number}"), number=_ENOUGH)
    yield RULE.finding(
        setting.place,
        confidence=clients.confidence,
        message=_message(setting),
        key=(_SETTING,),
        fixes=[review("limit-errors", title, set_setting(root, _SETTING, str(_ENOUGH)))],
        value=setting.text,
    )


def _message(setting: Setting) -> Template:
    if setting.row is None:
        return RULE.message
    return {"": _EMPTY, "0": _NOUGHT}.get(setting.text or "", _NO_LIMIT)
