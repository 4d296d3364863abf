"""Fingerprints: the same while a line moves, another for another fact, and no secret in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tests.audit.made_up import map_rows, rule
from tests.roots import mail_root, row
from xmailaudit.audit.fingerprint import LENGTH, fingerprints
from xmailaudit.tables.ctrlaccounts import CTRL_ACCOUNTS
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding

LOCAL = row("127.0.0.1", "255.255.255.255", "ALLOW", "1")
OTHER = row("192.0.2.24", "255.255.255.255", "ALLOW", "1")


def found(root: MailRoot, column: str = "mask") -> list[Finding]:
    """One finding for each row of the ctrl map."""
    made = rule()
    return [made.finding(one.at(column)) for one in map_rows(root)]


def prints(text: str, column: str = "mask") -> list[str]:
    """The fingerprints of findings on every row of a map."""
    return fingerprints(found(mail_root({"ctrl.ipmap.tab": text}), column))


def test_a_fingerprint_is_hexadecimal_of_a_fixed_length() -> None:
    """32 lower-case digits, which JSON, SARIF and file names all take."""
    assert re.fullmatch(f"[0-9a-f]{{{LENGTH}}}", prints(LOCAL)[0])


def test_a_row_that_moves_keeps_its_fingerprint() -> None:
    """Lines above, other line ends and other quoting change nothing."""
    assert prints(f"# moved\n\n{LOCAL}") == prints(LOCAL)
    assert prints(LOCAL.replace("\n", "\r\n")) == prints(LOCAL)
    assert prints(LOCAL.replace('"', "")) == prints(LOCAL)


def test_another_field_is_another_finding() -> None:
    """Whatever field of the row it is in."""
    assert prints(LOCAL.replace('"1"', '"2"')) != prints(LOCAL)


def test_equal_rows_are_told_apart_by_their_order() -> None:
    """Two equal rows have two fingerprints, of which the first is that of the row alone."""
    first, second = prints(LOCAL + LOCAL)

    assert first == prints(LOCAL)[0]
    assert second != first


def test_other_findings_in_between_do_not_count() -> None:
    """The ordinal counts equals only."""
    assert [prints(LOCAL + OTHER + LOCAL)[place] for place in (0, 2)] == prints(LOCAL + LOCAL)


def test_rule_file_and_key_make_a_difference() -> None:
    """Absences have no row; the file and the finding's own key tell them apart."""
    one, other = rule("ACL901"), rule("ACL902")
    findings = [
        one.finding(Place("server.tab")),
        other.finding(Place("server.tab")),
        one.finding(Place("spammers.tab")),
        one.finding(Place("server.tab"), key=("RootDomain",)),
        one.finding(Place("server.tab"), key=("PostMaster",)),
    ]

    assert len(set(fingerprints(findings))) == len(findings)


def test_severity_and_wording_make_none() -> None:
    """A profile that finds it worse, or a new sentence, is no new finding."""
    made = rule()
    place = Place("server.tab")
    plain = fingerprints([made.finding(place)])

    assert fingerprints([made.finding(place, message="it is {how}", how="so")]) == plain


def ctrl(text: str) -> list[str]:
    """The fingerprints of findings on every row of ctrlaccounts.tab."""
    root = mail_root({"ctrlaccounts.tab": text})
    made = rule()
    rows = root.rows(CTRL_ACCOUNTS, "ctrlaccounts.tab")
    return fingerprints([made.finding(one.at("user")) for one in rows])


@given(st.text(st.characters(min_codepoint=48, max_codepoint=122, exclude_characters='"\\')))
def test_no_password_goes_into_a_fingerprint(password: str) -> None:
    """Whatever the secret is, the fingerprint is the same: nobody can search it by trying."""
    assert ctrl(row("admin", password)) == ctrl(row("admin", "x"))


def test_what_is_no_secret_beside_one_counts() -> None:
    """Another login with the same password is another finding."""
    assert ctrl(row("admin", "x")) != ctrl(row("root", "x"))


def test_the_value_is_kept() -> None:
    """Suppressions and baselines hold fingerprints: a change here breaks them all."""
    assert prints(LOCAL) == ["f0c1f1ac0da1be93587e47bc1247085f"]
