"""What findings about relaying say: who, how many, how bad; and when they are silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.materialise import materialise
from tests.roots import mail_root, row
from tests.rules.acl.judging import GIVEN, gaps, judged, networks
from tests.rules.rel.relaying import OFF, family, one, relay_root
from tests.rules.rule_files import CASES, Case
from tests.tls_files import TLS_FILES
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.origin import Origin
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import English, render
from xmailaudit.policy.addresses import Address
from xmailaudit.policy.ask import ask
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.questions import Relay
from xmailaudit.policy.relay import relay_table
from xmailaudit.rules.catalogue import entry_of
from xmailaudit.rules.finding import Confidence, Severity
from xmailaudit.session import start

if TYPE_CHECKING:
    from pathlib import Path

    from xmailaudit.rules.finding import Finding

TRIGGERS = tuple(case for case in CASES if case.triggers and case.rule.family == "rel")

#: These speak of what is never decided by asking: a time after a login, a name's addresses.
WITHOUT_WITNESS = ("REL007", "REL009")
#: These may show somebody who is shut out.
EITHER_WAY = ("REL006", "REL008")


def worded(finding: Finding) -> str:
    """The finding's sentence."""
    return render(finding.message, English(), show=str)


# ------------------------------------------------------------ witnesses


@pytest.mark.parametrize("case", TRIGGERS, ids=str)
def test_a_witness_is_decided_as_the_finding_says(case: Case) -> None:
    """XMail lets the client send, and the finding's own row or file is what lets it."""
    session = start(case.folder / "MailRoot", profile=case.profile)
    entry = entry_of(case.rule.module.stem.replace("_", "-"))
    assert entry is not None
    given = session.profile.given(GIVEN.now)
    for finding in judged(session.root, entry.id, given):
        witness = finding.witness
        if entry.id in WITHOUT_WITNESS:
            assert witness is None
            continue
        assert witness is not None
        if entry.id in EITHER_WAY:
            assert witness.decision.answer is not Answer.UNDETERMINED
            continue
        assert witness.decision.allowed
        decided = {(s.place.file, s.place.line) for s in witness.decision.trace if s.place}
        spoken_of = {(place.file, place.line) for place in finding.places}
        assert decided & (spoken_of | {(place.file, None) for place in finding.places})


def test_the_witness_is_a_stranger_and_no_declared_one() -> None:
    """Of all who may, one whom the finding is about."""
    given = GIVEN._replace(trusted=networks("192.0.2.0/24", "198.51.100.0/25"))

    witness = one(relay_root("0.0.0.0/0"), "REL001", given).witness

    assert witness is not None
    assert isinstance(witness.question, Relay)
    assert witness.question.client == "198.51.100.128"


def test_block_lists_do_not_make_an_open_relay_uncertain() -> None:
    """A client that is in none of them gets through, and the witness says so of itself."""
    root = relay_root("0.0.0.0/0", settings=OFF + row("CustMapsList", "list.example.net.:1"))

    finding = one(root, "REL001")

    assert finding.confidence is Confidence.CERTAIN
    assert finding.witness is not None
    assert ask(root, finding.witness.question).allowed


def test_where_only_an_unknown_listener_may_be_open_it_is_likely() -> None:
    """The one address that settings name asks for a login."""
    root = relay_root("0.0.0.0/0", settings=OFF + row("SmtpConfig-192.0.2.24", "MailAuth"))

    assert one(root, "REL001").confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    "files",
    [
        {"spammers.tab": None},
        {"spammers.tab": row("0.0.0.0/0", "code=1")},
        {"smtp.ipmap.tab": row("0.0.0.0", "0.0.0.0", "DENY", "1")},
        {"aliasdomain.tab": row("*", "example.com")},
    ],
)
def test_a_row_is_no_door_where_nobody_gets_as_far(files: dict[str, str | None]) -> None:
    """Nobody connects, or no domain is foreign."""
    assert judged(relay_root("0.0.0.0/0", "10.0.0.0/8", files=files), "REL001") == []


def test_an_access_map_that_is_switched_off_closes_nothing() -> None:
    """Code 0 lets the denied in; a delay does too."""
    files = {"smtp.ipmap.tab": row("0.0.0.0", "0.0.0.0", "DENY", "1")}
    for code in ("0", "-5"):
        root = relay_root("0.0.0.0/0", files=files, settings=OFF + row("SMTP-IpMapDropCode", code))
        assert judged(root, "REL001")


def test_the_white_list_opens_what_the_map_closes() -> None:
    """A listed client skips the map, and the relay row lets it send."""
    files = {
        "smtp.ipmap.tab": row("0.0.0.0", "0.0.0.0", "DENY", "1"),
        "smtp.ipprop.tab": row("198.51.100.0/24", "WhiteList"),
    }

    finding = one(relay_root("0.0.0.0/0", files=files), "REL002")

    assert finding.message.parameters["strangers"] == 256


# ------------------------------------------------------------ numbers and words


@pytest.mark.parametrize(
    ("text", "rule_id", "strangers"),
    [
        ("203.0.113.24 255.255.255.0", "REL003", 255),
        ("203.0.113.24/31", "REL002", 2),
        ("203.0.113.25/31", "REL003", 1),
        ("203.0.0.0/8", "REL001", 1 << 24),
        ("172.0.0.0/9", "REL002", (1 << 23) - (1 << 20)),
    ],
)
def test_strangers_are_counted_exactly(text: str, rule_id: str, strangers: int) -> None:
    """Public addresses, each once, without the row's own where that is meant."""
    assert one(relay_root(text), rule_id).message.parameters["strangers"] == strangers


def test_declared_addresses_are_no_strangers() -> None:
    """Nor is the server itself."""
    given = GIVEN._replace(
        trusted=networks("203.0.113.0/28"), addresses=networks("203.0.113.200/32")
    )

    finding = one(relay_root("203.0.113.0/24"), "REL002", given)

    assert finding.message.parameters["strangers"] == 256 - 16 - 1


def test_ipv6_is_measured_in_links() -> None:
    """A /64 has more addresses than all of IPv4 and is one network; a /40 is a world of them."""
    options = StartOptions.parse(["-S6"], origin=Origin.given())
    one_site = mail_root({"smtprelay.tab": row("2001:db8:1::/48")}, settings=OFF, options=options)
    many = mail_root({"smtprelay.tab": row("2001:db8::/40")}, settings=OFF, options=options)

    assert [finding.rule.id for finding in family(one_site)] == ["REL002"]
    assert [finding.rule.id for finding in family(many)] == ["REL001"]


def test_everybody_is_said_only_of_everybody() -> None:
    """Else it is a number."""
    assert worded(one(relay_root("0.0.0.0/0"), "REL001")).startswith("Everybody on the internet")
    assert worded(one(relay_root("0.0.0.0/1"), "REL001")).startswith("2,092,957,696 public")


def test_too_many_rows_are_one_finding() -> None:
    """It names twenty and counts all; its fix is for all of them."""
    rows = [f"198.51.{n}.0/24" for n in range(30)]

    finding = one(relay_root(*rows), "REL002")

    assert (len(finding.places), finding.total) == (20, 30)
    fix = finding.fixes[0]
    assert fix.choice is not None
    assert len(fix.choice.edits("")) == 30


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("172.17.0.1/32", "172.17.0.1/32 lets a container bridge or NAT gateway relay"),
        ("172.17.0.0/16", "172.17.0.0/16 lets 65,536 private addresses"),
    ],
)
def test_a_bridge_stands_for_many(text: str, said: str) -> None:
    """Even as a single address."""
    assert worded(one(relay_root(text), "REL004")).startswith(said)


# ------------------------------------------------------------ single rules


@pytest.mark.parametrize(
    ("name", "rule_id", "severity"),
    [
        (".tab", "REL001", Severity.CRITICAL),
        (".com.tab", "REL001", Severity.CRITICAL),
        (".partner.test.tab", "REL005", Severity.HIGH),
        ("partner.test.tab", "REL005", Severity.MEDIUM),
    ],
)
def test_the_wider_a_custom_domain_the_worse(name: str, rule_id: str, severity: Severity) -> None:
    """One that covers the world, or a top-level domain, is an open relay."""
    (finding,) = family(relay_root(files={f"custdomains/{name}": row("smtp")}))

    assert (finding.rule.id, finding.severity) == (rule_id, severity)


def test_a_custom_domain_for_the_house_alone_is_no_door() -> None:
    """Where no stranger connects, nobody but the house can use it."""
    files = {
        "custdomains/.tab": row("smtp"),
        "smtp.ipmap.tab": row("0.0.0.0", "0.0.0.0", "DENY", "1")
        + row("192.168.0.0", "255.255.0.0", "ALLOW", "2"),
    }

    assert family(relay_root(files=files)) == []


def test_a_small_world_makes_a_top_level_file_a_custom_domain() -> None:
    """Strangers of one network are no world, yet strangers."""
    files = {
        "custdomains/.tab": row("smtp"),
        "smtp.ipmap.tab": row("0.0.0.0", "0.0.0.0", "DENY", "1")
        + row("203.0.113.0", "255.255.255.0", "ALLOW", "2"),
    }

    (finding,) = family(relay_root(files=files))

    assert (finding.rule.id, finding.severity) == ("REL005", Severity.HIGH)


@pytest.mark.parametrize(
    ("pattern", "severity"),
    [
        ("*", Severity.CRITICAL),
        ("*.*", Severity.CRITICAL),
        ("*.net", Severity.HIGH),
        ("*example.com", Severity.HIGH),
        ("*.example.com", Severity.INFO),
    ],
)
def test_the_wider_an_alias_domain_the_worse(pattern: str, severity: Severity) -> None:
    """Own names are information only."""
    root = relay_root(files={"aliasdomain.tab": row(pattern, "example.com")})

    assert one(root, "REL006").severity is severity


def test_mail_to_a_foreign_domain_is_delivered_to_the_namesake_here() -> None:
    """What REL006 says happens to mail."""
    root = relay_root(files={"aliasdomain.tab": row("*", "example.com")})

    assert ask(root, Relay("198.51.100.7", "bob@example.net")).allowed
    assert not ask(root, Relay("198.51.100.7", "someone@example.net")).allowed


@pytest.mark.parametrize(
    ("settings", "options", "found"),
    [
        ("", "", True),
        (row("EnableAuthSMTP-POP3", "2x"), "", True),
        (row("EnableAuthSMTP-POP3", "on"), "", False),
        (row("EnableAuthSMTP-POP3", ""), "", False),
        ("", "-Se 0", False),
        ("", "-P-", True),
        ("", "-P- -B-", False),
        ("", "-PI 127.0.0.1 -BI 127.0.0.1", False),
        ("", "-SI 127.0.0.1", False),
        (row("DefaultSmtpPerms", "MV"), "", False),
        (row("SmtpConfig", "MailAuth"), "", True),
    ],
)
def test_pop_before_smtp_counts_where_it_opens_something(
    settings: str, options: str, *, found: bool
) -> None:
    """Both services must be reached by the same client, and somebody must have the permission."""
    start_options = StartOptions.parse(options.split(), origin=Origin.given())

    only_tls = "-P-" in options
    root = mail_root(TLS_FILES if only_tls else {}, settings=settings, options=start_options)

    assert bool(judged(root, "REL007")) is found


class _Dump(MemorySource):
    """A source that shows a part of server.tab, as a pasted page does."""

    def shows_all(self, file: str, /) -> bool:
        """Nothing is certain to be missing."""
        del file
        return False


def test_pop_before_smtp_is_not_judged_where_the_setting_is_not_shown() -> None:
    """Neither fine nor a finding."""
    root = MailRoot(_Dump({"server.tab": b"", "spammers.tab": b""}), StartOptions.unseen())

    assert [gap.rule.id for gap in gaps(root, "REL007")] == ["REL007"]


def test_an_open_row_is_not_judged_where_a_login_may_be_asked_for() -> None:
    """SmtpConfig is not shown, so nobody knows whether the row opens anything."""
    files = {
        "server.tab": b'"RootDomain"\t"example.com"\n',
        "smtprelay.tab": b'"0.0.0.0"\t"0.0.0.0"\n',
        "spammers.tab": b"",
    }
    root = MailRoot(_Dump(files), StartOptions.unseen())

    assert [gap.rule.id for gap in gaps(root, "REL001")] == ["REL001"]


@pytest.mark.parametrize(("told", "number"), [(True, 1), (False, 0), (None, 0)])
def test_loopback_is_a_finding_only_where_a_web_server_is_told_of(
    *, told: bool | None, number: int
) -> None:
    """No file says whether there is one."""
    given = GIVEN._replace(web_server=told)

    assert len(judged(relay_root("127.0.0.1/32"), "REL010", given)) == number


def test_a_trap_shows_somebody_it_hits_or_misses() -> None:
    """Whoever relays unmeant if there is one, else whoever is meant and refused."""
    unmeant = one(relay_root("192.168.010.0 255.255.255.0"), "REL008").witness
    missed = one(relay_root("192.168.0.0/255.255.0.0"), "REL008").witness

    assert unmeant is not None
    assert unmeant.decision.allowed
    assert missed is not None
    assert missed.decision.answer is Answer.REFUSE


# ------------------------------------------------------------ whole servers


def test_a_hardened_server_is_left_in_peace(tmp_path: Path) -> None:
    """No rule of the family has anything to say, and each could be judged."""
    root = start(materialise("hardened", tmp_path / "MailRoot")).root

    assert family(root) == []


def test_the_distribution_is_not(tmp_path: Path) -> None:
    """Its private networks, and POP before SMTP."""
    root = start(materialise("distribution", tmp_path / "MailRoot")).root

    found = [(f.rule.id, f.places[0].file, f.places[0].line) for f in family(root)]

    assert found == [
        ("REL004", "smtprelay.tab", 1),
        ("REL004", "smtprelay.tab", 3),
        ("REL007", "server.tab", None),
        ("REL011", "smtprelay.tab", 2),
    ]


def test_ten_thousand_rows_take_no_minute() -> None:
    """Each row is looked at once, and one finding speaks of many."""
    numbers = (20_000_000_00 + 4096 * n for n in range(10_000))
    root = relay_root(*(f"{Address(4, number)}/28" for number in numbers))
    assert len(relay_table(root).rows) == 10_000

    (finding,) = family(root)

    assert (finding.rule.id, finding.total) == ("REL002", 10_000)


def test_masks_that_nobody_can_add_up_leave_custom_domains_judged() -> None:
    """Rules that do not need the table's sets are not stopped by them."""
    rows = (
        f"{Address(4, n * 2654435761 % 2**32)} {Address(4, n * 40503 * 65539 % 2**32)}"
        for n in range(1, 4000)
    )
    root = relay_root(*rows, files={"custdomains/.tab": row("smtp")})

    assert gaps(root, "REL002") != ()
    assert gaps(root, "REL005") == ()
