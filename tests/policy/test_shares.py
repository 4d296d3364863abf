"""Which row decides whom: shares agree with the decisions, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.roots import mail_root, row
from xmailaudit.policy.access import access_map
from xmailaudit.policy.addresses import Address, AddressSet
from xmailaudit.policy.relay import relay_table
from xmailaudit.policy.shares import host_names, shares

if TYPE_CHECKING:
    from xmailaudit.policy.shares import Share

EVERYBODY = AddressSet.everything()

addresses = st.sampled_from(["0.0.0.0", "10.0.0.0", "10.0.0.1", "192.0.2.7", "203.0.113.0"])
masks = st.sampled_from(["0.0.0.0", "255.0.0.0", "255.255.255.0", "255.255.255.255", "255.0.0.255"])
map_rows = st.lists(
    st.tuples(addresses, masks, st.sampled_from(["ALLOW", "DENY"]), st.integers(-2, 3).map(str)),
    max_size=6,
)
peers = st.sampled_from(["10.0.0.1", "10.0.0.2", "10.1.2.3", "192.0.2.7", "203.0.113.9", "8.8.8.8"])


def decider(parts: tuple[Share, ...], peer: Address) -> Share:
    """The one share that holds a peer."""
    (found,) = [share for share in parts if peer in share.peers]
    return found


@given(map_rows, peers)
def test_a_peer_is_in_exactly_the_share_of_the_row_that_decides_it(
    rows: list[tuple[str, ...]], client: str
) -> None:
    """Precedence, ties, dead rows and masks with holes included."""
    root = mail_root({"ctrl.ipmap.tab": "".join(row(*fields) for fields in rows)})
    access = access_map(root, "ctrl")
    parts = tuple(shares(access, EVERYBODY))
    peer = Address.parse(client)

    share = decider(parts, peer)

    assert share.allows is (peer in access.allowed)
    matching = [
        one
        for one in access.rows
        if one.applies and one.matched.usable and one.matched.usable.matches(peer)
    ]
    if not matching:
        assert share.row is None
    else:
        best = max(one.precedence for one in matching)
        assert share.row is [one.row for one in matching if one.precedence == best][-1]


@given(map_rows)
def test_shares_are_all_who_arrive_and_no_two_overlap(rows: list[tuple[str, ...]]) -> None:
    """Whoever arrives is in one of them, whoever does not in none."""
    root = mail_root({"ctrl.ipmap.tab": "".join(row(*fields) for fields in rows)})
    arriving = AddressSet.prefix(Address(4, 0x0A000000), 8)

    together = AddressSet.empty()
    for share in shares(access_map(root, "ctrl"), arriving):
        assert share.peers
        assert share.peers <= share.matched <= arriving
        assert not together & share.peers
        together |= share.peers

    assert together == arriving


@given(st.lists(st.tuples(addresses, masks), max_size=5), peers)
def test_the_first_relay_row_that_matches_decides(rows: list[tuple[str, ...]], client: str) -> None:
    """A row always allows; whom none matches may not relay."""
    root = mail_root({"smtprelay.tab": "".join(row(*fields) for fields in rows)})
    table = relay_table(root)
    peer = Address.parse(client)

    share = decider(tuple(shares(table, EVERYBODY)), peer)

    assert share.allows is (peer in table.allowed)
    first = next((one.row for one in table.rows if peer in one.addresses), None)
    assert share.row is first


@pytest.mark.parametrize("file", ["ctrl.ipmap.tab", "smtprelay.tab"])
def test_rows_with_host_names_stand_apart(file: str) -> None:
    """They have no share, and the names to look up are named."""
    fields = ("office.example.com", "255.255.255.255", "ALLOW", "1")
    root = mail_root({file: row(*fields[: 2 if "relay" in file else 4])})
    table = access_map(root, "ctrl") if "ctrl" in file else relay_table(root)

    assert [name for _row, name in host_names(table)] == ["office.example.com"]
    assert [share.row for share in shares(table, EVERYBODY)] == [None]
