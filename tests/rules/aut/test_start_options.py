"""AUT017 and AUT018: what the start options say of logging in."""

from __future__ import annotations

import pytest

from tests.roots import mail_root
from tests.rules.acl.judging import gaps, judged
from tests.tls_files import TLS_FILES
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.rules.finding import Confidence


def options(words: str) -> StartOptions:
    """Start options somebody told."""
    return StartOptions.parse(words.split(), origin=Origin.given())


@pytest.mark.parametrize(
    ("words", "tls", "findings"),
    [
        ("", False, 1),
        ("", True, 0),
        ("-X-", True, 1),
        ("-XI 127.0.0.1", True, 1),
        ("-SI 192.0.2.24", True, 0),
        ("-X- -SI 192.0.2.24 -SI 192.0.2.24:587", False, 0),
        ("-X- -SI 192.0.2.24 -SI 192.0.2.24:2525", False, 0),
        ("-X- -SI 192.0.2.24 -SI 127.0.0.1:587", True, 1),
        ("-SI 127.0.0.1 -X-", False, 0),
        ("-S-", False, 0),
        ("-Sp 587", False, 0),
    ],
)
def test_where_users_send(words: str, tls: bool, findings: int) -> None:  # noqa: FBT001  # a table
    """Port 465 is one of their own where TLS works."""
    root = mail_root(TLS_FILES if tls else None, options=options(words))

    assert len(judged(root, "AUT017")) == findings


@pytest.mark.parametrize(
    ("words", "findings"),
    [
        ("-Pw 0", 1),
        ("-Pw never", 1),
        ("-Pw 5 -Pw 0", 1),
        ("-Pw 0 -Pw 5", 0),
        ("-Pw", 0),
        ("-Pw 0 -Ph", 0),
        ("-Pw 0 -PI 127.0.0.1 -B-", 0),
        ("-Pw 0 -PI 127.0.0.1", 1),
    ],
)
def test_how_long_a_wrong_password_takes(words: str, findings: int) -> None:
    """The last switch counts."""
    assert len(judged(mail_root(options=options(words)), "AUT018")) == findings


@pytest.mark.parametrize("rule_id", ["AUT017", "AUT018"])
def test_options_that_cannot_be_known(rule_id: str) -> None:
    """A copied text shows none; where none were found, XMail's defaults are assumed."""
    (gap,) = gaps(mail_root(options=StartOptions.unseen()), rule_id)

    assert gap.rule.id == rule_id
    for finding in judged(mail_root(), rule_id):
        assert finding.confidence is Confidence.ASSUMED
