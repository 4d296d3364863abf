"""AUT004: what everyone gets."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import gaps, judged, with_fix
from tests.rules.aut.partial import copied, without_sight_of
from xmailaudit.rules.finding import Severity

NAME = "DefaultSmtpPerms"
USER = "domains/example.com/bob/user.tab"
OWN = row("SmtpPerms", "MR")
#: bob and eve.
BOTH = '"example.com"\t"bob"\t"1512"\t1\t"bob"\t"U"\n"example.com"\t"eve"\t"1512"\t2\t"eve"\t"U"\n'


@pytest.mark.parametrize(
    ("value", "left"), [("MRVZ", "MR"), ("RV", "R"), ("S", ""), ("mrv", "MR"), ("Mr", "MR")]
)
def test_the_fix_leaves_what_sending_needs(value: str, left: str) -> None:
    """What was given of it, or meant; nothing is left to find."""
    root = mail_root(settings=row(NAME, value))
    (found,) = judged(root, "AUT004")
    mended = with_fix(root, found.fixes[0])

    assert mended.setting(NAME).text == left
    assert judged(mended, "AUT004") == []


def test_two_mistakes_are_two_findings() -> None:
    """A letter too many, and one that counts for nothing."""
    assert len(judged(mail_root(settings=row(NAME, "mrV")), "AUT004")) == 2


@pytest.mark.parametrize(
    ("value", "more", "severity"),
    [
        ("MRVZ", "", Severity.MEDIUM),
        ("MRV", row("AllowSmtpVRFY", "1"), Severity.LOW),
        ("MRZ", "", Severity.LOW),
        ("MRZ", row("MaxMessageSize", "1000"), Severity.MEDIUM),
        ("MRS", row("SmtpConfig", "MailAuth"), Severity.LOW),
        ("MRS", row("SmtpConfig", "WantTLS"), Severity.MEDIUM),
    ],
)
def test_a_letter_that_changes_nothing_is_milder(value: str, more: str, severity: Severity) -> None:
    """Until the limit or the demand is set."""
    (found,) = judged(mail_root(settings=row(NAME, value) + more), "AUT004")

    assert found.severity is severity


def test_accounts_may_have_letters_of_their_own() -> None:
    """One that has none is enough, and so is a server without accounts yet."""
    assert judged(mail_root({USER: OWN}), "AUT004") == []
    assert judged(mail_root({USER: row("SmtpPerms", "")}), "AUT004") == []
    assert len(judged(mail_root({USER: OWN, "mailusers.tab": BOTH}), "AUT004")) == 1
    assert len(judged(mail_root({USER: row("smtpperms", "MR")}), "AUT004")) == 1
    assert len(judged(mail_root({"mailusers.tab": ""}), "AUT004")) == 1


@pytest.mark.parametrize("file", ["mailusers.tab", USER])
def test_accounts_that_cannot_be_seen_may_have_none(file: str) -> None:
    """The setting is judged all the same."""
    root = without_sight_of(file, {USER: OWN})

    assert len(judged(root, "AUT004")) == 1


def test_a_setting_that_is_shown_is_judged_alone() -> None:
    """Be it as not set or with letters; a hidden limit may make Z matter."""
    (unset,) = judged(copied(absent=[NAME]), "AUT004")
    (letters,) = judged(copied(row(NAME, "MRZ")), "AUT004")
    (told,) = judged(copied(row(NAME, "MRZ"), absent=["MaxMessageSize"]), "AUT004")

    assert unset.severity is letters.severity is Severity.MEDIUM
    assert unset.places[0].line is None
    assert told.severity is Severity.LOW
    assert judged(copied(row(NAME, "MR")), "AUT004") == []


def test_a_setting_that_is_not_shown_is_not_judged() -> None:
    """It is no default."""
    assert len(gaps(copied(row("RootDomain", "example.com")), "AUT004")) == 1
