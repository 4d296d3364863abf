"""Which fixes are carried out, and what is said of those that are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root, row
from tests.rules.test_samples import AT
from xmailaudit.audit.profile import load_profile
from xmailaudit.audit.selection import Selection
from xmailaudit.fix.choosing import Chosen, choose
from xmailaudit.fix.wanted import Wanted
from xmailaudit.session import Session

if TYPE_CHECKING:
    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot

PROFILE = load_profile("default")


def chosen(root: MailRoot, rule: str, answers: dict[str, str]) -> Chosen:
    """What becomes of a rule's findings with these answers."""

    def audited(root: MailRoot) -> Report:
        return Session(root, PROFILE).audit(at=AT, select=(rule,))

    wanted = Wanted(
        unsafe=True,
        selection=Selection.parse((rule,)),
        answers={(rule, name): answer for name, answer in answers.items()},
    )
    return choose(root, audited(root), audited, wanted, PROFILE.given(AT))


def said(found: Chosen) -> list[tuple[str, str]]:
    """What is left out, and in which words."""
    return [(one.why.value, str(one.reason.template)) for one in found.left_out]


ROOT = mail_root({"server.tab": row("RootDomain", "example.com") + row("SmtpServerDomain", "x")})


@pytest.mark.parametrize("answer", ["", " ", "192.0.2.24", "x", "a b", "mail.example.com\n"])
def test_an_answer_that_is_none_is_refused(answer: str) -> None:
    """An empty one is no leave to take the default."""
    found = chosen(ROOT, "SRV002", {"name": answer})

    if answer.strip() == "mail.example.com":
        assert (len(found.taken), said(found)) == (1, [])
        return
    told = "an empty answer" if not answer.strip() else "the answer {answer} changes nothing"
    assert not found.taken
    assert not found.changes
    assert [why for why, text in said(found) if told in text] == ["choice"]


def test_what_only_a_person_can_mend_is_told() -> None:
    """By the title of its fix."""
    root = mail_root({"mailusers.tab": row("example.com", "bob", "1512", "1", "bob", "U")})
    report = Session(root, PROFILE).audit(at=AT, select=("USR003",))

    found = chosen(root, "USR003", {})

    assert report.counted
    assert [one.why.value for one in found.left_out] == ["by-hand"]
    assert not found.taken


def test_the_postmaster_of_a_domain_is_one_who_gets_mail() -> None:
    """A word that is nobody's address is refused, and an account's name is enough."""
    assert not chosen(mail_root(), "USR012", {"account": "nobody"}).taken
    assert chosen(mail_root(), "USR012", {"account": "bob"}).taken
    assert chosen(mail_root(), "USR012", {"account": "bob@example.com"}).taken
