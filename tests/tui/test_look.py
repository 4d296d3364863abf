"""Marks of the reports' looks become styles, and nothing foreign becomes either."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.report.escape import escaped
from xmailaudit.report.text_layout import width as columns_of
from xmailaudit.tui.look import LOOKS, MARKED, folded, plain, styled

texts = st.text(max_size=40).map(escaped)
pieces = st.lists(st.tuples(st.sampled_from([*LOOKS, "no such look"]), texts), max_size=6)


@given(pieces)
def test_all_text_is_there_and_each_piece_has_its_look(parts: list[tuple[str, str]]) -> None:
    """Whatever is marked, the words stay."""
    line = "".join(MARKED(name, text) for name, text in parts)
    content = styled(line)

    assert content.plain == plain(line) == "".join(text for _name, text in parts)
    looks = [(span.style, content.plain[span.start : span.end]) for span in content.spans]
    assert looks == [(LOOKS[name], text) for name, text in parts if name in LOOKS and text]


@given(st.text(max_size=60))
def test_no_text_moves_the_cursor(text: str) -> None:
    """What slipped through unescaped is escaped here."""
    assert styled(text).plain.isprintable() or not text


def test_markup_is_text() -> None:
    """Neither Textual's nor Rich's markup is ever read."""
    assert styled("[bold red]x[/] :smile:").plain == "[bold red]x[/] :smile:"


@given(pieces, st.integers(10, 80))
def test_a_line_without_room_goes_on_below(parts: list[tuple[str, str]], room: int) -> None:
    """Nothing of it is cut off, nothing is wider than there is room, and looks go on."""
    line = "".join(MARKED(name, text) for name, text in parts)
    lines = list(folded(line, room))

    assert all(columns_of(plain(one)) <= room for one in lines)
    assert _unspaced("".join(map(plain, lines))) == _unspaced(styled(line).plain)
    if len(lines) == 1:
        assert lines == [line]


def _unspaced(text: str) -> str:
    return "".join(text.split())


def test_each_part_of_a_long_line_has_its_look() -> None:
    """The look does not end where the line does."""
    first, second = folded("  " + MARKED("added", "+" * 20), 16)

    assert [span.style for span in styled(second).spans] == [LOOKS["added"]]
    assert plain(second) == " " * 6 + "+" * 6
    assert plain(first) == "  " + "+" * 14
