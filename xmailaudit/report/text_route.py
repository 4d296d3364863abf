"""What becomes of a mail, in plain text: a tree of recipients and commands, with their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _

from .location import location
from .route_words import happens
from .text_layout import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.policy.routing.node import Node

    from .language import Words

__all__ = ["route_tree"]

#: Of the copies of a list, or the commands of a file, no more than these are drawn.
MOST_CHILDREN = 50
#: What is deeper is drawn no further to the right, in twentieths of a line.
MOST_INDENT = 9


def route_tree(node: Node, words: Words, *, indent: str = "  ") -> Iterator[str]:
    """A node and what comes of it; whatever is behind a fork has a line of its own."""
    yield from _node(node, words, first=indent, rest=indent)


def _node(node: Node, words: Words, *, first: str, rest: str) -> Iterator[str]:
    rest = rest[: words.width * MOST_INDENT // 20]
    below = rest + ("|  " if node.children else "   ")
    yield from wrap(_headline(node, words), words.width, first=first, rest=below)
    for note in _notes(node, words):
        yield from wrap(note, words.width, first=f"{below}  ", rest=f"{below}    ")
    shown = node.children[:MOST_CHILDREN]
    left = len(node.children) - len(shown)
    for number, child in enumerate(shown):
        is_last = number == len(shown) - 1 and not left
        fork, stem = ("`- ", "   ") if is_last else ("|- ", "|  ")
        yield from _node(child, words, first=rest + fork, rest=rest + stem)
    if left:
        yield from wrap(words(_("and {count} more"), count=left), words.width, first=f"{rest}`- ")


def _headline(node: Node, words: Words) -> str:
    if node.command is None:
        return words(_("<{recipient}>: {what}"), recipient=node.recipient, what=happens(node))
    what = words.message(happens(node))
    return what if node.place is None else f"{location(node.place, words)}: {what}"


def _notes(node: Node, words: Words) -> Iterator[str]:
    """The rows that lead here, and what is not known."""
    if node.origin is not None:
        yield f"{location(node.origin, words)}: {words(_('a member'))}"
    for step in node.steps:
        where = "" if step.place is None else f"{location(step.place, words)}: "
        yield where + words.message(step.reason)
    for place in node.filters:
        yield f"{location(place, words)}: {words(_('may run a filter first'))}"
    for missing in node.missing:
        yield words(_("not known: {what}"), what=missing)
