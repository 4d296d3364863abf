"""TAB007: which first rows matter, and when taking the mark away is safe."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import judged
from xmailaudit.rules.finding import Applicability, Severity

MARK = "\xef\xbb\xbf"
OPEN = row("0.0.0.0", "0.0.0.0")


@pytest.mark.parametrize(
    ("first", "files", "applicability"),
    [
        ("RootDomain", {}, Applicability.SAFE),
        ("RootDomain", {"smtprelay.tab": row("127.0.0.0", "255.0.0.0")}, Applicability.SAFE),
        ("RootDomain", {"smtprelay.tab": OPEN}, Applicability.REVIEW),
        ("RootDomain", {"custdomains/example.net.tab": row("smtp")}, Applicability.REVIEW),
        ("HeloDomain", {"smtprelay.tab": OPEN}, Applicability.SAFE),
        ("SmtpConfig", {}, Applicability.REVIEW),
    ],
)
def test_a_name_is_safe_unless_strangers_relay_with_it(
    first: str, files: dict[str, str], applicability: Applicability
) -> None:
    """Without RootDomain SMTP answers nobody; with it everybody who may relay can again."""
    settings = MARK + row(first, "example.com") + row("SmtpServerDomain", "mail.example.com")
    root = mail_root({"server.tab": settings, **files})

    (finding,) = judged(root, "TAB007")

    assert finding.fixes[0].applicability is applicability


def test_a_name_in_the_place_of_another_is_for_review() -> None:
    """The row behind it holds today."""
    root = mail_root(
        {"server.tab": MARK + row("HeloDomain", "a.test") + row("HeloDomain", "b.test")}
    )

    (finding,) = judged(root, "TAB007")

    assert finding.fixes[0].applicability is Applicability.REVIEW


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("userauth/smtp/example.net.tab", "# our login there\n" + row("LOGIN", "bob", "pw")),
        ("smtpextauth.tab", "# mechanism\tprogram\n"),
    ],
)
def test_a_comment_may_be_in_the_way(file: str, text: str) -> None:
    """XMail logs in with the first row alone, and offers only the mechanisms that rows name."""
    (finding,) = judged(mail_root({file: MARK + text}), "TAB007")

    assert finding.severity is Severity.HIGH
    assert finding.fixes[0].applicability is Applicability.REVIEW


def test_of_a_row_that_crashes_the_server_another_rule_speaks() -> None:
    """It would say that nothing is lost yet."""
    root = mail_root({"aliasdomain.tab": MARK + "# alias domains\n"})

    assert judged(root, "TAB007") == []
    assert len(judged(root, "TAB017")) == 1
