"""How much of one page stands in another: word for word, or with other words in its sentences."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["Likeness", "alike", "pieces"]

#: What may be shared: pages of neighbouring rules name the same facts in the same words.
MOST_COPIED = 0.12
MOST_OF_A_TEMPLATE = 0.12

#: Words of an English page; of a Japanese one, signs, of which kana carry the sentence.
_WORD = re.compile(r"[a-z0-9][a-z0-9'_.-]*|[\u3040-\u30ff\u4e00-\u9fff]")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_HIRAGANA = re.compile(r"[\u3040-\u309f]")
_CODE = re.compile(r"```.*?```|^#.*?$", re.DOTALL | re.MULTILINE)
_GAP = "_"


class Likeness(NamedTuple):
    """Two pages that are too much alike; `copied` and `template` are shares of the shorter one."""

    one: str
    other: str
    copied: float
    template: float


def pieces(text: str) -> list[str]:
    """The words of a page without its headings and code."""
    return _WORD.findall(_CODE.sub(" ", text).lower())


def alike(pages: Mapping[str, str]) -> Iterator[Likeness]:
    """Pairs of pages of one language of which one is the other, or its sentences refilled."""
    words = {name: pieces(text) for name, text in pages.items()}
    japanese = any(_JAPANESE.search(text) for text in pages.values())
    known = Counter(word for page in words.values() for word in set(page))
    common = {word for word, pages_with in known.items() if pages_with * 4 > len(words)}
    size, frame_size = (14, 14) if japanese else (4, 8)
    copied = {name: _runs(page, size) for name, page in words.items()}
    frames = {
        name: _runs(_frame(page, None if japanese else common), frame_size)
        for name, page in words.items()
    }
    names = sorted(words)
    for position, one in enumerate(names):
        for other in names[:position]:
            likeness = Likeness(
                other,
                one,
                _shared(copied[one], copied[other]),
                _shared(frames[one], frames[other]),
            )
            if likeness.copied > MOST_COPIED or likeness.template > MOST_OF_A_TEMPLATE:
                yield likeness


def _frame(words: Iterable[str], common: set[str] | None) -> list[str]:
    """The words that make sentences, with gaps where each page puts its own.

    Those are the `common` ones; in Japanese, where there are none, what is written in hiragana.
    """
    if common is None:
        return [word if _HIRAGANA.match(word) else _GAP for word in words]
    return [word if word in common else _GAP for word in words]


def _runs(words: Sequence[str], size: int) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words[start : start + size]) for start in range(len(words) - size + 1))


def _shared(one: frozenset[object], other: frozenset[object]) -> float:
    return len(one & other) / max(min(len(one), len(other)), 1)
