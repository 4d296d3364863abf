"""USR001 to USR008 and USR024: who speaks of which row, and that no password is told."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import judged, with_fix
from xmailaudit.messages import English, render
from xmailaudit.tables.mailusers import MAIL_USERS
from xmailaudit.tables.xmcrypt import encode

GOOD = "plum-Harbour-59-cold"
WHOLE = row("example.com", "bob", encode(GOOD), "1", "bob", "U")
SHORT = row("example.com", "bob", encode(GOOD))
CLEAR = row("example.com", "bob", GOOD, "1", "bob", "U")
BLANKS = f"example.com bob {encode(GOOD)} 1 bob U\n"
PADDED = row("example.com ", "bob", encode(GOOD))
MARKED = row("example.com", "bob\u00e3\u0080\u0080", encode(GOOD))
SPEAKERS = ("TAB001", "TAB009", "TAB012", "USR008")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WHOLE, []),
        (SHORT, ["USR008"]),
        (CLEAR, ["USR008"]),
        (BLANKS, ["USR008"]),
        (SHORT + WHOLE, ["USR008"]),
        (SHORT + CLEAR + WHOLE, ["USR008"]),
        (SHORT + CLEAR, ["USR008", "USR008"]),
        (WHOLE.replace("1509", "150O"), ["USR008"]),
        (SHORT + WHOLE + WHOLE, ["USR008"]),
        (WHOLE + SHORT, ["TAB009"]),
        (WHOLE + CLEAR, ["TAB009"]),
        (WHOLE + WHOLE, ["TAB009"]),
        (PADDED, ["TAB001"]),
        (MARKED, ["TAB012"]),
        ("#" + SHORT, []),
    ],
    ids=str,
)
def test_one_rule_speaks_of_a_row(text: str, said: list[str]) -> None:
    """Where several could, one does."""
    root = mail_root({"mailusers.tab": text})

    assert sorted(name for name in SPEAKERS for _finding in judged(root, name)) == said


@pytest.mark.parametrize("text", [CLEAR, BLANKS, SHORT + WHOLE, SHORT + CLEAR + WHOLE], ids=str)
def test_a_fix_makes_the_account_work(text: str) -> None:
    """With the password that was meant."""
    root = mail_root({"mailusers.tab": text})
    (finding,) = judged(root, "USR008")
    mended = with_fix(root, finding.fixes[0])

    (first, *_more) = mended.stream(MAIL_USERS, "mailusers.tab")
    assert first.fields[:3] == ("example.com", "bob", encode(GOOD))
    assert judged(mended, "USR008") == []


@pytest.mark.parametrize("field", [encode(GOOD)[:-1], encode(GOOD)[:-1] + "g"])
def test_a_field_in_doubt_is_not_taken_for_a_password(field: str) -> None:
    """A digit may have got lost, or be another."""
    root = mail_root(
        {
            "mailusers.tab": row("example.com", "bob", field, "1", "bob", "U"),
            "ctrlaccounts.tab": row("steward", field),
        }
    )

    for name in ("USR008", "USR004"):
        for finding in judged(root, name):
            assert "encode" not in [fix.id for fix in finding.fixes]


SECRETS = (GOOD, "Margarete-86", "bobbob99", "41zz99", "Steward-2026")


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("encoded", [True, False])
def test_no_finding_holds_a_password(secret: str, *, encoded: bool) -> None:
    """Neither in its sentence nor in its parameters, places or fixes, wherever it stands."""
    stored = encode(secret) if encoded else secret
    root = mail_root(
        {
            "mailusers.tab": row("example.com", "bob", stored, "1", "bob", "U")
            + row("example.com", "margarete", stored, "2", "margarete", "U")
            + row("example.com", stored, "3", "anna", "U")
            + row(stored)
            + f"example.org anna {stored} 4 anna U\n",
            "ctrlaccounts.tab": row("steward", stored) + row("Steward", stored),
            "smtpauth.tab": row("margarete", secret, "MR"),
        }
    )
    for number in (1, 2, 3, 4, 5, 6, 7, 8, 24, 30):
        for finding in judged(root, f"USR{number:03}"):
            told = render(finding.message, English(), show=str) + repr(finding)
            assert secret not in told
            assert encode(secret) not in told


def test_many_administrators_and_ids_are_told_apart() -> None:
    """Fixes of several findings go together."""
    accounts = "".join(
        row("example.com", f"user{n}", encode(f"{GOOD}{n}"), str(n // 3), f"user{n}", "U")
        for n in range(9)
    )
    root = mail_root({"mailusers.tab": accounts})
    findings = judged(root, "USR024")

    assert [finding.total for finding in findings] == [3, 3, 3]
    for finding in findings:
        root = with_fix(root, finding.fixes[0])
    assert judged(root, "USR024") == []
    ids = [one.user_id for one in root.stream(MAIL_USERS, "mailusers.tab")]
    assert len(set(ids)) == 9


def test_ids_begin_anew_where_the_highest_is_the_last() -> None:
    """XMail reads 32 bits."""
    rows = (row("example.com", name, encode(GOOD), "4294967295", name, "U") for name in ("a", "b"))
    root = mail_root({"mailusers.tab": "".join(rows)})
    (finding,) = judged(root, "USR024")

    mended = with_fix(root, finding.fixes[0])

    ids = [one.user_id for one in mended.stream(MAIL_USERS, "mailusers.tab")]
    assert ids == ["4294967295", "1"]
