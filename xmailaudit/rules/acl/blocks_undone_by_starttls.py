"""ACL017: a block that a client lifts by saying STARTTLS.

Codes that refuse at MAIL are marks of the session, and STARTTLS resets the session; a delay stays
(XMail facts: access 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import State
from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.smtp.connect import filter_fields, spammer_code, spammer_rows, zone_codes
from xmailaudit.policy.smtp.options import starttls
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import review, set_field, set_setting
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import MOST_PLACES, NotJudgedError, Rule, cwe, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.settings import Setting
    from xmailaudit.messages import Message, Template
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.spammers import SpammerRow

RULE = Rule(
    "ACL017",
    "blocks-undone-by-starttls",
    Severity.MEDIUM,
    summary=_("Blocks that take effect at MAIL are lifted by a plain STARTTLS."),
    message=plural(
        _("{address} is refused at MAIL only until it says STARTTLS"),
        _("The clients of {rows} rows are refused at MAIL only until they say STARTTLS"),
        by="rows",
    ),
    reads=("server.tab", "spammers.tab"),
    fix=Applicability.REVIEW,
    references=(cwe(693), xmail("access", 3)),
)

_LISTS = _("Clients that {zones} lists are refused at MAIL only until they say STARTTLS")
_NO_NAME = _("Clients without a reverse name are refused at MAIL only until they say STARTTLS")

#: Seconds a command: a sender waits minutes, a machine that sends spam does not.
_DELAY = 20


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    blocks = list(_blocks(root))
    unknown = [name for name in ("CustMapsList", "SMTP-RDNSCheck") if _is_unknown(root, name)]
    if not (blocks or unknown):
        return
    succeeds = starttls(root, given.world)
    if succeeds.answer is Answer.UNDETERMINED:
        raise NotJudgedError.lacking(succeeds.missing)
    if succeeds.allowed:
        yield from blocks
        for name in unknown[:1]:
            raise NotJudgedError(say(_("the setting {name} is not shown"), name=name))


def _is_unknown(root: MailRoot, name: str) -> bool:
    return root.setting(name).state is State.UNKNOWN


def _blocks(root: MailRoot) -> Iterator[Finding]:
    """What XMail refuses at MAIL, as findings."""
    blocked = (row.row for row in spammer_rows(root) if row.readable and not spammer_code(row.row))
    for rows in apart(blocked):
        yield RULE.finding(
            *(row.at(filter_fields(row)) for row in rows[:MOST_PLACES]),
            total=len(rows),
            fixes=[_delay_rows(rows)],
            address=rows[0].address,
            rows=len(rows),
        )
    lists = root.setting("CustMapsList")
    codes = zone_codes(lists.text or "")
    if any(code == 0 for _zone, code in codes):
        slow = ",".join(f"{zone}:{code or _DELAY}" for zone, code in codes)
        zones = tuple(zone for zone, code in codes if code == 0)
        yield _of_setting(root, lists, _LISTS, slow, zones)
    names = root.setting("SMTP-RDNSCheck")
    if names.text is not None and names.integer > 0:
        yield _of_setting(root, names, _NO_NAME, str(-_DELAY))


def _delay_rows(rows: tuple[SpammerRow, ...]) -> Fix:
    edits = (set_field(row, filter_fields(row), f"code={-_DELAY}") for row in rows)
    return review("delay", _title(), *edits)


def _of_setting(
    root: MailRoot, setting: Setting, message: Template, value: str, zones: tuple[str, ...] = ()
) -> Finding:
    never_drop = OutsideStep(
        say(_("Use code 1, which drops the client, for no list of dynamic addresses: users log in"))
    )
    return RULE.finding(
        setting.place,
        message=message,
        key=(setting.name,),
        fixes=[
            review("delay", _title(), set_setting(root, setting.name, value), steps=(never_drop,))
        ],
        zones=Listing(zones),
    )


def _title() -> Message:
    return say(_("Delay each command by {seconds} seconds instead"), seconds=_DELAY)
