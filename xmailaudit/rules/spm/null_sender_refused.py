"""SPM004: AllowNullSender 0 refuses every bounce.

Reports about mail that could not be delivered come from the null sender, `MAIL FROM:<>`, so that
nobody answers them in turn; XMail answers 501 to it then (XMail facts: server-tab; access 4).
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.messages import _, say
from xmailaudit.policy.accounts import every_account
from xmailaudit.policy.addresses import witness_order
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.openings import public_peers
from xmailaudit.policy.questions import Relay
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review, set_setting
from xmailaudit.rules.rule import Rule, rfc, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Witness
    from xmailaudit.rules.given import Given

RULE = Rule(
    "SPM004",
    "null-sender-refused",
    Severity.HIGH,
    summary=_("Bounces and other reports with the null sender are refused."),
    message=_("AllowNullSender is 0: every bounce is refused, for it comes from the null sender"),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(rfc(5321, "4.5.5"), xmail("server-tab"), xmail("access", 4)),
)

_EMPTY = _(
    "AllowNullSender is empty, which switches it off: every bounce is refused, for it comes from "
    "the null sender"
)
_READS_AS_OFF = _(
    "AllowNullSender is {value}, which XMail reads as 0: every bounce is refused, for it comes "
    "from the null sender"
)

_SETTING = "AllowNullSender"
#: What XMail answers to a null sender it does not want.
_REFUSAL = "501"
_MOST_TRIES = 5


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    require_shown(root, _SETTING)
    setting = root.setting(_SETTING)
    if setting.flag:
        return
    yield RULE.finding(
        setting.place,
        message={"": _EMPTY, "0": RULE.message}.get(setting.text or "", _READS_AS_OFF),
        key=(_SETTING,),
        witness=_refused_bounce(root, given),
        fixes=[
            review(
                "accept-bounces",
                say(_("Set {name} to 1"), name=_SETTING),
                set_setting(root, _SETTING, "1"),
            )
        ],
        value=setting.text,
    )


def _refused_bounce(root: MailRoot, given: Given) -> Witness | None:
    """A stranger's bounce to somebody here that is refused for its sender."""
    client = (public_peers(root, "smtp") - given.owned).witness(witness_order())
    if client is None:
        return None
    try:
        accounts = tuple(islice(every_account(root), _MOST_TRIES))
    except UnseenFileError:
        return None
    for account in accounts:
        question = Relay(str(client), account.address, sender="", ordinary=True)
        witness = given.witness(root, question)
        reply = witness.decision.reply
        if witness.decision.answer is Answer.REFUSE and reply and reply.code == _REFUSAL:
            return witness
    return None
