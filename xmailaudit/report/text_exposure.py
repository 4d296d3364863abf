"""Who may do what, as a table in plain text; where there is no room for one, as a list."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, say
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.exposure import Origin

from .labels import ACTIONS, ANSWERS, ORIGINS, UNKNOWN
from .summary import exposure_rows
from .text_layout import columns, width, wrap
from .text_style import PLAIN, styled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.audit.report import Report
    from xmailaudit.policy.exposure import Action

    from .language import Words
    from .text_style import Style

__all__ = ["exposure_table"]

_GAP = 2
#: A column's heading is not broken into anything narrower.
_NARROWEST = 10

_Rows = tuple[tuple["Action", tuple[Answer, ...]], ...]


def exposure_table(report: Report, words: Words, style: Style = PLAIN) -> Iterator[str]:
    """For each action the answer for each origin; nothing where nobody asked."""
    rows = exposure_rows(report)
    if not rows:
        return
    body = [
        [words(ACTIONS[action]), *(words(ANSWERS[one][1]) for one in answers)]
        for action, answers in rows
    ]
    head = _head([words(ORIGINS[origin]) for origin in Origin], body, words)
    if head:
        lines = list(columns([*head, *body], gap=_GAP))
        yield from (style("bold", line) for line in lines[: len(head)])
        yield from lines[len(head) :]
    else:
        yield from _list(rows, words, style)
    if any(Answer.UNDETERMINED in answers for _action, answers in rows):
        yield from wrap(words(UNKNOWN), words.width)


def _head(origins: list[str], body: list[list[str]], words: Words) -> list[list[str]]:
    """The lines of the headings, as few as fit; none where the table has no room at all."""
    corner = words(_("Who may"))
    first = max(width(corner), *(width(cells[0]) for cells in body))
    for room in range(max(map(width, origins)), _NARROWEST - 1, -1):
        cells = [wrap(origin, room) for origin in origins]
        if first + sum(_GAP + max(map(width, lines)) for lines in cells) <= words.width:
            return [list(line) for line in zip_longest([corner], *cells, fillvalue="")]
    return []


def _list(rows: _Rows, words: Words, style: Style) -> Iterator[str]:
    """Action by action, who gets which answer."""
    yield from styled("bold", words(_("Who may")), words, style)
    for action, answers in rows:
        yield from wrap(words(ACTIONS[action]), words.width, first="  ")
        for answer in dict.fromkeys(answers):
            given = zip(Origin, answers, strict=True)
            told = words(
                _("{answer}: {origins}"),
                answer=say(ANSWERS[answer][1]),
                origins=Listing(tuple(say(ORIGINS[who]) for who, one in given if one is answer)),
            )
            yield from wrap(told, words.width, first="    ")
