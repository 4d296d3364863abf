"""Which rows XMail passes over, and what they were meant to be."""

from __future__ import annotations

import pytest

from tests.roots import row
from xmailaudit.policy.rows.ignored import Cause, words
from xmailaudit.policy.rows.ignored_rows import ignored_rows
from xmailaudit.policy.rows.table_files import TableFile
from xmailaudit.tables.files import table_of
from xmailaudit.tables.secret import Secret

MAP = "ctrl.ipmap.tab"
RELAY = "smtprelay.tab"
MEMBERS = "domains/example.com/news/mlusers.tab"
USER = "domains/example.com/bob/user.tab"
ADDRESS = "203.0.113.7"
HOST = "255.255.255.255"


def judged(file: str, text: str) -> list[tuple[int, Cause, tuple[object, ...] | None]]:
    """Line, cause and what was meant of each row of a table that does nothing."""
    table = table_of(file)
    assert table is not None
    found = ignored_rows(TableFile(file, table, text.encode("latin-1")))
    return [(one.row.line, one.cause, one.meant) for one in found]


@pytest.mark.parametrize(
    ("file", "text", "cause", "meant"),
    [
        (MAP, row(ADDRESS, HOST), Cause.FEW, None),
        (MAP, row(ADDRESS, HOST, "deny"), Cause.NO_PRECEDENCE, None),
        (MAP, row(ADDRESS, HOST, "2"), Cause.FEW, None),
        (
            MAP,
            row("10.0.0.0/8", "deny", "2"),
            Cause.NO_SECOND_FIELD,
            ("10.0.0.0/8", "", "deny", "2"),
        ),
        (MAP, row("10.0.0.0/8", "block", "2"), Cause.NO_SECOND_FIELD, None),
        (MAP, row("10.0.0.300/8", "deny", "2"), Cause.NO_SECOND_FIELD, None),
        (MAP, f"{ADDRESS} {HOST} ALLOW 2\n", Cause.BLANKS, (ADDRESS, HOST, "ALLOW", "2")),
        (MAP, f'"{ADDRESS}" "{HOST}" "ALLOW" "2" "x"\n', Cause.BLANKS, None),
        (
            MAP,
            row(ADDRESS, "/24", "DENY", "2"),
            Cause.MASK,
            (ADDRESS, "255.255.255.0", "DENY", "2"),
        ),
        (MAP, row(ADDRESS, "/33", "DENY", "2"), Cause.MASK, None),
        (MAP, row(f" {ADDRESS}", HOST, "DENY", "2"), Cause.PADDED, (ADDRESS, HOST, "DENY", "2")),
        (MAP, row(ADDRESS, f"{HOST} ", "DENY", "2"), Cause.PADDED, (ADDRESS, HOST, "DENY", "2")),
        (MAP, row("203.0.113.256", HOST, "DENY", "2"), Cause.ADDRESS, None),
        (MAP, row("2001:db8::", "32", "DENY", "2"), Cause.IPV6, None),
        (RELAY, row(ADDRESS), Cause.NO_MASK, ("203.0.113.7/32",)),
        (RELAY, row("203.0.113.0"), Cause.NO_MASK, None),
        (RELAY, row("203.0.113"), Cause.NO_MASK, None),
        (RELAY, f'"{ADDRESS}"\xa0"255.255.255.0"\n', Cause.NO_MASK, None),
        (RELAY, f"{ADDRESS} {HOST}\n", Cause.BLANKS, (ADDRESS, HOST)),
        ("spammers.tab", row(ADDRESS, "code=0"), Cause.NO_MASK, ("203.0.113.7/32", "code=0")),
        ("smtpauth.tab", "bob pw R\n", Cause.BLANKS, ("bob", Secret("pw"), "R")),
        ("domains.tab", row("example.com "), Cause.PADDED, ("example.com",)),
        ("domains.tab", "example.com example.net\n", Cause.BLANKS, None),
        ("aliasdomain.tab", row("*.example.net"), Cause.FEW, None),
        ("extaliases.tab", row("example.net", "ann"), Cause.FEW, None),
        ("userauth/smtp/.tab", row("login"), Cause.LOGIN, None),
        (USER, row("MaxMBSize", "1", "x"), Cause.NOT_TWO, ("MaxMBSize", "1")),
        (USER, row("RealName", "Bob", "Example"), Cause.NOT_TWO, None),
        (USER, row("MaxMBSize"), Cause.NOT_TWO, None),
        (USER, "MaxMBSize 100\n", Cause.BLANKS, ("MaxMBSize", "100")),
        ("server.tab", "HeloDomain a.test\n", Cause.BLANKS, ("HeloDomain", "a.test")),
        ("server.tab", '"HeloDomain"="a.test"\n', Cause.BLANKS, None),
        ("server.tab", "HeloDomain: a.test\n", Cause.BLANKS, None),
        ("spam-address.tab", '"*@a.test", "*@b.test"\n', Cause.END, None),
        ("spammers.tab", f"{ADDRESS}/32 code=0\n", Cause.END, None),
        (
            "smtp.ipprop.tab",
            f"{ADDRESS}/32 WhiteList\n",
            Cause.END,
            (f"{ADDRESS}/32", "WhiteList"),
        ),
        (MEMBERS, '"ann@a.test" "W"\n', Cause.END, ("ann@a.test", "W")),
    ],
)
def test_a_row_does_nothing_for_a_cause(
    file: str, text: str, cause: Cause, meant: tuple[object, ...] | None
) -> None:
    """What was meant is given where it is certain only."""
    assert judged(file, text) == [(1, cause, meant)]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (MAP, row("10.0.0.0/8", "", "DENY", "2")),
        (MAP, row("mail.example.net", HOST, "DENY", "2")),
        (MAP, row("203.0.113.256", HOST, "REFUSE", "2")),
        (MAP, " # a remark\n \n\t\t\n; another\n"),
        (RELAY, row(f"{ADDRESS}/32")),
        (RELAY, row("mail.example.net", HOST)),
        (RELAY, "\xef\xbb\xbf" + row(ADDRESS, HOST)),
        (RELAY, "x" * 600 + "\n"),
        ("smtp.ipprop.tab", row(ADDRESS, "WhiteList=1")),
        ("mailusers.tab", row("example.com", "bob")),
        ("filters.in.tab", row("*", "*", ADDRESS, HOST)),
        ("domains/example.com/mailproc.tab", "redirect bob@example.net\n"),
        ("dnsroots", "a.root.test \n"),
        ("userauth/smtp/.tab", row("login", "bob", "pw") + row("login")),
        ("mlusers.tab", row("ann@example.net")),
        ("domains.tab", '"example.net" # sold\n'),
        ("spammers.tab", f"{ADDRESS}/32 # sold\n{ADDRESS}/32 a note\n"),
        ("smtp.ipprop.tab", f"{ADDRESS}/32 # code\n"),
        ("server.tab", row("MaxMTAOps", "100")[:-1] + " hops\n"),
        ("aliases.tab", '"example.com"\t"a"\t"b" \r\n'),
    ],
)
def test_other_rows_work_or_have_a_rule_of_their_own(file: str, text: str) -> None:
    """Or were never meant as rows."""
    name = "domains/example.com/news/mlusers.tab" if file == "mlusers.tab" else file

    assert judged(name, text) == []


def test_a_short_row_hides_only_what_stands_behind_it() -> None:
    """The index gives the first row of a key; what stands before is found first."""
    short, whole = row("Example.net", "ann"), row("example.net", "Ann", "example.com", "bob")

    assert [cause for _line, cause, _meant in judged("extaliases.tab", short + whole)] == [
        Cause.HIDES
    ]
    assert [cause for _line, cause, _meant in judged("extaliases.tab", whole + short)] == [
        Cause.FEW
    ]


def test_words_are_what_a_person_sees() -> None:
    """Quotes hold blanks together, even if they are never closed."""
    assert words(b'a  "b c"\td "e') == ("a", "b c", "d", "e")
