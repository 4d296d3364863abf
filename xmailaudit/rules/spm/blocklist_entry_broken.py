"""SPM003: entries of CustMapsList that XMail reads otherwise than they were meant.

An entry without a colon becomes part of the next one, a blank part of the zone, what follows
another separator than a comma part of the code; a word behind the colon is 0, and a number above 1
delays where it was to drop (XMail facts: server-tab).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.smtp.block_lists import SETTING, Asked, block_lists
from xmailaudit.rules.finding import Applicability, Choice, Severity
from xmailaudit.rules.fixes import manual, review, safe, set_setting
from xmailaudit.rules.rule import Rule, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.smtp.block_lists import BlockLists
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.edit import Edit

RULE = Rule(
    "SPM003",
    "blocklist-entry-broken",
    Severity.HIGH,
    summary=_("XMail does not ask a block list, or does something else with its answer."),
    message=plural(
        _("XMail never asks {lost}: an entry is zone:code, without blanks, and commas between"),
        _("XMail asks none of {lost}: an entry is zone:code, without blanks, and commas between"),
        by="entries",
    ),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(xmail("server-tab"), xmail("access", 3)),
)

_DELAYS = plural(
    _("{zones} delays clients by {seconds} seconds a command: only the code 1 drops them"),
    _("{zones} delay clients by up to {seconds} seconds a command: only the code 1 drops them"),
    by="entries",
)
_NO_NUMBER = plural(
    _("What stands behind {zones} is no number and counts as 0, which drops nobody"),
    _("What stands behind each of {zones} is no number and counts as 0, which drops nobody"),
    by="entries",
)

_DROP = "1"


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    require_shown(root, SETTING)
    lists = block_lists(root.setting(SETTING).text or "")
    lost = tuple(_lost(lists))
    if lost:
        yield RULE.finding(
            root.setting(SETTING).place,
            key=(SETTING, "lost"),
            fixes=[_whole(root, lists)],
            lost=Listing(lost),
            entries=len(lost),
        )
    asked = [entry for entry in lists.entries if entry.name is not None]
    slow = [entry for entry in asked if entry.code > 1]
    if slow:
        yield RULE.finding(
            root.setting(SETTING).place,
            severity=Severity.MEDIUM,
            message=_DELAYS,
            key=(SETTING, "delay"),
            fixes=list(_code_fixes(root, lists, slow)),
            zones=_zones(slow),
            seconds=max(entry.code for entry in slow),
            entries=len(slow),
        )
    wordy = [entry for entry in asked if not entry.number.strip(" +-")[:1].isdigit()]
    if wordy:
        yield RULE.finding(
            root.setting(SETTING).place,
            severity=Severity.MEDIUM,
            message=_NO_NUMBER,
            key=(SETTING, "word"),
            fixes=list(_code_fixes(root, lists, wordy)),
            zones=_zones(wordy),
            entries=len(wordy),
        )


def _zones(entries: list[Asked]) -> Listing:
    return Listing(tuple(entry.zone.removesuffix(".") for entry in entries))


# ------------------------------------------------------------ entries that are lost


def _lost(lists: BlockLists) -> Iterator[str]:
    """The zones that were meant and are never asked."""
    for entry in lists.entries:
        if entry.name is None:
            yield from (zone.strip(" ") for zone in entry.zone.split(",") if zone.strip(" "))
            if not entry.zone.strip(" ,"):
                yield entry.text
        yield from (one.zone for one in entry.swallowed)
    yield from (zone.strip(" ") for zone in lists.rest.split(",") if zone.strip(" "))


def _whole(root: MailRoot, lists: BlockLists) -> Fix:
    """Each entry with a code and without blanks; the code of an entry without one is asked for."""
    text = ",".join([*(entry.apart for entry in lists.entries), lists.rest])
    written = [piece.strip(" ") for piece in text.split(",")]
    pieces = [piece for piece in written if piece.partition(":")[0].strip(" ")]
    title = _("Write each entry as zone:code")
    if not all(_is_sound(piece) for piece in pieces):
        return manual("write-entries", say(title))
    if all(":" in piece for piece in pieces):
        return review("write-entries", say(title), *_edits(root, pieces, _DROP))
    codes = {str(entry.code) for entry in lists.entries}
    question = _("What shall be done with those it lists? 1 drops, -20 delays by 20 seconds")
    choice = Choice(
        "code",
        say(question),
        codes.pop() if len(codes) == 1 else None,
        lambda code: tuple(_edits(root, pieces, code.strip())),
    )
    return review("write-entries", say(title), choice=choice)


def _is_sound(piece: str) -> bool:
    zone, _colon, _number = piece.partition(":")
    return Asked(zone.strip(" "), "").name is not None


def _edits(root: MailRoot, pieces: list[str], code: str) -> Iterator[Edit]:
    """The setting with this code for entries that have none; no edit where it is no code."""
    if not code.removeprefix("-").isdigit():
        return
    entries = []
    for piece in pieces:
        zone, colon, number = piece.partition(":")
        entries.append(f"{zone.strip(' ')}:{number.strip(' ') if colon else code}")
    edit = set_setting(root, SETTING, ",".join(entries))
    if edit is not None:
        yield edit


# ------------------------------------------------------------ codes


def _code_fixes(root: MailRoot, lists: BlockLists, entries: list[Asked]) -> Iterator[Fix]:
    """Say what holds, in the way that people read it; or drop."""

    def with_code(code_of: Callable[[Asked], str]) -> str:
        changed = {one: one._replace(number=code_of(one)) for one in entries}
        return lists.text(changed.get(entry, entry) for entry in lists.entries)

    holding = with_code(lambda entry: str(-entry.code))
    title = say(_("Write the code that holds: a negative number delays, 0 refuses at MAIL"))
    yield safe("write-what-holds", title, set_setting(root, SETTING, holding))
    dropping = with_code(lambda _entry: _DROP)
    yield review(
        "drop", say(_("Drop those it lists: code 1")), set_setting(root, SETTING, dropping)
    )
