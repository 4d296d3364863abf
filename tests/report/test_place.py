"""Places for show: columns in code points, text with secrets masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.roots import mail_root, row
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.report.place import ShownPlace, shown_place
from xmailaudit.tables.commands import MAILPROC
from xmailaudit.tables.ctrlaccounts import CTRL_ACCOUNTS
from xmailaudit.tables.row import Place
from xmailaudit.tables.server import SERVER

if TYPE_CHECKING:
    from xmailaudit.tables.table import Table


def shown(
    data: bytes, column: str | int | None, table: Table[Any] = SERVER, line: int = 1
) -> ShownPlace:
    """A column of the first row of a line, for show."""
    rows = table.read("server.tab" if table is SERVER else "ctrlaccounts.tab", data)
    return shown_place(next(one for one in rows if one.line == line).at(column))


def test_a_field_has_columns_from_one_with_its_quotes() -> None:
    """End exclusive, so that the text is as long as the columns are apart."""
    place = shown(b'# x\n"PostMaster"\t"root@example.com"\r\n', "value", line=2)

    assert place == ShownPlace(
        file="server.tab",
        line=2,
        column=14,
        end_column=32,
        text='"root@example.com"',
        row='"PostMaster"\t"root@example.com"',
        mark=(13, 31),
    )


def test_a_whole_row_is_a_place_too() -> None:
    """From its first to its last character."""
    place = shown(b"a\tb\n", None)

    assert (place.column, place.end_column, place.text, place.mark) == (1, 4, "a\tb", (0, 3))


def test_columns_count_characters_of_utf_8() -> None:
    """Two bytes of é are one column, four of an emoji too."""
    place = shown("é\U0001f600\tü".encode(), 1)

    assert (place.column, place.end_column, place.text) == (4, 5, "ü")


def test_a_line_that_is_no_utf_8_is_latin_1_in_all_its_parts() -> None:
    """A field that alone would be UTF-8 is read as its line is."""
    place = shown(b"\xc3\xa9\t\xff", 0)

    assert (place.column, place.end_column, place.text) == (1, 3, "Ã©")


def test_an_absence_has_a_file_only() -> None:
    """Nothing to point at."""
    assert shown_place(Place("smtprelay.tab")) == ShownPlace("smtprelay.tab")


def test_names_of_files_are_shown_as_they_were_meant() -> None:
    """UTF-8 where the bytes are that, else latin-1."""
    assert shown_place(Place("domains/\xc3\xa9/user.tab")).file == "domains/é/user.tab"
    assert shown_place(Place("domains/\xe9/user.tab")).file == "domains/é/user.tab"


def test_start_options_have_columns_too() -> None:
    """The words as one line."""
    options = StartOptions.parse(["-Pl", "-Sp", "25"], origin=Origin.given())
    place = shown_place(mail_root(options=options).start_options.place(options.given("-Sp")))

    assert (place.file, place.line, place.column, place.end_column, place.text) == (
        "(command line)",
        1,
        5,
        11,
        "-Sp 25",
    )


# ------------------------------------------------------------ secrets


def test_a_password_is_masked_in_text_and_row() -> None:
    """And the mark shows the mask, which is shorter than what it hides."""
    data = row("admin", "3a2b1c4d5e").encode()

    password = shown(data, "password", CTRL_ACCOUNTS)
    user = shown(data, "user", CTRL_ACCOUNTS)

    assert (password.text, password.row) == ("•••", '"admin"\t•••')
    assert (password.column, password.end_column, password.mark) == (9, 21, (8, 11))
    assert (user.text, user.row, user.mark) == ('"admin"', '"admin"\t•••', (0, 7))


def test_a_place_within_a_mask_is_the_whole_row() -> None:
    """A row that is masked whole shows nothing of its parts."""
    rows = MAILPROC.read("domains/a/b/mailproc.tab", b'"external mysecret"\t"x"\n')

    place = shown_place(next(iter(rows)).at(1))

    assert (place.text, place.row, place.mark) == ("•••", "•••", (0, 3))


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\t\n\r\0"), min_size=1, max_size=8),
    st.binary(min_size=1, max_size=8).map(lambda raw: raw.translate(None, b"\t\n\r\0")),
)
def test_no_byte_of_a_password_is_shown(user: str, tail: bytes) -> None:
    """Whatever stands around it, and in whatever encoding."""
    data = user.encode() + tail + b"\t\x01SECRET\x02\n"

    for one in CTRL_ACCOUNTS.read("ctrlaccounts.tab", data):
        for column in (None, "user", "password"):
            assert "SECRET" not in repr(shown_place(one.at(column)))


# ------------------------------------------------------------ lines that are read in pieces


@pytest.mark.parametrize("before", [2045, 2046, 2047])
def test_a_piece_of_a_long_line_counts_from_the_line_s_beginning(before: int) -> None:
    """XMail reads server.tab in pieces of 2046 bytes, and may cut a character in two."""
    data = b"x" * before + "é".encode() + b"\tvalue\n"
    line = data.decode().rstrip("\n")

    places = [
        shown_place(one.at(column)) for one in SERVER.read("server.tab", data) for column in (0, 1)
    ]

    assert places
    for place in places:
        assert place.column is not None
        assert place.end_column is not None
        assert place.end_column <= len(line) + 1
        if place.text and "\ufffd" not in place.text:
            assert line[place.column - 1 : place.end_column - 1] == place.text


@given(st.lists(st.text("aé€\U0001f600\t", min_size=1, max_size=6), min_size=1, max_size=4))
def test_the_text_is_what_stands_between_the_columns(lines: list[str]) -> None:
    """For every field of every row of any UTF-8 table without secrets."""
    data = "\n".join(lines).encode()

    for one in SERVER.read("server.tab", data):
        for index in range(len(one.fields)):
            place = shown_place(one.at(index))
            assert place.line is not None
            assert place.column is not None
            assert place.end_column is not None
            assert place.row == lines[place.line - 1]
            assert place.row[place.column - 1 : place.end_column - 1] == place.text
            assert place.mark is not None
            assert place.row[slice(*place.mark)] == place.text


@given(st.binary(max_size=40))
def test_any_bytes_can_be_shown(data: bytes) -> None:
    """Columns never run backwards."""
    for one in SERVER.read("server.tab", data):
        place = shown_place(one.at(1))
        assert place.column is not None
        assert place.end_column is not None
        assert 1 <= place.column <= place.end_column
