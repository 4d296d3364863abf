"""Work grows with the file: long lines and many rows take no long time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from xmailaudit.tables.document import TabDocument
from xmailaudit.tables.edit import InsertRow, LineEdit, RemoveRow, SetField, apply, inverse
from xmailaudit.tables.files import table_of
from xmailaudit.tables.shown import shown_document

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = 100_000
USERS = "mailusers.tab"
LONG_LINES = {
    "text": b"x" * 2**20,
    "TABs": b"\t" * 2**20,
    "fields": b"a\t" * 2**19,
    "quotes": b'"' * 2**20,
    "escapes": b'"' + b'\\"' * 2**19,
    "CRs": b"\r" * 2**20,
    "NULs": b"\0" * 2**20,
    "UTF-8": "ü".encode() * 2**19,
    "not UTF-8": b"\xff" * 2**20,
    "blank lines": b"\n" * 2**17,
}


@pytest.fixture(autouse=True)
def in_two_seconds() -> Iterator[None]:
    """What every test here has in common."""
    began = time.process_time()
    yield
    assert time.process_time() - began < 2


@pytest.mark.parametrize("data", LONG_LINES.values(), ids=LONG_LINES)
def test_a_mebibyte_in_a_line_is_read(data: bytes) -> None:
    """Every table reader takes it apart at once, whatever it is made of."""
    table = table_of(USERS)
    assert table is not None
    assert all(row.at(0).line for _fate, row in table.survey(USERS, data))
    assert TabDocument.parse(data).to_bytes() == data
    shown_document(USERS, TabDocument.parse(data))


@pytest.fixture(scope="module")
def many_users() -> bytes:
    """A table of very many accounts."""
    row = b'"example.com"\t"user%06d"\t"04"\t%d\t"user%06d"\t"U"\n'
    return b"".join(row % (number, number, number) for number in range(ROWS))


def test_many_rows_are_read(many_users: bytes) -> None:
    """A hundred thousand accounts."""
    table = table_of(USERS)
    assert table is not None
    assert sum(1 for _row in table.read(USERS, many_users)) == ROWS


def test_many_rows_are_edited_and_taken_back(many_users: bytes) -> None:
    """Thousands of edits of many rows, and their inverse."""
    document = TabDocument.parse(many_users)
    row = ("example.com", "new", "04", "1", "new", "U")
    edits: list[LineEdit] = []
    for line in range(1, ROWS, 100):
        edits += SetField(USERS, line, 5, "M"), RemoveRow(USERS, line + 1)
        edits += InsertRow(USERS, line, row), InsertRow(USERS, None, row)
    after = apply(document, edits)
    assert len(after.physical) == ROWS + ROWS // 100
    assert apply(after, inverse(document, edits)) == document
