"""AUT001: passwords in clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import GIVEN, gaps, judged, networks, with_fix
from tests.rules.aut.partial import copied
from tests.tls_files import TLS_FILES
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.policy.world import World
from xmailaudit.rules.finding import Applicability, Confidence, Severity
from xmailaudit.tables.edit import InsertRow, SetField

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

NAME = "SmtpNoTLSAuths"


def one(root: MailRoot, given: Given = GIVEN) -> Finding:
    """The only finding."""
    (finding,) = judged(root, "AUT001", given)
    return finding


def fix_ids(finding: Finding) -> list[str]:
    """The ways out, the first choice first."""
    return [fix.id for fix in finding.fixes]


@pytest.mark.parametrize("value", ["PLAIN", "login", "PLAIN,LOGIN", "LOGIN,CRAM-MD5"])
def test_the_first_entry_decides(value: str) -> None:
    """In any case of letters; the finding stands at the value."""
    found = one(mail_root(settings=row(NAME, value)))

    assert (found.places[0].file, found.places[0].line) == ("server.tab", 1)


@pytest.mark.parametrize("value", ["", "CRAM-MD5", "CRAM-MD5,PLAIN", " PLAIN", "PLAIN ", "PLAI"])
def test_what_xmail_does_not_match_lets_nothing_pass(value: str) -> None:
    """Whatever was meant."""
    assert judged(mail_root(settings=row(NAME, value)), "AUT001") == []


def test_with_tls_the_fix_demands_it_and_nothing_is_left_to_find() -> None:
    """Both ways out end the finding."""
    root = mail_root(TLS_FILES)
    found = one(root)

    assert fix_ids(found) == ["demand-tls", "digest-only"]
    for fix in found.fixes:
        assert fix.applicability is Applicability.REVIEW
        assert judged(with_fix(root, fix), "AUT001") == []


def test_without_tls_no_fix_locks_everybody_out() -> None:
    """The certificate comes first, and the message says that nobody can do better."""
    found = one(mail_root())

    assert fix_ids(found) == ["tls-first", "digest-only"]
    assert found.fixes[0].edits == ()
    assert "no TLS session can begin" in str(found.message.template)
    steps = [step.file for step in found.fixes[0].steps]
    assert steps[0] == "server.cert"
    for edit in found.fixes[1].edits:
        assert isinstance(edit, InsertRow)
        assert edit.fields == (NAME, "CRAM-MD5")


@pytest.mark.parametrize(
    "settings",
    [row("SSLWantCert", "1"), row("SSLWantVerify", "1") + row("SSLUseCertsFile", "1")],
)
def test_a_certificate_alone_does_not_make_tls_work(settings: str) -> None:
    """A user has no certificate to show, and a broken trust store ends every handshake."""
    found = one(mail_root({**TLS_FILES, "certs.pem": ""}, settings=settings))

    assert fix_ids(found)[0] == "tls-first"


@pytest.mark.parametrize(
    ("options", "works"), [("", True), ("-X-", False), ("-XI 127.0.0.1", False)]
)
def test_without_starttls_the_tls_port_must_be_open(options: str, *, works: bool) -> None:
    """To the clients that could send their passwords in clear."""
    words = StartOptions.parse(options.split(), origin=Origin.given())
    off = mail_root(TLS_FILES, settings=row("EnableSMTP-TLS", "0"), options=words)

    assert (fix_ids(one(off))[0] == "demand-tls") is works


def test_somebody_may_know_that_tls_fails() -> None:
    """The files do not have the last word."""
    broken = GIVEN._replace(world=World(tls_works=False))

    assert fix_ids(one(mail_root(TLS_FILES), broken))[0] == "tls-first"


def test_how_bad_it_is_depends_on_the_networks_between() -> None:
    """The internet, a house, this machine; what the owner declares is no internet."""
    lan = row("0.0.0.0", "0.0.0.0", "DENY", "1") + row("10.0.0.0", "255.0.0.0", "ALLOW", "2")
    office = lan + row("203.0.113.0", "255.255.255.0", "ALLOW", "2")
    here = StartOptions.parse(["-SI", "127.0.0.1"], origin=Origin.given())
    declared = GIVEN._replace(trusted=networks("203.0.113.0/24"))

    assert one(mail_root()).severity is Severity.HIGH
    assert one(mail_root({"smtp.ipmap.tab": lan})).severity is Severity.MEDIUM
    assert one(mail_root({"smtp.ipmap.tab": office})).severity is Severity.HIGH
    assert one(mail_root({"smtp.ipmap.tab": office}), declared).severity is Severity.MEDIUM
    assert one(mail_root(options=here)).severity is Severity.LOW


def test_nobody_who_could_log_in_no_password() -> None:
    """An account, a login beside the mailboxes or a program is somebody."""
    login = row("scanner", "pw", "R")
    program = row("PLAIN", "/usr/local/bin/check")

    assert judged(mail_root({"mailusers.tab": ""}), "AUT001") == []
    assert one(mail_root({"mailusers.tab": "", "smtpauth.tab": login})).witness is not None
    assert one(mail_root({"mailusers.tab": "", "smtpextauth.tab": program})).witness is None
    assert one(mail_root({"mailusers.tab": None})).witness is None


def test_mechanisms_that_are_not_offered_are_no_habit() -> None:
    """Mail programs choose among those that EHLO names."""
    external = {"smtpextauth.tab": row("LOGIN", "/usr/local/bin/check")}
    digest = {"smtpextauth.tab": row("CRAM-MD5", "/usr/local/bin/check")}

    assert one(mail_root(external)).message.parameters["mechanisms"] == (("LOGIN",),)
    assert fix_ids(one(mail_root({**external, **TLS_FILES}))) == ["demand-tls"]
    assert one(mail_root(digest)).severity is Severity.LOW


@pytest.mark.parametrize("value", [None, "PLAIN,LOGIN"])
def test_a_setting_that_is_shown_is_judged_alone(value: str | None) -> None:
    """No other table is needed; whether TLS works stays open."""
    root = copied(absent=[NAME]) if value is None else copied(row(NAME, value))
    found = one(root)

    assert found.severity is Severity.HIGH
    assert found.confidence is Confidence.ASSUMED
    assert found.witness is None
    assert len(found.fixes[0].steps) == 2
    (edit,) = found.fixes[0].edits
    assert isinstance(edit, InsertRow if value is None else SetField)


def test_a_setting_that_is_not_shown_is_not_judged() -> None:
    """It is no default."""
    (gap,) = gaps(copied(row("RootDomain", "example.com")), "AUT001")

    assert gap.reason.parameters == {"name": NAME}


@pytest.mark.parametrize(("code", "open_"), [("", 1), (row("SMTP-IpMapDropCode", "1"), 0)])
def test_a_map_that_may_have_no_effect_leaves_it_open(code: str, open_: int) -> None:
    """Whether it shuts everybody out hangs on a setting."""
    settings = row(NAME, "PLAIN") + code
    root = copied(settings, files={"smtp.ipmap.tab": row("0.0.0.0", "0.0.0.0", "DENY", "1")})

    assert len(gaps(root, "AUT001")) == open_
