"""What a person sees of lines and edits: text as it is meant, and never a password."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.tables.document import TabDocument
from xmailaudit.tables.edit import (
    CreateFile,
    DeleteFile,
    DropByteOrderMark,
    Edit,
    EndWithNewline,
    InsertRow,
    RemoveRow,
    SetField,
    Splice,
    splice_of,
)
from xmailaudit.tables.errors import EditError
from xmailaudit.tables.files import table_of
from xmailaudit.tables.secret import MASK, Secret
from xmailaudit.tables.shown import (
    affected_line,
    columns,
    masked,
    shown_document,
    shown_line,
    shown_lines,
    shown_place,
)

from .strategies import FILES, any_bytes, line_edits

PASSWORD = "Zq9/Zq9"

#: Tables with secrets, and a whole row of each with the password in its place.
SECRET_ROWS = {
    "mailusers.tab": ("example.com", "ann", PASSWORD, "1", "ann", "U"),
    "ctrlaccounts.tab": ("admin", PASSWORD),
    "pop3links.tab": ("example.com", "ann", "pop.example.net", "ann", PASSWORD, "CLR"),
    "smtpauth.tab": ("ann", PASSWORD, "MR"),
    "userauth/smtp/relay.example.net.tab": ("login", "ann", PASSWORD),
    "userauth/pop3/example.com.tab": ("userauth", "/bin/check", "--user", PASSWORD),
    "smtpextauth.tab": ("plain", "/bin/check", PASSWORD, "--quiet"),
    "domains/example.com/ann/mailproc.tab": ("external", "0", "90", "/bin/x", "-p", PASSWORD),
    "cmdaliases/example.com/info.tab": ("Filter", "0", "90", "/bin/x", PASSWORD),
    "custdomains/example.net.tab": ("external", "0", "90", "/bin/x", PASSWORD, "b"),
    "filters/scan.tab": ("!aex", "/bin/scan", "--key", PASSWORD),
    "filters.post-data.tab": ("/bin/scan", PASSWORD),
}


def quoted_row(fields: tuple[str, ...]) -> bytes:
    """A row as XMail writes it."""
    return "\t".join(f'"{field}"' for field in fields).encode()


def bare_row(fields: tuple[str, ...]) -> bytes:
    """A row without quotes."""
    return "\t".join(fields).encode()


def malformed(row: bytes) -> list[bytes]:
    """Ways to break a row that leave its password in it."""
    first, *rest = row.split(b"\t")
    return [
        row,
        b"\t".join(rest if len(rest) > 1 else [first, *rest]),
        b"#" + row,
        b'# "' + row[1:],
        b"\t\t" + row,
        b" " + row,
        row.replace(b"\t", b" "),
        row.replace(b"\t", b" ", 1),
        row.replace(b"\t", b"\t\t"),
        row + b"\t\t\r",
        row + b'\t"extra"',
        row.replace(b'"', b""),
        row.replace(b'"', b"'"),
        row.removesuffix(b'"'),
        b"\xef\xbb\xbf" + row,
        row.replace(b"\t", b"\t\0", 1),
        b"#\0" + row,
        b"#" + b"x" * 505 + row,
        b"#" + b"x" * 1017 + row,
        b"#" + b"x" * 2040 + row,
        row + b"x" * 2100,
        row.replace(PASSWORD.encode(), b"Zq9/\tZq9"),
        row.replace(b"\t", b" ", 1) + b'\t"extra"',
        row.replace(b'"\t"', b" "),
        row.replace(b'"\t"' + PASSWORD.encode(), b" " + PASSWORD.encode()),
        b'"extra"\t' + row,
        "ü".encode() + row,
        "設".encode("cp932") + row,
    ]


def leaks(shown: str | None) -> bool:
    """Whether any part of the password can be seen."""
    return shown is not None and "Zq9" in shown


@pytest.mark.parametrize("file", SECRET_ROWS)
def test_no_broken_row_shows_its_password(file: str) -> None:
    """Lines, rows and places mask it, however the row is broken."""
    table = table_of(file)
    assert table is not None
    for make in (quoted_row, bare_row):
        for line in malformed(make(SECRET_ROWS[file])):
            assert not leaks(shown_line(file, line)), line
            for _fate, row in table.survey(file, line + b"\n"):
                assert not leaks(repr(row)), line
                assert not leaks(repr(row.at()))
                assert not leaks(shown_place(row.at()))
                assert not any(leaks(shown_place(row.at(index))) for index in range(9)), line


@pytest.mark.parametrize("file", SECRET_ROWS)
def test_what_was_cut_from_a_long_line_is_masked(file: str) -> None:
    """Behind the reader's limit nobody knows which field is which."""
    table = table_of(file)
    assert table is not None
    for rest in (f"{PASSWORD}\ta\tb\tc\td\te", f"smtp\t{PASSWORD}", f"a\t{PASSWORD}\tb"):
        line = b"x" * table.limit + rest.encode()
        _head, (_fate, row) = table.survey(file, line)
        assert row.start == table.limit
        assert shown_place(row.at()) == MASK
        assert not leaks(repr(row))
        assert shown_line(file, line) == MASK


@pytest.mark.parametrize("file", SECRET_ROWS)
def test_no_edit_shows_a_password(file: str) -> None:
    """Before and after, for every kind of edit of every kind of line."""
    fields = SECRET_ROWS[file]
    for line in malformed(quoted_row(fields)):
        document = TabDocument.parse(line + b"\n" + line)
        edits: list[Edit] = [
            InsertRow(file, 1, fields),
            InsertRow(file, None, tuple(map(Secret, fields))),
            RemoveRow(file, 1),
            DropByteOrderMark(file),
            EndWithNewline(file),
            Splice(file, 1, document.physical, (line + b"\n",)),
            CreateFile(file, (fields, fields)),
            DeleteFile(file),
            *(SetField(file, 1, index, "new") for index in range(len(fields))),
            *(SetField(file, 2, index, Secret(PASSWORD)) for index in range(len(fields))),
        ]
        for edit in edits:
            try:
                shown = shown_lines(edit, document)
            except EditError as error:
                shown = str(error), repr(error)
            assert not any(map(leaks, shown)), (edit, line)
        assert not any(map(leaks, shown_document(file, document)))


def test_the_rest_of_a_row_is_shown() -> None:
    """Only the password is masked where the row is clear about it."""
    shown = {file: shown_line(file, quoted_row(row)) for file, row in SECRET_ROWS.items()}
    assert shown["mailusers.tab"] == f'"example.com"\t"ann"\t{MASK}\t"1"\t"ann"\t"U"'
    assert shown["ctrlaccounts.tab"] == f'"admin"\t{MASK}'
    assert shown["smtpauth.tab"] == f'"ann"\t{MASK}\t"MR"'
    assert shown["filters/scan.tab"] == f'"!aex"\t"/bin/scan"\t{MASK}\t{MASK}'
    assert shown["domains/example.com/ann/mailproc.tab"] == (
        f'"external"\t"0"\t"90"\t"/bin/x"\t{MASK}\t{MASK}'
    )
    commented = b"#" + quoted_row(SECRET_ROWS["smtpauth.tab"])
    assert shown_line("smtpauth.tab", commented) == f'#"ann"\t{MASK}\t"MR"'
    too_many = quoted_row(("ann", "a", PASSWORD, "MR"))
    assert shown_line("smtpauth.tab", too_many) == f'"ann"\t{MASK}\t{MASK}\t{MASK}'
    too_few = quoted_row(("ann", PASSWORD))
    assert shown_line("smtpauth.tab", too_few) == MASK


def test_a_field_beside_the_password_is_shown() -> None:
    """A place shows its own field; that of the password, the mask."""
    table = table_of("ctrlaccounts.tab")
    assert table is not None
    (row,) = table.read("ctrlaccounts.tab", b'"admin"\t"160006170011"\n')
    assert shown_place(row.at("user")) == '"admin"'
    assert shown_place(row.at("password")) == MASK
    assert shown_place(row.at()) == f'"admin"\t{MASK}'


def test_lines_without_secrets_are_shown_whole() -> None:
    """Also in command files: a redirection has no program."""
    redirect = b'"redirect"\t"ann@example.net"\r\n'
    assert shown_line("domains/example.com/ann/mailproc.tab", redirect) == redirect[:-2].decode()
    assert shown_line("server.tab", b'"A"\t"1"\r\n') == '"A"\t"1"'
    assert shown_line("mailusers.tab", b"\n") == ""
    commented = b'# "mailbox"\n'
    assert shown_line("domains/example.com/mailproc.tab", commented) == '# "mailbox"'


def test_a_file_that_is_no_table_is_not_shown() -> None:
    """It may be a key."""
    document = TabDocument.parse(b"-----BEGIN PRIVATE KEY-----\nMII\n\n")
    assert shown_document("server.key", document) == (MASK, MASK, "")


def test_text_is_utf8_or_latin1() -> None:
    """A line that is not UTF-8 is read as latin-1, all of it."""
    assert shown_line("server.tab", '"A"\t"ü漢"\n'.encode()) == '"A"\t"ü漢"'
    assert shown_line("server.tab", b'"A"\t"\xfc\xc3\xbc"\n') == '"A"\t"\xfc\xc3\xbc"'
    assert masked("aüb".encode(), [(1, 3)]) == f"a{MASK}b"
    assert masked(b"abcdef", [(4, 5), (0, 2), (2, 3), (3, 3)]) == f"{MASK}{MASK}d{MASK}f"
    assert masked(b"abcdef", [(0, 4), (1, 3), (3, 5)]) == f"{MASK}{MASK}f"


@given(st.binary(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))))
def test_what_is_hidden_cannot_be_seen(raw: bytes, spans: list[tuple[int, int]]) -> None:
    """Changing hidden bytes to others changes nothing that is shown."""
    hidden = [(start, end) for start, end in spans if start < end]
    other = bytearray(raw)
    for start, end in hidden:
        for index in range(start, min(end, len(raw))):
            other[index] = 0x61
    ascii_only = all(byte < 0x80 for byte in raw)
    assert not ascii_only or masked(raw, hidden) == masked(bytes(other), hidden)
    assert (MASK in masked(raw, hidden)) == any(True for _span in hidden)


@given(st.sampled_from(FILES), any_bytes, st.data())
def test_every_edit_that_fits_can_be_shown(file: str, data: bytes, draw: st.DataObject) -> None:
    """Whatever can be applied can be shown: a row that goes before only, a new one after."""
    document = TabDocument.parse(data)
    edit = draw.draw(line_edits(file))
    try:
        splice = splice_of(document, edit)
    except EditError:
        return
    old, new = shown_lines(edit, document)
    line = affected_line(edit, document)
    assert line is not None
    if isinstance(edit, InsertRow):
        assert old is None
        assert new is not None
        assert line == (len(document.physical) if edit.after is None else edit.after) + 1
    elif isinstance(edit, RemoveRow):
        assert (old, new) == (shown_document(file, document)[line - 1], None)
    elif splice.old:
        assert line == splice.at
        assert old is not None


def test_what_an_edit_of_each_kind_shows() -> None:
    """The affected line before and after; an added line end is seen; files as a whole."""
    document = TabDocument.parse(b'\xef\xbb\xbf"A"\t"1"\r\n"B"\t"2"')
    shown: dict[Edit, tuple[str | None, str | None, int]] = {
        SetField("server.tab", 2, 1, "3"): ('"B"\t"2"', '"B"\t"3"', 2),
        SetField("server.tab", 2, 1, "2"): ('"B"\t"2"', '"B"\t"2"', 2),
        InsertRow("server.tab", None, ("C", "4")): (None, '"C"\t"4"', 3),
        InsertRow("server.tab", 1, ("C", "4")): (None, '"C"\t"4"', 2),
        RemoveRow("server.tab", 2): ('"B"\t"2"', None, 2),
        EndWithNewline("server.tab"): ('"B"\t"2"', '"B"\t"2"\r\n', 2),
        DropByteOrderMark("server.tab"): ('\ufeff"A"\t"1"', '"A"\t"1"', 1),
        Splice("server.tab", 2, (b'"B"\t"2"',), (b"x\n", b"y")): ('"B"\t"2"', "x\ny", 2),
    }
    for edit, (old, new, line) in shown.items():
        assert shown_lines(edit, document) == (old, new), edit
        assert affected_line(edit, document) == line, edit
    create = CreateFile("spam-address.tab", (("a@example.net",), ("*@example.org",)))
    assert shown_lines(create, None) == (None, '"a@example.net"\n"*@example.org"')
    assert shown_lines(DeleteFile("tabindex/a.hdx"), None) == (None, None)
    assert affected_line(create, None) is None
    assert shown_lines(EndWithNewline("server.tab"), TabDocument.parse(b"a\n")) == (None, None)


def test_the_columns_of_a_place_are_code_points() -> None:
    """1-based, end exclusive, in the whole line; an absence has none."""
    table = table_of("server.tab")
    assert table is not None
    (row,) = table.read("server.tab", '"ü"\t"漢字"\n'.encode())
    assert columns(row.at(0)) == (1, 4)
    assert columns(row.at(1)) == (5, 9)
    assert columns(row.at()) == (1, 9)
    assert shown_place(row.at(1)) == '"漢字"'
    (row,) = table.read("server.tab", b'"\xfc"\t"\xc3\xbc"\n')
    assert columns(row.at(1)) == (5, 9)
    (row,) = table.read("server.tab", b"#" + "ü".encode() * 1022 + b'x"A"\t"1"')
    assert columns(row.at(1)) == (1024 + 5, 1024 + 8)
    assert columns(row.at()._replace(line=None)) is None
    assert columns(row.at()._replace(start=None, end=None)) == columns(row.at())
