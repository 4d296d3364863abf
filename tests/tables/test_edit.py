"""Edits: what they change, what they leave, what they refuse, and how they are taken back."""

from __future__ import annotations

import contextlib
import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.messages import XMailAuditError
from xmailaudit.tables.document import BYTE_ORDER_MARK, TabDocument
from xmailaudit.tables.edit import (
    CreateFile,
    DeleteFile,
    DropByteOrderMark,
    Edit,
    EndWithNewline,
    InsertRow,
    LineEdit,
    RemoveRow,
    SetField,
    Splice,
    apply,
    apply_all,
    inverse,
    splice_of,
)
from xmailaudit.tables.errors import EditError
from xmailaudit.tables.files import table_of
from xmailaudit.tables.reading import read_chunks, split_fields
from xmailaudit.tables.secret import Secret

from .strategies import (
    FILES,
    any_bytes,
    good_value,
    line_edits,
    near_table,
    some_field,
    some_value,
)

MAP = "ctrl.ipmap.tab"
SERVER = "server.tab"
#: The files that have fields.
TABLES = [file for file in FILES if file != "dnsroots"]


def edited(data: bytes, *edits: LineEdit) -> bytes:
    """The bytes of a file with the edits."""
    return apply(TabDocument.parse(data), edits).to_bytes()


def refusal(data: bytes, *edits: LineEdit) -> EditError:
    """The error that the edits raise."""
    with pytest.raises(EditError) as caught:
        edited(data, *edits)
    return caught.value


# ---------------------------------------------------------------- one field


@pytest.mark.parametrize(
    ("line", "after"),
    [
        (b'"old"\t"b"\n', b'"new"\t"b"\n'),
        (b"old\tb\n", b"new\tb\n"),
        (b'\t\t"old"\t\tb\t\r\n', b'\t\t"new"\t\tb\t\r\n'),
        (b'"old"junk\t"b"', b'"new"junk\t"b"'),
        (b'"old\t"b"', b'"new"\t"b"'),
        (b' "old" \tb', b"new\tb"),
        (b'"o\\"ld"x"\tb', b'"new"x"\tb'),
        (b"old\tb\r\r\n", b"new\tb\r\r\n"),
        (b"old\tb\0rest\tof it\n", b"new\tb\0rest\tof it\n"),
        (BYTE_ORDER_MARK + b'"old"\tb\n', b'"new"\tb\n'),
    ],
)
def test_setting_a_field_leaves_every_other_byte(line: bytes, after: bytes) -> None:
    """Quoting, TABs, line ends and junk stay as they are."""
    before, behind = b"#\r\n", b"c\td\n"
    if line.endswith(b"\n") and not line.startswith(BYTE_ORDER_MARK):
        edit = SetField(SERVER, 2, 0, "new")
        assert edited(before + line + behind, edit) == before + after + behind
    assert edited(line, SetField(SERVER, 1, 0, "new")) == after


@pytest.mark.parametrize(
    ("value", "in_quotes", "without"),
    [
        ("", b'""', b'""'),
        ('say "a"', b'"say \\"a\\""', b'say "a"'),
        ('"a"', b'"\\"a\\""', b'"\\"a\\""'),
        ("#a", b'"#a"', b'"#a"'),
        ("a\\b", b'"a\\b"', b"a\\b"),
        ('a\\"b', b'"a\\\\"b"', b'a\\"b'),
        (" a ", b'" a "', b" a "),
        ("\xe4", b'"\xe4"', b"\xe4"),
        ("a\\", None, b"a\\"),
    ],
)
def test_a_value_takes_the_style_of_the_field(
    value: str, in_quotes: bytes | None, without: bytes
) -> None:
    """A quoted field stays quoted, another stays bare while the value can be written so."""
    if in_quotes is None:
        refusal(b'"x"\tb\n', SetField(SERVER, 1, 0, value))
    else:
        assert edited(b'"x"\tb\n', SetField(SERVER, 1, 0, value)) == in_quotes + b"\tb\n"
    assert edited(b"x\tb\n", SetField(SERVER, 1, 0, value)) == without + b"\tb\n"


def test_a_hash_is_bare_where_it_makes_no_comment() -> None:
    """Behind a leading TAB, in a later field, or in a table that has no comments."""
    assert edited(b"\tx\tb\n", SetField(SERVER, 1, 0, "#a")) == b"\t#a\tb\n"
    assert edited(b"x\tb\n", SetField(SERVER, 1, 1, "#a")) == b"x\t#a\n"
    assert edited(b"x\t04\n", SetField("ctrlaccounts.tab", 1, 0, "#a")) == b"#a\t04\n"


def test_the_field_behind_the_last_is_appended() -> None:
    """A row that lacks its last fields gets them, quoted, before its line end."""
    row = b'"192.0.2.1"\t"255.255.255.255"\t"ALLOW"\r\n'
    assert edited(row, SetField(MAP, 1, 3, "1")) == row[:-2] + b'\t"1"\r\n'
    assert edited(b"a\tb\t\n", SetField(MAP, 1, 2, "c"), SetField(MAP, 1, 3, "d")) == (
        b'a\tb\t"c"\t"d"\n'
    )
    assert refusal(row, SetField(MAP, 1, 4, "1")).line == 1
    assert refusal(row, SetField(MAP, 1, -1, "1")).line == 1


def test_fields_of_one_row_are_set_together() -> None:
    """Edits of different fields of a line agree; so do equal edits."""
    row = b'"0.0.0.0"\t"0.0.0.0"\t"ALLOW"\t1\n'
    address, mask = SetField(MAP, 1, 0, "192.0.2.1"), SetField(MAP, 1, 1, "255.255.255.255")
    after = b'"192.0.2.1"\t"255.255.255.255"\t"ALLOW"\t1\n'
    assert edited(row, mask, address, mask) == after


@given(st.sampled_from(FILES), near_table, st.integers(1, 4), st.integers(0, 5), some_value)
def test_what_is_accepted_reads_back(
    file: str, data: bytes, line: int, index: int, value: str
) -> None:
    """In lines of any kind, XMail then reads exactly the value; all other fields and lines stay."""
    document = TabDocument.parse(data)
    try:
        after = apply(document, [SetField(file, line, index, Secret(value))])
    except EditError:
        return
    table = table_of(file)
    assert table is not None
    (chunk,) = read_chunks(after.physical[line - 1], table.limit)
    (old,) = read_chunks(document.physical[line - 1], table.limit)
    expected = list(split_fields(old.raw))
    expected[index : index + 1] = [value]
    assert list(split_fields(chunk.raw)) == expected
    assert after.physical[: line - 1] == document.physical[: line - 1]
    assert after.physical[line:] == document.physical[line:]
    assert list(table.read(file, after.physical[line - 1])), "XMail uses the row"


@given(st.sampled_from(TABLES), st.data())
def test_every_value_that_can_be_written_is(file: str, draw: st.DataObject) -> None:
    """Any field of any row XMail uses takes any value but those that no field can hold."""
    table = table_of(file)
    assert table is not None
    count = draw.draw(st.integers(table.minimum, table.maximum or 7))
    row = draw.draw(st.lists(some_field, min_size=count, max_size=count).map(b"\t".join))
    index = draw.draw(st.integers(0, count - 1))
    value = draw.draw(good_value)
    (after,) = table.read(file, edited(row, SetField(file, 1, index, value)))
    expected = list(split_fields(row))
    expected[index] = value
    assert list(after.fields) == expected


# ---------------------------------------------------------------- rows


def test_a_new_row_is_written_as_xmail_writes() -> None:
    """Quoted, with escapes, numbers as in the rows around, the line end of the file."""
    data = b'#\r\n"192.0.2.1"\t"255.255.255.255"\t"ALLOW"\t1\r\n'
    row = ("192.0.2.0", "255.255.255.0", "DENY", "0")
    written = b'"192.0.2.0"\t"255.255.255.0"\t"DENY"\t0\r\n'
    assert edited(data, InsertRow(MAP, None, row)) == data + written
    assert edited(data, InsertRow(MAP, 2, row)) == data + written
    assert edited(data, InsertRow(MAP, 0, row)) == written + data
    assert edited(data, InsertRow(MAP, 1, row)) == data[:3] + written + data[3:]
    quoted = b'"192.0.2.0"\t"255.255.255.0"\t"DENY"\t"0"\n'
    assert edited(b"", InsertRow(MAP, None, row)) == quoted
    assert edited(quoted, InsertRow(MAP, 0, row)) == quoted + quoted
    assert edited(b"", InsertRow(SERVER, None, ('a"b', "#"))) == b'"a\\"b"\t"#"\n'


@pytest.mark.parametrize(
    ("numbers", "new"),
    [
        (b"1", b"9"),
        (b'"1"', b'"9"'),
        (b'1 "1"', b'"9"'),
        (b'1 2 "1"', b"9"),
        (b'1 "1" "2"', b'"9"'),
    ],
)
def test_a_number_is_written_as_most_numbers_of_its_column(numbers: bytes, new: bytes) -> None:
    """Without quotes only where more stand without than with them."""
    rows = b"".join(b'"a"\t"b"\t"ALLOW"\t' + number + b"\n" for number in numbers.split())
    after = edited(rows, InsertRow(MAP, None, ("7", "b", "ALLOW", "9")))
    assert after == rows + b'"7"\t"b"\t"ALLOW"\t' + new + b"\n"


def test_a_row_behind_an_open_end_closes_it_first() -> None:
    """A last line without newline is ended, or the new row would be glued to it."""
    row = InsertRow(SERVER, None, ("A", "1"))
    assert edited(b"x\ty", row) == b'x\ty\n"A"\t"1"\n'
    assert edited(b"w\tv\r\nx\ty", row) == b'w\tv\r\nx\ty\r\n"A"\t"1"\r\n'
    assert edited(b"x\ty", row, SetField(SERVER, 1, 1, "z")) == b'x\tz\n"A"\t"1"\n'
    assert edited(b"x\ty", row, RemoveRow(SERVER, 1)) == b'"A"\t"1"\n'
    assert edited(b"w\nx", InsertRow(SERVER, 1, ("A", "1"))) == b'w\n"A"\t"1"\nx'


def test_rows_behind_one_line_keep_their_order() -> None:
    """Two rows for the same place stand in the order of the edits."""
    one, two = InsertRow(SERVER, 1, ("A", "1")), InsertRow(SERVER, 1, ("B", "2"))
    assert edited(b"#\n", one, two) == b'#\n"A"\t"1"\n"B"\t"2"\n'
    assert edited(b"#\n", two, one) == b'#\n"B"\t"2"\n"A"\t"1"\n'


@pytest.mark.parametrize(
    ("file", "fields"),
    [
        (MAP, ("192.0.2.1", "255.255.255.255", "ALLOW")),
        (MAP, ()),
        ("domains/example.com/ann/user.tab", ("A", "1", "2")),
        ("other.txt", ()),
        ("dnsroots", ("a.example.com",)),
    ],
)
def test_a_row_that_xmail_would_ignore_is_refused(file: str, fields: tuple[str, ...]) -> None:
    """Too few fields, too many, or a file that has none."""
    assert refusal(b"", InsertRow(file, None, fields)).file == file


@given(st.sampled_from(TABLES), any_bytes, st.data())
def test_an_inserted_row_reads_back(file: str, data: bytes, draw: st.DataObject) -> None:
    """XMail reads exactly the values out of a new row, and the rows before it as before."""
    table = table_of(file)
    assert table is not None
    count = draw.draw(st.integers(table.minimum, table.maximum or 7))
    values = draw.draw(st.lists(good_value, min_size=count, max_size=count))
    *before, row = table.read(file, edited(data, InsertRow(file, None, tuple(values))))
    assert list(row.fields) == values
    assert before == list(table.read(file, data))


def test_any_line_can_be_removed() -> None:
    """Rows, comments and blank lines go with their ends; the last line too."""
    data = b"#\n\na\tb\r\nc\td"
    assert edited(data, RemoveRow(SERVER, 1), RemoveRow(SERVER, 2)) == b"a\tb\r\nc\td"
    assert edited(data, RemoveRow(SERVER, 4)) == b"#\n\na\tb\r\n"
    assert edited(data, RemoveRow(SERVER, 3), RemoveRow(SERVER, 3)) == b"#\n\nc\td"
    everything = [RemoveRow(SERVER, line) for line in (1, 2, 3, 4)]
    assert edited(data, *everything) == b""


# ---------------------------------------------------------------- the file's ends


def test_ending_the_last_line() -> None:
    """With the end the file has, and only where there is none."""
    end = EndWithNewline("mailusers.tab")
    assert edited(b"a\r\nb", end) == b"a\r\nb\r\n"
    assert edited(b"a", end) == b"a\n"
    assert edited(b"a\n", end) == b"a\n"
    assert edited(b"", end) == b""
    file = end.file
    assert edited(b"a\tb\nc\td", end, SetField(file, 2, 1, "e")) == b"a\tb\nc\te\n"
    assert edited(b"a\tb\nc\td", end, RemoveRow(file, 2)) == b"a\tb\n"


def test_dropping_the_mark() -> None:
    """Only the three bytes go, whatever else happens to the first line."""
    drop = DropByteOrderMark(SERVER)
    data = BYTE_ORDER_MARK + b'"A"\t"1"\n"B"\t"2"\n'
    assert edited(data, drop) == data[3:]
    assert edited(data[3:], drop) == data[3:]
    assert edited(BYTE_ORDER_MARK, drop) == b""
    assert edited(BYTE_ORDER_MARK * 2, drop) == BYTE_ORDER_MARK
    assert edited(data, drop, SetField(SERVER, 1, 1, "3")) == b'"A"\t"3"\n"B"\t"2"\n'
    assert edited(data, drop, SetField(SERVER, 1, 0, "C")) == b'"C"\t"1"\n"B"\t"2"\n'
    assert edited(data, drop, RemoveRow(SERVER, 1)) == b'"B"\t"2"\n'
    assert edited(data, drop, InsertRow(SERVER, 0, ("Z", "0"))) == b'"Z"\t"0"\n' + data[3:]


def test_nothing_is_put_before_a_mark() -> None:
    """It would stand inside the file; dropping it, or its line, in the same step is fine."""
    data = BYTE_ORDER_MARK + b'"A"\t"1"\n'
    row = InsertRow(SERVER, 0, ("Z", "0"))
    assert refusal(data, row).line == 1
    assert edited(data, row, RemoveRow(SERVER, 1)) == b'"Z"\t"0"\n'


def test_edits_of_different_kinds_are_different_values() -> None:
    """Edits that have nothing but a file would be equal as tuples; they are not."""
    kinds: list[Edit] = [EndWithNewline("a"), DropByteOrderMark("a"), DeleteFile("a")]
    assert len(set(kinds)) == len(kinds)
    assert EndWithNewline("a") == EndWithNewline("a")


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize("value", ["a\tb", "a\nb", "a\rb", "a\0b", "\u0100", "a\\", "漢"])
def test_a_value_that_no_field_can_hold_is_refused(value: str) -> None:
    """The error names file and line and never the value, which may be a password."""
    data = b'#\n"ann"\t"old"\t"MR"\n'
    for given_value in (value, Secret(value)):
        error = refusal(data, SetField("smtpauth.tab", 2, 1, given_value))
        assert (error.file, error.line) == ("smtpauth.tab", 2)
        assert value not in str(error)
        row = ("ben", given_value, "MR")
        assert refusal(data, InsertRow("smtpauth.tab", None, row)).line == 3


def test_a_line_beyond_the_limit_is_not_edited() -> None:
    """XMail cuts it into rows, so nobody can say which one is meant."""
    data = b'"A"\t"' + b"x" * 2040 + b'"\n"B"\t"2"\n'
    assert refusal(data, SetField(SERVER, 1, 0, "C")).line == 1
    assert refusal(data, SetField(SERVER, 1, 1, "short")).line == 1
    assert edited(data, SetField(SERVER, 2, 0, "C")).endswith(b'"C"\t"2"\n')
    assert edited(data, RemoveRow(SERVER, 1)) == b'"B"\t"2"\n'


def test_no_edit_makes_a_line_beyond_the_limit() -> None:
    """A row fits with its line end, or it is refused; admin commands' buffers count too."""
    row = b'"A"\t"1"\n'
    just = "x" * (2046 - 7)
    assert len(edited(row, SetField(SERVER, 1, 1, just))) == 2046
    assert refusal(row, SetField(SERVER, 1, 1, just + "x")).line == 1
    assert refusal(row, InsertRow(SERVER, None, ("A", just + "x"))).line == 2
    assert len(edited(b"", InsertRow("domains.tab", None, ("x" * 507,)))) == 510
    assert refusal(b"", InsertRow("domains.tab", None, ("x" * 508,))).line == 1


def test_a_file_that_is_no_table_has_no_limit() -> None:
    """Fields are those between TABs, of any length."""
    assert edited(b"a\tb", SetField("other.txt", 1, 1, "x" * 9999)) == b"a\t" + b"x" * 9999


@pytest.mark.parametrize(
    "edits",
    [
        [SetField(SERVER, 1, 1, "1"), SetField(SERVER, 1, 1, "2")],
        [SetField(SERVER, 1, 1, "1"), RemoveRow(SERVER, 1)],
        [SetField(SERVER, 1, 1, "1"), Splice(SERVER, 1, (b"a\tb\n",), ())],
        [RemoveRow(SERVER, 2), Splice(SERVER, 2, (b"c\td\n",), (b"#\n",))],
        [SetField(SERVER, 1, 1, "1"), SetField(MAP, 1, 1, "1")],
    ],
)
def test_edits_that_do_not_agree_are_refused(edits: list[LineEdit]) -> None:
    """Two wishes for one line, in either order, or edits of two files for one document."""
    for order in (edits, edits[::-1]):
        refusal(b"a\tb\nc\td\n", *order)


@pytest.mark.parametrize(
    "edit",
    [
        SetField(SERVER, 0, 0, "x"),
        SetField(SERVER, 9, 0, "x"),
        SetField(SERVER, 2, 0, "x"),
        SetField(SERVER, 3, 0, "x"),
        RemoveRow(SERVER, 0),
        RemoveRow(SERVER, 4),
        InsertRow(SERVER, 4, ("A", "1")),
        InsertRow(SERVER, -1, ("A", "1")),
        Splice(SERVER, 1, (b"a\tc\n",), ()),
        Splice(SERVER, 0, (), (b"x\n",)),
        Splice(SERVER, 5, (), (b"x\n",)),
        Splice(SERVER, 3, (b"\n", b"\n"), ()),
        Splice(SERVER, 1, (), (b"x\ny\n",)),
        Splice(SERVER, 1, (), (b"",)),
        SetField("dnsroots", 1, 0, "x"),
    ],
)
def test_an_edit_that_does_not_fit_is_refused(edit: LineEdit) -> None:
    """No such line, a comment or blank line, lines that have changed, no whole lines."""
    assert refusal(b"a\tb\n#\n\n", edit).file == edit.file


# ---------------------------------------------------------------- splices and the way back


@given(st.sampled_from(FILES), any_bytes, st.data())
def test_the_inverse_takes_edits_back(file: str, data: bytes, draw: st.DataObject) -> None:
    """Byte for byte, for any edits of any bytes; and only an EditError refuses them."""
    document = TabDocument.parse(data)
    edits: list[LineEdit] = []
    for edit in draw.draw(st.lists(line_edits(file), max_size=5)):
        with contextlib.suppress(EditError):
            apply(document, [*edits, edit])
            edits.append(edit)
    after = apply(document, edits)
    assert TabDocument.parse(after.to_bytes()) == after
    assert apply(after, inverse(document, edits)) == document
    again = apply(after, inverse(document, edits))
    assert again.to_bytes() == data


@given(st.sampled_from(FILES), any_bytes, st.data())
def test_an_edit_is_its_splice(file: str, data: bytes, draw: st.DataObject) -> None:
    """Every edit of lines can be replaced by the splice it comes down to."""
    document = TabDocument.parse(data)
    edit = draw.draw(line_edits(file))
    try:
        splice = splice_of(document, edit)
    except EditError:
        return
    assert document.physical[splice.at - 1 : splice.at - 1 + len(splice.old)] == splice.old
    assert apply(document, [splice]) == apply(document, [edit])


@given(any_bytes, any_bytes, st.integers(0, 9), st.integers(0, 9))
def test_any_lines_can_be_spliced(data: bytes, other: bytes, start: int, count: int) -> None:
    """Whole lines replace whole lines; one without end gets it unless it comes last."""
    document = TabDocument.parse(data)
    old = document.physical[start : start + count]
    new = TabDocument.parse(other).physical
    at = min(start, len(document.physical)) + 1
    after = apply(document, [Splice(SERVER, at, old, new)])
    rest = document.physical[at - 1 + len(old) :]
    joined = [*document.physical[: at - 1], *new, *rest]
    assert len(after.physical) == len(joined)
    for line, expected in zip(after.physical[:-1], joined[:-1], strict=True):
        assert line.rstrip(b"\r\n") == expected.rstrip(b"\r\n")
    assert all(line.endswith(b"\n") for line in after.physical[:-1])
    assert after.physical[-1:] == tuple(joined[-1:])


def test_no_edit_is_no_change() -> None:
    """Nothing to do, or nothing that differs, gives the same document and no way back."""
    document = TabDocument.parse(b'"A"\t"1"\n')
    for edits in ([], [SetField(SERVER, 1, 1, "1")], [EndWithNewline(SERVER)]):
        assert apply(document, edits) == document
        assert inverse(document, edits) == ()
    assert splice_of(document, EndWithNewline(SERVER)) == Splice(SERVER, 2, (), ())


# ---------------------------------------------------------------- many files


def test_many_files_are_edited_at_once() -> None:
    """Each file named is given as it is afterwards; no other is read."""
    files = {"server.tab": b'"A"\t"1"\n', "tabindex/mailusers-0001.hdx": b"ABDL", "other": b""}
    asked: list[str] = []

    def read(file: str) -> bytes | None:
        asked.append(file)
        return files.get(file)

    after = apply_all(
        read,
        [
            SetField("server.tab", 1, 1, "0"),
            CreateFile("spammers.tab", ()),
            DeleteFile("tabindex/mailusers-0001.hdx"),
            CreateFile(MAP, (("192.0.2.1", "255.255.255.255", "ALLOW", "1"),)),
            DeleteFile("tabindex/domains-00.hdx"),
            InsertRow("server.tab", None, ("B", Secret("2"))),
            DeleteFile("tabindex/domains-00.hdx"),
        ],
    )
    assert after == {
        "server.tab": b'"A"\t"0"\n"B"\t"2"\n',
        "spammers.tab": b"",
        "tabindex/mailusers-0001.hdx": None,
        MAP: b'"192.0.2.1"\t"255.255.255.255"\t"ALLOW"\t"1"\n',
        "tabindex/domains-00.hdx": None,
    }
    assert sorted(asked) == sorted(after)


@pytest.mark.parametrize(
    "edits",
    [
        [CreateFile("there", ())],
        [SetField("missing", 1, 0, "a")],
        [DeleteFile("there"), RemoveRow("there", 1)],
        [RemoveRow("there", 1), DeleteFile("there")],
        [CreateFile("missing", ()), CreateFile("missing", (("a",),))],
        [CreateFile("missing", ()), InsertRow("missing", None, ("a",))],
        [CreateFile(MAP, (("a", "b"),))],
    ],
)
def test_files_that_do_not_fit_are_refused(edits: list[Edit]) -> None:
    """There already, missing, deleted and edited, or created in two ways."""
    with pytest.raises(EditError) as caught:
        apply_all({"there": b"a\n"}.get, edits)
    assert caught.value.file == edits[0].file


def test_errors_are_of_one_family() -> None:
    """Whoever catches the package's errors catches these, with a place to point at."""
    assert issubclass(EditError, XMailAuditError)
    assert str(refusal(b"", RemoveRow(SERVER, 1)))


def test_a_copied_edit_writes_the_same_secret() -> None:
    """Plans copy edits around; the password must not become its mask."""
    edit = copy.deepcopy(SetField("smtpauth.tab", 1, 1, Secret("hunter2")))
    assert edited(b'"ann"\t"x"\t"MR"\n', edit) == b'"ann"\t"hunter2"\t"MR"\n'
