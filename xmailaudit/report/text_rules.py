"""The catalogue and a rule's page in plain text.

A page is Markdown of few kinds: headings, paragraphs, lists, fenced blocks, `code`.  Anything else
stands as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _

from .text_layout import wrap
from .text_style import PLAIN, styled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.rules.catalogue import Entry

    from .language import Words
    from .text_style import Style

__all__ = ["catalogue_text", "page_text"]

_FENCE = "```"


def catalogue_text(entries: Iterable[Entry], words: Words) -> Iterator[str]:
    """Every rule with its severity and, below it, the sentence that sums it up."""
    for entry in entries:
        severity = words(_SEVERITIES[entry.severity])
        head = f"{entry.id}  {entry.name}  {severity}{_fix(entry, words)}"
        yield from wrap(head, words.width, rest="        ")
        yield from wrap(words(entry.summary), words.width, first="        ")


_SEVERITIES = {
    "critical": _("critical"),
    "high": _("high"),
    "medium": _("medium"),
    "low": _("low"),
    "info": _("info"),
}
_FIXES = {
    "safe": _(", fix: safe"),
    "review": _(", fix: review"),
    "manual": _(", fix: by hand"),
}


def _fix(entry: Entry, words: Words) -> str:
    return "" if entry.fix is None else words(_FIXES[entry.fix])


def page_text(page: str, words: Words, style: Style = PLAIN) -> Iterator[str]:
    """A page, paragraph by paragraph.

    A page exists once per language; a paragraph passes the translator all the same, so that a
    pseudo-language shows it as translated.
    """
    for number, block in enumerate(_blocks(page)):
        if number:
            yield ""
        first = block[0]
        if first.startswith(_FENCE):
            yield from (f"    {line}" for line in block[1:-1])
        elif first.startswith("#"):
            yield from styled("bold", _worded(first.lstrip("#").strip(), words), words, style)
        else:
            yield from _paragraph(block, words)


def _blocks(page: str) -> Iterator[list[str]]:
    """Lines that belong together: what stands between blank lines, or in a fence."""
    block: list[str] = []
    fenced = False
    for line in page.splitlines():
        if line.startswith(_FENCE):
            if block and not fenced:
                yield block
                block = []
            fenced = not fenced
            block.append(line)
            if not fenced:
                yield block
                block = []
        elif fenced or line.strip():
            if not fenced and line.startswith("#") and block:
                yield block
                block = []
            block.append(line)
            if not fenced and line.startswith("#"):
                yield block
                block = []
        elif block:
            yield block
            block = []
    if block:
        yield block


def _paragraph(block: list[str], words: Words) -> Iterator[str]:
    """A paragraph, or the items of a list."""
    items: list[tuple[str, list[str]]] = []
    for line in block:
        text = line.strip()
        sign = next((s for s in ("- ", "* ") if text.startswith(s)), "")
        if sign or not items:
            items.append(("- " if sign else "", []))
        items[-1][1].append(text.removeprefix(sign))
    for sign, lines in items:
        yield from wrap(_worded(" ".join(lines), words), words.width, first=sign)


def _worded(text: str, words: Words) -> str:
    return words.translator.gettext(text.replace("`", "").replace("**", ""))
