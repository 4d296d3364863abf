"""AUT009: how many wrong passwords a connection may try."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import gaps, judged, with_fix
from tests.rules.tls.pasted import pasted
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.messages import English, render


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "is not set"),
        ("", "is empty, as if not set"),
        ("0", "is 0"),
        ("-1", "is -1, which is no limit"),
        ("ten", "is ten, which is no limit"),
        ("1", None),
        ("20 errors", None),
    ],
)
def test_what_sets_no_limit(value: str | None, said: str | None) -> None:
    """As XMail reads the number."""
    root = mail_root(settings="" if value is None else row("SMTP-MaxErrors", value))
    found = [render(one.message, English(), show=str) for one in judged(root, "AUT009")]

    assert [text.partition(":")[0] for text in found] == (
        [] if said is None else [f"SMTP-MaxErrors {said}"]
    )


@pytest.mark.parametrize(
    ("options", "findings"),
    [("-SI 127.0.0.1", 0), ("-SI 127.0.0.1 -X-", 0), ("-SI 192.168.0.24 -X-", 1), ("-S- -X-", 0)],
)
def test_somebody_else_must_be_heard(options: str, findings: int) -> None:
    """The port that speaks TLS at once hears nobody without a certificate."""
    words = StartOptions.parse(options.split(), origin=Origin.given())

    assert len(judged(mail_root(options=words), "AUT009")) == findings


def test_the_fix_sets_a_limit() -> None:
    """In a new row."""
    root = mail_root()
    (one,) = judged(root, "AUT009")

    assert with_fix(root, one.fixes[0]).setting("SMTP-MaxErrors").integer == 20


def test_a_setting_that_is_not_shown_leaves_it_open() -> None:
    """One that is shown is judged."""
    assert len(gaps(pasted(), "AUT009")) == 1
    assert len(judged(pasted(SMTP_MaxErrors="0"), "AUT009")) == 1
    assert judged(pasted(SMTP_MaxErrors="5"), "AUT009") == []
