"""Pages are written one by one: none is another's sentences with other words in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.rules.likeness import alike
from tests.rules.rule_files import RULES

if TYPE_CHECKING:
    from collections.abc import Callable

ENGLISH = {str(files): files.page.read_text(encoding="utf-8") for files in RULES}
JAPANESE = {str(files): files.japanese_page.read_text(encoding="utf-8") for files in RULES}

#: A page that stands for those that somebody might make out of it.
ONE = "acl.finger_open"


@pytest.mark.parametrize("pages", [ENGLISH, JAPANESE], ids=["en", "ja"])
def test_no_page_is_made_from_another(pages: dict[str, str]) -> None:
    """Neither word for word nor as a template."""
    assert list(alike(pages)) == []


@pytest.mark.parametrize(
    ("pages", "swapped"),
    [
        (ENGLISH, lambda text: re.sub(r"\b[a-zA-Z]{7,}\b", lambda word: word[0][::-1], text)),
        (JAPANESE, lambda text: re.sub(r"[\u30a1-\u30fa\u4e00-\u9fff]", "項", text)),
    ],
    ids=["en", "ja"],
)
def test_a_page_with_its_words_swapped_is_refused(
    pages: dict[str, str], swapped: Callable[[str], str]
) -> None:
    """The sentences stay, and every word that says something is another."""
    made = {**pages, "made": swapped(pages[ONE])}

    (found,) = alike(made)

    assert {found.one, found.other} == {ONE, "made"}


@pytest.mark.parametrize("pages", [ENGLISH, JAPANESE], ids=["en", "ja"])
def test_half_a_page_copied_is_refused(pages: dict[str, str]) -> None:
    """Between sentences of its own."""
    others = pages["rel.pop_before_smtp"]
    half = pages[ONE][: len(pages[ONE]) // 2] + others[len(others) // 2 :]

    found = {(one.one, one.other) for one in alike({**pages, "made": half})}

    assert found == {(ONE, "made"), ("made", "rel.pop_before_smtp")}
