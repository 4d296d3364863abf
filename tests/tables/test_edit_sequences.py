"""Edits one after the other: taken back in turn, made twice, and what they leave alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.tables.document import TabDocument
from xmailaudit.tables.edit import (
    CreateFile,
    DeleteFile,
    DropByteOrderMark,
    EndWithNewline,
    InsertRow,
    RemoveRow,
    SetField,
    TakeRights,
    apply,
    apply_all,
    inverse,
    splices,
)
from xmailaudit.tables.errors import EditError

from .strategies import FILES, any_bytes, line_edits, some_value

if TYPE_CHECKING:
    from xmailaudit.tables.edit import LineEdit

#: A comment as Japanese Windows writes it: its second bytes may be backslashes.
CP932 = "# 表とソース\r\n".encode("cp932")
documents = st.tuples(any_bytes, st.sampled_from((b"", CP932)), any_bytes).map(b"".join)
tables = st.sampled_from([file for file in FILES if file != "dnsroots"])


def tried(document: TabDocument, edits: list[LineEdit]) -> TabDocument | None:
    """The document with the edits; None where they are refused."""
    try:
        return apply(document, edits)
    except EditError:
        return None


@given(tables, documents, st.data())
def test_a_row_of_edits_is_taken_back_in_turn(file: str, data: bytes, draw: st.DataObject) -> None:
    """Byte for byte, each on what the one before left."""
    document, undo = TabDocument.parse(data), []
    for edits in draw.draw(st.lists(st.lists(line_edits(file), max_size=3), max_size=5)):
        after = tried(document, edits)
        if after is not None:
            undo.append(inverse(document, edits))
            document = TabDocument.parse(after.to_bytes())

    for back in reversed(undo):
        document = TabDocument.parse(apply(document, back).to_bytes())
    assert document.to_bytes() == data


@given(tables, documents, st.data())
def test_lines_outside_the_splices_stand_as_they_stood(
    file: str, data: bytes, draw: st.DataObject
) -> None:
    """In their order, whatever their ends and their bytes."""
    document = TabDocument.parse(data)
    edits = draw.draw(st.lists(line_edits(file), min_size=1, max_size=4))
    after = tried(document, edits)
    if after is None:
        return

    old, new, at = document.physical, after.physical, 0
    shift = 0
    for splice in splices(document, edits):
        assert old[at : splice.at - 1] == new[at + shift : splice.at - 1 + shift]
        at = splice.at - 1 + len(splice.old)
        shift += len(splice.new) - len(splice.old)
    assert old[at:] == new[at + shift :]


@given(tables, documents, st.data())
def test_what_names_its_outcome_changes_nothing_the_second_time(
    file: str, data: bytes, draw: st.DataObject
) -> None:
    """A field that is set, an end that is given, a mark that is gone."""
    field: st.SearchStrategy[LineEdit] = st.builds(
        SetField, st.just(file), st.integers(1, 7), st.integers(0, 6), some_value
    )
    others: st.SearchStrategy[LineEdit] = st.sampled_from(
        (EndWithNewline(file), DropByteOrderMark(file))
    )
    edits: list[LineEdit] = draw.draw(st.lists(field | others, min_size=1, max_size=4))
    once = tried(TabDocument.parse(data), edits)
    if once is None:
        return

    twice = apply(TabDocument.parse(once.to_bytes()), edits)
    assert twice.to_bytes() == once.to_bytes()


@given(tables, documents, st.data())
def test_a_plan_of_splices_fits_once(file: str, data: bytes, draw: st.DataObject) -> None:
    """What it takes away is no longer there, unless a line like it is."""
    document = TabDocument.parse(data)
    lines = st.integers(1, len(document.physical) or 1)
    edits: list[LineEdit] = [RemoveRow(file, line) for line in draw.draw(st.sets(lines))]
    after = tried(document, edits)
    plan = [] if after is None else splices(document, edits)
    if after is None or len({line for one in plan for line in one.old}) < sum(
        len(one.old) for one in plan
    ):
        return

    if plan and not any(line in after.physical for one in plan for line in one.old):
        with pytest.raises(EditError):
            apply(TabDocument.parse(after.to_bytes()), plan)


@given(st.sampled_from(FILES), documents)
def test_files_come_and_go_once(file: str, data: bytes) -> None:
    """To make one that is there is refused; to take away one that is not changes nothing."""
    create, delete = CreateFile(file, ()), DeleteFile(file)

    assert apply_all(lambda _file: None, [create]) == {file: b""}
    with pytest.raises(EditError):
        apply_all(lambda _file: data, [create])
    assert apply_all(lambda _file: data, [delete]) == {file: None}
    assert apply_all(lambda _file: None, [delete]) == {file: None}


def test_rights_are_no_bytes() -> None:
    """They are passed over, beside edits of the same file too."""
    row = InsertRow("server.tab", None, ("HeloDomain", "mail.example.com"))
    rights = TakeRights("server.tab", 0o007)

    assert apply_all(lambda _file: b"", [rights]) == {}
    assert apply_all(lambda _file: b"", [rights, row]) == apply_all(lambda _file: b"", [row])
