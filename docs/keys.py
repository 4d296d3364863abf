"""The table of all keys of the terminal UI, in its page.

`python -m docs.keys` writes it into `docs/tui.md`; `--check` only tells, by its exit status,
whether it is up to date.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from docs.picture import keep
from xmailaudit.tui.app import Application
from xmailaudit.tui.keys import SIGNS, Act, acts_of, contexts
from xmailaudit.tui.page import Page
from xmailaudit.tui.widgets.pane import Pane
from xmailaudit.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PAGE = Path(__file__).with_name("tui.md")
BEGIN, END = "<!-- keys -->\n", "<!-- end of keys -->\n"


def draw() -> str:
    """The page with its table made anew."""
    before, _begin, behind = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = behind.partition(END)[2]
    table = "".join(f"{line}\n" for line in _table())
    return f"{before}{BEGIN}{table}{END}{after}"


def _table() -> Iterator[str]:
    yield "| where | key | name | what it does |"
    yield "|---|---|---|---|"
    everywhere = (*acts_of(Application), *acts_of(Page))
    moving = _united((*acts_of(Pane), *acts_of(Rows)))
    yield from _rows("every screen", everywhere)
    yield from _rows("texts and lists", moving)
    for screen, _acts in contexts():
        own = [act for act in acts_of(screen) if act not in everywhere]
        title = screen.__name__.removesuffix("Screen").removesuffix("Dialog")
        yield from _rows(title or "every question", own)


def _united(acts: Iterable[Act]) -> Iterator[Act]:
    """Each act once, with the keys it has anywhere."""
    found: dict[str, Act] = {}
    for act in acts:
        known = found.setdefault(act.name, act)
        found[act.name] = known._replace(keys=tuple(dict.fromkeys((*known.keys, *act.keys))))
    return iter(found.values())


def _rows(where: str, acts: Iterable[Act]) -> Iterator[str]:
    for act in acts:
        keys = " ".join(f"`{_shown(key)}`" for key in act.keys)
        yield f"| {where} | {keys} | `{act.name}` | {act.what} |"


def _shown(key: str) -> str:
    """A key as it may stand in the file for settings."""
    return SIGNS.get(key, key)


if __name__ == "__main__":
    sys.exit(keep(PAGE, draw(), sys.argv[1:]))
