"""ACL001: who counts as a stranger at the admin port, and how bad that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.audit.made_up import Hidden
from tests.roots import mail_root, row
from tests.rules.acl.judging import GIVEN, edits_of, gaps, judged, networks, with_edits, with_fix
from tests.tls_files import TLS_FILES
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import Unseen
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.messages import Listing, say
from xmailaudit.policy.addresses import AddressSet, Prefix
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.questions import Connect
from xmailaudit.policy.reach import reachable
from xmailaudit.rules.finding import Confidence, Severity
from xmailaudit.rules.map_fixes import map_row
from xmailaudit.tables.edit import InsertRow

if TYPE_CHECKING:
    from xmailaudit.mailroot.source import Content
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

DENY = ("0.0.0.0", "0.0.0.0", "DENY", "1")
LOOPBACK = ("127.0.0.0", "255.0.0.0", "ALLOW", "2")
OFFICE = ("198.51.100.0", "255.255.255.0", "ALLOW", "2")
HOST = ("203.0.113.24", "255.255.255.255", "ALLOW", "2")


def ctrl(*rows: tuple[str, ...], options: str | None = "") -> MailRoot:
    """A MailRoot with a ctrl map and TLS, and start options unless nobody knows them."""
    words = (
        StartOptions.assumed()
        if options is None
        else StartOptions.parse(options.split(), origin=Origin.given())
    )
    table = {"ctrl.ipmap.tab": "".join(row(*r) for r in rows)}
    return mail_root({**table, **TLS_FILES}, options=words)


def found(root: MailRoot, given: Given = GIVEN) -> list[Finding]:
    """What the rule finds."""
    return judged(root, "ACL001", given)


@pytest.mark.parametrize(
    ("bits", "severity"), [("255.0.0.0", Severity.CRITICAL), ("255.128.0.0", Severity.HIGH)]
)
def test_two_to_the_24_addresses_are_the_world(bits: str, severity: Severity) -> None:
    """A network of half that is an undeclared network."""
    (one,) = found(ctrl(DENY, LOOPBACK, ("11.0.0.0", bits, "ALLOW", "2")))

    assert one.severity is severity
    assert one.message.parameters["addresses"] == (1 << 24 if bits == "255.0.0.0" else 1 << 23)


def test_the_union_of_rows_is_what_counts() -> None:
    """256 rows of a /16 are a /8; the finding shows twenty places and says how many there are."""
    rows = [(f"11.{second}.0.0", "255.255.0.0", "ALLOW", "2") for second in range(256)]

    (one,) = found(ctrl(DENY, LOOPBACK, *rows))

    assert one.severity is Severity.CRITICAL
    assert (len(one.places), one.total) == (20, 256)
    assert one.message.parameters["addresses"] == 1 << 24


def test_many_undeclared_networks_are_one_finding() -> None:
    """A few are told apart, so that each can be suppressed for itself."""
    rows = [(f"11.{second}.0.0", "255.255.0.0", "ALLOW", "2") for second in range(21)]

    (one,) = found(ctrl(DENY, LOOPBACK, *rows))

    assert one.severity is Severity.HIGH
    assert (len(one.places), one.total) == (20, 21)
    assert len(found(ctrl(DENY, LOOPBACK, *rows[:20]))) == 20
    assert not found(with_fix(ctrl(DENY, LOOPBACK, *rows), one.fixes[0]))


def test_private_networks_are_no_strangers() -> None:
    """Who may reach them from outside is another matter."""
    assert found(ctrl(DENY, LOOPBACK, ("10.0.0.0", "255.0.0.0", "ALLOW", "2"))) == []
    assert found(ctrl(DENY, LOOPBACK, ("100.64.0.0", "255.192.0.0", "ALLOW", "2"))) == []


@pytest.mark.parametrize("who", ["admins", "trusted"])
def test_a_declared_network_is_none(who: str) -> None:
    """As admins, or as trusted where no admins are named."""
    declared = networks("198.51.100.0/24")
    given = GIVEN._replace(**{who: declared})  # type: ignore[arg-type]  # either name

    assert found(ctrl(DENY, LOOPBACK, OFFICE), given) == []


def test_named_admins_are_the_only_ones() -> None:
    """Neither a trusted network nor a single address counts beside them."""
    given = GIVEN._replace(
        admins=networks("192.0.2.24/32"), trusted=networks("198.51.100.0/24", "203.0.113.24/32")
    )

    lines = [one.places[0].line for one in found(ctrl(DENY, LOOPBACK, OFFICE, HOST), given)]

    assert lines == [3, 4]


def test_the_part_that_is_declared_stays_when_the_row_is_narrowed() -> None:
    """The proposal is what the profile names of the network."""
    root = ctrl(DENY, LOOPBACK, OFFICE)
    given = GIVEN._replace(admins=networks("198.51.100.16/28"))
    (one,) = found(root, given)
    (fix,) = one.fixes

    assert one.message.parameters["addresses"] == 240
    assert fix.choice is not None
    assert fix.choice.default == "198.51.100.16/28"
    mended = with_fix(root, fix)
    assert reachable(mended, "ctrl") == networks("127.0.0.0/8", "198.51.100.16/28") & reachable(
        root, "ctrl"
    )


def test_an_answer_replaces_the_proposal() -> None:
    """Networks a person names, one or several."""
    root = ctrl(DENY, LOOPBACK, OFFICE)
    (fix,) = found(root)[0].fixes
    assert fix.choice is not None

    mended = with_edits(root, fix.choice.edits("198.51.100.7/32, 198.51.100.9/32"))

    assert [r.address for r in mended.access_map("ctrl")][2:] == ["198.51.100.7", "198.51.100.9"]
    assert found(mended) == []


@pytest.mark.parametrize(
    ("options", "services", "asked"),
    [
        ("", ("CTRL", "CTRLS"), "ctrl"),
        ("-C-", ("CTRLS",), "ctrls"),
        ("-CI 127.0.0.1", ("CTRLS",), "ctrls"),
        ("-W-", ("CTRL",), "ctrl"),
    ],
)
def test_either_port_is_enough(options: str, services: tuple[str, ...], asked: str) -> None:
    """The finding names those strangers reach, and the witness asks one of them."""
    (one,) = found(ctrl(options=options))

    assert one.message.parameters["services"] == Listing(services)
    assert one.witness is not None
    assert one.witness.question == Connect(asked, "192.0.2.1")
    assert one.witness.decision.answer is Answer.ALLOW


@pytest.mark.parametrize("options", ["-C- -W-", "-CI 127.0.0.1 -WI 127.0.0.1"])
def test_a_port_nobody_reaches_is_closed(options: str) -> None:
    """Switched off, or bound to this machine."""
    assert found(ctrl(options=options)) == []


def without_certificate(*rows: tuple[str, ...], options: str) -> MailRoot:
    """The same as `ctrl`, and no handshake succeeds."""
    words = StartOptions.parse(options.split(), origin=Origin.given())
    return mail_root({"ctrl.ipmap.tab": "".join(row(*r) for r in rows)}, options=words)


@pytest.mark.parametrize("options", ["-C-", "-CI 127.0.0.1"])
def test_a_port_where_no_handshake_succeeds_waits_for_a_certificate(options: str) -> None:
    """Nobody gets in as things are; the map is no better for that."""
    (world,) = found(without_certificate(options=options))
    (office,) = found(without_certificate(DENY, LOOPBACK, OFFICE, HOST, options=options))

    assert (world.severity, world.witness) == (Severity.MEDIUM, None)
    assert (office.severity, office.places[0].line) == (Severity.MEDIUM, 3)
    assert office.message.parameters["addresses"] == 256
    assert found(without_certificate(DENY, LOOPBACK, HOST, options=options)) == []
    (clear,) = found(without_certificate(options="-W-"))
    assert clear.severity is Severity.CRITICAL


def test_a_key_that_cannot_be_seen_may_well_work() -> None:
    """So strangers at CTRLS count as let in."""
    whole = ctrl(DENY, LOOPBACK, OFFICE, options="-C-")

    (one,) = found(MailRoot(Hidden(whole.source, ["server.key"]), whole.start_options))

    assert one.severity is Severity.HIGH


def test_ipv6_strangers_are_the_world_too() -> None:
    """A map for IPv4 alone lets all of them in; a /64 is a network like another."""
    (world,) = found(ctrl(DENY, LOOPBACK, options="-C6"))
    denied = [(net, "", "DENY", "1") for net in ("2000::/3", "fc00::/7", "fe80::/10")]
    office = ("2001:db8::/64", "", "ALLOW", "2")
    (link,) = found(ctrl(DENY, LOOPBACK, *denied, office, options="-C6"))

    assert world.severity is Severity.CRITICAL
    assert world.witness is not None
    assert world.witness.question == Connect("ctrl", "2001:db8::")
    assert link.severity is Severity.HIGH
    assert link.message.parameters["addresses"] == 1 << 64


def test_a_network_no_row_denies_is_found_without_a_row() -> None:
    """All of IPv4 but 208.0.0.0/12 is denied, in pieces."""
    whole = AddressSet.from_prefixes([Prefix.parse("0.0.0.0/0")])
    pieces = (whole - AddressSet.from_prefixes([Prefix.parse("208.0.0.0/12")])).prefixes()
    root = ctrl(*(map_row(piece, "DENY", 1) for piece in pieces), LOOPBACK)
    (one,) = found(root)

    assert one.severity is Severity.HIGH
    assert one.places[0].line is None
    assert one.message.parameters["addresses"] == 1 << 20
    assert not found(with_fix(root, one.fixes[0]))


def test_start_options_nobody_told_make_it_assumed() -> None:
    """They say where the port listens."""
    assert found(ctrl())[0].confidence is Confidence.CERTAIN
    assert found(ctrl(options=None))[0].confidence is Confidence.ASSUMED


def test_a_row_with_a_host_name_does_not_hide_the_world() -> None:
    """Which client it denies nobody knows, so no single one can be shown; the set is certain."""
    name = ("bad.example.net", "255.255.255.255", "DENY", "9")

    (one,) = found(ctrl(("0.0.0.0", "0.0.0.0", "ALLOW", "1"), name))

    assert one.severity is Severity.CRITICAL
    assert one.witness is None


def test_a_map_that_cannot_be_seen_is_not_judged() -> None:
    """Nothing is fine by omission."""

    class Hidden(MemorySource):
        def read(self, path: str, /) -> Content:
            return Unseen(say("denied")) if path == "ctrl.ipmap.tab" else super().read(path)

    root = MailRoot(Hidden({"server.tab": b""}), StartOptions.assumed())

    assert [gap.file for gap in gaps(root, "ACL001")] == ["ctrl.ipmap.tab"]


def test_admins_are_proposed_for_an_open_port() -> None:
    """And this machine, which is not asked for."""
    root = ctrl(("0.0.0.0", "0.0.0.0", "ALLOW", "1"))
    (one,) = found(root, GIVEN._replace(admins=networks("203.0.113.24/32")))
    (fix,) = one.fixes

    assert fix.choice is not None
    assert fix.choice.default == "203.0.113.24/32"
    assert [edit.fields for edit in edits_of(fix) if isinstance(edit, InsertRow)] == [
        ("0.0.0.0", "0.0.0.0", "DENY", "1"),
        ("127.0.0.0", "255.0.0.0", "ALLOW", "2"),
        ("203.0.113.24", "255.255.255.255", "ALLOW", "2"),
    ]


def test_the_fix_keeps_addresses_that_rows_name_alone() -> None:
    """They count as declared, in an open map and in one that denies nobody."""
    open_row = ("0.0.0.0", "0.0.0.0", "ALLOW", "1")
    for root in (ctrl(HOST), ctrl(open_row, HOST)):
        (one,) = found(root)

        let_in = networks("127.0.0.0/8", "203.0.113.24/32")
        assert reachable(with_fix(root, one.fixes[0]), "ctrl") == let_in & reachable(root, "ctrl")


def test_a_row_of_one_address_is_not_among_those_of_the_world() -> None:
    """It stands beside them and is right."""
    (one,) = found(ctrl(("0.0.0.0", "0.0.0.0", "ALLOW", "1"), HOST))

    assert [place.line for place in one.places] == [1]


def test_beside_named_admins_the_fix_keeps_no_address() -> None:
    """Neither one a row names nor one under a wide mask."""
    given = GIVEN._replace(admins=networks("192.0.2.24/32"))
    wide = ("198.51.100.7", "255.255.255.0", "ALLOW", "2")
    root = ctrl(("0.0.0.0", "0.0.0.0", "ALLOW", "1"), HOST, wide)
    (one,) = found(root, given)

    assert found(with_fix(root, one.fixes[0]), given) == []
