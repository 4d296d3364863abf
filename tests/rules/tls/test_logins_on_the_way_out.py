"""TLS002, TLS007, TLS011: which hosts get a login, and how well the link is guarded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.audit.made_up import hidden_root
from tests.roots import mail_root, row
from tests.rules.tls.pasted import judge
from tests.tls_files import TLS_FILES
from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.messages import Listing
from xmailaudit.policy.addresses import Address
from xmailaudit.policy.world import World
from xmailaudit.rules.finding import Applicability, Confidence, Severity
from xmailaudit.rules.given import Given
from xmailaudit.rules.tls.gateway_password_in_clear import RULE as IN_CLEAR
from xmailaudit.rules.tls.host_name_never_checked import RULE as NAMES
from xmailaudit.rules.tls.peer_not_verified import RULE as UNVERIFIED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xmailaudit.rules.rule import Rule

NOW = Given(now=1795478400.0)
LOGIN = row("plain", "anna", "secret")
GATEWAY = row("DefaultSMTPGateways", "smtp.example.net:587")
HOST_FILE: Mapping[str, str] = {"userauth/smtp/smtp.example.net.tab": LOGIN}


def test_no_password_is_in_a_finding() -> None:
    """Neither in words nor in a place that is shown."""
    (finding,) = judge(IN_CLEAR, mail_root(HOST_FILE, settings=GATEWAY), NOW)

    place = finding.places[0]
    shown = bytearray(place.raw)
    for start, end in place.hidden:
        shown[start - place.chunk : end - place.chunk] = b""
    assert b"secret" not in shown
    assert "secret" not in repr(finding)


def test_a_file_is_one_finding_and_the_worst() -> None:
    """That strangers get the password says more than that the smart host gets it in clear."""
    forward = {"smtpfwd.tab": row("far.example", "smtp.example.net:587")}
    root = mail_root({**forward, "userauth/smtp/net.tab": LOGIN})

    (finding,) = judge(IN_CLEAR, root, NOW)

    assert finding.message.parameters["name"] == "net"
    assert finding.severity is Severity.CRITICAL
    assert finding.confidence is Confidence.CERTAIN


def test_a_named_host_is_not_taken_for_a_mail_exchanger() -> None:
    """Its own file is spent on the row that requires TLS; a parent's is not."""
    row_with_tls = {"smtpfwd.tab": row("far.example", "SMTP.example.net:587", "NeedTLS=2")}
    own = {"userauth/smtp/SMTP.example.net.tab": LOGIN}
    parent = {"userauth/smtp/example.net.tab": LOGIN}

    assert judge(IN_CLEAR, mail_root({**row_with_tls, **own}), NOW) == []
    (finding,) = judge(IN_CLEAR, mail_root({**row_with_tls, **parent}), NOW)
    assert finding.confidence is Confidence.LIKELY


def test_requiring_tls_of_all_the_world_is_no_fix() -> None:
    """A route of smtpgw.tab has no options of its own."""
    gateways = {"smtpgw.tab": row("far.example", "@smtp.example.net"), **HOST_FILE, **TLS_FILES}

    (through_dns,) = judge(IN_CLEAR, mail_root(gateways), NOW)
    here = row("DefaultSMTPGateways", "127.0.0.1")
    (alone,) = judge(IN_CLEAR, mail_root(gateways, settings=here), NOW)

    assert through_dns.fixes[0].applicability is Applicability.MANUAL
    assert alone.fixes[0].applicability is Applicability.REVIEW


def test_each_row_that_is_weak_is_mended() -> None:
    """In its own place, SmtpGwConfig once."""
    forwards = row("a.example", "smtp.example.net") + row("b.example", "smtp.example.net:587")
    settings = GATEWAY + row("SmtpGwConfig", "NeedTLS=1")
    root = mail_root({**HOST_FILE, **TLS_FILES, "smtpfwd.tab": forwards}, settings=settings)

    (finding,) = judge(IN_CLEAR, root, NOW)

    edits = [(edit.file, getattr(edit, "value", "")) for edit in finding.fixes[0].edits]
    assert edits == [
        ("server.tab", "NeedTLS=2"),
        ("smtpfwd.tab", "NeedTLS=2"),
        ("smtpfwd.tab", "NeedTLS=2"),
    ]


def test_a_host_known_to_be_near_is_not_public() -> None:
    """If somebody told its address."""
    world = World(forward={"smtp.example.net": (Address(4, 0x0A000001),)})
    root = mail_root(HOST_FILE, settings=GATEWAY)

    assert judge(IN_CLEAR, root, NOW._replace(world=world)) == []


@pytest.mark.parametrize("rule", [IN_CLEAR, UNVERIFIED], ids=repr)
def test_an_unseen_table_is_not_passed_over(rule: Rule) -> None:
    """After what is found without it."""
    found = rule.run(hidden_root(HOST_FILE, "smtpfwd.tab"), NOW)

    with pytest.raises(UnseenFileError):
        list(found)


def test_where_logins_go_it_is_grave() -> None:
    """Each host once, gateways before fetched mailboxes; mail alone is for information."""
    links = row("example.com", "bob", "pop.example.org", "b", "1512", "STLS") + row(
        "example.com", "ann", "10.0.0.1", "a", "1512", "POP3S"
    )
    settings = GATEWAY + row("SmtpGwConfig", "NeedTLS=1")
    root = mail_root({**HOST_FILE, "pop3links.tab": links}, settings=settings)

    (finding,) = judge(UNVERIFIED, root, NOW)
    (mail_only,) = judge(UNVERIFIED, mail_root(settings=settings), NOW)

    assert finding.severity is Severity.HIGH
    assert finding.message.parameters["hosts"] == Listing(("smtp.example.net", "pop.example.org"))
    assert (finding.total, mail_only.total) == (3, 1)
    assert mail_only.severity is Severity.INFO
    assert mail_only.fixes[0].applicability is Applicability.REVIEW


def test_verification_is_offered_only_where_all_hosts_are_named() -> None:
    """Mail exchangers of others often have certificates that do not verify."""
    (finding,) = judge(UNVERIFIED, mail_root(settings=row("SmtpGwConfig", "NeedTLS=1")), NOW)

    assert finding.fixes[0].applicability is Applicability.MANUAL


def test_names_matter_once_certificates_are_verified() -> None:
    """Before that TLS002 speaks, and never both."""
    tls = row("SmtpGwConfig", "NeedTLS=2")
    unverified, verified = (
        mail_root(settings=tls),
        mail_root(settings=tls + row("SSLWantCert", "1")),
    )

    assert (len(judge(UNVERIFIED, unverified, NOW)), judge(NAMES, unverified, NOW)) == (1, [])
    assert (judge(UNVERIFIED, verified, NOW), len(judge(NAMES, verified, NOW))) == ([], 1)
