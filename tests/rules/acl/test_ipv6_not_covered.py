"""ACL012: networks of IPv6 that a closed map forgets."""

from __future__ import annotations

import pytest

from tests.rules.acl.judging import DENY, LOOPBACK, judged, map_root, with_fix
from tests.tls_files import TLS_FILES
from xmailaudit.messages import Listing
from xmailaudit.policy.addresses import Address
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.questions import Connect
from xmailaudit.policy.reach import reachable
from xmailaudit.rules.finding import Severity

GLOBAL = ("2000::/3", "", "DENY", "1")
PRIVATE = ("fc00::/7", "", "DENY", "1")
LINK = ("fe80::/10", "", "DENY", "1")
ADMIN = ("2001:db8::24/128", "", "ALLOW", "2")


@pytest.mark.parametrize(
    ("rows", "forgotten", "severity"),
    [
        ((), ("2000::/3", "fc00::/7", "fe80::/10"), Severity.HIGH),
        ((GLOBAL,), ("fc00::/7", "fe80::/10"), Severity.MEDIUM),
        ((GLOBAL, PRIVATE), ("fe80::/10",), Severity.MEDIUM),
        ((PRIVATE, LINK), ("2000::/3",), Severity.HIGH),
        ((ADMIN,), ("2000::/3", "fc00::/7", "fe80::/10"), Severity.HIGH),
    ],
)
def test_the_forgotten_networks_are_named_and_denied(
    rows: tuple[tuple[str, ...], ...], forgotten: tuple[str, ...], severity: Severity
) -> None:
    """An IPv6 row for somebody covers nobody else, and stays in force."""
    root = map_root(DENY, LOOPBACK, *rows, service="ctrl", options="-C6")
    (one,) = judged(root, "ACL012")
    mended = reachable(with_fix(root, one.fixes[0]), "ctrl")

    assert one.severity is severity
    assert one.message.parameters["networks"] == Listing(forgotten)
    for stranger in ("2001:db8::25", "fd00::1", "fe80::1"):
        assert Address.parse(stranger) not in mended
    assert (Address.parse("2001:db8::24") in mended) is (ADMIN in rows)
    assert Address.parse("127.0.0.1") in mended


def test_the_witness_speaks_ipv6() -> None:
    """To the port that does, be it the twin."""
    root = map_root(DENY, LOOPBACK, service="ctrl", options="-W6", files={**TLS_FILES})
    (one,) = judged(root, "ACL012")

    assert one.witness is not None
    assert isinstance(one.witness.question, Connect)
    assert one.witness.question.service == "ctrls"
    assert ":" in one.witness.question.client
    assert one.witness.decision.answer is Answer.ALLOW


def test_halves_that_close_ipv4_need_ipv6_rows_as_well() -> None:
    """There is no one row for them to stand beside."""
    halves = (("0.0.0.0", "128.0.0.0", "DENY", "3"), ("128.0.0.0", "128.0.0.0", "DENY", "4"))
    root = map_root(*halves, service="ctrl", options="-C6")
    (one,) = judged(root, "ACL012")

    assert one.places[0].line is None
    assert judged(with_fix(root, one.fixes[0]), "ACL012") == []


def test_a_map_that_is_open_anyway_forgets_nothing() -> None:
    """Neither does a service without IPv6."""
    listed = ("203.0.113.0", "255.255.255.0", "DENY", "1")

    assert judged(map_root(listed, service="pop3", options="-P6"), "ACL012") == []
    assert judged(map_root(service="pop3", options="-P6"), "ACL012") == []
    assert judged(map_root(DENY, service="pop3", options="-C6"), "ACL012") == []
