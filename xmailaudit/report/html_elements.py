"""Making HTML out of elements: text goes in as text, so no markup of others' gets in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from .pieces import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.messages import Message

    from .language import Words

    Element = etree._Element  # noqa: SLF001  # lxml has no public name for it
    Child = Element | str | None

__all__ = ["element", "listed", "sentence"]


def element(tag: str, /, *children: Child, **attributes: str | float | None) -> Element:
    """An element; `class_` stands for class, `_` within a name for `-`, and None is left out."""
    made = etree.Element(tag)
    for key, value in attributes.items():
        if value is not None:
            made.set(key.rstrip("_").replace("_", "-"), str(value))
    for child in children:
        _append(made, child)
    return made


def _append(parent: Element, child: Child) -> None:
    if child is None:
        return
    if not isinstance(child, str):
        parent.append(child)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + child
    else:
        parent.text = (parent.text or "") + child


def sentence(message: Message, words: Words) -> Iterator[Child]:
    """A message with its foreign text as code."""
    for piece in pieces(message, words):
        yield element("code", piece.text) if piece.foreign else piece.text


def listed(items: Iterable[Iterable[Child]], name: str = "ul", **attributes: str) -> Element | None:
    """A list, None where it would be empty."""
    made = [element("li", *item) for item in items]
    return element(name, *made, **attributes) if made else None
