"""FSP006: messages that XMail has given up on lie in the spool for ever.

It keeps them where RemoveSpoolErrors is 0, tells the sender at most, and deletes none (XMail facts:
spool-and-logs, sections 1 and 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.gathered import collected_of
from xmailaudit.mailroot.source import Absent, TargetKind
from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.frozen import SPOOL, frozen_messages
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.rule import NotJudgedError, Rule, xmail
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.policy.frozen import Frozen
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "FSP006",
    "frozen-messages",
    Severity.LOW,
    summary=_("Messages that XMail could not deliver lie frozen in the spool."),
    message=plural(
        _("A message that came {days} days ago lies frozen in the spool ({reasons})"),
        _("{count} messages lie frozen in the spool, the oldest from {days} days ago ({reasons})"),
        by="count",
    ),
    reads=("spool/*",),
    fix=Applicability.MANUAL,
    references=(xmail("spool-and-logs", 1), xmail("spool-and-logs", 3)),
)

_DAY = 86400
#: So many reasons are named, the most frequent first.
_NAMED = 5


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    _require_spool(root)
    found = frozen_messages(root, given.now - _DAY)
    if found.number:
        yield RULE.finding(
            *map(Place, found.files),
            total=found.number,
            key=(SPOOL,),
            fixes=[_look_through()],
            count=found.number,
            days=int((given.now - found.oldest) // _DAY),
            reasons=Listing(tuple(_reasons(found))),
        )
    if found.undated:
        raise NotJudgedError(say(_("when some frozen messages came is not known")), file=SPOOL)


def _require_spool(root: MailRoot) -> None:
    """What was gathered, or packed without it, shows no message at all."""
    packed = root.source.kind is not TargetKind.DIRECTORY
    gone = packed and isinstance(root.source.entries(SPOOL), Absent)
    if gone or collected_of(root.source) is not None:
        raise NotJudgedError(say(_("the messages in the spool are not shown")), file=SPOOL)


def _reasons(found: Frozen) -> Iterator[Message]:
    if not found.reasons:
        yield say(_("the reasons are not shown"))
    for reason, number in sorted(found.reasons.items(), key=lambda one: (-one[1], one[0]))[:_NAMED]:
        why = say(reason.kind, reply=reason.reply)
        yield say(_("{why}: {number}"), number=number, why=why) if number > 1 else why


def _look_through() -> Fix:
    return manual(
        "look-through",
        say(_("Look through them, then send or delete them")),
        OutsideStep(say(_("List them at the admin port: {command}"), command="frozlist")),
        OutsideStep(
            say(
                _("Send one again: {again}; delete one: {delete}"),
                again="frozsubmit",
                delete="frozdel",
            )
        ),
        OutsideStep(say(_("Let a timer delete old ones, with their logs in slog/"))),
    )
