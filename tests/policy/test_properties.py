"""Properties of clients: which row decides, and what it grants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.roots import mail_root, row
from xmailaudit.policy.addresses import Address
from xmailaudit.policy.facts import Facts
from xmailaudit.policy.properties import (
    NO_AUTH,
    WHITE_LIST,
    granted,
    host_properties,
    host_sub_match,
    ip_properties,
    ip_property_rows,
    ip_property_rows_in_use,
    matched_beginning,
    peers_granted,
    properties_of,
)
from xmailaudit.policy.world import World

PEERS = [
    Address.parse(text)
    for text in ("198.51.100.7", "198.51.100.8", "198.51.101.7", "127.0.0.1", "::1", "2001:db8::7")
]


def facts_about(**files: str) -> Facts:
    """Facts of a MailRoot with `ipprop` or `hnprop` tables."""
    return Facts(
        mail_root({f"smtp.{name}.tab": text for name, text in files.items()}), World(closed=True)
    )


# ------------------------------------------------------------ what a row grants


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        (("WhiteList",), {"WhiteList"}),
        (("WhiteList=1", "NoAuth=2"), {"WhiteList", "NoAuth"}),
        (("NoAuth= 1",), {"NoAuth"}),
        (("NoAuth =1",), set()),
        (("WhiteList=0",), set()),
        (("WhiteList=yes",), set()),
        (("whitelist=1",), set()),
        (("WhiteList=1,NoAuth=1",), {"WhiteList"}),
        (("SenderDomainCheck",), set()),
        (("SenderDomainCheck=1",), set()),
        (("SenderDomainCheck=0",), {"SenderDomainCheck"}),
        (("EaseTLS=1",), set()),
        (("EnableVRFY", "EnableETRN=1"), {"EnableVRFY", "EnableETRN"}),
    ],
)
def test_what_a_row_grants(fields: tuple[str, ...], names: set[str]) -> None:
    """Names in exactly their case; a switch without value is on; one property checks for 0."""
    (one,) = ip_property_rows(facts_about(ipprop=row("198.51.100.0/24", *fields)).root)

    assert granted(one.row) == names


def test_no_row_grants_nothing() -> None:
    """For clients that no row matches."""
    assert granted(None) == frozenset()


def test_a_property_knows_its_field() -> None:
    """So that a finding can point at it; an unknown name is told from a known one."""
    (one,) = ip_property_rows(facts_about(ipprop=row("198.51.100.0/24", "EaseTLS", "X=1")).root)

    assert [(p.field, p.name, p.value, p.known, p.is_on) for p in properties_of(one.row)] == [
        (1, "EaseTLS", None, True, True),
        (2, "X", "1", False, True),
    ]


# ------------------------------------------------------------ by address


def test_the_first_row_that_matches_decides() -> None:
    """A later one that would grant more is not read."""
    facts = facts_about(
        ipprop=row("198.51.100.7/32", "NoAuth=1") + row("198.51.100.0/24", "WhiteList=1")
    )

    assert granted(ip_properties(facts, PEERS[0])) == {NO_AUTH}
    assert granted(ip_properties(facts, PEERS[1])) == {WHITE_LIST}
    assert ip_properties(facts, PEERS[2]) is None


def test_a_mask_in_a_field_of_its_own_is_never_read() -> None:
    """The row is skipped, and its mask is taken for a property."""
    facts = facts_about(ipprop=row("198.51.100.0", "255.255.255.0", "WhiteList"))

    assert ip_properties(facts, PEERS[0]) is None
    assert not peers_granted(facts.root, WHITE_LIST)


@st.composite
def tables(draw: st.DrawFn) -> str:
    """Rows that overlap."""
    selectors = st.sampled_from(
        ["198.51.100.7/32", "198.51.100.0/24", "198.51.0.0/16", "::/0", "198.51.100.7", "/0"]
    )
    names = st.sampled_from(["WhiteList", "WhiteList=0", "NoAuth=1", "EaseTLS"])
    rows = draw(st.lists(st.tuples(selectors, names), max_size=5))
    return "".join(row(*fields) for fields in rows)


@given(tables())
def test_the_set_is_the_decision_for_every_peer(text: str) -> None:
    """All peers at once and one at a time agree; rows out of use decide for nobody."""
    facts = facts_about(ipprop=text)
    favoured = peers_granted(facts.root, WHITE_LIST)
    in_use = {one.row for one in ip_property_rows_in_use(facts.root)}

    for peer in PEERS:
        decided = ip_properties(facts, peer)
        assert (peer in favoured) is (WHITE_LIST in granted(decided))
        assert decided is None or decided in in_use


def test_a_row_behind_one_for_everybody_is_not_in_use() -> None:
    """It can never be the first that matches."""
    facts = facts_about(ipprop=row("::/0", "NoAuth") + row("198.51.100.0/24", "WhiteList"))

    assert [one.row.selector for one in ip_property_rows_in_use(facts.root)] == ["::/0"]


# ------------------------------------------------------------ by reverse name


@pytest.mark.parametrize(
    ("name", "pattern", "matches"),
    [
        ("mail.partner.test", "mail.partner.test", True),
        ("MAIL.partner.test", "mail.Partner.test", True),
        ("mail.partner.test.evil.test", "mail.partner.test", True),
        ("mail.partner.test", "mail.partner.test.", True),
        ("mail.partner.tes", "mail.partner.test", False),
        ("a.mail.partner.test", "mail.partner.test", False),
        ("mail.partner.test", ".partner.test", False),
        ("partner.test", ".partner.test", False),
        ("partner.test.evil.test", ".partner.test.", True),
        ("mail.partner.test", ".partner.test.", False),
        ("anything", "", True),
        ("anything", ".", True),
    ],
)
def test_a_pattern_is_the_beginning_of_a_name(name: str, pattern: str, *, matches: bool) -> None:
    """And with a dot in front it is nothing at all."""
    assert host_sub_match(name, pattern) is matches


@given(st.text(max_size=8), st.text(max_size=4))
def test_a_beginning_is_all_that_counts(pattern: str, more: str) -> None:
    """Whoever can choose what follows can take any name that a pattern favours."""
    beginning = matched_beginning(pattern)

    assert beginning is None or host_sub_match(beginning + more, pattern)


def test_the_first_name_that_matches_decides() -> None:
    """As with addresses."""
    facts = facts_about(hnprop=row("mail", "NoAuth") + row("mail.partner.test", "WhiteList"))

    assert granted(host_properties(facts, "mail.partner.test")) == {NO_AUTH}
    assert host_properties(facts, "mx.partner.test") is None
