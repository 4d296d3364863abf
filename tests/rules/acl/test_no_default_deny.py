"""ACL002: a map that names whom it allows, and nobody else."""

from __future__ import annotations

import pytest

from tests.rules.acl.judging import (
    DENY,
    GIVEN,
    LOOPBACK,
    judged,
    map_root,
    with_fix,
)
from xmailaudit.policy.addresses import Address
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.reach import reachable
from xmailaudit.rules.finding import Severity
from xmailaudit.tables.edit import InsertRow, RemoveRow

OFFICE = ("192.168.0.0", "255.255.255.0", "ALLOW", "3")
STRANGER = Address.parse("203.0.113.9")


@pytest.mark.parametrize(
    ("service", "severity"),
    [
        ("ctrl", Severity.HIGH),
        ("finger", Severity.MEDIUM),
        ("pop3", Severity.MEDIUM),
        ("smtp", Severity.INFO),
    ],
)
def test_how_bad_it_is_depends_on_the_service(service: str, severity: Severity) -> None:
    """The witness is somebody no row names."""
    (one,) = judged(map_root(OFFICE, service=service), "ACL002")

    assert one.severity is severity
    assert one.witness is not None
    assert one.witness.decision.answer is Answer.ALLOW


def test_rows_that_deny_everybody_together_are_enough() -> None:
    """Two halves, at whatever precedence."""
    halves = (("0.0.0.0", "128.0.0.0", "DENY", "1"), ("128.0.0.0", "128.0.0.0", "DENY", "2"))

    assert judged(map_root(*halves, OFFICE), "ACL002") == []
    assert len(judged(map_root(halves[0], OFFICE, LOOPBACK), "ACL002")) == 1


def test_a_row_that_excepts_somebody_from_a_denial_is_not_idle() -> None:
    """It is the others that are named."""
    denied = ("203.0.113.0", "255.255.255.0", "DENY", "1")
    exception = ("203.0.113.7", "255.255.255.255", "ALLOW", "2")

    assert judged(map_root(denied, exception), "ACL002") == []
    (one,) = judged(map_root(denied, exception, OFFICE), "ACL002")
    assert [place.line for place in one.places] == [3]


def test_a_denial_that_is_never_used_denies_nobody() -> None:
    """Precedence -2."""
    unused = ("0.0.0.0", "0.0.0.0", "DENY", "-2")

    assert len(judged(map_root(unused, OFFICE), "ACL002")) == 1


def test_the_fix_denies_whom_no_row_allows() -> None:
    """Below all rows; this machine stays where it was let in, and gets a row for it."""
    root = map_root(OFFICE)
    (one,) = judged(root, "ACL002")
    (fix,) = one.fixes

    assert fix.edits == (
        InsertRow("pop3.ipmap.tab", 0, ("0.0.0.0", "0.0.0.0", "DENY", "2")),
        InsertRow("pop3.ipmap.tab", None, ("127.0.0.0", "255.0.0.0", "ALLOW", "3")),
    )
    let_in = reachable(with_fix(root, fix), "pop3")
    assert Address.parse("192.168.0.7") in let_in
    assert Address.parse("127.0.0.1") in let_in
    assert STRANGER not in let_in


def test_the_fix_denies_ipv6_where_it_is_heard() -> None:
    """Else half of the world stayed."""
    root = map_root(OFFICE, LOOPBACK, options="-P6")
    (one,) = judged(root, "ACL002")

    let_in = reachable(with_fix(root, one.fixes[0]), "pop3")

    assert Address.parse("2001:db8::7") not in let_in
    assert Address.parse("fe80::7") not in let_in


def test_a_server_that_takes_mail_does_not_shut_the_world_out() -> None:
    """Its idle rows go; only one that is told not to be an MX gets a row that denies."""
    root = map_root(OFFICE, service="smtp")
    (mx,) = judged(root, "ACL002")
    (inside,) = judged(root, "ACL002", GIVEN._replace(mx=False))

    assert mx.fixes[0].edits == (RemoveRow("smtp.ipmap.tab", 1),)
    assert STRANGER not in reachable(with_fix(root, inside.fixes[0]), "smtp")


def test_an_empty_map_names_nobody() -> None:
    """It is open, and does not pretend anything."""
    assert judged(map_root(), "ACL002") == []
    assert judged(map_root(DENY), "ACL002") == []


def test_the_fix_leaves_this_machine_its_ipv6_address() -> None:
    """The row that denies all of IPv4 matches ::1 too."""
    root = map_root(OFFICE, service="ctrl", options="-C6")
    (one,) = judged(root, "ACL002")

    assert Address.parse("::1") in reachable(with_fix(root, one.fixes[0]), "ctrl")
