"""Which characters are taken for separators by people, and where they matter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.tables.lookalikes import lookalike_in

WIDE, NO_BREAK, OPEN, CLOSE = "\u3000", "\u00a0", "\u201c", "\u201d"


def strict(_index: int) -> bool:
    """No field is text."""
    return False


def text_behind(index: int) -> bool:
    """All but the first field are text."""
    return index > 0


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
@pytest.mark.parametrize(
    ("row", "character"),
    [
        (f'"a"{WIDE}"b"', WIDE),
        (f"a{WIDE}b\tc", WIDE),
        (f"a\t{OPEN}b{CLOSE}", OPEN),
        (f'"a{CLOSE}\tb', CLOSE),
        ("山田\t太郎", None),
        ('"a" "b"', None),
    ],
)
def test_in_a_table_without_text_each_one_counts(
    row: str, character: str | None, encoding: str
) -> None:
    """Whatever the encoding, its place in bytes is told."""
    raw = row.encode(encoding)

    found = lookalike_in(raw, strict)

    assert (found.character if found else None) == character
    if found is not None:
        assert raw[found.start : found.end] == found.character.encode(encoding)


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        (f'"RealName"\t"山田{WIDE}太郎"', False),
        (f"RealName\t山田{WIDE}太郎", False),
        (f'"RealName"\t"x\\"{WIDE}y"', False),
        (f'"RealName"\t"{OPEN}x{CLOSE}"', False),
        (f'"RealName"\t"x"{WIDE}', True),
        (f'"RealName"\t"x"{WIDE}"y"', True),
        (f'"RealName"\t{WIDE}"x"', True),
        (f"RealName\tx{WIDE}", True),
        (f"RealName\t{OPEN}x{CLOSE}", True),
        (f"RealName{WIDE}\tx", True),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_in_text_only_those_in_a_separators_place_count(
    row: str, encoding: str, *, counts: bool
) -> None:
    """At the end of a field, behind its closing quote, in the place of the opening one."""
    assert (lookalike_in(row.encode(encoding), text_behind) is not None) is counts


def test_western_bytes() -> None:
    """What is neither UTF-8 nor Japanese is read as a Western Windows writes."""
    found = lookalike_in(f"{OPEN}a{CLOSE}\tb".encode("cp1252"), strict)

    assert found is not None
    assert (found.start, found.end, found.code, found.is_blank) == (0, 1, "U+201C", False)
    assert lookalike_in(b"example.com\xa0", strict) is not None
    assert lookalike_in("\u00e0".encode(), strict) is None  # its second byte alone is a blank's


def test_a_byte_order_mark_is_none_on_top() -> None:
    """Anywhere else it is."""
    raw = "\ufeffa\tb".encode()

    assert lookalike_in(raw, strict, first=True) is None
    assert lookalike_in(raw, strict) is not None
    assert lookalike_in(raw + WIDE.encode(), strict, first=True) is not None


@given(st.binary(max_size=60))
def test_any_bytes(raw: bytes) -> None:
    """Whatever is found lies in the row."""
    for is_text in (strict, text_behind):
        found = lookalike_in(raw, is_text)
        assert found is None or 0 <= found.start < found.end <= len(raw)
