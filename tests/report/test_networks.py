"""Exact sets as lists of networks."""

from __future__ import annotations

from tests.roots import mail_root, row
from xmailaudit.policy.access import access_map
from xmailaudit.policy.addresses import Address, AddressSet, Prefix
from xmailaudit.policy.shares import shares
from xmailaudit.report.networks import Described, described, listed, without_doubles


def of(*networks: str) -> AddressSet:
    """The union of some networks."""
    return AddressSet.from_prefixes(map(Prefix.parse, networks))


def test_ipv6_peers_that_go_with_their_ipv4_address_are_not_listed_beside_it() -> None:
    """`::ffff:203.0.113.0/120` is how a dual-stack socket shows 203.0.113.0/24."""
    both = of("203.0.113.0/24", "::ffff:203.0.113.0/120", "::203.0.113.0/120")

    assert listed(both, 8) == ("203.0.113.0/24",)
    assert without_doubles(both) == of("203.0.113.0/24")


def test_ipv6_peers_that_go_another_way_are_listed() -> None:
    """Nothing is left out that is not said already."""
    assert listed(of("::ffff:203.0.113.0/120", "2001:db8::/32"), 8) == (
        "::ffff:203.0.113.0/120",
        "2001:db8::/32",
    )


def test_a_list_that_nobody_could_read_is_none() -> None:
    """The limit holds for masks with holes, too."""
    assert listed(of("10.0.0.1/32", "192.0.2.6/32"), 1) is None
    assert listed(AddressSet.masked(0x01000001, 0xFF0000FF), 2) == ("1.0.0.1/255.0.0.255",)


def test_a_share_is_described_the_shorter_way() -> None:
    """Everybody but two networks, rather than three dozen networks."""
    root = mail_root(
        {
            "ctrl.ipmap.tab": row("0.0.0.0", "0.0.0.0", "DENY", "1")
            + row("203.0.113.0", "255.255.255.0", "ALLOW", "2")
        }
    )
    arriving = AddressSet.prefix(Address(4, 0), 0)
    allowed, denied = shares(access_map(root, "ctrl"), arriving)

    assert described(allowed, 8) == Described(("203.0.113.0/24",))
    assert described(denied, 8) == Described(("0.0.0.0/0",), ("203.0.113.0/24",))
    assert described(denied, 0) is None
