"""AUT008: a password in clear before TLS is asked for."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import DENY, LOOPBACK, gaps, judged, with_fix
from tests.rules.tls.pasted import pasted
from xmailaudit.messages import Listing
from xmailaudit.policy.decision import Answer
from xmailaudit.rules.finding import Confidence

WANT_TLS = row("SmtpConfig", "WantTLS")


@pytest.mark.parametrize(
    ("allowed", "mechanisms"),
    [
        (None, ("AUTH PLAIN", "AUTH LOGIN")),
        ("plain", ("AUTH PLAIN",)),
        ("PLAIN,LOGIN", ("AUTH PLAIN",)),
        ("LOGIN", ("AUTH LOGIN",)),
        ("CRAM-MD5,PLAIN", ()),
        ("CRAM-MD5", ()),
        (" PLAIN", ()),
        ("", ()),
    ],
)
def test_the_mechanisms_that_show_a_password(
    allowed: str | None, mechanisms: tuple[str, ...]
) -> None:
    """As XMail matches the list: its first entry alone."""
    setting = "" if allowed is None else row("SmtpNoTLSAuths", allowed)
    found = judged(mail_root(settings=WANT_TLS + setting), "AUT008")

    assert [one.message.parameters["mechanisms"] for one in found] == (
        [Listing(mechanisms)] if mechanisms else []
    )


def test_the_login_is_taken_until_the_fix_is_made() -> None:
    """The witness plays it."""
    root = mail_root(settings=WANT_TLS)
    (one,) = judged(root, "AUT008")

    assert one.witness is not None
    assert one.witness.decision.answer is Answer.ALLOW
    assert judged(with_fix(root, one.fixes[0]), "AUT008") == []


def test_only_this_machine_has_no_wire_to_listen_on() -> None:
    """By the key's address or by the access map."""
    closed = "".join(row(*fields) for fields in (DENY, LOOPBACK))

    assert judged(mail_root(settings=row("SmtpConfig-127.0.0.1", "WantTLS")), "AUT008") == []
    assert judged(mail_root({"smtp.ipmap.tab": closed}, settings=WANT_TLS), "AUT008") == []


def test_of_a_pasted_text_what_is_shown_is_judged() -> None:
    """Whom the server greets is not shown, and is assumed."""
    (one,) = judged_pasted = judged(pasted(SmtpConfig="WantTLS", SmtpNoTLSAuths="PLAIN"), "AUT008")

    assert len(judged_pasted) == 1
    assert one.confidence is Confidence.ASSUMED
    assert judged(pasted(SmtpNoTLSAuths=""), "AUT008") == []
    assert judged(pasted(SmtpConfig="MailAuth"), "AUT008") == []
    assert len(gaps(pasted(SmtpConfig="WantTLS"), "AUT008")) == 1
    assert len(gaps(pasted(SmtpNoTLSAuths="PLAIN"), "AUT008")) == 1
