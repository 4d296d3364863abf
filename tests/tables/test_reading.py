"""Reading as XMail reads: chunks of a fixed buffer, fields between TABs, quotes."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.tables.quoting import bare, fault, quoted
from xmailaudit.tables.reading import (
    Chunk,
    dequote,
    quoted_part,
    read_chunks,
    split_fields,
    split_spans,
)

from .strategies import any_bytes, some_line, some_value


def reference_lines(data: bytes, limit: int) -> list[bytes]:
    """C's `fgets` again and again, one byte at a time, and XMail's trimming; written to be slow."""
    stream = io.BytesIO(data)
    lines: list[bytes] = []
    while True:
        buffer = bytearray()
        while len(buffer) < limit:
            byte = stream.read(1)
            buffer += byte
            if byte in (b"\n", b""):
                break
        if not buffer:
            return lines
        text = bytes(buffer).split(b"\0")[0]
        while text and text[-1] in b"\r\n":
            text = text[:-1]
        lines.append(text)


@given(any_bytes, st.integers(1, 12))
def test_chunks_are_those_of_fgets(data: bytes, limit: int) -> None:
    """Any bytes, any buffer: the same lines as a byte-by-byte reader gives."""
    assert [chunk.raw for chunk in read_chunks(data, limit)] == reference_lines(data, limit)


@given(any_bytes, st.integers(1, 12))
def test_a_chunk_says_where_it_comes_from(data: bytes, limit: int) -> None:
    """Line number and offset lead back to the bytes of the chunk."""
    lines = list(io.BytesIO(data))
    for chunk in read_chunks(data, limit):
        assert lines[chunk.line - 1][chunk.start :].startswith(chunk.raw)
        assert chunk.start % limit == 0


@given(st.text(st.sampled_from("aü漢\t"), max_size=40), st.integers(1, 12))
def test_a_chunk_counts_the_code_points_before_it(text: str, limit: int) -> None:
    """In a line of UTF-8 a chunk's column is that of its first whole character."""
    line = text.encode()
    for chunk in read_chunks(line, limit):
        before = line[: chunk.start]
        begun = before.decode(errors="ignore")
        cut = before != begun.encode()
        assert chunk.column == len(begun) + cut


def test_in_a_line_that_is_not_utf8_each_byte_is_a_column() -> None:
    """Shift-JIS and other encodings are counted as latin-1."""
    line = "設定の値".encode("cp932")
    assert [chunk.column for chunk in read_chunks(line, 3)] == [0, 3, 6]


def test_a_long_comment_goes_on_as_a_record() -> None:
    """What stands behind the limit is the next line, a comment's rest too."""
    data = b"#" + b"x" * 2045 + b'"RootDomain"\t"example.com"\n'
    first, second = read_chunks(data, 2046)
    assert first.raw.startswith(b"#xxx")
    assert second == Chunk(1, 2046, b'"RootDomain"\t"example.com"', 2046)


def test_a_line_that_just_fits_leaves_a_blank_one() -> None:
    """A line of exactly the limit is read whole; its newline is then a line of its own."""
    assert [chunk.raw for chunk in read_chunks(b"abcd\nef\n", 4)] == [b"abcd", b"", b"ef"]


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        (b'"a"\t"b"', ["a", "b"]),
        (b"a\t\tb\t", ["a", "b"]),
        (b'\t"a"', ["a"]),
        (b'a\t""\tb', ["a", "", "b"]),
        (b'"ab"junk', ["ab"]),
        (b'"ab', ["ab"]),
        (b'ab"', ['ab"']),
        (b' "ab"', [' "ab"']),
        (b'"a\\"b"', ['a"b']),
        (b'"a\\\\b"', ["a\\\\b"]),
        (b'"abc\\"', ['abc"']),
        (b'"ab\tcd"', ["ab", 'cd"']),
        (b'a"b"', ['a"b"']),
        (b"\t\t\t", []),
        (b" ", [" "]),
        (b"\xe9", ["\xe9"]),
        (b'"\\', ["\\"]),
        (b'"', [""]),
    ],
)
def test_fields_are_split_first_and_dequoted_then(line: bytes, fields: list[str]) -> None:
    """TABs separate whatever the quotes say; only a leading quote counts."""
    assert list(split_fields(line)) == fields


@given(some_line)
def test_each_field_has_its_span(line: bytes) -> None:
    """Spans cut out exactly the tokens that the fields are read from."""
    spans = split_spans(line)
    tokens = [line[start:end].decode("latin-1") for start, end in spans]
    assert tuple(dequote(token) for token in tokens) == split_fields(line)
    assert all(token and "\t" not in token for token in tokens)


@given(some_value)
def test_a_quoted_value_reads_back(value: str) -> None:
    """Every value that is not refused survives quoting."""
    if fault(value, quotes=True) is None:
        assert split_fields(quoted(value)) == (value,)


@given(some_value)
def test_what_is_refused_in_quotes_would_not_read_back(value: str) -> None:
    """No value is refused that could have been written."""
    if fault(value, quotes=True) is not None and all(c < "\u0100" for c in value):
        read = [split_fields(chunk.raw) for chunk in read_chunks(quoted(value), 2046)]
        assert read != [(value,)] or "\r" in value


@given(some_value)
def test_a_bare_value_reads_back(value: str) -> None:
    """A value without quotes is written only where it reads the same."""
    if fault(value, quotes=False) is None:
        token = bare(value, comment=True)
        assert token is None or (split_fields(token) == (value,) and not token.startswith(b"#"))
        assert (token is None) == (value == "" or value[0] in '"#')


@given(st.lists(st.sampled_from(('"', "\\", "a", " ")), max_size=9).map("".join))
def test_only_the_quoted_part_of_a_field_matters(rest: str) -> None:
    """Cut behind its closing quote, or followed by anything else, a quoted field reads the same."""
    token = '"' + rest
    end = quoted_part(token.encode())
    assert dequote(token[:end]) == dequote(token)
    closed = token[:end].endswith('"') and end > 1 and dequote(token[:end] + "z") == dequote(token)
    assert end == len(token) or closed
