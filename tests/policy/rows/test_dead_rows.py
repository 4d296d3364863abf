"""Rows that are never reached can go, and nothing changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.roots import mail_root, row
from xmailaudit.policy.access import access_map
from xmailaudit.policy.alias_targets import alias_leads_nowhere
from xmailaudit.policy.relay import relay_table
from xmailaudit.policy.rows.dead_rows import dead_rows, redundant_filters
from xmailaudit.policy.rows.table_files import TableFile
from xmailaudit.tables.aliases import ALIASES
from xmailaudit.tables.files import table_of

FOUR = ("0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/9", "10.128.0.0/9", "10.1.0.0/16", "10.1.2.3/32")
SIX = ("::/0", "::ffff:10.0.0.0/104", "2001:db8::/32")
ADDRESSES = st.sampled_from((*FOUR, *SIX))
MAP_ROWS = st.lists(
    st.tuples(ADDRESSES, st.sampled_from(["ALLOW", "DENY"]), st.sampled_from("0123")), max_size=8
)


def dead(file: str, text: str) -> list[tuple[int, int | None]]:
    """The lines of dead rows, each with the line that answers first."""
    table = table_of(file)
    assert table is not None
    found = dead_rows(TableFile(file, table, text.encode("latin-1")))
    return [(one.row.line, one.by.line if one.by else None) for one in found]


def without(text: str, lines: list[int]) -> str:
    """A table without some of its lines."""
    kept = text.splitlines(keepends=True)
    return "".join(line for number, line in enumerate(kept, 1) if number not in lines)


@given(MAP_ROWS)
def test_a_map_without_its_dead_rows_decides_the_same(rows: list[tuple[str, str, str]]) -> None:
    """And of what is left no row is dead."""
    text = "".join(row(address, "", word, number) for address, word, number in rows)
    lines = [line for line, _by in dead("ctrl.ipmap.tab", text)]
    rest = without(text, lines)

    before = access_map(mail_root({"ctrl.ipmap.tab": text}), "ctrl").allowed
    after = access_map(mail_root({"ctrl.ipmap.tab": rest}), "ctrl").allowed

    assert before == after
    assert dead("ctrl.ipmap.tab", rest) == []


@given(st.lists(ADDRESSES, max_size=8))
def test_a_relay_table_without_its_redundant_rows_lets_the_same_relay(rows: list[str]) -> None:
    """Of two equal rows one stays."""
    text = "".join(map(row, rows))
    table = relay_table(mail_root({"smtprelay.tab": text}))
    able = [(one.row, one.usable) for one in table.rows if one.usable is not None]
    lines = [one.row.line for one in redundant_filters(able, frozenset())]

    after = relay_table(mail_root({"smtprelay.tab": without(text, lines)}))

    assert table.allowed == after.allowed
    assert len({*rows}) >= len(rows) - len(lines)


def test_what_is_leaving_covers_nothing_but_its_like() -> None:
    """A row that a fix takes away must not take others with it."""
    text = row("0.0.0.0/0") + row("10.0.0.0/8") + row("0.0.0.0/0")
    table = relay_table(mail_root({"smtprelay.tab": text}))
    able = [(one.row, one.usable) for one in table.rows if one.usable is not None]

    found = list(redundant_filters(able, frozenset([able[0][0]])))

    assert [(one.row.line, one.by and one.by.line) for one in found] == [(3, 1)]


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("domains.tab", row("example.com") + row("EXAMPLE.com"), [(2, 1)]),
        ("aliasdomain.tab", row("a.test", "x") + row("A.test", "y"), [(2, 1)]),
        ("aliasdomain.tab", row("*.a.test", "x") + row("*.b.a.test", "y"), [(2, 1)]),
        ("aliasdomain.tab", row("?.a.test", "x") + row("*.a.test", "y"), []),
        ("aliasdomain.tab", row("*.a.test", "x") + row("?.a.test", "y"), []),
        ("aliasdomain.tab", row("*.a.test", "x") + row("b.a.test", "y"), []),
        ("aliasdomain.tab", row("*.a.test") + row("*.b.a.test", "y"), []),
        ("aliases.tab", row("a.test", "*", "x") + row("a.test", "i*", "x"), []),
        ("aliases.tab", row("a.test", "i") + row("a.test", "i", "x"), []),
        ("extaliases.tab", row("a", "b", "c", "d") + row("A", "B", "c", "e"), [(2, 1)]),
        ("smtpauth.tab", row("a", "b", "") + row("a", "b", "R"), [(2, 1)]),
        ("smtpauth.tab", row("a", "b", "") + row("A", "b", "R"), []),
        ("smtpextauth.tab", row("plain", "/a") + row("PLAIN", "/b"), [(2, 1)]),
        ("userauth/pop3/.tab", row("userauth", "/a") + row("userauth", "/b"), [(2, 1)]),
        ("spam-address.tab", row("*@a.test") + row("b@a.test"), [(2, 1)]),
        ("smtpgw.tab", row("*", "@g") + row("a.test", "@h"), [(2, 1)]),
        ("smtpgw.tab", row("a.test", "@h") + row("*", "@g"), []),
        ("smtp.hnprop.tab", row("", "NoAuth") + row("a.test", "NoAuth"), [(2, 1)]),
        ("smtp.hnprop.tab", row(".a.test", "NoAuth") * 2, []),
        ("ctrlaccounts.tab", row("a", "00") * 2, []),
        ("server.tab", row("RootDomain", "a") * 2, []),
    ],
)
def test_the_first_of_a_key_answers(
    file: str, text: str, expected: list[tuple[int, int | None]]
) -> None:
    """Whether case counts, and what a pattern covers, is XMail's to say."""
    assert dead(file, text) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("example.com", "info", "bob"), False),
        (("example.com", "info", "BOB@Example.com"), False),
        (("example.com", "info", "ann"), True),
        (("example.com", "Bob", "bob"), True),
        (("example.com", "info", "someone@example.net"), True),
        (("example.com", "[ab]", "bob"), True),
        (("example.com", "i*", "bob"), False),
        (("*", "abuse", "bob"), False),
        (("*", "abuse", "ann@example.com"), True),
    ],
)
def test_an_alias_leads_somewhere_or_not(fields: tuple[str, ...], expected: bool) -> None:  # noqa: FBT001  # a parameter of the test
    """To an account, or nowhere."""
    root = mail_root({"aliases.tab": row(*fields)})
    (alias,) = root.rows(ALIASES, "aliases.tab")

    assert alias_leads_nowhere(root, alias) is expected


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("spam-address.tab", row("*@a.test") + row("x y@a.test")),
        ("aliases.tab", row("example.com", "a ", "bob") * 2),
        ("aliasdomain.tab", row("a b") * 2),
        ("smtpgw.tab", row("*", "@192.0.2.1") + row("a.test ", "@192.0.2.2")),
        ("userauth/smtp/example.net.tab", row("login") + row("login", "bob", "pw")),
        ("userauth/smtp/example.net.tab", "\xef\xbb\xbf# ours\n" + row("login", "bob", "pw")),
    ],
)
def test_of_a_row_that_is_wrong_itself_another_rule_speaks(file: str, text: str) -> None:
    """A name with a blank in it, or what stands before the row that is meant."""
    assert dead(file, text) == []
