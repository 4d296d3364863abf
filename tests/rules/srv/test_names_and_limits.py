"""The server's names, and what it lets its clients do, beyond the samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import GIVEN, gaps, judged, networks, with_edits
from tests.rules.tls.pasted import pasted
from xmailaudit.audit.judgement import Judgement
from xmailaudit.audit.profile import load_profile
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.policy.addresses import Address
from xmailaudit.policy.world import World
from xmailaudit.rules.catalogue import entry_of
from xmailaudit.rules.finding import Confidence, Severity

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding


def found_in(root: MailRoot, rule: str) -> list[Finding]:
    """What a rule finds, be it that more is left open."""
    entry = entry_of(rule)
    assert entry is not None
    judgement = Judgement(root, GIVEN)
    judgement.judge(entry.load())
    return judgement.findings


@pytest.mark.parametrize(
    ("version", "severity"),
    [
        ("1.27", Severity.INFO),
        ("1.24", Severity.INFO),
        ("1.26-pre08", Severity.INFO),
        ("1.23", Severity.HIGH),
        ("1.22", Severity.HIGH),
        ("1.21", Severity.CRITICAL),
        ("1.9", Severity.CRITICAL),
        ("0.74", Severity.CRITICAL),
    ],
)
def test_versions(version: str, severity: Severity) -> None:
    """What is known of each."""
    (found,) = judged(mail_root(), "SRV001", GIVEN._replace(server_version=version))

    assert found.severity is severity


@pytest.mark.parametrize("version", [None, "", "latest", "1", "x.27"])
def test_no_version_no_verdict(version: str | None) -> None:
    """What is none is not guessed at."""
    assert len(gaps(mail_root(), "SRV001", GIVEN._replace(server_version=version))) == 1


def test_who_tells_the_version_makes_it_certain() -> None:
    """A built-in profile only supposes one; a text out of XMailCFG shows it."""
    default = load_profile("default")
    (supposed,) = judged(mail_root(), "SRV001", default.given(0.0))
    (shown,) = judged(mail_root(), "SRV001", default.given(0.0, shown_version="1.27"))

    assert supposed.confidence is Confidence.ASSUMED
    assert shown.confidence is Confidence.CERTAIN


def test_a_name_that_the_dns_gives_to_somebody_else() -> None:
    """Only where both the name's addresses and the server's are known."""
    root = mail_root(settings=row("HeloDomain", "mail.example.com"))
    elsewhere = World(forward={"mail.example.com": (Address.parse("198.51.100.7"),)})
    here = GIVEN._replace(addresses=networks("192.0.2.24/32"))

    assert len(judged(root, "SRV002", here._replace(world=elsewhere))) == 1
    assert judged(root, "SRV002", here) == []
    assert judged(root, "SRV002", GIVEN._replace(world=elsewhere)) == []


@pytest.mark.parametrize(
    ("rule", "name", "value"),
    [
        ("SRV002", "HeloDomain", "mail"),
        ("SRV003", "PostMaster", "root@xmailserver.test"),
        ("SRV007", "MaxMessageSize", "0"),
        ("SRV011", "MaxMTAOps", "0"),
    ],
)
def test_of_a_pasted_text_what_is_shown_is_judged(rule: str, name: str, value: str) -> None:
    """And what is not shown is not taken for its default."""
    shown = pasted(**{name: value})

    assert len(found_in(shown, rule)) == 1
    assert len(gaps(pasted(), rule)) == 1


def test_root_domain_is_asked_for_where_smtp_listens() -> None:
    """And the answer cures it."""
    root = mail_root({"server.tab": row("POP3Domain", "example.com")})
    (found,) = judged(root, "SRV009")
    choice = found.fixes[0].choice

    assert choice is not None
    assert choice.default == "example.com"
    assert judged(with_edits(root, choice.edits("example.net")), "SRV009") == []
    assert len(gaps(pasted(), "SRV009")) == 1


def test_start_options_of_the_queue_are_pointed_at() -> None:
    """Each switch that has a part in it."""
    options = StartOptions.parse(["-Sl", "-Qt", "60", "-Qr", "10"], origin=Origin.given())
    (found,) = judged(mail_root(options=options), "SRV013")

    assert len(gaps(mail_root(options=StartOptions.unseen()), "SRV013")) == 1
    assert found.total == 2
    assert found.confidence is Confidence.CERTAIN


def test_a_number_is_told_as_xmail_reads_it() -> None:
    """And one to be typed is written without separators."""
    (size, _space) = judged(mail_root(settings=row("MaxMessageSize", "10M")), "SRV007")
    (hops,) = judged(mail_root(settings=row("MaxMTAOps", "-1")), "SRV011")
    options = StartOptions.parse(["-Qt", "600", "-Qi", "0"], origin=Origin.given())
    (queue,) = judged(mail_root(options=options), "SRV013")

    assert size.message.parameters["value"] == 10
    assert "hops" not in str(hops.message.template)
    assert queue.fixes[0].title.parameters["number"] == "709"
