"""USR021 and USR022: who may post to a list, and who gets what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import edits_of, judged, with_edits, with_fix
from xmailaudit.messages import English, render

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

FOLDER = "domains/example.com/news"
USERS = row("example.com", "bob", "1512", "1", "bob", "U")
LIST = row("example.com", "news", "1512", "2", "news", "M")


def list_root(members: str, variables: str | None = None, **files: str) -> MailRoot:
    """A MailRoot with one list; `files` by table, with `_` for the dot."""
    named = {f"{name.replace('_', '.')}": text for name, text in files.items()}
    own = {} if variables is None else {f"{FOLDER}/user.tab": variables}
    tables = {"mailusers.tab": USERS + LIST, f"{FOLDER}/mlusers.tab": members}
    return mail_root({**tables, **own, **named})


def test_an_open_list_is_shown_by_a_strangers_mail() -> None:
    """The witness is one whom nobody trusts."""
    (found,) = judged(list_root(row("carol@example.net", "R")), "USR021")

    assert found.witness is not None
    assert found.witness.decision.allowed
    assert found.message.parameters["members"] == 1


def test_a_closed_list_is_shown_by_a_members_name() -> None:
    """The first that could log in instead; the members without an account count too."""
    members = row("carol@example.net", "RW") + row("bob@example.com") + row("x@example.com", "W")
    root = list_root(members, row("ClosedML", "1"))

    (found,) = judged(root, "USR021")

    assert found.witness is not None
    assert getattr(found.witness.question, "sender", None) == "bob@example.com"
    assert (found.total, found.message.parameters["members"]) == (3, 3)
    assert found.severity.value == "medium"
    fixed = with_fix(root, found.fixes[0])
    assert judged(fixed, "USR021") == []
    assert fixed.data(f"{FOLDER}/mlusers.tab").decode().split() == [
        '"carol@example.net"',
        '"R"',
        '"bob@example.com"',
        '"RA"',
        '"x@example.com"',
        '""',
    ]


def test_closing_a_list_leaves_its_own_people() -> None:
    """A member with an account posts behind his login from then on."""
    root = list_root(row("carol@example.net") + row("bob@example.com"), row("RealName", "News"))
    (found,) = judged(root, "USR021")

    fixed = with_fix(root, found.fixes[0])

    assert judged(fixed, "USR021") == []
    assert b'"ClosedML"\t"1"' in fixed.data(f"{FOLDER}/user.tab")
    assert fixed.data(f"{FOLDER}/mlusers.tab") == (
        b'"carol@example.net"\t"R"\n"bob@example.com"\t"RA"\n'
    )


@pytest.mark.parametrize(
    ("members", "severity"),
    [("bob@example.com", "medium"), ("someone@example.com", "low"), ("carol@example.net", "low")],
)
def test_who_cannot_log_in_has_no_other_way(members: str, severity: str) -> None:
    """Then the finding is of low severity."""
    root = list_root(row(members, "RW"), row("ClosedML", "1"))

    assert [one.severity.value for one in judged(root, "USR021")] == [severity]


def many_lists(count: int, variables: str) -> MailRoot:
    """A MailRoot with many lists alike."""
    names = [f"list{number}" for number in range(count)]
    rows = "".join(row("example.com", name, "1512", "3", name, "M") for name in names)
    member = row("bob@example.com", "RW") + row("carol@example.net", "RW")
    files = {f"domains/example.com/{name}/mlusers.tab": member for name in names}
    own = {f"domains/example.com/{name}/user.tab": variables for name in names}
    return mail_root({"mailusers.tab": USERS + rows, **files, **own})


@pytest.mark.parametrize("variables", ["", row("ClosedML", "1")])
def test_many_lists_are_one_finding(variables: str) -> None:
    """With a fix that only a person can carry out."""
    (found,) = judged(many_lists(25, variables), "USR021")

    assert (found.total, len(found.places)) == (25, 20)
    assert "25 lists" in render(found.message, English(), show=str)
    assert [fix.applicability.value for fix in found.fixes] == ["manual"]


def test_the_postmaster_is_proposed_as_sender() -> None:
    """Where nobody is named, the fix asks for an address."""
    members = row("carol@example.net", "R")
    asked = judged(list_root(members), "USR022")[0].fixes[0]
    assert asked.choice is not None
    assert asked.choice.default is None

    root = mail_root(
        {"mailusers.tab": USERS + LIST, f"{FOLDER}/mlusers.tab": members},
        settings=row("PostMaster", "bob@example.com"),
    )
    (found,) = judged(root, "USR022")
    fixed = with_edits(root, edits_of(found.fixes[0]))
    assert judged(fixed, "USR022") == []
    assert fixed.data(f"{FOLDER}/user.tab") == b'"ListSender"\t"bob@example.com"\n'


@pytest.mark.parametrize(
    ("variables", "severities"),
    [
        ("", ["low"]),
        (row("ListSender", "bob@example.com"), []),
        (row("ListSender", "NEWS@Example.com"), ["medium"]),
        (row("ListSender", ""), []),
        (row("ListSender", "bob@example.com") + row("ListSender", "news@example.com"), []),
        (row("listsender", "bob@example.com"), ["low"]),
        ('"ListSender"\n', ["low"]),
    ],
)
def test_the_first_row_of_the_exact_name_counts(variables: str, severities: list[str]) -> None:
    """As for each variable of user.tab."""
    root = list_root(row("carol@example.net", "R"), variables)

    assert [one.severity.value for one in judged(root, "USR022")] == severities
