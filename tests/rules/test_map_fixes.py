"""Restricting an access map: strangers go, those who are named come in, the rest stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.roots import mail_root, row
from xmailaudit.mailroot.overlay import Overlay
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.policy.access import access_map
from xmailaudit.policy.addresses import Address, AddressError, AddressSet, Prefix
from xmailaudit.policy.openings import opening, public_peers
from xmailaudit.policy.reach import reachable
from xmailaudit.rules.map_fixes import (
    LOOPBACK,
    below_all,
    in_words,
    map_row,
    read_networks,
    replace_row,
    restrict,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xmailaudit.tables.edit import Edit

ADMINS = read_networks("203.0.113.24/32")
HERE = AddressSet.from_prefixes([LOOPBACK])
DENY = ("0.0.0.0", "0.0.0.0", "DENY", "1")
OPEN = ("0.0.0.0", "0.0.0.0", "ALLOW", "1")


def root_of(*rows: tuple[str, ...] | None, options: str = "") -> MailRoot:
    """A MailRoot with a ctrl map of these rows; without the map for None."""
    text = None if None in rows else "".join(row(*fields) for fields in rows if fields)
    words = StartOptions.parse(options.split(), origin=Origin.given())
    return mail_root({"ctrl.ipmap.tab": text}, options=words)


def after(root: MailRoot, edits: Sequence[Edit]) -> MailRoot:
    """The MailRoot with edits applied."""
    return MailRoot(Overlay(root.source, edits), root.start_options)


def restricted(root: MailRoot, networks: Sequence[Prefix] = ADMINS) -> MailRoot:
    """The map without any public stranger."""
    strangers = public_peers(root, "ctrl") - AddressSet.from_prefixes(networks)
    return after(root, restrict(root, access_map(root, "ctrl"), strangers, networks))


def networks_let_in(root: MailRoot) -> str:
    """Who gets in, in words."""
    return in_words(reachable(root, "ctrl"))


@pytest.mark.parametrize("rows", [(None,), (), (OPEN,), (("127.0.0.1", "24", "ALLOW", "1"),)])
def test_an_open_map_is_closed(rows: tuple[tuple[str, ...] | None, ...]) -> None:
    """Missing, empty, open, or open by a mask with holes: the same comes of it."""
    assert networks_let_in(restricted(root_of(*rows))) == "127.0.0.0/8, 203.0.113.24/32"


def test_what_harms_nobody_stays() -> None:
    """Private networks, rows that deny, comments; and rows keep their order."""
    home = ("192.168.0.0", "255.255.255.0", "ALLOW", "3")
    thief = ("192.168.0.66", "255.255.255.255", "DENY", "4")
    root = root_of(OPEN, home, thief)

    mended = restricted(root)

    let_in = reachable(mended, "ctrl")
    assert Address.parse("192.168.0.7") in let_in
    assert Address.parse("192.168.0.66") not in let_in
    assert not let_in & (public_peers(mended, "ctrl") - AddressSet.from_prefixes(ADMINS))


def test_a_host_under_a_wide_mask_becomes_the_host_unless_it_is_a_stranger() -> None:
    """Whoever is known was meant to come in."""
    root = root_of(DENY, ("198.51.100.7", "255.255.255.0", "ALLOW", "3"))
    access = access_map(root, "ctrl")
    host = AddressSet.host(Address.parse("198.51.100.7"))
    neighbours = public_peers(root, "ctrl") - host

    assert networks_let_in(after(root, restrict(root, access, neighbours, ()))) == (
        "127.0.0.0/8, 198.51.100.7/32"
    )
    assert networks_let_in(restricted(root, ())) == "127.0.0.0/8"


def test_this_machine_may_come_by_ipv6() -> None:
    """A row that denies all of IPv4 matches ::1 too, as 0.0.0.1."""
    here = Address.parse("::1")

    assert here in reachable(restricted(root_of(OPEN, options="-C6")), "ctrl")
    assert here in reachable(restricted(root_of(None, options="-C6")), "ctrl")


def test_a_map_that_is_closed_already_gets_no_second_row_that_denies() -> None:
    """Only what is missing is added."""
    loopback = ("127.0.0.0", "255.0.0.0", "ALLOW", "2")
    root = root_of(DENY, loopback, ("198.51.100.0", "255.255.255.0", "ALLOW", "2"))

    mended = restricted(root, ())

    assert [one.fields for one in mended.access_map("ctrl")] == [DENY, loopback]


def test_ipv6_is_denied_where_it_is_heard() -> None:
    """Global, private and link-local addresses."""
    mended = restricted(root_of(OPEN, options="-C6"), read_networks("2001:db8::24/128"))

    let_in = reachable(mended, "ctrl")
    assert Address.parse("2001:db8::24") in let_in
    for stranger in ("2001:db8::25", "fd00::1", "fe80::1", "203.0.113.9", "::ffff:203.0.113.9"):
        assert Address.parse(stranger) not in let_in


NETWORKS = st.sampled_from(
    [
        ("0.0.0.0", "0.0.0.0"),
        ("0.0.0.0", "128.0.0.0"),
        ("198.51.100.0", "255.255.255.0"),
        ("198.51.100.7", "255.255.255.0"),
        ("198.51.100.7", "255.255.255.255"),
        ("127.0.0.0", "255.255.255.0"),
        ("192.168.0.0", "255.255.0.0"),
        ("127.0.0.1", "24"),
    ]
)
ROWS = st.lists(
    st.tuples(
        NETWORKS, st.sampled_from(["ALLOW", "DENY"]), st.sampled_from(["-1", "0", "1", "2", "5"])
    ),
    max_size=6,
)


@given(ROWS)
def test_whatever_the_map_no_stranger_is_left(
    rows: list[tuple[tuple[str, str], str, str]],
) -> None:
    """Nor is anybody let in who was shut out, but those who were named and this machine."""
    root = root_of(*((*network, word, number) for network, word, number in rows))
    declared = AddressSet.from_prefixes(ADMINS)

    mended = restricted(root)

    assert not opening(mended, "ctrl", declared, single_rows_count=True).strangers
    gained = reachable(mended, "ctrl") - reachable(root, "ctrl")
    assert gained <= HERE | declared


# ------------------------------------------------------------ the pieces


def test_networks_are_read_as_they_are_worded() -> None:
    """An IPv4 network is named once, though a row matches it in three forms."""
    text = "192.0.2.24/32, 198.51.100.0/24, 2001:db8::/48"
    peers = AddressSet.from_prefixes(read_networks(text))

    assert in_words(peers | peers.embedded(0) | peers.embedded(0xFFFF << 32)) == text
    assert read_networks(text.replace(", ", "\n")) == read_networks(text)
    assert read_networks(" ") == ()


def test_an_answer_that_is_no_network_is_an_error() -> None:
    """The choice hands it on."""
    with pytest.raises(AddressError):
        read_networks("the office")


def test_rows_of_either_family() -> None:
    """XMail reads an IPv6 network from the first field, and needs four all the same."""
    assert map_row(LOOPBACK, "ALLOW", 2) == ("127.0.0.0", "255.0.0.0", "ALLOW", "2")
    assert map_row(Prefix.parse("fe80::/10"), "DENY", 1) == ("fe80::/10", "", "DENY", "1")


def test_below_all_is_as_low_as_can_be() -> None:
    """Never below -1, where a row is not used."""
    assert below_all([3, 2]) == 1
    assert below_all([0]) == -1
    assert below_all([-1]) == -1
    assert below_all([]) == 1


def test_a_row_is_replaced_in_its_place() -> None:
    """By one row for each network, with its permission and precedence; by nothing for none."""
    root = root_of(DENY, ("198.51.100.0", "255.255.255.0", "ALLOW", "7"))
    wide = access_map(root, "ctrl").rows[1]

    mended = after(root, replace_row(wide, read_networks("198.51.100.0/28 198.51.100.32/28")))

    assert [one.fields for one in mended.access_map("ctrl")] == [
        DENY,
        ("198.51.100.0", "255.255.255.240", "ALLOW", "7"),
        ("198.51.100.32", "255.255.255.240", "ALLOW", "7"),
    ]
    assert [one.fields for one in after(root, replace_row(wide, ())).access_map("ctrl")] == [DENY]
