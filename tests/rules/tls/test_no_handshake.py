"""TLS001, TLS008: TLS that is offered and cannot begin, or not with today's peers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.audit.made_up import hidden_root
from tests.certificates.made import make
from tests.roots import mail_root, row
from tests.rules.tls.pasted import judge, pasted
from tests.tls_files import ELLIPTIC_TLS_FILES, TLS_FILES
from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.messages import Listing
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.questions import Connect
from xmailaudit.policy.tls.library import OPENSSL_1_0
from xmailaudit.policy.world import World
from xmailaudit.rules.finding import Applicability, Confidence, Severity
from xmailaudit.rules.given import Given
from xmailaudit.rules.rule import NotJudgedError
from xmailaudit.rules.tls.old_tls_library import RULE as OLD
from xmailaudit.rules.tls.tls_without_certificate import RULE as NONE

if TYPE_CHECKING:
    from xmailaudit.rules.finding import Finding

NOW = Given(now=1795478400.0)
OFF = "".join(row(f"Enable{name}-TLS", "0") for name in ("SMTP", "POP3", "CTRL"))
DLL = {"bin/libeay32.dll": b"MZ OpenSSL 0.9.8l 5 Nov 2009"}


def started(*words: str) -> StartOptions:
    """Start options that somebody gave."""
    return StartOptions.parse(list(words), origin=Origin.given())


def ways(finding: Finding) -> tuple[object, ...]:
    """What the finding says is offered."""
    listing = finding.message.parameters["ways"]
    assert isinstance(listing, Listing)
    return listing.items


def test_what_is_offered_is_named() -> None:
    """Each command needs its setting and its port, each port only itself."""
    only_mail = started("-P-", "-C-", "-B-", "-W-")
    ports = started("-X-", "-W-")

    (mail,) = judge(NONE, mail_root(options=only_mail), NOW)
    (at_once,) = judge(NONE, mail_root(settings=OFF, options=ports), NOW)

    assert (ways(mail), mail.severity) == (("STARTTLS", "SMTPS"), Severity.CRITICAL)
    assert (ways(at_once), at_once.severity) == (("POP3S",), Severity.HIGH)
    assert (mail.confidence, at_once.confidence) == (Confidence.CERTAIN, Confidence.CERTAIN)
    assert at_once.fixes[1].applicability is Applicability.MANUAL


def test_no_mail_is_lost_on_this_machine() -> None:
    """Where only programs of this machine see STARTTLS, they lose the connection."""
    here = started("-SI", "127.0.0.1", "-X-", "-B-", "-W-", "-P-", "-C-")

    (finding,) = judge(NONE, mail_root(options=here), NOW)

    assert finding.severity is Severity.HIGH
    assert finding.witness is not None
    assert finding.witness.question == Connect("smtp", "127.0.0.1", tls=True)


def test_a_witness_hangs_on_tls_alone() -> None:
    """A client that the access map refuses anyway proves nothing; another port's does."""
    closed = {"smtp.ipmap.tab": row("0.0.0.0", "0.0.0.0", "DENY", "1")}

    (finding,) = judge(NONE, mail_root(closed, options=started("-X-")), NOW)
    (nobody,) = judge(
        NONE, mail_root(closed, options=started("-X-", "-P-", "-C-", "-B-", "-W-")), NOW
    )

    assert finding.witness is not None
    assert finding.witness.question.arguments()[1] == "pop3"
    assert finding.witness.decision.answer is Answer.REFUSE
    assert nobody.witness is None


def test_an_age_that_decides_and_is_not_known_is_asked_for() -> None:
    """A curve works from OpenSSL 1.1 on."""
    with pytest.raises(NotJudgedError):
        judge(NONE, mail_root(ELLIPTIC_TLS_FILES), NOW)
    old = NOW._replace(world=World(library=OPENSSL_1_0))

    (finding,) = judge(NONE, mail_root(ELLIPTIC_TLS_FILES), old)

    assert finding.places[0].file == "server.cert"
    assert judge(NONE, mail_root(TLS_FILES), old) == []


def test_what_offers_nothing_needs_no_files() -> None:
    """Nor is a file asked for that nobody can see."""
    silent = started("-X-", "-B-", "-W-", "-S-", "-P-", "-C-")

    assert judge(NONE, mail_root({"server.cert": b"none"}, options=silent), NOW) == []
    with pytest.raises(NotJudgedError, match=r"server\.cert|not shown"):
        judge(NONE, pasted(RootDomain="example.com"), NOW)


def test_a_table_of_ways_out_that_cannot_be_seen_is_noted_where_it_matters() -> None:
    """With a certificate that works no way out is stuck."""
    rule = iter(NONE.run(hidden_root({}, "smtpfwd.tab"), NOW))
    assert next(rule).places[0].file == "server.cert"
    with pytest.raises(UnseenFileError):
        next(rule)
    working = {name: text.encode() for name, text in TLS_FILES.items()}
    assert judge(NONE, hidden_root(working, "smtpfwd.tab"), NOW) == []


def test_a_row_that_starts_tls_is_named() -> None:
    """The row's own option, the common one once."""
    files = {
        "smtpfwd.tab": row("example.org", "mx.example.org", "NeedTLS=2")
        + row("example.net", "mx.example.net"),
        "pop3links.tab": row("example.com", "bob", "pop.example.net:995", "b", "15", "POP3S"),
    }
    settings = OFF + row("SmtpGwConfig", "NeedTLS=1")
    quiet = started("-X-", "-B-", "-W-")

    sending, fetching = judge(NONE, mail_root(files, settings=settings, options=quiet), NOW)

    assert [place.file for place in sending.places] == ["server.tab", "smtpfwd.tab"]
    assert [place.file for place in fetching.places] == ["pop3links.tab"]
    assert sending.severity is Severity.CRITICAL


def test_half_a_pair_is_of_no_use() -> None:
    """A key of another certificate: the file that does not fit is named, and how to mend it."""
    other = make("a", kind="rsa2048")
    files: dict[str, str | bytes | None] = {**TLS_FILES, "server.key": other.key_pem}

    (finding,) = judge(NONE, mail_root(files), NOW)

    assert finding.places[0].file == "server.cert"
    assert finding.fixes[0].steps


# ------------------------------------------------------------ TLS008


def test_mail_is_stuck_only_where_it_leaves_over_tls() -> None:
    """Towards a host of one's own nothing is known of what it wants."""
    need = row("SmtpGwConfig", "NeedTLS=1")
    inside = need + row("DefaultSMTPGateways", "192.168.0.5")

    (clear,) = judge(OLD, mail_root(DLL), NOW)
    (stuck,) = judge(OLD, mail_root(DLL, settings=need), NOW)
    (here,) = judge(OLD, mail_root(DLL, settings=inside), NOW)

    severities = [finding.severity for finding in (clear, stuck, here)]
    assert severities == [Severity.HIGH, Severity.CRITICAL, Severity.HIGH]
    assert clear.places[0].file == "bin/libeay32.dll"
    assert clear.message.parameters["version"] == "0.9.8l"


def test_a_library_that_only_allows_too_much_stops_no_mail() -> None:
    """1.0.2 speaks TLS 1.2."""
    library = {"bin/libssl.so.1.0.0": b"OpenSSL 1.0.2u  20 Dec 2019"}

    (finding,) = judge(OLD, mail_root(library, settings=row("SmtpGwConfig", "NeedTLS=2")), NOW)

    assert (finding.severity, finding.confidence) == (Severity.HIGH, Confidence.LIKELY)
