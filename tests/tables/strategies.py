"""What hypothesis makes up: bytes that are nearly a table, values, edits that may fit."""

from __future__ import annotations

from hypothesis import strategies as st

from xmailaudit.tables.document import BYTE_ORDER_MARK
from xmailaudit.tables.edit import (
    DropByteOrderMark,
    EndWithNewline,
    InsertRow,
    LineEdit,
    RemoveRow,
    SetField,
)
from xmailaudit.tables.files import TOP_LEVEL_FILES

#: One file of each kind of table, by its path.
FILES = (
    *TOP_LEVEL_FILES,
    "domains/example.com/ann/user.tab",
    "domains/example.com/ann/mailproc.tab",
    "domains/example.com/ann/pop3.ipmap.tab",
    "domains/example.com/news/mlusers.tab",
    "domains/example.com/mailproc.tab",
    "cmdaliases/example.com/info.tab",
    "custdomains/example.net.tab",
    "filters/scan.tab",
    "userauth/pop3/example.com.tab",
    "userauth/smtp/relay.example.net.tab",
)

#: Pieces that lines are made of, the odd ones among them.
_PIECES = (
    b'"',
    b'\\"',
    b"\\",
    b"\t",
    b'"\t"',
    b"\t\t",
    b"#",
    b" ",
    b"\r",
    b"\0",
    b"a",
    b"7",
    b"192.0.2.1",
    b"ALLOW",
    b"\x82\xa0",
    "ü".encode(),
    BYTE_ORDER_MARK,
)
_ENDS = (b"\n", b"\n", b"\n", b"\r\n", b"\n\n")

some_line = st.lists(st.sampled_from(_PIECES), max_size=9).map(b"".join)
some_field = st.sampled_from(
    (b'"a"', b"b", b'""', b'"x\\"y"', b'"q"junk', b'"open', b"12", b'"34"')
)
some_row = st.lists(some_field, min_size=1, max_size=7).map(b"\t".join)

#: Files that are tables, more or less, with each kind of end.
near_table = st.tuples(
    st.lists(st.tuples(some_row | some_line, st.sampled_from(_ENDS)).map(b"".join), max_size=6),
    some_row | some_line,
).map(lambda parts: b"".join(parts[0]) + parts[1])

any_bytes = near_table | st.binary(max_size=200)

#: Values, of the kind that a field can hold and of the other.
some_value = st.text(st.sampled_from('ab"\\# 7\xe4\x81'), max_size=5) | st.text(
    st.characters(max_codepoint=0x17F), max_size=5
)

#: Values that every field can hold, quoted or not.
good_value = st.text(st.sampled_from('ab"\\# 7\xe4\x81'), max_size=6).filter(
    lambda value: not value.endswith("\\")
)


def line_edits(file: str) -> st.SearchStrategy[LineEdit]:
    """Edits of one file, at lines and fields that may or may not be there."""
    line = st.integers(0, 7)
    return st.one_of(
        st.builds(SetField, st.just(file), line, st.integers(-1, 6), some_value),
        st.builds(
            InsertRow,
            st.just(file),
            st.none() | line,
            st.lists(some_value, max_size=6).map(tuple),
        ),
        st.builds(RemoveRow, st.just(file), line),
        st.just(EndWithNewline(file)),
        st.just(DropByteOrderMark(file)),
    )
