"""Ties: where only the order of rows decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tests.roots import mail_root, row
from xmailaudit.policy.access import AccessMap, access_map
from xmailaudit.policy.addresses import Address, AddressSet, FoldRow, allowed_peers
from xmailaudit.policy.ties import ties, without_ties

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

EVERYBODY = AddressSet.everything()
PEERS = [Address.parse(f"198.51.{third}.{last}") for third in (99, 100) for last in (7, 8, 200)]


def pop3(*rows: tuple[str, ...]) -> AccessMap:
    """An access map of these rows."""
    return access_map(root_of(*rows), "pop3")


def root_of(*rows: tuple[str, ...]) -> MailRoot:
    """A MailRoot with that map."""
    return mail_root({"pop3.ipmap.tab": "".join(row(*fields) for fields in rows)})


NETWORKS = st.sampled_from(
    [
        ("0.0.0.0", "0.0.0.0"),
        ("198.51.100.0", "255.255.255.0"),
        ("198.51.100.7", "255.255.255.255"),
        ("198.51.100.0", "255.255.255.128"),
        ("198.51.99.0", "255.255.255.0"),
        ("office.example.net", "255.255.255.255"),
    ]
)
NUMBERS = st.sampled_from(["-2", "-1", "0", "1", "2"])
MAPS = st.lists(st.tuples(NETWORKS, st.sampled_from(["ALLOW", "DENY"]), NUMBERS), max_size=7)
Rows = list[tuple[tuple[str, str], str, str]]


def made(rows: Rows) -> AccessMap:
    """The map of generated rows."""
    return pop3(*((*network, permission, number) for network, permission, number in rows))


def is_tied(access: AccessMap, peer: Address) -> bool:
    """Whether the strongest rows that match a peer disagree."""
    matching = [r for r in access.rows if r.filter is not None and r.filter.matches(peer)]
    top = max((r.precedence for r in matching), default=0)
    return len({r.allows for r in matching if r.precedence == top}) == 2


@given(MAPS)
def test_a_tie_is_where_the_strongest_rows_disagree(rows: Rows) -> None:
    """Peer by peer; and each tie names all rows that take part in it."""
    access = made(rows)
    found = list(ties(access, EVERYBODY))

    for peer in PEERS:
        assert any(peer in tie.peers for tie in found) is is_tied(access, peer)
    for tie in found:
        assert {r.allows for r in tie.rows} == {True, False}
        assert {r.precedence for r in tie.rows} == {tie.precedence}
        witness = tie.peers.witness()
        assert witness is not None
        matching = {r for r in access.rows if r.filter and r.filter.matches(witness)}
        assert {r for r in matching if r.precedence == tie.precedence} <= set(tie.rows)


@given(MAPS)
def test_numbers_without_ties_decide_the_same(rows: Rows) -> None:
    """For every peer, and nothing hangs on the order any more."""
    access = made(rows)
    levels = {tie.precedence for tie in ties(access, EVERYBODY)}
    numbers = dict(without_ties(access, levels))

    numbered = AccessMap(
        "pop3",
        access.file,
        tuple(r._replace(precedence=numbers.get(r, r.precedence)) for r in access.rows),
        exists=True,
    )
    assert list(ties(numbered, EVERYBODY)) == []
    assert numbered.allowed == access.allowed


def test_only_what_must_be_is_numbered_anew() -> None:
    """Rows below the tie keep their numbers, and so do those far above it."""
    access = pop3(
        ("0.0.0.0", "0.0.0.0", "DENY", "1"),
        ("198.51.100.0", "255.255.255.0", "DENY", "4"),
        ("198.51.100.7", "255.255.255.255", "ALLOW", "4"),
        ("192.0.2.0", "255.255.255.0", "ALLOW", "9"),
    )

    assert [(r.row.line, number) for r, number in without_ties(access, {4})] == [(3, 5)]


def test_a_row_above_settles_a_tie() -> None:
    """Where the rows at odds do not decide, they are no tie."""
    access = pop3(
        ("198.51.100.0", "255.255.255.0", "ALLOW", "1"),
        ("198.51.100.7", "255.255.255.255", "DENY", "1"),
        ("198.51.100.7", "255.255.255.255", "DENY", "2"),
    )

    assert list(ties(access, EVERYBODY)) == []


def test_peers_that_do_not_arrive_have_no_tie() -> None:
    """A tie among IPv6 peers of a service that listens on IPv4 is none."""
    access = pop3(("2001:db8::/32", "", "ALLOW", "1"), ("2001:db8::/33", "", "DENY", "1"))
    arriving = AddressSet.prefix(Address(4, 0), 0)

    assert len(list(ties(access, EVERYBODY))) == 1
    assert list(ties(access, arriving)) == []


def test_the_fold_agrees_with_the_renumbered_rows() -> None:
    """The example of the rule's page."""
    everybody = AddressSet.prefix(Address(4, 0), 0)
    office = AddressSet.prefix(Address.parse("198.51.100.0"), 24)
    rows = [FoldRow(everybody, False, 1), FoldRow(office, True, 1)]  # noqa: FBT003

    assert office <= allowed_peers(rows)
    assert not office & allowed_peers(reversed(rows))
