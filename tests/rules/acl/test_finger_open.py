"""ACL010: who may ask finger."""

from __future__ import annotations

from tests.rules.acl.judging import DENY, GIVEN, LOOPBACK, judged, map_root, networks, with_fix
from xmailaudit.policy.addresses import Address
from xmailaudit.policy.reach import reachable
from xmailaudit.rules.finding import Confidence

OFFICE = ("198.51.100.0", "255.255.255.0", "ALLOW", "2")


def test_wide_rows_are_one_finding_and_declared_networks_are_none() -> None:
    """Finger is open or it is not."""
    other = ("192.0.2.0", "255.255.255.0", "ALLOW", "2")
    root = map_root(DENY, LOOPBACK, OFFICE, other, service="finger")
    trusted = GIVEN._replace(trusted=networks("198.51.100.0/24", "192.0.2.0/24"))

    (one,) = judged(root, "ACL010")

    assert [place.line for place in one.places] == [3, 4]
    assert one.message.parameters["addresses"] == 512
    assert one.confidence is Confidence.CERTAIN
    assert judged(root, "ACL010", trusted) == []


def test_what_is_trusted_is_proposed_to_stay() -> None:
    """Beside this machine."""
    root = map_root(("0.0.0.0", "0.0.0.0", "ALLOW", "1"), service="finger")
    (one,) = judged(root, "ACL010", GIVEN._replace(trusted=networks("198.51.100.0/24")))

    let_in = reachable(with_fix(root, one.fixes[0]), "finger")

    assert Address.parse("198.51.100.7") in let_in
    assert Address.parse("127.0.0.1") in let_in
    assert Address.parse("192.0.2.7") not in let_in
    assert len(one.fixes[0].steps) == 1


def test_a_mask_with_holes_is_another_rules() -> None:
    """Unless others get in too."""
    holes = ("198.51.100.0", "255.255.0.255", "ALLOW", "2")

    assert judged(map_root(DENY, LOOPBACK, holes, service="finger"), "ACL010") == []
    (one,) = judged(map_root(DENY, LOOPBACK, holes, OFFICE, service="finger"), "ACL010")
    assert one.message.parameters["addresses"] == 256
