"""What XMail uses of a table, what becomes of every line, and where rows stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.tables.aliasdomain import ALIAS_DOMAINS
from xmailaudit.tables.aliases import ALIASES
from xmailaudit.tables.commands import CUSTOM, FILTER_LINES
from xmailaudit.tables.ctrlaccounts import CTRL_ACCOUNTS
from xmailaudit.tables.dnsroots import DNS_ROOTS
from xmailaudit.tables.files import table_of
from xmailaudit.tables.ipmap import ACCESS_MAP, AccessRow
from xmailaudit.tables.mailusers import MAIL_USERS
from xmailaudit.tables.mlusers import MEMBERS
from xmailaudit.tables.properties import IP_PROPERTIES
from xmailaudit.tables.reading import Chunk, read_chunks
from xmailaudit.tables.row import Column, Place, Row
from xmailaudit.tables.server import SERVER, VARIABLES, Kind, SettingRow
from xmailaudit.tables.table import Fate
from xmailaudit.tables.user import USER
from xmailaudit.tables.userauth import SMTP_CLIENT

from .strategies import FILES, any_bytes


@given(st.sampled_from(FILES), any_bytes)
def test_every_table_reads_any_bytes(file: str, data: bytes) -> None:
    """Reading gives exactly the used lines of the survey, and nothing raises."""
    table = table_of(file)
    assert table is not None
    survey = list(table.survey(file, data))
    assert list(table.read(file, data)) == [row for fate, row in survey if fate is Fate.USED]
    assert [row.raw for _fate, row in survey] == [c.raw for c in read_chunks(data, table.limit)]
    for _fate, row in survey:
        place = row.at(0)
        assert place.line == row.line
        assert data.split(b"\n")[row.line - 1][row.start :].startswith(row.raw)
        assert repr(row).startswith(type(row).__name__)


@given(st.sampled_from(FILES), any_bytes)
def test_each_column_of_a_row_can_be_pointed_at(file: str, data: bytes) -> None:
    """A column's place holds the bytes its text was read from; all columns of all tables."""
    table = table_of(file)
    assert table is not None
    for row in table.read(file, data):
        for index, field in enumerate(row.fields):
            place = row.at(index)
            assert place.start is not None
            piece = data.split(b"\n")[row.line - 1][place.start : place.end]
            assert table.row(file, Chunk(1, 0, piece)).fields == (field,)


@pytest.mark.parametrize(
    ("line", "fate"),
    [
        (b"", Fate.BLANK),
        (b"\r", Fate.BLANK),
        (b"\0a\tb\tc\td", Fate.BLANK),
        (b"#a\tb\tc\td", Fate.COMMENT),
        (b" #a\tb\tc\td", Fate.USED),
        (b"\t#a\tb\tc\td", Fate.USED),
        (b'"192.0.2.0/24"\t"ALLOW"\t"1"', Fate.TOO_FEW_FIELDS),
        (b"192.0.2.0 255.255.255.0 ALLOW 1", Fate.TOO_FEW_FIELDS),
        (b"\t\t\t\t", Fate.TOO_FEW_FIELDS),
        (b"a\tb\tc\td", Fate.USED),
        (b"a\tb\tc\td\te", Fate.USED),
    ],
)
def test_a_line_of_an_access_map_has_its_fate(line: bytes, fate: Fate) -> None:
    """Blank, comment, too few fields or used: as XMail treats the line."""
    ((found, row),) = ACCESS_MAP.survey("smtp.ipmap.tab", line + b"\n")
    assert found is fate
    assert list(ACCESS_MAP.read("smtp.ipmap.tab", line)) == ([row] if fate is Fate.USED else [])


def test_a_variable_needs_exactly_two_fields() -> None:
    """A third field makes `user.tab` lose the row."""
    data = b'"A"\n"B"\t"1"\n"C"\t"1"\t"2"\n"D"\t"1"\t\n'
    fates = [fate for fate, _row in USER.survey("userdef.tab", data)]
    assert fates == [Fate.TOO_FEW_FIELDS, Fate.USED, Fate.TOO_MANY_FIELDS, Fate.USED]
    assert [row.name for row in USER.read("userdef.tab", data)] == ["B", "D"]


def test_a_commented_admin_is_alive() -> None:
    """`ctrlaccounts.tab` and `mlusers.tab` have no comments."""
    (row,) = CTRL_ACCOUNTS.read("ctrlaccounts.tab", b'#"admin"\t"160006170011"\n')
    assert row.user == '#"admin"'
    (member,) = MEMBERS.read("domains/example.com/news/mlusers.tab", b"#ann@example.com\n")
    assert (member.address, member.permissions) == ("#ann@example.com", "RW")
    (member,) = MEMBERS.read("domains/example.com/news/mlusers.tab", b'a@example.com\t""\n')
    assert member.permissions == ""


def test_an_incomplete_row_of_an_indexed_table_is_still_found() -> None:
    """It takes the look-up with it, so it is read, and says that it is not complete."""
    (row,) = MAIL_USERS.read("mailusers.tab", b"example.com\tann\n")
    assert not row.complete
    (row,) = MAIL_USERS.read("mailusers.tab", b"example.com\tann\t04\t1\tann\tU\n")
    assert row.complete
    assert not next(ALIASES.read("aliases.tab", b"example.com\tinfo\n")).complete
    assert next(ALIASES.read("aliases.tab", b"example.com\tinfo\tann\n")).complete
    assert not next(ALIAS_DOMAINS.read("aliasdomain.tab", b"example.net\n")).complete
    assert next(ALIAS_DOMAINS.read("aliasdomain.tab", b"example.net\texample.com\n")).complete
    assert not next(SMTP_CLIENT.read("userauth/smtp/.tab", b"login\tann\n")).complete
    assert next(SMTP_CLIENT.read("userauth/smtp/.tab", b"login\tann\tx\n")).complete


def test_commands_and_filters_say_what_follows() -> None:
    """A command has arguments; a filter line has optional flags before its program."""
    (row,) = CUSTOM.read("custdomains/a.tab", b'"smtprelay"\t"192.0.2.1"\t"NeedTLS=1"\n')
    assert (row.command, row.arguments) == ("smtprelay", ("192.0.2.1", "NeedTLS=1"))
    plain, flagged, alone = FILTER_LINES.read("filters/a.tab", b"/bin/f\tx\n!aex\t/bin/g\n!\n")
    assert (plain.flags, plain.program) == (None, "/bin/f")
    assert (flagged.flags, flagged.program) == ("aex", "/bin/g")
    assert (alone.flags, alone.program) == ("", "")
    data = b"192.0.2.1/32\tWhiteList\tSenderDomainCheck=0"
    (client,) = IP_PROPERTIES.read("smtp.ipprop.tab", data)
    assert client.properties == ("WhiteList", "SenderDomainCheck=0")


def test_a_root_server_is_the_whole_line() -> None:
    """`dnsroots` has neither fields nor quotes nor comments; blank lines are surveyed."""
    data = b'a.example.com\n#b\t"c"\n\n'
    rows = list(DNS_ROOTS.read("dnsroots", data))
    assert [row.host for row in rows] == ["a.example.com", '#b\t"c"']
    assert rows[1].at(type(rows[1]).host) == rows[1].at()
    assert [fate for fate, _row in DNS_ROOTS.survey("dnsroots", data)][-1] is Fate.BLANK


def test_a_place_points_at_the_bytes_of_a_field() -> None:
    """By column, by name or by index; quotes included; the whole row for a missing field."""
    data = b'#\n\t"192.0.2.1" \t255.255.255.255\tALLOW\t1\r\n'
    (row,) = ACCESS_MAP.read("smtp.ipmap.tab", data)
    place = row.at(AccessRow.address)
    assert place == row.at("address") == row.at(0)
    assert (place.file, place.line, place.start, place.end) == ("smtp.ipmap.tab", 2, 1, 13)
    whole = row.at()
    assert (whole.start, whole.end) == (0, len(row.raw)) == (0, len(data) - 4)
    assert row.at(Column(9)) == whole


def test_a_place_in_a_cut_line_counts_from_the_line() -> None:
    """Offsets are those of the physical line, also behind the reader's limit."""
    long = b"#" + b"x" * 2045
    (row,) = SERVER.read("server.tab", long + b'"RootDomain"\t"example.com"\n')
    place = row.at(SettingRow.value)
    assert (place.line, place.start, place.chunk) == (1, 2046 + 13, 2046)


def test_a_missing_field_reads_as_nothing() -> None:
    """XMail never looks at it; a secret one is an empty secret."""
    (row,) = MAIL_USERS.read("mailusers.tab", b"example.com\tann\n")
    assert row.type == ""
    assert row.password.reveal() == ""


def test_rows_are_values() -> None:
    """Equal places and bytes make equal rows, of one type."""
    data = b"example.com\tann\n"
    (one,), (same,) = MAIL_USERS.read("a", data), MAIL_USERS.read("a", data)
    assert one == same
    assert hash(one) == hash(same)
    (other,) = SERVER.read("a", data)
    assert one != other
    assert one != data
    assert "ann" in repr(other)
    assert repr(MAIL_USERS) == "Table('mailusers')"


def test_an_heir_keeps_the_secrets_of_its_row_type() -> None:
    """A row type derived from one with secrets masks them too."""

    class Heir(MAIL_USERS.row):  # type: ignore[name-defined,misc]  # any row type will do
        __slots__ = ()

    assert Heir.secret == MAIL_USERS.row.secret
    assert Heir.holds_secrets
    assert not Row.holds_secrets


def test_places_of_absence_have_no_line() -> None:
    """What is missing is missing in a file."""
    assert Place("server.tab").line is None


def test_each_variable_has_values_that_turn_decisions() -> None:
    """Flags are off and on, a default is one of the values, and XMail's odd defaults are there."""
    for name, variable in VARIABLES.items():
        assert variable.default in variable.representatives, name
        if variable.kind is Kind.FLAG:
            assert variable.representatives == ("0", "1"), name
        if variable.kind is Kind.INTEGER:
            assert len(variable.representatives) > 1, name
    assert VARIABLES["DefaultSmtpPerms"].default == "MRVZ"
    assert VARIABLES["EnableAuthSMTP-POP3"].default == "1"
    assert VARIABLES["SmtpNoTLSAuths"].default is None
