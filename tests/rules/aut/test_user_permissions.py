"""AUT005: accounts with letters of their own."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import gaps, judged, with_fix
from tests.rules.aut.partial import without_sight_of
from xmailaudit.messages import English, render

USER = "domains/example.com/bob/user.tab"


def accounts(*named: tuple[str, str], folder: str = "") -> dict[str, str]:
    """Accounts with letters, each in its own directory, or all in one."""
    rows = "".join(
        f'"example.com"\t"{name}"\t"1512"\t1\t"{folder or name}"\t"U"\n' for name, _letters in named
    )
    own = {
        f"domains/example.com/{folder or name}/user.tab": row("SmtpPerms", letters)
        for name, letters in named
    }
    return {"mailusers.tab": rows, **own}


@pytest.mark.parametrize(
    ("letters", "left", "findings"),
    [
        ("MR", None, 0),
        ("", None, 0),
        ("RM,", None, 0),
        ("MRZ", "MR", 1),
        ("T", "", 1),
        ("r", "R", 1),
        ("MRv", "MR", 1),
        ("mrV", "", 2),
    ],
)
def test_what_is_left_is_for_sending(letters: str, left: str | None, findings: int) -> None:
    """Small letters are read as they were meant, in a finding of their own."""
    root = mail_root({USER: row("SmtpPerms", letters)})
    found = judged(root, "AUT005")

    assert len(found) == findings
    if found:
        mended = with_fix(root, found[0].fixes[0])
        assert mended.data(USER).decode() == row("SmtpPerms", left or "")


@pytest.mark.parametrize(
    "text",
    [
        row("SMTPPerms", "MRVZ"),
        row("SmtpPerms", "MRVZ", ""),
        row("SmtpPerms", "MR") + row("SmtpPerms", "MRVZ"),
        "#" + row("SmtpPerms", "MRVZ"),
    ],
)
def test_rows_that_xmail_does_not_use_give_nothing(text: str) -> None:
    """Another case of letters, a third field, a second row, a comment."""
    assert judged(mail_root({USER: text}), "AUT005") == []


def test_thousands_are_one_finding() -> None:
    """With some places, the number, all the letters in question, and one fix for all."""
    many = accounts(*((f"user{number}", "MRV") for number in range(2000)), ("late", "MRS"))
    root = mail_root(many)
    (found,) = judged(root, "AUT005")

    assert (len(found.places), found.total) == (20, 2001)
    assert render(found.message, English(), show=str) == (
        "2,001 accounts may do more than send mail: V (look addresses up with VRFY), "
        "S (mail without TLS where WantTLS asks for it)"
    )
    assert judged(with_fix(root, found.fixes[0]), "AUT005") == []


def test_a_shared_directory_is_one_row() -> None:
    """Two accounts, one user.tab."""
    (found,) = judged(mail_root(accounts(("a", "MRV"), ("b", "MRV"), folder="ab")), "AUT005")

    assert found.total == len(found.fixes[0].edits) == 1


def test_new_accounts_get_what_the_template_says() -> None:
    """Its first row counts, as in user.tab."""
    template = row("SmtpPerms", "MRZ") + row("SmtpPerms", "MR")
    (found,) = judged(mail_root({"userdef.tab": template}), "AUT005")
    (small,) = judged(mail_root({"userdef.tab": row("SmtpPerms", "mr")}), "AUT005")

    assert (found.places[0].file, found.places[0].line) == ("userdef.tab", 1)
    assert "{ignored}" in str(small.message.template)
    assert judged(mail_root({"userdef.tab": row("SmtpPerms", "MR")}), "AUT005") == []


def test_a_domain_may_have_a_template_of_its_own() -> None:
    """XMail takes it in place of the server's."""
    own = "domains/example.com/userdef.tab"
    root = mail_root({"userdef.tab": row("SmtpPerms", "MR"), own: row("SmtpPerms", "MRV")})
    (found,) = judged(root, "AUT005")

    assert found.places[0].file == own
    assert judged(with_fix(root, found.fixes[0]), "AUT005") == []
    assert gaps(without_sight_of(own, {own: ""}), "AUT005") != ()


def test_many_templates_are_one_finding() -> None:
    """Of as many domains."""
    files = {f"domains/d{n}.example.com/userdef.tab": row("SmtpPerms", "MRV") for n in range(30)}
    (found,) = judged(mail_root(files), "AUT005")

    assert (len(found.places), found.total, len(found.fixes[0].edits)) == (20, 30, 30)


def test_an_account_that_cannot_be_seen_is_not_judged() -> None:
    """The others are."""
    seen = accounts(("bob", "MR"), ("eve", "MRV"))

    assert len(gaps(without_sight_of(USER, seen), "AUT005")) == 1
