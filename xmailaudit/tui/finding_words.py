"""Findings in few words: as a row of a list, and as the lines under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.report.labels import SEVERITIES
from xmailaudit.report.text_layout import padded, width, wrap

from .look import MARKED
from .sieve import can_be_chosen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.audit.report import Report, Reported
    from xmailaudit.messages import Message
    from xmailaudit.report.language import Words

    from .sieve import Sieve

__all__ = ["CHOSEN", "NOTHING", "OPEN", "lines_of", "nothing_shown", "row_of", "state_of"]

CHOSEN, OPEN, NOTHING = "[x]", "[ ]", "   "

#: From so many columns on the rule's name has a column of its own, so wide.
_WIDE: Final = 110
_NAME: Final = 26

_COUNT = plural(_("{count} finding"), _("{count} findings"), by="count")
_HIDDEN = plural(_("{count} hidden finding"), _("{count} hidden findings"), by="count")


def row_of(reported: Reported, words: Words, room: int, *, chosen: bool) -> str:
    """Whether a fix is chosen, how bad it is, which rule, what it says."""
    finding = reported.finding
    mark = CHOSEN if chosen else OPEN
    if not reported.counts or not any(map(can_be_chosen, finding.fixes)):
        mark = NOTHING
    severity = MARKED(reported.severity.value, padded(words(SEVERITIES[reported.severity]), 8))
    name = f"{MARKED('faint', padded(finding.rule.name, _NAME))} " if room >= _WIDE else ""
    return f"{mark} {severity} {finding.rule.id} {name}{words.message(finding.message)}"


def lines_of(reported: Reported, words: Words) -> Iterator[str]:
    """Which rule, where, what hides it if anything does, and all of what it says."""
    from xmailaudit.report.hidden import acceptance
    from xmailaudit.report.location import location

    finding, place = reported.finding, location(reported.finding.places[0], words)
    rule = f"{finding.rule.id} {finding.rule.name}"
    told = words(_("{rule}, {place}"), rule=rule, place=place)
    whole = width(told) <= words.width
    yield MARKED("bold", told if whole else rule)
    hidden = acceptance(reported)
    if hidden is not None:
        yield from wrap(words.message(hidden), words.width)
    yield from wrap(words.message(finding.message), words.width)
    if not whole:  # a long path must not push the rest out of sight
        yield place


def state_of(sieve: Sieve, shown: int, total: int, report: Report | None, chosen: int) -> Message:
    """How many are shown, by what, how many fixes are chosen, and what stands nowhere here."""
    parts: list[Message] = [say(_HIDDEN if sieve.hidden else _COUNT, count=shown)]
    if shown != total:
        parts = [say(_("{shown} of {total} findings"), shown=shown, total=total)]
    if sieve.severity is not None:
        parts.append(say(_("{severity} and worse"), severity=say(SEVERITIES[sieve.severity])))
    parts += [
        say(template, what=what)
        for template, what in (
            (_("family {what}"), sieve.family),
            (_("file {what}"), sieve.file),
            (_("with “{what}”"), sieve.text),
        )
        if what
    ]
    if sieve.fixable:
        parts.append(say(_("fixable")))
    parts.append(say(_("chosen: {count}"), count=chosen))
    if report is not None:
        summary = report.summary
        parts += [
            say(template, count=count)
            for template, count in (
                (
                    _("hidden: {count}"),
                    0 if sieve.hidden else summary.suppressed + summary.baselined,
                ),
                (_("not evaluated: {count}"), summary.not_evaluated),
            )
            if count
        ]
    return say(_("{parts}"), parts=Listing(tuple(parts)))


def nothing_shown(report: Report | None, total: int, back: str) -> Message:
    """Why a list is empty; `back` is the key that shows all again."""
    if total:
        return say(_("No finding is let through; {key} shows all of them."), key=back)
    if report is None:
        return say(_("Nothing is found yet."))
    if report.not_evaluated:
        return say(_("Nothing found; the overview says what was not evaluated."))
    return say(_("Nothing found."))
