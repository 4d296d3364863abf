"""Foreign text on its way to a terminal: readable, on one line, harmless."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.messages import English
from xmailaudit.report.escape import LONGEST, decoded, escaped, for_terminal
from xmailaudit.report.language import Pseudo
from xmailaudit.report.text_layout import excerpt

# Categories of characters that are not simply to be seen.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"plain", "plain"),
        ("日本".encode(), "日本"),
        (b"\x82\xe0", "\\x82à"),  # CP932, taken for latin-1
        (b"caf\xe9", "café"),
    ],
)
def test_bytes_are_read_as_utf8_if_they_are_that_else_as_latin1(raw: bytes, shown: str) -> None:
    """Tables hold bytes; a person sees what their writer most likely meant."""
    assert for_terminal(raw.decode("latin-1")) == shown


def test_text_that_is_no_bytes_stays_as_it_is() -> None:
    """A mask, or a path that was decoded already, is not decoded again."""
    assert decoded("•••") == "•••"
    assert decoded("日本") == "日本"


@pytest.mark.parametrize(
    ("character", "shown"),
    [
        ("\x1b", r"\x1b"),
        ("\x9b", r"\x9b"),
        ("\x7f", r"\x7f"),
        ("\n", r"\n"),
        ("\t", r"\t"),
        ("\x00", r"\x00"),
        ("\u202e", r"\u202e"),
        ("\u2066", r"\u2066"),
        ("\u200b", r"\u200b"),
        ("\ufeff", r"\ufeff"),
        ("\u2028", r"\u2028"),
        ("\udc80", r"\udc80"),
        ("\u3164", r"\u3164"),
        ("\ufe0f", r"\ufe0f"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_what_is_not_simply_to_be_seen_is_an_escape(character: str, shown: str) -> None:
    """Controls, bidi overrides, characters of no width, separators, surrogates."""
    assert escaped(f"a{character}b") == f"a{shown}b"


@given(st.text(alphabet=st.characters(), max_size=50))
def test_nothing_unseen_is_left_whatever_comes(text: str) -> None:
    """No control, no override, no second line; and escaping again changes nothing."""
    shown = escaped(text)

    assert not {unicodedata.category(c) for c in shown} & UNSEEN
    assert shown.splitlines() in ([shown], [])
    assert escaped(shown) == shown


@given(st.binary(max_size=50))
def test_any_bytes_become_text_that_any_stream_takes(raw: bytes) -> None:
    """Bytes as latin-1 end as text that UTF-8 can write."""
    shown = for_terminal(raw.decode("latin-1"))

    assert shown.encode().decode() == shown


def test_a_very_long_name_is_cut_in_the_middle_with_its_length() -> None:
    """A name of a mebibyte does not fill a report."""
    shown = for_terminal("a" + "N" * 1048574 + "z")

    assert "…(1,048,576 characters)…" in shown
    assert (shown[0], shown[-1]) == ("a", "z")
    assert len(shown) < LONGEST


def test_a_name_of_the_greatest_length_is_whole() -> None:
    """Only beyond the limit is anything cut."""
    assert for_terminal("N" * LONGEST) == "N" * LONGEST


def test_the_words_of_a_cut_are_translated() -> None:
    """It is the surface's sentence, so it has the surface's language."""
    assert "⟦…(1,000 characters)…⟧" in for_terminal("N" * 1000, Pseudo())
    assert "⟦" not in for_terminal("N" * 1000, English())


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("##[error]x", "#\\x23[error]x"),
        ("a ##vso[task.x]", "a #\\x23vso[task.x]"),
        ("###[x", "##\\x23[x"),
        ("\x1b##[x", "\\x1b#\\x23[x"),
        ("## no order", "## no order"),
        ("#[x]", "#[x]"),
    ],
)
def test_a_build_server_finds_no_order_in_its_log(raw: str, shown: str) -> None:
    """GitHub's and Azure's older ones count anywhere in a line."""
    assert escaped(raw) == shown
    assert excerpt(raw, None, 80).row == shown
