"""ACL004: masks with holes, what they match, and what was meant."""

from __future__ import annotations

import pytest

from tests.rules.acl.judging import DENY, LOOPBACK, edits_of, judged, map_root, with_fix
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.questions import Connect
from xmailaudit.tables.edit import SetField


@pytest.mark.parametrize(
    ("mask", "addresses", "meant"),
    [
        ("24", 1 << 30, "255.255.255.0"),
        ("8", 1 << 31, "255.0.0.0"),
        ("255.255", 1 << 16, "255.255.0.0"),
        ("255.255.225.0", 1 << 12, "255.255.255.0"),
        ("0.0.0.255", 1 << 24, "255.255.255.0"),
    ],
)
def test_what_a_mask_matches_and_means(mask: str, addresses: int, meant: str) -> None:
    """The number of addresses is exact; the proposal is a guess that a person confirms."""
    root = map_root(DENY, LOOPBACK, ("192.168.0.0", mask, "ALLOW", "3"))
    (one,) = judged(root, "ACL004")
    (fix,) = one.fixes

    assert one.message.parameters["addresses"] == addresses
    assert fix.choice is not None
    assert fix.choice.default == meant
    assert edits_of(fix) == (SetField("pop3.ipmap.tab", 3, 1, meant),)
    assert fix.choice.edits("255.255.254.0")[0] == SetField("pop3.ipmap.tab", 3, 1, "255.255.254.0")


def test_the_witness_is_somebody_nobody_meant() -> None:
    """Let in by a row that allows too many, or past one that denies the wrong ones."""
    allowing = map_root(DENY, LOOPBACK, ("198.51.100.0", "24", "ALLOW", "3"))
    denying = map_root(("198.51.100.1", "24", "DENY", "3"))

    for root, client in ((allowing, "192.0.2.1"), (denying, "198.51.100.8")):
        (one,) = judged(root, "ACL004")
        assert one.witness is not None
        assert one.witness.question == Connect("pop3", client)
        assert one.witness.decision.answer is Answer.ALLOW


def test_many_rows_are_one_finding_that_mends_them_all() -> None:
    """Each to the mask it was meant to have."""
    rows = [(f"192.168.{third}.0", "24", "ALLOW", "3") for third in range(21)]
    root = map_root(DENY, LOOPBACK, *rows)

    (one,) = judged(root, "ACL004")

    assert (len(one.places), one.total) == (20, 21)
    assert judged(with_fix(root, one.fixes[0]), "ACL004") == []


@pytest.mark.parametrize("mask", ["255.255.255.0", "0.0.0.0", "0", "255.255.255.255", "/24", "x"])
def test_a_mask_without_holes_or_no_mask_at_all(mask: str) -> None:
    """What XMail skips is another rule's."""
    assert judged(map_root(DENY, ("192.168.0.0", mask, "ALLOW", "3")), "ACL004") == []
