"""ACL007, ACL008 and ACL019: fields that XMail reads as something else."""

from __future__ import annotations

import pytest

from tests.rules.acl.judging import DENY, LOOPBACK, edits_of, gaps, judged, map_root, with_fix
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.reach import reachable
from xmailaudit.tables.edit import RemoveRow, SetField

OFFICE = ("192.168.0.0", "255.255.255.0")


def permitting(word: str) -> tuple[str, ...]:
    """A row with this permission."""
    return (*OFFICE, word, "3")


# ------------------------------------------------------------ ACL007


@pytest.mark.parametrize(
    ("precedence", "written"), [("high", "0"), ("", "0"), ("5th", "5"), ("4294967297", "1")]
)
def test_the_number_that_is_read_is_written(precedence: str, written: str) -> None:
    """Nobody gains or loses by that."""
    root = map_root(DENY, LOOPBACK, (*OFFICE, "ALLOW", precedence))
    (one,) = judged(root, "ACL007")
    (fix,) = one.fixes

    assert one.message.parameters["value"] == int(written)
    assert fix.edits == (SetField("pop3.ipmap.tab", 3, 3, written),)
    assert reachable(with_fix(root, fix), "pop3") == reachable(root, "pop3")


@pytest.mark.parametrize("precedence", ["-2", "-7 below", "4294967290"])
def test_a_row_that_is_never_used_goes(precedence: str) -> None:
    """Below -1, however it is written."""
    root = map_root(DENY, LOOPBACK, (*OFFICE, "ALLOW", precedence))
    (one,) = judged(root, "ACL007")

    assert one.fixes[0].edits == (RemoveRow("pop3.ipmap.tab", 3),)
    assert reachable(with_fix(root, one.fixes[0]), "pop3") == reachable(root, "pop3")


@pytest.mark.parametrize("precedence", ["1", " 1 ", "-1", "+1", "007"])
def test_a_number_is_a_number(precedence: str) -> None:
    """With blanks, a sign or zeros in front."""
    assert judged(map_root((*OFFICE, "DENY", precedence)), "ACL007") == []


def test_a_row_that_xmail_skips_has_no_precedence() -> None:
    """Another rule's."""
    assert judged(map_root(("192.168.0.300", "255.255.255.0", "DENY", "x")), "ACL007") == []


# ------------------------------------------------------------ ACL008


@pytest.mark.parametrize(
    ("word", "proposed"),
    [
        ("ALLOW ", "ALLOW"),
        (" ALLOW", "ALLOW"),
        ("PERMIT", "ALLOW"),
        ("yes", "ALLOW"),
        ("ALOW", "ALLOW"),
        ("DROP", "DENY"),
        ("NO", "DENY"),
        ("", "DENY"),
    ],
)
def test_what_a_word_was_meant_to_say(word: str, proposed: str) -> None:
    """A person confirms it; either answer can be given."""
    (one,) = judged(map_root(DENY, LOOPBACK, permitting(word)), "ACL008")
    (fix,) = one.fixes

    assert fix.choice is not None
    assert fix.choice.default == proposed
    assert edits_of(fix) == (SetField("pop3.ipmap.tab", 3, 2, proposed),)
    assert fix.choice.edits("deny") == (SetField("pop3.ipmap.tab", 3, 2, "DENY"),)
    assert one.witness is not None
    assert one.witness.decision.answer is Answer.REFUSE


@pytest.mark.parametrize("word", ["ALLOW", "allow", "Allow", "DENY", "deny", "DENY "])
def test_the_two_words_are_fine(word: str) -> None:
    """DENY with a blank denies all the same."""
    assert judged(map_root(DENY, permitting(word)), "ACL008") == []


def test_many_odd_words_are_written_as_what_holds() -> None:
    """Nobody is let in by the hundred."""
    rows = [(f"192.168.{third}.0", "255.255.255.0", "PERMIT", "3") for third in range(21)]
    root = map_root(DENY, LOOPBACK, *rows)
    (one,) = judged(root, "ACL008")
    mended = with_fix(root, one.fixes[0])

    assert one.total == 21
    assert judged(mended, "ACL008") == []
    assert reachable(mended, "pop3") == reachable(root, "pop3")


# ------------------------------------------------------------ ACL019


def test_the_address_of_a_name_is_asked_for() -> None:
    """Nothing is proposed, because nothing is looked up."""
    (one,) = judged(
        map_root(DENY, LOOPBACK, ("office.example.net", "255.255.255.255", "ALLOW", "3")), "ACL019"
    )
    (fix,) = one.fixes

    assert one.message.parameters["name"] == "office.example.net"
    assert fix.choice is not None
    assert fix.choice.default is None
    assert edits_of(fix) == ()
    assert fix.choice.edits("203.0.113.24") == (SetField("pop3.ipmap.tab", 3, 0, "203.0.113.24"),)


def test_a_name_keeps_its_bits_when_it_becomes_an_address() -> None:
    """And one in the mask field is replaced there."""
    (slash,) = judged(map_root(("office.example.net/29", "", "ALLOW", "3")), "ACL019")
    (mask,) = judged(map_root(("192.0.2.7", "mask.example.net", "ALLOW", "3")), "ACL019")
    both = slash.fixes[0].choice, mask.fixes[0].choice

    assert [choice and choice.edits("192.0.2.8")[0] for choice in both] == [
        SetField("pop3.ipmap.tab", 1, 0, "192.0.2.8/29"),
        SetField("pop3.ipmap.tab", 1, 1, "192.0.2.8"),
    ]


def test_this_machines_own_name_is_no_look_up() -> None:
    """`localhost` stands in its hosts file."""
    root = map_root(DENY, ("localhost", "255.255.255.255", "ALLOW", "2"))

    assert judged(root, "ACL019") == []
    assert gaps(root, "ACL019") == ()


def test_many_names_are_one_finding_for_a_person() -> None:
    """There is no one answer for all."""
    rows = [(f"h{n}.example.net", "255.255.255.255", "ALLOW", "3") for n in range(21)]

    (one,) = judged(map_root(*rows), "ACL019")

    assert one.total == 21
    assert edits_of(one.fixes[0]) == ()


@pytest.mark.parametrize("service", ["ctrl", "pop3"])
def test_nobody_is_asked_to_let_everybody_in(service: str) -> None:
    """A row of everybody denies now, and that is what is proposed."""
    root = map_root(("0.0.0.0", "0.0.0.0", "PERMIT", "1"), LOOPBACK, service=service)
    (one,) = judged(root, "ACL008")
    (fix,) = one.fixes

    assert fix.choice is not None
    assert fix.choice.default == "DENY"
