"""Each row of smtprelay.tab belongs to one rule, the most specific one, or to none."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.acl.judging import GIVEN, networks
from tests.rules.rel.relaying import found, relay_root
from xmailaudit.policy.addresses import AddressSet, loopback, matched_peers, public
from xmailaudit.policy.relay import relay_table
from xmailaudit.policy.relaying import near
from xmailaudit.rules.relay_rows import relays

TOLD = GIVEN._replace(web_server=True)
DECLARED = TOLD._replace(trusted=networks("203.0.113.16/28", "192.168.0.0/24"))


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("relay.example.net 255.255.255.255", "REL009"),
        ("203.0.113.24 mask.example.net", "REL009"),
        ("0.0.0.0 0.0.0.0", "REL001"),
        ("192.168.0.0 24", "REL001"),
        ("203.0.113.24/0", "REL001"),
        ("10/0", "REL001"),
        ("::ffff:0:0/96", "REL001"),
        ("203.0.0.0/8", "REL001"),
        ("203.0.0.0/9", "REL002"),
        ("203.0.113.5 255.255", "REL008"),
        ("192.168.010.5 255.255.255.0", "REL008"),
        ("203.0.113.24 255.255.255.0", "REL003"),
        ("172.16.0.5 255.255.0.0", "REL003"),
        ("203.0.113.0 255.255.255.0", "REL002"),
        ("172.16.0.0 255.255.0.0", "REL011"),
        ("172.16.0.0/16", "REL011"),
        ("172.16.0.0 255.240.0.0", "REL004"),
        ("10.0.0.0 255.0.0.0", "REL004"),
        ("169.254.0.0/16", "REL004"),
        ("100.64.0.0/10", "REL004"),
        ("172.17.0.1/32", "REL004"),
        ("172.0.0.0/9", "REL002"),
        ("127.0.0.0 255.0.0.0", "REL010"),
        ("127.0.0.1 255.0.0.0", "REL010"),
        ("localhost 255.255.255.255", "REL010"),
    ],
)
def test_the_most_specific_rule_owns_a_row(text: str, owner: str) -> None:
    """Nothing is declared, and a web server is told of."""
    assert found(relay_root(text), TOLD) == [(owner, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "203.0.113.24 255.255.255.255",
        "192.168.0.10/32",
        "2001:db8::/32",
        "224.0.0.0/4",
        "203.0.113.24",
        "203.0.113.0 /24",
    ],
)
def test_a_row_that_opens_nothing_strange_is_nobodys(text: str) -> None:
    """A single address, a family that nobody listens for, no client's network, a dead row."""
    assert found(relay_root(text), TOLD) == []


def test_what_is_declared_is_no_finding_and_single_rows_are_no_longer() -> None:
    """Once networks are declared, they alone count."""
    root = relay_root(
        "203.0.113.16/28", "192.168.0.0/24", "203.0.113.20/24", "203.0.113.1/32", "192.168.1.1/32"
    )

    assert found(root, DECLARED) == [("REL002", 4), ("REL003", 3), ("REL004", 5)]


def test_rows_of_the_world_are_the_widest_ones_only() -> None:
    """What remains without them is no world, and is spoken of by others."""
    root = relay_root("0.0.0.0/1", "203.0.113.0/24", "128.0.0.0/1", "10.0.0.0/8", "0.0.0.0/1")

    assert found(root) == [
        ("REL001", 1),
        ("REL001", 3),
        ("REL001", 5),
        ("REL002", 2),
        ("REL004", 4),
    ]


def test_many_networks_of_one_size_are_a_world_together() -> None:
    """None of 300 networks of 2^16 addresses is to blame alone."""
    root = relay_root(*(f"{20 + n // 100}.{n % 100}.0.0/16" for n in range(300)), "203.0.113.0/24")

    owners = Counter(rule for rule, _line in found(root))
    assert owners == {"REL001": 20, "REL002": 1}


_addresses = st.sampled_from(
    [
        "0.0.0.0",
        "10.0.0.0",
        "10.1.2.3",
        "127.0.0.1",
        "172.16.0.0",
        "172.17.0.1",
        "192.168.0.0",
        "203.0.113.0",
        "203.0.113.24",
        "198.51.100.7",
        "010.0.0.0",
        "192.168",
        "host.test",
        "::1",
    ]
)
_masks = st.sampled_from(
    [
        "0.0.0.0",
        "128.0.0.0",
        "255.0.0.0",
        "255.255.0.0",
        "255.255.255.0",
        "255.255.255.240",
        "255.255.255.255",
        "24",
        "255.255",
        "0.0.0.255",
    ]
)
_bits = st.sampled_from(("", "0", "1", "8", "9", "16", "24", "32", "x", "255.0.0.0", "64", "96"))
_rows = st.builds("{} {}".format, _addresses, _masks) | st.builds("{}/{}".format, _addresses, _bits)


@settings(max_examples=150)
@given(st.lists(_rows, max_size=6), st.booleans())
def test_no_row_is_reported_twice_and_no_stranger_is_left_out(
    rows: list[str],
    declared: bool,  # noqa: FBT001  # hypothesis fills it in
) -> None:
    """Whoever relays and is neither declared nor a row's single host is in some finding's row."""
    root = relay_root(*rows)
    given_ = DECLARED if declared else TOLD

    places = found(root, given_)

    assert len({line for _rule, line in places}) == len(places)
    lines = {line for _rule, line in places}
    table = relay_table(root).rows
    reported = matched_peers(r.usable for r in table if r.usable and r.row.line in lines)
    hosts = matched_peers(
        own for own in (r.usable for r in table) if own is not None and own == own.as_host
    )
    left = (relays(root, given_).allowed & (public() | near())) - reported - loopback()
    trusted = given_.trusted if given_.trusted is not None else AddressSet.empty()
    assert left <= (trusted if declared else hosts)
