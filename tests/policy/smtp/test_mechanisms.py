"""Ways to log in to SMTP."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from tests.tls_files import TLS_FILES
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.policy.addresses import AddressSet, loopback, public
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.smtp.mechanisms import begins_tls, obeyed_in_clear, offered
from xmailaudit.policy.world import UNKNOWN_WORLD

OFF = row("EnableSMTP-TLS", "0")


@pytest.mark.parametrize(
    ("allowed", "obeyed"),
    [
        (None, ("PLAIN", "LOGIN", "CRAM-MD5")),
        ("", ()),
        ("cram-md5", ("CRAM-MD5",)),
        ("LOGIN,PLAIN", ("LOGIN",)),
        (" LOGIN", ()),
    ],
)
def test_what_is_obeyed_without_tls(allowed: str | None, obeyed: tuple[str, ...]) -> None:
    """The first entry, or all while there is no setting."""
    assert obeyed_in_clear(allowed) == obeyed


def test_programs_say_what_is_offered() -> None:
    """Names that XMail does not know are offered to no avail."""
    programs = row("plain", "/bin/check") + row("DIGEST-MD5", "/bin/check")

    assert offered(mail_root()) == ("PLAIN", "LOGIN", "CRAM-MD5")
    assert offered(mail_root({"smtpextauth.tab": programs})) == ("PLAIN",)
    assert offered(mail_root({"smtpextauth.tab": row("DIGEST-MD5", "/bin/check")})) == ()


@pytest.mark.parametrize(
    ("options", "settings", "peers", "answer"),
    [
        ("", "", public(), Answer.ALLOW),
        ("", OFF, public(), Answer.ALLOW),
        ("-X-", "", public(), Answer.ALLOW),
        ("-X-", OFF, public(), Answer.REFUSE),
        ("-XI 127.0.0.1", OFF, public(), Answer.REFUSE),
        ("-XI 127.0.0.1", OFF, loopback(), Answer.ALLOW),
        ("-S- -X-", "", public(), Answer.REFUSE),
        ("", row("SSLWantCert", "1"), public(), Answer.REFUSE),
    ],
)
def test_where_tls_begins(options: str, settings: str, peers: AddressSet, answer: Answer) -> None:
    """At STARTTLS or at the TLS port, for those who can reach it."""
    words = StartOptions.parse(options.split(), origin=Origin.given())
    root = mail_root(TLS_FILES, settings=settings, options=words)
    decision = begins_tls(root, UNKNOWN_WORLD, peers)

    assert decision.answer is answer
    assert bool(decision.trace) is (answer is Answer.REFUSE)


def test_without_a_certificate_none_begins() -> None:
    """The trace names the file."""
    decision = begins_tls(mail_root(), UNKNOWN_WORLD, public())

    assert decision.answer is Answer.REFUSE
    assert [step.place.file for step in decision.trace if step.place] == ["server.cert"]
