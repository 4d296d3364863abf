"""Access maps and the relay table: the exact set is the same decision as one peer at a time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.roots import mail_root, row
from xmailaudit.policy.access import access_map
from xmailaudit.policy.addresses import Address, AddressSet, TooIrregularError
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.exposure import Action, exposure
from xmailaudit.policy.facts import Facts
from xmailaudit.policy.relay import custom_domain_candidates, custom_domain_files, relay_table
from xmailaudit.policy.world import World

#: Addresses and masks in the spellings people use, good and bad.
ADDRESSES = st.sampled_from(
    [
        "192.0.2.7",
        "192.0.2.0",
        "192.0.2.0/25",
        "192.0.2.4/30",
        "0.0.0.0",
        "127.1",
        "0300.0.2.7",
        "192.0.2.7/",
        "192.0.2.7/255.0.0.0",
        "::/0",
        "::ffff:192.0.2.0/120",
        "2001:db8::/32",
        "::1",
        "2001:db8::7/128",
        "localhost",
        "192.0.2.7 ",
        "",
        "300.1.1.1",
    ]
)
MASKS = st.sampled_from(
    ["255.255.255.255", "255.255.255.0", "0.0.0.0", "24", "255.255", "255.0.255.0", "/24", "", "8"]
)
PERMISSIONS = st.sampled_from(["ALLOW", "allow", "DENY", "PERMIT", "ALLOW "])
PRECEDENCES = st.sampled_from(["1", "2", "2", "-1", "-2", "x", "10", ""])
QUOTES = st.sampled_from(["{}", '"{}"', ' "{}"', '"{}"tail'])
PEERS = [
    Address.parse(text)
    for text in (
        "192.0.2.7", "192.0.2.6", "192.0.2.0", "192.0.2.127", "192.0.2.128", "192.0.2.255",
        "192.0.3.7", "198.51.100.7", "127.0.0.1", "127.0.0.0", "0.0.0.0", "255.255.255.255",
        "::1", "::", "::ffff:192.0.2.7", "::192.0.2.7", "2001:db8::7", "2001:db9::7", "fe80::1",
    )
]  # fmt: skip


@st.composite
def lines(draw: st.DrawFn, *columns: st.SearchStrategy[str]) -> str:
    """Lines of a table: fields in any quoting, some missing, comments and blanks between."""
    rows = []
    for _ in range(draw(st.integers(0, 6))):
        count = draw(st.integers(0, len(columns)))
        fields = [draw(QUOTES).format(draw(column)) for column in columns[:count]]
        rows.append(draw(st.sampled_from(["", "", "", "#"])) + "\t".join(fields))
    return draw(st.sampled_from(["\n", "\r\n"])).join(rows)


def facts_about(files: dict[str, str]) -> Facts:
    """Facts of a MailRoot in a world where nothing else exists."""
    return Facts(mail_root(files), World(closed=True))


@given(lines(ADDRESSES, MASKS, PERMISSIONS, PRECEDENCES))
def test_the_set_of_a_map_is_its_decision_for_every_peer(text: str) -> None:
    """`allowed` holds exactly the peers that `decide` lets in."""
    facts = facts_about({"ctrl.ipmap.tab": text})
    access = access_map(facts.root, "ctrl")

    assert [peer in access.allowed for peer in PEERS] == [
        access.decide(facts, peer) for peer in PEERS
    ]


@given(lines(ADDRESSES, MASKS))
def test_the_set_of_the_relay_table_is_its_decision_for_every_peer(text: str) -> None:
    """`allowed` holds exactly the clients that may relay."""
    facts = facts_about({"smtprelay.tab": text})
    table = relay_table(facts.root)

    assert [peer in table.allowed for peer in PEERS] == [
        table.decide(facts, peer) for peer in PEERS
    ]


def test_a_missing_map_lets_everybody_in() -> None:
    """No file, no protection; and the trace says so."""
    facts = facts_about({})

    assert access_map(facts.root, "pop3").decide(facts, PEERS[0])
    assert access_map(facts.root, "pop3").denies_nobody
    assert "does not exist" in str(facts.trace[0].reason)


def test_the_trace_names_the_deciding_row() -> None:
    """Of equal precedence the later row wins, and it is the one shown."""
    text = row("192.0.2.0", "255.255.255.0", "DENY", "1") + row(
        "192.0.2.7", "255.255.255.255", "ALLOW", "1"
    )
    facts = facts_about({"ctrl.ipmap.tab": text})

    assert access_map(facts.root, "ctrl").decide(facts, PEERS[0])
    place = facts.trace[0].place
    assert place is not None
    assert (place.file, place.line) == ("ctrl.ipmap.tab", 2)


def test_a_row_with_a_host_name_is_undecided() -> None:
    """Only a resolver knows whom it matches, so it is in no set."""
    facts = facts_about({"smtprelay.tab": row("gate.example.net", "255.255.255.255")})
    table = relay_table(facts.root)

    assert [r.host_name for r in table.undecided] == ["gate.example.net"]
    assert table.allowed == AddressSet.empty()


@pytest.mark.parametrize("mask", ["24", "255.255.255.0"])
def test_a_mask_field_of_bits_is_exact_and_quick(mask: str) -> None:
    """Mask 0.0.0.24 looks at two bits of the last byte: a quarter of all addresses."""
    start = time.perf_counter()
    table = row("0.0.0.0", "0.0.0.0", "DENY", "0") + row("192.0.2.7", mask, "ALLOW", "1")
    access = access_map(mail_root({"ctrl.ipmap.tab": table}), "ctrl")

    assert access.allowed.count4 == (2**30 if mask == "24" else 256)
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("permissions", [("ALLOW",), ("ALLOW", "DENY")])
def test_a_hundred_thousand_rows_take_seconds(permissions: tuple[str, ...]) -> None:
    """Work grows linearly: 100,000 networks, alternating or not."""
    rows = "".join(
        row(f"10.{i >> 8 & 255}.{i & 255}.{(i >> 16) * 64}/26", "x",
            permissions[i % len(permissions)], str(i % 7))
        for i in range(100_000)
    )  # fmt: skip
    start = time.perf_counter()

    access = access_map(mail_root({"smtp.ipmap.tab": rows}), "smtp")

    denied = 0 if permissions == ("ALLOW",) else 50_000 * 64
    assert 2**32 - access.allowed.count4 == denied
    assert time.perf_counter() - start < 15


def test_custom_domain_files_are_looked_for_in_order() -> None:
    """The domain itself, each parent with a leading dot, and the file of no name."""
    assert custom_domain_candidates("A.b.example.NET") == (
        "custdomains/a.b.example.net.tab",
        "custdomains/.b.example.net.tab",
        "custdomains/.example.net.tab",
        "custdomains/.net.tab",
        "custdomains/.tab",
    )


def test_custom_domain_files_are_listed() -> None:
    """Only files that XMail could ever find."""
    root = mail_root({"custdomains/.tab": "", "custdomains/x.test.tab": "", "custdomains/note": ""})

    assert custom_domain_files(root) == ("custdomains/.tab", "custdomains/x.test.tab")
    assert custom_domain_files(mail_root()) == ()


def test_a_set_nobody_can_name_is_given_up_once() -> None:
    """Hundreds of unrelated masks with holes: one error, remembered, and peers still decided."""
    rows = "".join(
        row(
            str(Address(4, number * 2654435761 % 2**32)),
            str(Address(4, number * 40503 * 2654435761 % 2**32)),
            "ALLOW" if number % 2 else "DENY",
            str(number % 5),
        )
        for number in range(1, 700)
    )
    facts = facts_about({"ctrl.ipmap.tab": rows})
    access = access_map(facts.root, "ctrl")

    for _ in range(2):
        start = time.perf_counter()
        with pytest.raises(TooIrregularError):
            assert access.allowed
    assert time.perf_counter() - start < 0.1
    assert isinstance(access.decide(facts, PEERS[0]), bool)
    table = exposure(facts.root, own_addresses=None, networks=None, world=facts.world)
    assert {cell.answer for cell in table if cell.action is Action.ADMIN} == {Answer.UNDETERMINED}
