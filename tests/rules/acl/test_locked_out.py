"""ACL011: maps that shut out those they are there for."""

from __future__ import annotations

import pytest

from tests.roots import PLAIN, row
from tests.rules.acl.judging import (
    DENY,
    GIVEN,
    LOOPBACK,
    gaps,
    judged,
    map_root,
    networks,
    with_fix,
)
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.policy.addresses import Address
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.questions import Connect
from xmailaudit.policy.reach import reachable

ADMIN = GIVEN._replace(admins=networks("203.0.113.24/32", "203.0.113.26/32"))
MX = GIVEN._replace(mx=True)
OFFICE = ("192.168.0.0", "255.255.255.0", "ALLOW", "2")
NAME = ("office.example.net", "255.255.255.255", "ALLOW", "2")
HERE = Address.parse("127.0.0.1")


def test_this_machine_is_refused_and_let_in_again() -> None:
    """Above all other rows."""
    root = map_root(("0.0.0.0", "0.0.0.0", "DENY", "7"), LOOPBACK, OFFICE, service="ctrl")
    (one,) = judged(root, "ACL011")

    assert one.witness is not None
    assert one.witness.decision.answer is Answer.REFUSE
    assert HERE in reachable(with_fix(root, one.fixes[0]), "ctrl")


def test_all_admins_must_be_shut_out() -> None:
    """One of them is enough to let the others in."""
    one_of_two = ("203.0.113.26", "255.255.255.255", "ALLOW", "2")

    assert judged(map_root(DENY, LOOPBACK, one_of_two, service="ctrl"), "ACL011", ADMIN) == []
    root = map_root(DENY, LOOPBACK, OFFICE, service="ctrl")
    (none,) = judged(root, "ACL011", ADMIN)
    assert none.message.parameters["networks"] == "203.0.113.24/32, 203.0.113.26/32"
    assert ADMIN.admins is not None
    assert ADMIN.admins & reachable(with_fix(root, none.fixes[0]), "ctrl")


def test_a_map_that_denies_everybody_is_one_finding() -> None:
    """It lets this machine and the admins in again."""
    root = map_root(DENY, service="ctrl")
    (one,) = judged(root, "ACL011", ADMIN)
    let_in = reachable(with_fix(root, one.fixes[0]), "ctrl")

    assert HERE in let_in
    assert Address.parse("203.0.113.24") in let_in
    assert Address.parse("203.0.113.25") not in let_in


@pytest.mark.parametrize(
    ("options", "findings"), [("", 1), ("-CI 192.0.2.24 -W-", 0), ("-C- -W-", 0)]
)
def test_this_machine_counts_where_it_comes_as_loopback(options: str, findings: int) -> None:
    """Bound to another address it comes from there."""
    root = map_root(DENY, OFFICE, service="ctrl", options=options)

    assert len(judged(root, "ACL011")) == findings


def test_a_host_name_may_be_the_admins() -> None:
    """Whom it lets in nobody knows, so the map is not judged in this."""
    assert len(gaps(map_root(DENY, NAME, service="ctrl"), "ACL011")) == 1
    assert len(gaps(map_root(DENY, LOOPBACK, NAME, service="ctrl"), "ACL011", ADMIN)) == 1
    assert judged(map_root(DENY, LOOPBACK, NAME, service="ctrl"), "ACL011") == []


def test_a_map_shut_to_the_internet_is_found_at_an_mx_alone() -> None:
    """The number of its addresses that still get in is named."""
    few = ("203.0.113.0", "255.255.255.0", "ALLOW", "2")
    root = map_root(DENY, OFFICE, few, service="smtp")

    assert judged(root, "ACL011") == []
    (one,) = judged(root, "ACL011", MX)
    assert one.message.parameters["addresses"] == 256
    assert one.witness is not None
    assert one.witness.question == Connect("smtp", "192.0.2.1")
    assert one.witness.decision.answer is Answer.REFUSE
    assert Address.parse("192.0.2.1") in reachable(with_fix(root, one.fixes[0]), "smtp")


def test_a_country_is_no_closed_map() -> None:
    """Sixteen million addresses or more may be meant."""
    country = ("11.0.0.0", "255.0.0.0", "ALLOW", "2")

    assert judged(map_root(DENY, country, service="smtp"), "ACL011", MX) == []


def test_a_white_list_opens_what_the_map_shuts() -> None:
    """It skips the map."""
    root = map_root(DENY, service="smtp", files={"smtp.ipprop.tab": row("0.0.0.0/0", "WhiteList")})

    assert judged(root, "ACL011", MX) == []


def test_without_one_row_for_everybody_a_person_must_open_the_map() -> None:
    """There is no single row to turn."""
    halves = (("0.0.0.0", "128.0.0.0", "DENY", "1"), ("128.0.0.0", "128.0.0.0", "DENY", "1"))
    (one,) = judged(map_root(*halves, service="smtp"), "ACL011", MX)

    assert one.places[0].line is None
    assert one.fixes[0].edits == ()


def test_a_reaction_that_is_not_shown_leaves_it_open() -> None:
    """0 or a delay would shut nobody out.  The admin port is judged all the same."""

    class Partial(MemorySource):
        def shows_all(self, file: str, /) -> bool:
            return file != "server.tab"

    files = {name: text.encode() for name, text in PLAIN.items()}
    files["smtp.ipmap.tab"] = files["ctrl.ipmap.tab"] = row(*DENY).encode()
    root = MailRoot(Partial(files), StartOptions.parse((), origin=Origin.given()))

    (gap,) = gaps(root, "ACL011", MX)
    assert gap.reason.parameters["name"] == "SMTP-IpMapDropCode"


def test_a_server_bound_to_this_machine_takes_no_mail_from_the_world() -> None:
    """Its map is not what shuts it."""
    root = map_root(DENY, service="smtp", options="-SI 127.0.0.1 -XI 127.0.0.1")

    assert judged(root, "ACL011", MX) == []


@pytest.mark.parametrize("options", ["-CI 127.0.0.1 -WI 127.0.0.1", "-C- -W-"])
def test_a_map_does_not_shut_out_who_never_arrives(options: str) -> None:
    """The listener hears this machine alone, or nobody."""
    assert judged(map_root(DENY, LOOPBACK, service="ctrl", options=options), "ACL011", ADMIN) == []


def test_an_admin_by_ipv6_is_not_shut_out_of_an_ipv4_port() -> None:
    """Of two admins the one who arrives counts, and is let in again."""
    six = GIVEN._replace(admins=networks("2001:db8::24/128"))
    both = GIVEN._replace(admins=networks("2001:db8::24/128", "203.0.113.24/32"))
    root = map_root(DENY, LOOPBACK, service="ctrl")

    assert judged(root, "ACL011", six) == []
    (one,) = judged(root, "ACL011", both)
    assert one.message.parameters["networks"] == "203.0.113.24/32"
    assert judged(with_fix(root, one.fixes[0]), "ACL011", both) == []
