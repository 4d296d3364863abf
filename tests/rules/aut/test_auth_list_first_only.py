"""AUT002: what of a list counts."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import gaps, judged, with_fix
from tests.rules.aut.partial import copied
from xmailaudit.policy.smtp.mechanisms import obeyed_in_clear
from xmailaudit.rules.finding import Applicability

NAME = "SmtpNoTLSAuths"


@pytest.mark.parametrize(
    ("value", "ignored", "holds"),
    [
        ("PLAIN,LOGIN", ("LOGIN",), "PLAIN"),
        ("cram-md5, plain,LOGIN,LOGIN", ("plain", "LOGIN"), "CRAM-MD5"),
        (" PLAIN", ("PLAIN",), ""),
        ("PLAIN ", ("PLAIN",), ""),
        (",LOGIN", ("LOGIN",), ""),
        ("DIGEST-MD5", ("DIGEST-MD5",), ""),
        ("PLAIN;LOGIN", ("PLAIN;LOGIN",), ""),
    ],
)
def test_the_fix_writes_what_already_holds(
    value: str, ignored: tuple[str, ...], holds: str
) -> None:
    """Nothing changes for anybody, and nothing is left to find."""
    root = mail_root(settings=row(NAME, value))
    (found,) = judged(root, "AUT002")
    (fix,) = found.fixes
    mended = with_fix(root, fix)

    assert found.message.parameters["ignored"] == (ignored,)
    assert fix.applicability is Applicability.SAFE
    assert mended.setting(NAME).text == holds
    assert obeyed_in_clear(holds) == obeyed_in_clear(value)
    assert judged(mended, "AUT002") == []


@pytest.mark.parametrize("value", ["", " ", "LOGIN", "login,", "PLAIN,plain,", "CRAM-MD5"])
def test_what_holds_as_it_is_written_is_fine(value: str) -> None:
    """An empty value allows none and says so."""
    assert judged(mail_root(settings=row(NAME, value)), "AUT002") == []


def test_a_text_that_no_short_one_equals_is_left_alone() -> None:
    """A name written twice without a comma is found where the search goes on."""
    (found,) = judged(mail_root(settings=row(NAME, "PLAIN,LOGINLOGIN")), "AUT002")

    assert obeyed_in_clear("PLAIN,LOGINLOGIN") == ("PLAIN", "LOGIN")
    assert found.fixes == ()


def test_where_a_second_row_would_then_differ_the_fix_is_for_review() -> None:
    """The two say the same today; the second one does nothing either way."""
    root = mail_root(settings=row(NAME, "PLAIN,LOGIN") * 2)

    (found,) = judged(root, "AUT002")

    assert found.fixes[0].applicability is Applicability.REVIEW


def test_only_what_is_shown_is_judged() -> None:
    """Shown as not set is no list."""
    assert judged(copied(absent=[NAME]), "AUT002") == []
    assert len(judged(copied(row(NAME, "PLAIN,LOGIN")), "AUT002")) == 1
    assert len(gaps(copied(row("RootDomain", "example.com")), "AUT002")) == 1
