"""Host lists with commas between the hosts, and gateways that make a path."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from xmailaudit.policy.outbound.routes import outbound
from xmailaudit.policy.outbound.separators import Confused, confused
from xmailaudit.policy.outbound.source_routes import carries_mail, hops
from xmailaudit.policy.outbound.way import Way


def read(hosts: str, *, way: Way) -> Confused | None:
    """One list in one of the two grammars."""
    if way is Way.DEFAULT:
        root = mail_root(settings=row("DefaultSMTPGateways", hosts))
    else:
        root = mail_root({"smtpfwd.tab": row("example.org", hosts)})
    (one,) = outbound(root).lists
    return confused(one)


@pytest.mark.parametrize(
    ("hosts", "used", "lost", "apart", "alone"),
    [
        ("a.test,b.test", ["a.test"], ["b.test"], "a.test;b.test", "a.test"),
        ("a.test:25, b.test:25", ["a.test"], ["b.test"], "a.test:25;b.test:25", "a.test:25"),
        (
            "a.test,NeedTLS=2,b.test;c.test",
            ["a.test", "c.test"],
            ["b.test"],
            "a.test,NeedTLS=2;b.test;c.test",
            "a.test,NeedTLS=2;c.test",
        ),
    ],
)
def test_default_gateways(
    hosts: str, used: list[str], lost: list[str], apart: str, alone: str
) -> None:
    """What stands behind the comma is passed over."""
    found = read(hosts, way=Way.DEFAULT)

    assert found is not None
    assert (list(found.used), list(found.lost)) == (used, lost)
    assert (found.apart, found.alone) == (apart, alone)


@pytest.mark.parametrize(
    ("hosts", "used", "lost", "alone"),
    [
        ("a.test,b.test", [], ["a.test", "b.test"], ""),
        ("a.test:25,b.test", ["a.test"], ["b.test"], "a.test:25"),
        ("a.test:25,b.test:25", [], ["a.test", "b.test"], ""),
        ("#a.test,b.test;c.test", ["c.test"], ["a.test", "b.test"], "#c.test"),
    ],
)
def test_forwards(hosts: str, used: list[str], lost: list[str], alone: str) -> None:
    """The comma is part of a name, or ends the number of a port."""
    found = read(hosts, way=Way.FORWARD)

    assert found is not None
    assert (list(found.used), list(found.lost), found.alone) == (used, lost, alone)


@pytest.mark.parametrize("way", [Way.DEFAULT, Way.FORWARD])
@pytest.mark.parametrize(
    "hosts",
    ["a.test", "a.test;b.test", "a.test,NeedTLS=1", "a.test:25,outbind=192.0.2.1", "a,b"],
)
def test_options_are_no_hosts(hosts: str, way: Way) -> None:
    """Nor is a word."""
    assert read(hosts, way=way) is None


@pytest.mark.parametrize(
    ("gateway", "first"),
    [
        ("@gw.example.net", "gw.example.net"),
        ("@gw.example.net|2525", "gw.example.net|2525"),
        ("@[192.0.2.1]", "[192.0.2.1]"),
        ("@a.test,@b.test", "a.test"),
        ("@gw.example.net:2525", None),
        ("gw.example.net", None),
        ("a.test,b.test", None),
        ("user@gw.example.net", None),
        ("@", None),
        ("", None),
        ("@gw example.net", None),
        ("@a.test;@b.test", None),
    ],
)
def test_paths(gateway: str, first: str | None) -> None:
    """As they can be read out of the spool again."""
    assert carries_mail(gateway) is (first is not None)
    assert first is None or hops(gateway)[0] == first
