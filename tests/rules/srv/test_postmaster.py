"""Addresses that notices are for, beyond the samples."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import gaps, judged, with_edits
from tests.rules.aut.partial import without_sight_of
from xmailaudit.policy.outbound.receivers import RECEIVERS, receiver_page
from xmailaudit.rules.finding import Confidence, Severity


@pytest.mark.parametrize(
    ("address", "files", "found"),
    [
        ("bob@example.com", {}, 0),
        ("BOB@Example.COM", {}, 0),
        ("nobody@example.com", {}, 1),
        ("bob@alias.test", {"aliasdomain.tab": row("alias.test", "example.com")}, 0),
        ("nobody@alias.test", {"aliasdomain.tab": row("alias.test", "example.com")}, 1),
        ("nobody@other.test", {}, 0),
        ("nobody@other.test", {"custdomains/other.test.tab": row("redirect", "a@b.test")}, 0),
        ("nobody@other.test", {"custdomains/other.test.tab": row("mailbox")}, 1),
        ("bob@example.com", {"domains/example.com/bob/mailproc.tab": row("wait", "1")}, 1),
        ("bob@example.com", {"domains/example.com/bob/mailproc.tab": row("mailbox")}, 0),
        ("bob@example.com, ann@example.com", {}, 1),
        ("<bob@example.com>", {}, 1),
        ("@example.com", {}, 1),
        ("bob@yahoo.co.jp", {}, 1),
        ("bob@mail.yahoo.co.jp", {}, 0),
    ],
)
def test_who_is_reached(address: str, files: dict[str, str], found: int) -> None:
    """As XMail resolves the address when it delivers."""
    root = mail_root(files, settings=row("PostMaster", address))

    assert len(judged(root, "SRV004")) == found


def test_a_receiver_is_a_likely_matter() -> None:
    """And less for whoever only gets copies."""
    settings = row("PostMaster", "a@icloud.com") + row("ErrorsAdmin", "a@icloud.com")
    sender, copies = judged(mail_root(settings=settings), "SRV004")

    assert sender.confidence is copies.confidence is Confidence.LIKELY
    assert (sender.severity, copies.severity) == (Severity.MEDIUM, Severity.LOW)
    assert all(page.startswith("https://") for _domains, page in RECEIVERS)
    assert receiver_page("GMAIL.com.") == receiver_page("googlemail.com") is not None


def test_the_answer_cures_it() -> None:
    """It is asked for, and none is proposed."""
    root = mail_root(settings=row("PostMaster", "nobody@example.com"))
    (found,) = judged(root, "SRV004")
    choice = found.fixes[0].choice

    assert choice is not None
    assert choice.default is None
    assert judged(with_edits(root, choice.edits("bob@example.com")), "SRV004") == []


def test_what_cannot_be_seen_leaves_it_open() -> None:
    """A table of accounts, and a row at which XMail crashes."""
    hidden = without_sight_of("mailusers.tab", {"server.tab": row("PostMaster", "bob@example.com")})
    crash = mail_root(
        {"aliases.tab": row("example.com", "bob")}, settings=row("PostMaster", "bob@example.com")
    )

    assert len(gaps(hidden, "SRV004")) == 1
    assert len(gaps(crash, "SRV004")) == 1
