"""SPM001: a block list that no longer exists, or that lists everybody.

XMail asks each list of CustMapsList at every connection and takes any answer for a listing (XMail
facts: server-tab).  What became of which list stands in `policy.known_block_lists`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, Message, _, plural, say
from xmailaudit.policy.smtp.block_lists import SETTING, block_lists
from xmailaudit.rules.finding import Applicability, Confidence, Severity
from xmailaudit.rules.fixes import review, safe, set_setting
from xmailaudit.rules.rule import Rule, rfc, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.settings import Setting
    from xmailaudit.messages import Template
    from xmailaudit.policy.known_block_lists import BlockList
    from xmailaudit.policy.smtp.block_lists import Asked, BlockLists
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

    Known = tuple[Asked, BlockList]

RULE = Rule(
    "SPM001",
    "dead-blocklist",
    Severity.HIGH,
    summary=_("A block list that XMail asks is dead, or lists everybody."),
    message=_("XMail asks {lists} at each connection: it waits for an answer and learns nothing"),
    reads=("server.tab",),
    fix=Applicability.SAFE,
    references=(rfc(5782, "5"), rfc(6471, "3.4"), xmail("server-tab")),
)

_EVERYBODY = plural(
    _("{lists} has an answer for every address, so XMail treats every client as a spammer"),
    _("{lists} have an answer for every address, so XMail treats every client as a spammer"),
    by="number",
)
_LAPSED = _(
    "XMail asks {lists}, which is dead, and whose name ran out: whoever holds it can list every "
    "address, as has been done"
)
_REPLACED = _("XMail asks {lists}, which its makers gave up for {instead}")

_SINCE = _("{zone} (dead since {since})")
_SINCE_ABOUT = _("{zone} (dead since about {since})")
_CLOSED_SINCE = _("{zone} (closed to the public since {since})")
_LISTS_ALL_SINCE = _("{zone} (since {since})")
_LISTS_ALL_SINCE_ABOUT = _("{zone} (since about {since})")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    require_shown(root, SETTING)
    setting = root.setting(SETTING)
    lists = block_lists(setting.text or "")
    if not lists.entries:
        return
    from xmailaudit.policy.known_block_lists import CLOSED, DEAD, LAPSED, REPLACED, WORLD

    known = list(_known(lists))
    for states, message, severity in (
        ((WORLD,), _EVERYBODY, None),
        ((LAPSED,), _LAPSED, None),
        ((DEAD, CLOSED), RULE.message, None),
        ((REPLACED,), _REPLACED, Severity.MEDIUM),
    ):
        found = [one for one in known if one[1].state in states]
        if found:
            yield _finding(root, setting, lists, found, message, severity)


def _known(lists: BlockLists) -> Iterator[Known]:
    """The entries of lists that something is known of."""
    from xmailaudit.policy.known_block_lists import known_list

    for entry in lists.entries:
        one = None if entry.name is None else known_list(entry.name)
        if one is not None:
            yield entry, one


def _finding(
    root: MailRoot,
    setting: Setting,
    lists: BlockLists,
    found: list[Known],
    message: Template,
    severity: Severity | None,
) -> Finding:
    unsure = any(one.about for _entry, one in found)
    told = {entry.zone.removesuffix("."): one for entry, one in found}
    return RULE.finding(
        setting.place,
        severity=severity,
        confidence=Confidence.LIKELY if unsure else Confidence.CERTAIN,
        message=message,
        key=(SETTING, found[0][1].state),
        fixes=list(_fixes(root, lists, found)),
        lists=Listing(tuple(_told(zone, one) for zone, one in told.items())),
        number=len(told),
        instead=found[0][1].instead,
        sources=Listing(tuple(dict.fromkeys(one.source for _entry, one in found))),
    )


def _told(zone: str, one: BlockList) -> Message | str:
    """A list with the date, where there is one."""
    from xmailaudit.policy.known_block_lists import CLOSED, WORLD

    if one.since is None:
        return zone
    if one.state == WORLD:
        template = _LISTS_ALL_SINCE_ABOUT if one.about else _LISTS_ALL_SINCE
    elif one.state == CLOSED:
        template = _CLOSED_SINCE
    else:
        template = _SINCE_ABOUT if one.about else _SINCE
    return say(template, zone=zone, since=one.since)


def _fixes(root: MailRoot, lists: BlockLists, found: list[Known]) -> Iterator[Fix]:
    """Take the entries out; of a list that has a successor, that may be asked in its place.

    Only a list that never lists anybody can go without letting somebody in.
    """
    from xmailaudit.policy.known_block_lists import CLOSED, DEAD

    gone = [entry for entry, _one in found]
    kept = lists.text(entry for entry in lists.entries if entry not in gone)
    offer = safe if all(one.state in (DEAD, CLOSED) for _entry, one in found) else review
    zones = Listing(tuple(dict.fromkeys(entry.zone.removesuffix(".") for entry in gone)))
    title = say(_("Take {zones} out of {name}"), zones=zones, name=SETTING)
    yield offer("remove", title, set_setting(root, SETTING, kept))
    instead = next((one.instead for _entry, one in found if one.instead), None)
    if instead is not None and all(entry.name != instead for entry in lists.entries):
        moved = {entry: entry._replace(zone=instead) for entry, one in found if one.instead}
        value = lists.text(moved.get(entry, entry) for entry in lists.entries)
        title = say(_("Ask {zone} in its place"), zone=instead)
        yield review("replace", title, set_setting(root, SETTING, value))
