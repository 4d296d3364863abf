"""Every address of a domain, in plain text: a line or two each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, Message, _, say
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.routing.node import Event

from .location import location
from .route_words import happens
from .text_layout import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.policy.decision import Decision
    from xmailaudit.policy.routing.domain import Name
    from xmailaudit.policy.routing.node import Node

    from .language import Words

__all__ = ["name_lines", "outcome"]

#: Of the ends of one mail no more than these are named.
MOST_ENDS = 4
_ON_THE_WAY = frozenset({Event.FILTERED, Event.IGNORED, Event.REDIRECTED, Event.REPEATED})


def name_lines(domain: str, name: Name, decision: Decision | None, words: Words) -> Iterator[str]:
    """A name, the row it comes from, and what becomes of its mail."""
    where = "" if name.place is None else f" ({location(name.place, words)})"
    shown = words.message(_named(domain, name))
    yield from wrap(f"{shown}{where}", words.width, rest="  ")
    yield from wrap(words.message(outcome(decision)), words.width, first="    ")


def _named(domain: str, name: Name) -> Message:
    if name.pattern is not None:
        return say(_("any name like {pattern}"), pattern=name.pattern)
    if name.place is None:
        return say(_("any other name"))
    return say(_("{name}@{domain}"), name=name.local or "", domain=domain)


def outcome(decision: Decision | None) -> Message:
    """What becomes of a mail, in one sentence."""
    if decision is None:
        return say(_("no name was found that this row answers for"))
    if decision.path is not None:
        return _path(decision.path)
    if decision.answer is Answer.UNDETERMINED:
        return say(_("cannot tell: {missing}"), missing=Listing(decision.missing))
    return say(_("refused: {reply}"), reply="" if decision.reply is None else str(decision.reply))


def _path(node: Node) -> Message:
    what = happens(node)
    if not node.children:
        return what
    ends = {
        repr(one): happens(one)
        for one in node.walk()
        if not one.children and one.event not in _ON_THE_WAY
    }
    shown = tuple(ends.values())[:MOST_ENDS]
    left = len(ends) - len(shown)
    if left:
        shown = (*shown, say(_("and {count} more"), count=left))
    return say(_("{what}: {ends}"), what=what, ends=Listing(shown)) if shown else what
