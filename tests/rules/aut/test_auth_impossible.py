"""AUT003: no way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import GIVEN, gaps, judged, with_fix
from tests.rules.aut.partial import copied, without_sight_of
from tests.tls_files import TLS_FILES
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.world import World

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding

NAMES = row("RootDomain", "example.com")
NONE = row("SmtpNoTLSAuths", "")
OFF = row("EnableSMTP-TLS", "0")
ASKS = row("SSLWantCert", "1")


def options(words: str) -> StartOptions:
    """Start options somebody told."""
    return StartOptions.parse(words.split(), origin=Origin.given())


def one(root: MailRoot) -> Finding:
    """The only finding."""
    (finding,) = judged(root, "AUT003")
    return finding


@pytest.mark.parametrize("value", ["", " PLAIN", "CRAMMD5", "PLAIN "])
def test_nothing_in_clear_and_no_tls(value: str) -> None:
    """The witness shows the second way closed."""
    found = one(mail_root(settings=row("SmtpNoTLSAuths", value)))

    assert [place.file for place in found.places] == ["server.tab", "server.cert"]
    assert found.witness is not None
    assert found.witness.decision.answer is Answer.REFUSE


@pytest.mark.parametrize("settings", ["", row("SmtpNoTLSAuths", "LOGIN"), OFF])
def test_one_mechanism_in_clear_is_a_way(settings: str) -> None:
    """However bad it is: AUT001 says so."""
    assert judged(mail_root(settings=settings), "AUT003") == []


@pytest.mark.parametrize(
    ("settings", "words", "ids"),
    [
        (OFF, "-X-", ["switch-starttls-on", "digest-meanwhile"]),
        (ASKS, "", ["no-client-certificate", "digest-meanwhile"]),
        (OFF + ASKS, "-X-", ["digest-meanwhile", "make-tls-work"]),
        (OFF, "-S-", None),
        (OFF, "", None),
    ],
)
def test_each_fix_opens_a_way(settings: str, words: str, ids: list[str] | None) -> None:
    """Only a change that lets somebody in is offered."""
    root = mail_root(TLS_FILES, settings=NONE + settings, options=options(words))
    found = judged(root, "AUT003")

    assert [[fix.id for fix in finding.fixes] for finding in found] == ([ids] if ids else [])
    for finding in found:
        for fix in finding.fixes:
            assert not fix.edits or judged(with_fix(root, fix), "AUT003") == []


def test_what_is_offered_counts() -> None:
    """CRAM-MD5 is allowed and would be obeyed, but no mail program hears of it."""
    plain = {"smtpextauth.tab": row("PLAIN", "/usr/local/bin/check")}
    digest = row("SmtpNoTLSAuths", "CRAM-MD5")

    assert judged(mail_root(settings=digest), "AUT003") == []
    assert [fix.id for fix in one(mail_root(plain, settings=digest)).fixes] == ["make-tls-work"]
    assert judged(mail_root({**plain, **TLS_FILES}, settings=digest), "AUT003") == []


def test_programs_for_mechanisms_that_xmail_does_not_know() -> None:
    """TLS does not help; one that it knows does."""
    unknown = row("DIGEST-MD5", "/bin/check")
    known = unknown + row("login", "/bin/check")

    assert one(mail_root({**TLS_FILES, "smtpextauth.tab": unknown})).places[0].line == 1
    assert judged(mail_root({**TLS_FILES, "smtpextauth.tab": known}), "AUT003") == []


def test_where_nobody_is_to_log_in_nothing_is_amiss() -> None:
    """No account, or no port."""
    assert judged(mail_root({"mailusers.tab": ""}, settings=NONE), "AUT003") == []
    assert judged(mail_root(settings=NONE, options=options("-S- -X-")), "AUT003") == []
    assert one(mail_root(options=options("-S-"))).places[0].file == "server.cert"


def test_told_that_tls_fails_there_is_no_file_to_point_at() -> None:
    """The port is what is left."""
    broken = GIVEN._replace(world=World(tls_works=False))
    (found,) = judged(mail_root(TLS_FILES, options=options("-S-")), "AUT003", broken)

    assert found.places[0].file == "(command line)"
    assert found.fixes[0].steps == ()


def test_a_certificate_that_cannot_be_seen_leaves_it_open() -> None:
    """It may work or not; where a mechanism is left in clear it does not matter."""
    closed = without_sight_of("server.cert", {"server.tab": NAMES + NONE})
    digest = NAMES + row("SmtpNoTLSAuths", "CRAM-MD5")

    (gap,) = gaps(closed, "AUT003")
    assert list(gap.reason.parameters) == ["missing"]
    assert judged(without_sight_of("server.cert", {"server.tab": digest}), "AUT003") == []


def test_tables_that_cannot_be_seen_leave_it_open() -> None:
    """What is offered hangs on the table of programs."""
    assert len(gaps(copied(NONE), "AUT003")) == 1
    assert len(gaps(copied(absent=["SmtpNoTLSAuths"]), "AUT003")) == 1
