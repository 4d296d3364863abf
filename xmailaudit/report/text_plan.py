"""A plan as text: the fixes, what is left out and why, and what a person must do by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import _, plural

from .text_layout import wrap
from .text_style import PLAIN, styled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.messages import Message

    from .language import Words
    from .text_style import Style

__all__ = ["LEFT_OUT", "PlanPart", "Said", "by_hand_lines", "plan_json", "plan_lines"]

#: So many lines of a kind are read; the JSON form has them all.
_MOST = 20

_FIXES = plural(_("{count} fix to apply"), _("{count} fixes to apply"), by="count")
#: What is said of the findings left out for a reason.
LEFT_OUT = {
    "review": plural(
        _("{count} finding is left for review; --unsafe fixes it, too"),
        _("{count} findings are left for review; --unsafe fixes them, too"),
        by="count",
    ),
    "choice": plural(
        _("{count} finding is left until somebody chooses"),
        _("{count} findings are left until somebody chooses"),
        by="count",
    ),
    "first": plural(
        _("{count} finding is left until something else is done; then name its rule by --select"),
        _("{count} findings are left until something else is done; then name the rule by --select"),
        by="count",
    ),
    "by-hand": plural(
        _("{count} finding is left to be mended by hand"),
        _("{count} findings are left to be mended by hand"),
        by="count",
    ),
    "conflict": plural(
        _("{count} finding is left, for its fix does not go with the others"),
        _("{count} findings are left, for their fixes do not go with the others"),
        by="count",
    ),
    "overtaken": plural(
        _("{count} picked fix has nothing left to do: another did it, or changed its row"),
        _("{count} picked fixes have nothing left to do: others did it, or changed their rows"),
        by="count",
    ),
}
_BY_HAND = _("To do by hand, in this order")
_NOTHING = _("Nothing to fix")
_ITEM = _("{rule}: {what}")
_MORE = _("… and {more} more; --format json has them all")


class Said(NamedTuple):
    """One line about a rule's finding; `fix` is the id of the fix, where it is about one.

    `why` is the kind of reason for which a finding is left: review, choice, first (something else
    is to be done before), by-hand, conflict or overtaken.
    """

    rule: str
    what: Message
    fix: str | None = None
    fingerprint: str | None = None
    why: str | None = None


class PlanPart(NamedTuple):
    """What stands before a preview: the fixes, the findings left out with the reason, the steps."""

    fixes: tuple[Said, ...]
    left_out: tuple[Said, ...]
    steps: tuple[Said, ...]


def plan_lines(part: PlanPart, words: Words, style: Style = PLAIN) -> Iterator[str]:
    """The lines, each kind under its heading."""
    if not part.fixes:
        yield from styled("bold", words(_NOTHING), words, style)
    else:
        yield from styled("bold", words(_FIXES, count=len(part.fixes)), words, style)
        yield from _items(part.fixes, words, numbered=False)
    for why, heading in LEFT_OUT.items():
        left = tuple(one for one in part.left_out if one.why == why)
        if left:
            yield ""
            yield from styled("bold", words(heading, count=len(left)), words, style)
            yield from _items(left, words, numbered=False)
    if part.steps:
        yield ""
        yield from by_hand_lines(part, words, style)


def by_hand_lines(part: PlanPart, words: Words, style: Style = PLAIN) -> Iterator[str]:
    """What a person must do; nothing where that is nothing."""
    if part.steps:
        yield from styled("bold", words(_BY_HAND), words, style)
        yield from _items(part.steps, words, numbered=True)


def _items(said: tuple[Said, ...], words: Words, *, numbered: bool) -> Iterator[str]:
    """The lines of a kind, each once with how often."""
    lines: dict[str, int] = {}
    for one in said:
        line = words(_ITEM, rule=one.rule, what=one.what)
        lines[line] = lines.get(line, 0) + 1
    for number, (line, times) in enumerate(list(lines.items())[:_MOST], 1):
        often = f" (×{times})" if times > 1 and not numbered else ""
        mark = f"  {number}. " if numbered else "  - "
        yield from wrap(line + often, words.width, first=mark, rest=" " * len(mark))
    if len(lines) > _MOST:
        yield from wrap(words(_MORE, more=len(lines) - _MOST), words.width, first="  ")


def plan_json(part: PlanPart, words: Words) -> dict[str, list[dict[str, str | None]]]:
    """The same as data: the key `plan` of a preview."""

    def listed(said: tuple[Said, ...]) -> list[dict[str, str | None]]:
        return [
            {
                "rule": one.rule,
                "fix": one.fix,
                "fingerprint": one.fingerprint,
                "why": one.why,
                "text": words.message(one.what),
            }
            for one in said
        ]

    return {
        "fixes": listed(part.fixes),
        "left_out": listed(part.left_out),
        "steps": listed(part.steps),
    }
