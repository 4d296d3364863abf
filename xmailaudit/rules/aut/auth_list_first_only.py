"""AUT002: entries of `SmtpNoTLSAuths` that XMail never matches.

Its matcher finds a mechanism only at the very start of the text and up to the first comma, so a
second entry is dead and so is a first one with a blank around it (XMail facts: server-tab).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.smtp.mechanisms import obeyed_in_clear
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review, safe, set_setting
from xmailaudit.rules.rule import Rule, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.tables.server import SERVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "AUT002",
    "auth-list-first-only",
    Severity.MEDIUM,
    summary=_("XMail reads only the first entry of SmtpNoTLSAuths."),
    message=plural(
        _("Without TLS {mechanism} alone may be used: {ignored} in {name} is never matched"),
        _("Without TLS {mechanism} alone may be used: {ignored} in {name} are never matched"),
        by="entries",
    ),
    reads=("server.tab",),
    fix=Applicability.SAFE,
    references=(xmail("server-tab"),),
)

_NONE = _('{name} is "{value}", which matches no mechanism: nobody may log in without TLS')

_SETTING = "SmtpNoTLSAuths"


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    require_shown(root, _SETTING)
    setting = root.setting(_SETTING)
    text = setting.text or ""
    obeyed = obeyed_in_clear(text)
    written = [entry.strip() for entry in text.split(",")]
    ignored = dict.fromkeys(e for e in written if e and e.upper() not in obeyed)
    if setting.text is None or not ignored:
        return
    yield RULE.finding(
        setting.place,
        message=RULE.message if obeyed else _NONE,
        key=(_SETTING,),
        fixes=list(_say_what_holds(root, obeyed)),
        mechanism=Listing(obeyed),
        ignored=Listing(tuple(ignored)),
        entries=len(ignored),
        name=_SETTING,
        value=text,
    )


def _say_what_holds(root: MailRoot, obeyed: tuple[str, ...]) -> Iterator[Fix]:
    """The one entry that counts, or none; there are odd texts that no short one equals.

    Where the setting has a second row, the two would say different things for the first time.
    """
    value = ",".join(obeyed)
    if obeyed_in_clear(value) == obeyed:
        title = _("Leave only the entry that counts") if value else _("Say that none may be used")
        rows = [row for row in root.rows(SERVER, SERVER_FILE) if row.name == _SETTING]
        offer = safe if len(rows) == 1 else review
        yield offer("write-what-holds", say(title), set_setting(root, _SETTING, value))
