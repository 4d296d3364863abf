"""ACL006: where the order of rows decides, and numbers that say the same."""

from __future__ import annotations

from tests.rules.acl.judging import DENY, judged, map_root, with_fix
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.reach import reachable
from xmailaudit.tables.edit import SetField


def test_all_rows_of_a_tie_are_shown_and_the_last_one_decides() -> None:
    """The witness is a client the tie is about."""
    last_allows = map_root(DENY, ("198.51.100.0", "255.255.255.0", "ALLOW", "1"))
    last_denies = map_root(("198.51.100.0", "255.255.255.0", "ALLOW", "1"), DENY)

    for root, answer in ((last_allows, Answer.ALLOW), (last_denies, Answer.REFUSE)):
        (one,) = judged(root, "ACL006")
        assert [place.line for place in one.places] == [1, 2]
        assert one.message.parameters["addresses"] == 256
        assert one.message.parameters["precedence"] == 1
        assert one.witness is not None
        assert one.witness.decision.answer is answer


def test_the_fix_changes_numbers_and_nobodys_access() -> None:
    """Rows above move up as far as they must."""
    root = map_root(
        DENY,
        ("198.51.100.0", "255.255.255.0", "ALLOW", "1"),
        ("198.51.100.7", "255.255.255.255", "DENY", "2"),
        ("192.0.2.0", "255.255.255.0", "ALLOW", "9"),
    )
    (one,) = judged(root, "ACL006")
    (fix,) = one.fixes

    assert fix.edits == (
        SetField("pop3.ipmap.tab", 2, 3, "2"),
        SetField("pop3.ipmap.tab", 3, 3, "3"),
    )
    assert reachable(with_fix(root, fix), "pop3") == reachable(root, "pop3")


def test_ties_at_many_precedences_are_one_finding() -> None:
    """Mended at once."""
    rows = [
        (f"198.51.{third}.0", mask, word, str(third))
        for third in range(21)
        for mask, word in (("255.255.255.0", "ALLOW"), ("255.255.255.128", "DENY"))
    ]
    root = map_root(*rows)

    (one,) = judged(root, "ACL006")
    mended = with_fix(root, one.fixes[0])

    assert one.total == 42
    assert len(judged(map_root(*rows[:40]), "ACL006")) == 20
    assert judged(mended, "ACL006") == []
    assert reachable(mended, "pop3") == reachable(root, "pop3")
