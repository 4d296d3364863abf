"""ACL003: how many strangers a host's row lets in, and when narrowing it is safe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import GIVEN, judged, networks, with_fix
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.messages import English, render
from xmailaudit.policy.addresses import Address
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.questions import Connect
from xmailaudit.policy.reach import reachable
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.tables.edit import SetField

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

DENY = ("0.0.0.0", "0.0.0.0", "DENY", "1")
LOOPBACK = ("127.0.0.0", "255.0.0.0", "ALLOW", "2")
WIDE = ("203.0.113.24", "255.255.255.0", "ALLOW", "3")


def root_of(*rows: tuple[str, ...], service: str = "ctrl", options: str = "") -> MailRoot:
    """A MailRoot with one access map."""
    words = StartOptions.parse(options.split(), origin=Origin.given())
    text = "".join(row(*fields) for fields in rows)
    return mail_root({f"{service}.ipmap.tab": text}, options=words)


def found(root: MailRoot, given: Given = GIVEN) -> list[Finding]:
    """What the rule finds."""
    return judged(root, "ACL003", given)


@pytest.mark.parametrize(
    ("service", "severity"),
    [
        ("ctrl", Severity.HIGH),
        ("finger", Severity.MEDIUM),
        ("pop3", Severity.MEDIUM),
        ("smtp", Severity.MEDIUM),
    ],
)
def test_a_host_in_a_network_of_256_has_255_strangers_around_it(
    service: str, severity: Severity
) -> None:
    """In each map; worst at the admin port.  One of them is the proof."""
    (one,) = found(root_of(DENY, LOOPBACK, WIDE, service=service))

    assert one.message.parameters["strangers"] == 255
    assert one.severity is severity
    assert one.witness is not None
    assert one.witness.question == Connect(service, "203.0.113.1")
    assert one.witness.decision.answer is Answer.ALLOW
    assert one.witness.decision.trace[-1].place == root_place(one)


def root_place(finding: Finding) -> object:
    """The whole row of a finding's place: what a trace points at."""
    place = finding.places[0]
    return place._replace(start=0, end=len(place.raw))


def test_the_place_is_the_mask() -> None:
    """In a field of its own, or behind the slash."""
    (field,) = found(root_of(DENY, LOOPBACK, WIDE))
    (slash,) = found(root_of(DENY, LOOPBACK, ("203.0.113.24/28", "x", "ALLOW", "3")))

    assert field.places[0].raw[field.places[0].start : field.places[0].end] == b'"255.255.255.0"'
    assert slash.places[0].raw[slash.places[0].start : slash.places[0].end] == b'"203.0.113.24/28"'
    assert slash.message.parameters["strangers"] == 15
    assert slash.message.parameters["mask"] == "/28"


def test_a_single_stranger_is_worded_so() -> None:
    """Two addresses, one of them meant."""
    (one,) = found(root_of(DENY, LOOPBACK, ("203.0.113.25", "255.255.255.254", "ALLOW", "3")))

    assert render(one.message, English(), show=str) == (
        "CTRL lets in a stranger: 203.0.113.25 is one machine, 255.255.255.254 a network"
    )


def test_strangers_are_those_nothing_else_lets_in() -> None:
    """Not who is trusted, not who another row allows, not who another host's row means."""
    half = ("203.0.113.128", "255.255.255.128", "ALLOW", "3")
    neighbour = ("203.0.113.25", "255.255.255.0", "ALLOW", "3")
    given = GIVEN._replace(trusted=networks("203.0.113.0/28"), admins=networks("203.0.113.30/32"))

    assert numbers(root_of(DENY, LOOPBACK, WIDE, half)) == [127]
    assert numbers(root_of(DENY, LOOPBACK, WIDE, neighbour)) == [254, 254]
    assert numbers(root_of(DENY, LOOPBACK, WIDE), given) == [255 - 16 - 1]


def numbers(root: MailRoot, given: Given = GIVEN) -> list[object]:
    """The number of strangers each finding names."""
    return [one.message.parameters["strangers"] for one in found(root, given)]


def test_a_row_that_does_not_decide_lets_nobody_in() -> None:
    """A stronger row denies the network, or the service does not listen."""
    above = ("203.0.113.0", "255.255.255.0", "DENY", "4")

    assert found(root_of(DENY, LOOPBACK, WIDE, above)) == []
    assert found(root_of(DENY, LOOPBACK, WIDE, options="-C- -W-")) == []
    assert found(root_of(DENY, LOOPBACK, WIDE, options="-CI 127.0.0.1 -WI 127.0.0.1")) == []


@pytest.mark.parametrize(
    ("mask", "applicability"),
    [
        ("255.255.0.0", Applicability.SAFE),
        ("255.255.255.0", Applicability.SAFE),
        ("255.255.255.128", Applicability.REVIEW),
        ("255.255.255.240", Applicability.REVIEW),
    ],
)
def test_narrowing_is_safe_from_a_24_on(mask: str, applicability: Applicability) -> None:
    """A smaller network may be what was meant."""
    root = root_of(DENY, LOOPBACK, ("203.0.113.24", mask, "ALLOW", "3"))
    (one,) = found(root)
    (fix,) = one.fixes

    assert fix.applicability is applicability
    assert fix.edits == (SetField("ctrl.ipmap.tab", 3, 1, "255.255.255.255"),)
    assert reachable(with_fix(root, fix), "ctrl") == networks(
        "127.0.0.0/8", "203.0.113.24/32"
    ) & reachable(root, "ctrl")


def test_narrowing_takes_nothing_from_who_is_declared() -> None:
    """Else it must be looked at; what lies outside the row does not matter."""
    root = root_of(DENY, LOOPBACK, WIDE)
    inside = GIVEN._replace(trusted=networks("203.0.113.0/28"))
    outside = GIVEN._replace(trusted=networks("198.51.100.0/24", "203.0.113.24/32"))

    assert found(root, inside)[0].fixes[0].applicability is Applicability.REVIEW
    assert found(root, outside)[0].fixes[0].applicability is Applicability.SAFE


def test_narrowing_takes_nothing_from_this_machine() -> None:
    """Which a row of half the internet covers too."""
    root = root_of(DENY, ("11.0.0.1", "128.0.0.0", "ALLOW", "3"), service="pop3")
    (one,) = found(root)

    assert one.fixes[0].applicability is Applicability.REVIEW
    assert Address.parse("127.0.0.1") in reachable(root, "pop3")


def test_the_bits_behind_a_slash_are_narrowed_in_place() -> None:
    """IPv6 too, where only a look makes sure that the link was not meant."""
    denied = ("::/0", "", "DENY", "1")
    root = root_of(denied, LOOPBACK, ("2001:db8::24/64", "", "ALLOW", "3"), options="-C6")
    (one,) = found(root)
    (fix,) = one.fixes

    assert one.message.parameters["strangers"] == (1 << 64) - 1
    assert fix.applicability is Applicability.REVIEW
    assert fix.edits == (SetField("ctrl.ipmap.tab", 3, 0, "2001:db8::24/128"),)


def test_many_rows_are_one_finding() -> None:
    """With all their strangers, and one fix for all."""
    rows = [(f"203.0.{third}.24", "255.255.255.0", "ALLOW", "3") for third in range(30)]
    root = root_of(DENY, LOOPBACK, *rows)

    (one,) = found(root)

    assert one.message.parameters["strangers"] == 30 * 255
    assert (len(one.places), one.total) == (20, 30)
    assert found(with_fix(root, one.fixes[0])) == []


def test_a_row_that_opens_another_service_to_the_world_is_this_rules() -> None:
    """Nobody else speaks of it: the row means one host."""
    (one,) = found(root_of(DENY, LOOPBACK, ("203.0.113.24/", "", "ALLOW", "3"), service="pop3"))

    strangers = one.message.parameters["strangers"]
    assert isinstance(strangers, int)
    assert strangers > 1 << 31


def test_narrowing_to_somebody_who_is_no_declared_admin_is_not_safe() -> None:
    """He would be the next finding at the admin port; at another service he is not judged."""
    given = GIVEN._replace(admins=networks("192.0.2.24/32"))
    known = GIVEN._replace(admins=networks("203.0.113.24/32"))
    root = root_of(DENY, LOOPBACK, WIDE)

    assert found(root, given)[0].fixes[0].applicability is Applicability.REVIEW
    assert found(root, known)[0].fixes[0].applicability is Applicability.SAFE
