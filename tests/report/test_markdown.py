"""Markdown: foreign text is code, and code has no way out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.reports import EN, FILE, MAP, NASTY, finding_on, report_on, whole_report
from tests.roots import mail_root
from xmailaudit.messages import Listing, _, say
from xmailaudit.report.markdown import markdown_text
from xmailaudit.report.markdown_text import code, escaped_words, fence, sentence
from xmailaudit.report.pieces import Piece, pieces

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

#: A code span as CommonMark finds it: a run of backticks up to the next run as long.
SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
FENCED = re.compile(r"^(`{3,})[a-z]+\n(.*?)\n\1$", re.MULTILINE | re.DOTALL)


def read_span(text: str) -> str:
    """What a reader gets out of a text that is one code span."""
    found = SPAN.fullmatch(text)
    assert found, text
    inside = found[2]
    if inside[0] == inside[-1] == " " and inside.strip(" "):
        return inside[1:-1]
    return inside


def test_a_whole_report_is_reviewed(snapshot: SnapshotAssertion) -> None:
    """Every part there is."""
    report, root = whole_report()

    assert markdown_text(report, root, EN) == snapshot


@given(st.text(st.sampled_from("`` ab|*<@#\\"), min_size=1, max_size=20))
def test_a_code_span_holds_any_line(text: str) -> None:
    """Backticks and blanks at its ends too."""
    assert read_span(code(text)) == text


@given(st.lists(st.text(st.sampled_from("```~ a"), max_size=8), min_size=1, max_size=4))
def test_a_fence_ends_where_it_should(lines: list[str]) -> None:
    """Whatever rows of backticks stand in it."""
    found = FENCED.fullmatch(fence(lines))

    assert found
    assert found[2] == "\n".join(lines)


def test_outside_code_no_foreign_character_stands() -> None:
    """Neither in sentences nor in headings."""
    root = mail_root({FILE: MAP})
    report = report_on(finding_on(root, NASTY), location=NASTY)

    text = markdown_text(report, root, EN)

    outside = SPAN.sub("", FENCED.sub("", text))
    for piece in ("script", "alert", "**b**", "@all", "example.test", "1+1"):
        assert piece not in outside
        assert piece in text
    assert all(line.lstrip()[:2] != "::" for line in text.splitlines())


def test_our_own_words_are_literal() -> None:
    """`#!TLS` is no heading, `<>` no tag."""
    assert escaped_words("*.tab <x> #1 a_b [c] @d") == r"\*.tab \<x\> \#1 a\_b \[c\] \@d"


@pytest.mark.parametrize("foreign", ["a", "", "`"])
def test_a_sentence_is_ours_and_theirs(foreign: str) -> None:
    """What is nothing leaves no empty span."""
    message = say(_("<{sender}> to {names}"), sender=foreign, names=Listing(("b", 1255)))
    shown = [Piece(foreign, foreign=True)] if foreign else []

    assert list(pieces(message, EN)) == [
        Piece("<", foreign=False),
        *shown,
        Piece("> to ", foreign=False),
        Piece("b", foreign=True),
        Piece(", 1,255", foreign=False),
    ]
    assert sentence(message, EN) == rf"\<{code(foreign)}\> to `b`, 1,255"


def test_foreign_text_cannot_pass_for_a_piece() -> None:
    """The signs that stand for foreign text are escapes in it."""
    message = say(_("{a}{b}"), a="\ue0001\ue001", b="x")

    assert [piece.text for piece in pieces(message, EN)] == ["\\ue0001\\ue001", "x"]
