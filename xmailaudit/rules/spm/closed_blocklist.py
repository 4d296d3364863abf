"""SPM002: a block list that does not answer everybody, or does not answer XMail's question.

XMail takes any answer for a listing, so that a list which refuses a resolver with an answer of
127.255.255.x shuts out every client (XMail facts: server-tab).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.smtp.block_lists import SETTING, block_lists, written
from xmailaudit.rules.finding import Applicability, Confidence, OutsideStep, Severity
from xmailaudit.rules.fixes import review, set_setting
from xmailaudit.rules.rule import Rule, rfc, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message, Template
    from xmailaudit.policy.smtp.block_lists import Asked, BlockLists
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "SPM002",
    "closed-blocklist",
    Severity.MEDIUM,
    summary=_("A block list that XMail asks is not open to every server, or not made for it."),
    message=plural(
        _(
            "{zones} refuses those who ask through a public resolver, by an answer that XMail "
            "takes for a listing: if this server does, it treats every client as a spammer"
        ),
        _(
            "{zones} refuse those who ask through a public resolver, by an answer that XMail takes "
            "for a listing: if this server does, it treats every client as a spammer"
        ),
        by="number",
    ),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(rfc(5782, "2.1"), xmail("server-tab")),
)

_PUBLIC = plural(
    _(
        "{zones} refuses public resolvers, and this server uses one: XMail takes the refusal for a "
        "listing and treats every client as a spammer"
    ),
    _(
        "{zones} refuse public resolvers, and this server uses one: XMail takes the refusal for a "
        "listing and treats every client as a spammer"
    ),
    by="number",
)
_REGISTERED = _("{zones} answers only servers whose resolver is registered there")
_DOMAINS = plural(
    _(
        "{zones} lists domains, and XMail asks about addresses: it blocks nobody it should, and "
        "everybody where the list refuses the resolver"
    ),
    _(
        "{zones} list domains, and XMail asks about addresses: they block nobody they should, and "
        "everybody where they refuse the resolver"
    ),
    by="number",
)
_WHITE = _("{zones} is a list of good senders: XMail takes them for spammers")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    require_shown(root, SETTING)
    lists = block_lists(root.setting(SETTING).text or "")
    if not lists.entries:
        return
    from xmailaudit.policy.known_block_lists import DOMAINS, REGISTERED, RESOLVER, WHITE

    if given.public_resolver:
        yield from _finding(root, lists, RESOLVER, _PUBLIC, Severity.HIGH)
    elif given.public_resolver is None:
        yield from _finding(root, lists, RESOLVER, RULE.message, None, Confidence.LIKELY)
    yield from _finding(root, lists, REGISTERED, _REGISTERED, None, Confidence.LIKELY)
    yield from _finding(root, lists, DOMAINS, _DOMAINS, None)
    yield from _finding(root, lists, WHITE, _WHITE, Severity.HIGH)


def _finding(
    root: MailRoot,
    lists: BlockLists,
    state: str,
    message: Template,
    severity: Severity | None,
    confidence: Confidence = Confidence.CERTAIN,
) -> Iterator[Finding]:
    """One finding for all lists of a kind."""
    found = [entry for entry in lists.entries if _is(entry, state)]
    if not found:
        return
    names = written(entry.zone for entry in found)
    zones = Listing(names)
    kept = lists.text(entry for entry in lists.entries if entry not in found)
    title = say(_("Take {zones} out of {name}"), zones=zones, name=SETTING)
    yield RULE.finding(
        root.setting(SETTING).place,
        severity=severity,
        confidence=confidence,
        message=message,
        key=(SETTING, state),
        fixes=[review("remove", title, set_setting(root, SETTING, kept), steps=_other_ways(state))],
        zones=zones,
        number=len(names),
    )


def _is(entry: Asked, state: str) -> bool:
    from xmailaudit.policy.known_block_lists import known_list

    one = None if entry.name is None else known_list(entry.name)
    return one is not None and one.state == state


def _other_ways(state: str) -> tuple[OutsideStep, ...]:
    """What lets the entry stay."""
    from xmailaudit.policy.known_block_lists import REGISTERED, RESOLVER

    resolver = _(
        "To keep it, run a resolver of your own for this machine, and tell the profile so: "
        "public-resolver = false"
    )
    register = _("To keep it, register the address of the resolver that this machine uses")
    steps: dict[str, Message] = {RESOLVER: say(resolver), REGISTERED: say(register)}
    return (OutsideStep(steps[state]),) if state in steps else ()
