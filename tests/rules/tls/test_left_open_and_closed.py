"""TLS006, TLS012, TLS015: stores that are missing, offers switched off, twins left open."""

from __future__ import annotations

import pytest

from tests.audit.made_up import Hidden
from tests.roots import mail_root, row
from tests.rules.tls.pasted import judge, open_question, pasted
from tests.tls_files import ELLIPTIC_TLS_FILES, TLS_FILES
from xmailaudit.certificates.canonical_name import old_name_hash
from xmailaudit.certificates.certificate import subject_der
from xmailaudit.certificates.certificate_file import read_certificates
from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.policy.tls.library import OPENSSL_0_9_8, OPENSSL_1_0_0
from xmailaudit.policy.world import World
from xmailaudit.rules.finding import Confidence, Severity
from xmailaudit.rules.given import Given
from xmailaudit.rules.rule import NotJudgedError
from xmailaudit.rules.tls.starttls_disabled import RULE as DISABLED
from xmailaudit.rules.tls.tls_twin_left_open import RULE as TWIN
from xmailaudit.rules.tls.trust_store_missing import RULE as STORE

NOW = Given(now=1795478400.0)
VERIFY = row("SSLWantVerify", "1")
FOLDER = VERIFY + row("SSLUseCertsDir", "1")
#: Any certificate will do: only its name counts.
PEM = TLS_FILES["server.cert"]


def started(*words: str) -> StartOptions:
    """Start options that somebody gave."""
    return StartOptions.parse(list(words), origin=Origin.given())


# ------------------------------------------------------------ TLS006


def test_both_missing_are_two_findings() -> None:
    """Each has its row; with one of them there, the other only narrows."""
    both = FOLDER + row("SSLUseCertsFile", "1")

    found = judge(STORE, mail_root(settings=both), NOW)
    one, empty = judge(STORE, mail_root({"certs/readme": ""}, settings=both), NOW)

    assert [finding.severity for finding in found] == [Severity.MEDIUM, Severity.MEDIUM]
    assert (one.severity, empty.severity) == (Severity.LOW, Severity.MEDIUM)


def test_an_empty_folder_beside_a_file_harms_little() -> None:
    """Both together are trusted, and the file is there."""
    both = FOLDER + row("SSLUseCertsFile", "1")

    (finding,) = judge(
        STORE, mail_root({"certs.pem": PEM, "certs/ca.pem": PEM}, settings=both), NOW
    )

    assert finding.severity is Severity.LOW
    assert [place.file for place in finding.places] == ["server.tab", "certs/ca.pem"]


def test_names_are_hashed_otherwise_for_an_old_library() -> None:
    """Before OpenSSL 1.0; which of them it is must be known."""
    (certificate,) = read_certificates(PEM.encode()).certificates
    name = f"certs/{old_name_hash(subject_der(certificate))}.0"
    root = mail_root({name: PEM}, settings=FOLDER)

    assert judge(STORE, root, NOW._replace(world=World(library=OPENSSL_0_9_8))) == []
    assert len(judge(STORE, root, NOW._replace(world=World(library=OPENSSL_1_0_0)))) == 1
    with pytest.raises(NotJudgedError):
        judge(STORE, root, NOW)


def test_a_folder_that_cannot_be_listed_is_not_empty() -> None:
    """Whatever is in it."""
    whole = mail_root({"certs/ca.pem": PEM}, settings=FOLDER)
    hidden = MailRoot(Hidden(whole.source, ["certs"]), whole.start_options)

    with pytest.raises(UnseenFileError):
        judge(STORE, hidden, NOW)


def test_what_a_pasted_text_does_not_show_of_the_stores() -> None:
    """It is asked for only where the rest would make a finding of it."""
    assert open_question(STORE, pasted(SSLUseCertsFile="1"), NOW) == "SSLWantVerify"
    assert open_question(STORE, pasted(SSLWantVerify="1"), NOW) == "SSLUseCertsFile"
    assert judge(STORE, pasted(SSLWantVerify="0", SSLWantCert="0"), NOW) == []
    assert judge(STORE, pasted(SSLUseCertsFile="0", SSLUseCertsDir="0"), NOW) == []


# ------------------------------------------------------------ TLS012

CLOSED = row("EnableSMTP-TLS", "0")


def test_each_offer_is_its_own_finding() -> None:
    """Where the service listens; its witness is refused TLS, not the greeting."""
    settings = CLOSED + row("EnablePOP3-TLS", "0") + row("EnableCTRL-TLS", "0")

    smtp, ctrl = judge(
        DISABLED, mail_root(TLS_FILES, settings=settings, options=started("-P-")), NOW
    )

    assert (smtp.key, ctrl.key) == (("EnableSMTP-TLS",), ("EnableCTRL-TLS",))
    assert smtp.confidence is Confidence.CERTAIN
    assert smtp.witness is not None
    assert smtp.witness.question.arguments()[-1] == "--tls"
    assert (len(smtp.fixes[0].steps), len(ctrl.fixes[0].steps)) == (1, 0)


def test_a_library_that_decides_is_asked_for() -> None:
    """Whether the certificate works hangs on it; with all on, nobody asks."""
    with pytest.raises(NotJudgedError):
        judge(DISABLED, mail_root(ELLIPTIC_TLS_FILES, settings=CLOSED), NOW)
    assert judge(DISABLED, mail_root(ELLIPTIC_TLS_FILES), NOW) == []


def test_a_certificate_out_of_date_is_not_offered() -> None:
    """Today's clients would turn away from it."""
    root = mail_root(TLS_FILES, settings=CLOSED)

    assert len(judge(DISABLED, root, NOW)) == 1
    assert judge(DISABLED, root, NOW._replace(now=0.0)) == []
    assert judge(DISABLED, root, NOW._replace(now=4e9)) == []


# ------------------------------------------------------------ TLS015


def test_unknown_start_options_leave_it_open() -> None:
    """Assumed ones have no switch that stops anything."""
    with pytest.raises(NotJudgedError):
        judge(TWIN, mail_root(TLS_FILES, options=StartOptions.unseen()), NOW)
    assert judge(TWIN, mail_root(TLS_FILES), NOW) == []


def test_the_switch_is_the_place() -> None:
    """And one finding a service; the last `-Xp` is the port."""
    root = mail_root(TLS_FILES, options=started("-S-", "-Xp", "4650", "-C-", "-W-"))

    (finding,) = judge(TWIN, root, NOW)

    place = finding.places[0]
    assert place.raw is not None
    assert place.raw[place.start : place.end] == b"-S-"
    assert finding.message.parameters["twin"] == "SMTPS"
    assert finding.witness is not None
    assert finding.witness.decision.allowed


def test_a_twin_nobody_gets_in_at_is_low() -> None:
    """For its map, or because no handshake succeeds; smtp's map may be switched off."""
    closed = {"smtp.ipmap.tab": row("0.0.0.0", "0.0.0.0", "DENY", "1")}
    off = row("SMTP-IpMapDropCode", "0")
    options = started("-S-")

    def severity(files: dict[str, str | bytes | None], settings: str = "") -> Severity:
        (finding,) = judge(TWIN, mail_root(files, settings=settings, options=options), NOW)
        return finding.severity

    assert severity({**TLS_FILES}) is Severity.MEDIUM
    assert severity({**TLS_FILES, **closed}) is Severity.LOW
    assert severity({**TLS_FILES, **closed}, off) is Severity.MEDIUM
    assert severity({}) is Severity.LOW


def test_a_twin_that_cannot_be_judged_counts_as_open() -> None:
    """A key that cannot be seen may well work."""
    whole = mail_root(TLS_FILES, options=started("-P-"))
    hidden = MailRoot(Hidden(whole.source, ["server.key"]), whole.start_options)

    (finding,) = judge(TWIN, hidden, NOW)

    assert finding.severity is Severity.MEDIUM
