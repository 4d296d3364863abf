"""AUT006: logins with passwords in clear text."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import judged, with_fix
from xmailaudit.messages import English, render
from xmailaudit.rules.finding import Severity
from xmailaudit.tables.shown import shown_place

FILE = "smtpauth.tab"


@pytest.mark.parametrize(
    ("letters", "severity", "said"),
    [
        ("R", Severity.HIGH, "good for: R (relay to any domain)"),
        ("MZ", Severity.HIGH, "(mail where MailAuth asks for a login), Z (mail beyond "),
        ("V", Severity.MEDIUM, "good for: V (look addresses up with VRFY)"),
        ("", Severity.MEDIUM, "the login has no permission"),
        ("mr", Severity.MEDIUM, "the login has no permission"),
    ],
)
def test_how_bad_it_is_depends_on_what_the_login_may(
    letters: str, severity: Severity, said: str
) -> None:
    """Who may send is who is worth robbing."""
    (found,) = judged(mail_root({FILE: row("scanner", "paper-jam", letters)}), "AUT006")

    assert found.severity is severity
    assert said in render(found.message, English(), show=str)


def test_no_password_is_shown() -> None:
    """Neither in the finding nor in what it points at."""
    root = mail_root({FILE: row("scanner", "paper-jam", "R") + row("shop", "basket", "RM")})
    (found,) = judged(root, "AUT006")

    assert [shown_place(place) for place in found.places] == ['"scanner"', '"shop"']
    assert "paper-jam" not in repr(found)
    assert "basket" not in repr(found)
    assert with_fix(root, found.fixes[0]).data(FILE) == b""


def test_the_witness_logs_in_where_a_clear_link_lets_it() -> None:
    """Elsewhere the finding stands without one."""
    login = {FILE: row("scanner", "paper-jam", "R")}
    (found,) = judged(mail_root(login), "AUT006")
    (closed,) = judged(mail_root(login, settings=row("SmtpNoTLSAuths", "")), "AUT006")

    assert found.witness is not None
    assert found.witness.decision.allowed
    assert closed.witness is None


@pytest.mark.parametrize("text", ["", row("scanner", "paper-jam"), "#" + row("a", "b", "R")])
def test_rows_that_xmail_does_not_use_are_no_logins(text: str) -> None:
    """Two fields are too few; `#` begins a comment here."""
    assert judged(mail_root({FILE: text}), "AUT006") == []
