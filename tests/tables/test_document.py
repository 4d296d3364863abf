"""The lossless document: every byte of any file, as lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.tables.document import BYTE_ORDER_MARK, Line, TabDocument

from .strategies import any_bytes

ODD_FILES = {
    "empty": b"",
    "LF": b'"a"\t"b"\n"c"\t"d"\n',
    "CRLF": b'"a"\t"b"\r\n"c"\t"d"\r\n',
    "mixed": b"a\r\nb\nc\r\n",
    "lone CR": b"a\rb\nc\r",
    "no final newline": b"a\nb",
    "byte-order mark": BYTE_ORDER_MARK + b'"RootDomain"\t"example.com"\n',
    "byte-order mark alone": BYTE_ORDER_MARK,
    "NUL": b"a\0b\n\0\n",
    "CP932": "設定\t値\n".encode("cp932"),
    "many CRs": b"a\r\r\n\r\r",
    "one line of a MiB": b"x" * 2**20,
    "newlines only": b"\n\r\n\n",
}


@pytest.mark.parametrize("data", ODD_FILES.values(), ids=ODD_FILES)
def test_an_odd_file_comes_back_byte_for_byte(data: bytes) -> None:
    """Line ends, marks, NULs and foreign encodings survive parsing and writing."""
    document = TabDocument.parse(data)
    assert document.to_bytes() == data
    assert b"".join(line.text + line.end for line in document.lines) == data


@given(any_bytes)
def test_any_bytes_come_back(data: bytes) -> None:
    """Whatever the bytes are, parsing loses none, and only the last line may lack its end."""
    document = TabDocument.parse(data)
    assert document.to_bytes() == data
    assert b"".join(text + end for text, end in document.lines) == data
    assert all(line.end in (b"\n", b"\r\n") for line in document.lines[:-1])
    assert all(b"\n" not in line.text for line in document.lines)
    assert TabDocument.parse(document.to_bytes()) == document


@given(st.lists(st.sampled_from([b"a\n", b"b\r\n"]), max_size=9), st.sampled_from([b"", b"c"]))
def test_the_line_end_is_the_one_most_lines_have(lines: list[bytes], last: bytes) -> None:
    """CRLF only where it is in the majority; a last line without end has no vote."""
    document = TabDocument.parse(b"".join(lines) + last)
    windows = lines.count(b"b\r\n")
    assert document.line_end == (b"\r\n" if windows > len(lines) - windows else b"\n")


def test_it_tells_whether_the_last_line_is_ended() -> None:
    """XMail glues what it appends to a last line without newline; an empty file has none."""
    ended = (b"", b"a\n", b"a\r\n", b"\n")
    assert all(TabDocument.parse(data).ends_with_newline for data in ended)
    open_ended = (b"a", b"a\r", b"a\nb")
    assert not any(TabDocument.parse(data).ends_with_newline for data in open_ended)


def test_a_mark_counts_at_the_very_beginning_only() -> None:
    """The UTF-8 byte-order mark is one at byte 0, nowhere else."""
    assert TabDocument.parse(BYTE_ORDER_MARK + b"a\n").has_bom
    assert not TabDocument.parse(b"a\n" + BYTE_ORDER_MARK).has_bom
    assert not TabDocument.parse(BYTE_ORDER_MARK[:2]).has_bom
    assert not TabDocument.parse(b"").has_bom


def test_documents_are_values() -> None:
    """Equal bytes make equal documents, which can be keys."""
    one, same, other = (TabDocument.parse(data) for data in (b"a\n", b"a\n", b"a"))
    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert one != b"a\n"


def test_lines_say_where_text_stops() -> None:
    """A line's text has no end in it, but may have a CR that is none."""
    assert TabDocument.parse(b"a\r\r\nb\n\rc").lines == (
        Line(b"a\r", b"\r\n"),
        Line(b"b", b"\n"),
        Line(b"\rc", b""),
    )
