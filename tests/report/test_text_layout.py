"""Plain text in columns: widths, wrapping, tables, underlined rows."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.report.text_layout import apart, columns, excerpt, padded, width, wrap

words = st.text(alphabet=st.sampled_from("ab日本、 é"), max_size=120)


@pytest.mark.parametrize(
    ("text", "expected"), [("", 0), ("abc", 3), ("日本", 4), ("ab日", 4), ("e\u0301", 1), ("ｱ", 1)]
)
def test_a_wide_character_takes_two_columns_and_a_combining_one_none(
    text: str, expected: int
) -> None:
    """What a terminal does with East Asian characters and accents."""
    assert width(text) == expected


def test_padding_counts_columns() -> None:
    """Columns stay true behind wide characters."""
    assert padded("日", 4) == "日  "


def test_lines_break_at_spaces() -> None:
    """The first line has its label, the others stand below the text."""
    lines = wrap("one two three four", 12, first="- ")

    assert lines == ["- one two", "  three four"]


def test_a_paragraph_may_hang_otherwise() -> None:
    """`rest` stands before every line but the first."""
    assert wrap("one two three", 9, first="Why: ", rest="  ") == ["Why: one", "  two", "  three"]


def test_japanese_breaks_between_characters_but_not_before_a_full_stop() -> None:
    """There are no spaces to break at; 。 and 、 do not begin a line."""
    assert wrap("日本語です。", 10) == ["日本語で", "す。"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("日本語字(日本)", ["日本語字", "(日本)"]),
        ("日本語です(a)", ["日本語で", "す(a)"]),
        ("日本語を「日本」", ["日本語を", "「日本」"]),
        ("日本語サーバー", ["日本語", "サーバー"]),
    ],
)
def test_brackets_stay_with_what_they_hold(text: str, lines: list[str]) -> None:
    """No line begins with a closing one or ends with an opening one, be it wide or not."""
    assert wrap(text, 9) == lines


@given(st.text(alphabet=st.sampled_from("ab日本語、。」)「( "), max_size=120))
def test_no_line_of_japanese_begins_or_ends_wrongly(text: str) -> None:
    """Only a run of such signs that fills a line alone is cut, or one that a space leads to."""
    text = re.sub(r" *([、。」)「(]) *", r"日\1日", text)

    lines = wrap(text, 20)

    assert not [line for line in lines if line.startswith(("、", "。", "」", ")"))]
    assert not [line for line in lines if line.endswith(("「", "("))]


@given(words)
def test_no_ascii_word_that_fits_is_broken(text: str) -> None:
    """The words of ASCII in the lines are those of the text."""
    text = re.sub("[ab]{12,}", "ab", text)

    assert re.findall("[ab]+", "\n".join(wrap(text, 12))) == re.findall("[ab]+", text)


def test_a_word_longer_than_a_line_is_cut() -> None:
    """A name without spaces does not run out of the page."""
    assert wrap("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_what_has_room_stays_as_it_is() -> None:
    """A name with two blanks in it is another name with one."""
    assert wrap("a  b.tab", 10, first="- ") == ["- a  b.tab"]


def test_parts_stand_apart_and_empty_ones_leave_no_gap() -> None:
    """Neither before the first nor behind the last."""
    assert list(apart([], ["a", "b"], iter(()), iter(["c"]), [])) == ["a", "b", "", "c"]
    assert list(apart()) == []


def test_a_word_that_stays_whole_has_its_line() -> None:
    """A path is there to be copied."""
    assert wrap(f"in /{'x' * 12} now", 10, first="- ", whole=True) == [
        "- in",
        f"  /{'x' * 12}",
        "  now",
    ]


def test_nothing_is_one_empty_line() -> None:
    """A label without text stays a label."""
    assert wrap("", 80, first="  - ") == ["  -"]


@given(words, st.integers(min_value=12, max_value=40))
def test_no_line_is_too_wide_and_no_character_is_lost(text: str, room: int) -> None:
    """Whatever the text, lines fit, and together they are the text but for spaces."""
    lines = wrap(text, room, first="- ", rest="  ")

    assert all(width(line) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == "-" + text.replace(" ", "")


def test_a_table_has_columns_as_wide_as_their_widest_cell() -> None:
    """Two spaces between; wide characters count twice; no spaces at the end."""
    assert list(columns([["a", "日本", "x"], ["bcd", "e", ""]])) == ["a    日本  x", "bcd  e"]


# ---------------------------------------------------------------- underlined rows


def test_the_part_that_is_meant_is_underlined_behind_tabs() -> None:
    """TABs lead to the next stop, and the marks go along."""
    text = '"203.0.113.24"\t"255.255.255.0"\t"ALLOW"'

    row, marks = excerpt(text, (15, 30), 76)

    assert row == '"203.0.113.24"  "255.255.255.0" "ALLOW"'
    assert marks == "                ^^^^^^^^^^^^^^^"


def test_marks_count_escapes_and_wide_characters() -> None:
    """What a character is shown as is what is underlined."""
    row, marks = excerpt("日\x1bab", (2, 3), 40)

    assert (row, marks) == (r"日\x1bab", "      ^")


def test_an_empty_part_still_has_a_mark() -> None:
    """A field of no characters is pointed at where it would be."""
    assert excerpt('"a"\t""', (6, 6), 40).marks == " " * 10 + "^"


def test_without_a_part_nothing_is_underlined() -> None:
    """A row in a trace is only shown."""
    assert excerpt("abc", None, 40) == ("abc", "")


def test_a_long_row_is_cut_around_what_is_meant() -> None:
    """However long the row, the part is in sight and the line fits."""
    text = "x" * 500 + "HERE" + "y" * 500

    row, marks = excerpt(text, (500, 504), 60)

    assert width(row) <= 60
    assert row[0] == row[-1] == "…"
    assert row[marks.index("^") :][:4] == "HERE"
    assert marks.count("^") == 4


def test_a_long_row_with_its_beginning_meant_is_cut_at_the_end() -> None:
    """Nothing is cut before what is meant if there is no need."""
    row, marks = excerpt("HERE" + "y" * 500, (0, 4), 20)

    assert (row, marks) == ("HERE" + "y" * 15 + "…", "^^^^")


@given(
    st.text(alphabet=st.sampled_from('"ab\t\x1b日'), max_size=300),
    st.integers(0, 300),
    st.integers(0, 300),
    st.integers(min_value=30, max_value=76),
)
def test_every_excerpt_fits_and_has_a_mark_inside(
    text: str, start: int, end: int, room: int
) -> None:
    """Whatever the row and the part, no line is too wide."""
    first, last = sorted((min(start, len(text)), min(end, len(text))))

    row, marks = excerpt(text, (first, last), room)

    assert width(row) <= room
    assert len(marks) <= room + 1
    assert marks.strip() == "^" * len(marks.strip())
    assert "^" in marks
