"""SmartDNSHost as XMail reads it, and as people write it."""

from __future__ import annotations

import pytest

from xmailaudit.policy.outbound.resolvers import Meant, Resolver, asked, meant


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("", []),
        (",", []),
        ("192.0.2.53", []),
        ("192.0.2.53:udp", [("192.0.2.53", False)]),
        ("192.0.2.53:TCP,ns.example.com:udp", [("192.0.2.53", True), ("ns.example.com", False)]),
        ("192.0.2.53,192.0.2.54", [("192.0.2.53", False)]),
        ("192.0.2.53::udp", [("192.0.2.53", False)]),
        ("192.0.2.53:udp, 192.0.2.54:tcp", [("192.0.2.53", False), (" 192.0.2.54", True)]),
        ("a:53:udp,b:53:udp", [("a", False), ("udp", False), ("53", False)]),
        ("2001:db8::53:udp", [("2001", False), ("53", False)]),
    ],
)
def test_pairs(text: str, hosts: list[tuple[str, bool]]) -> None:
    """A piece without a second one is no pair."""
    assert asked(text) == tuple(Resolver(*pair) for pair in hosts)


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("", []),
        ("192.0.2.53", [Meant("192.0.2.53", None, None)]),
        ("192.0.2.53:UDP", [Meant("192.0.2.53", None, "udp")]),
        ("192.0.2.53:5353:tcp", [Meant("192.0.2.53", "5353", "tcp")]),
        ("192.0.2.53:udp:53", [Meant("192.0.2.53", "53", "udp")]),
        ("2001:db8::53", [Meant("2001:db8::53", None, None)]),
        ("2001:db8::53:udp", [Meant("2001:db8::53", None, "udp")]),
        ("::1:udp", [Meant("::1", None, "udp")]),
        ("[2001:db8::53]:53:tcp", [Meant("2001:db8::53", "53", "tcp")]),
        (" a : udp ,, b", [Meant("a", None, "udp"), Meant("b", None, None)]),
    ],
)
def test_what_people_mean(text: str, entries: list[Meant]) -> None:
    """An address with colons is one host."""
    assert meant(text) == tuple(entries)
