"""Permission letters."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from tests.rules.aut.partial import copied
from xmailaudit.policy.permissions import beyond_sending, has_effect, in_vain, sending_part


@pytest.mark.parametrize(
    ("text", "beyond", "vain", "sending", "meant"),
    [
        ("", "", "", "", ""),
        ("MR", "", "", "MR", "MR"),
        ("R,M", "", "", "MR", "MR"),
        ("MRVZ", "VZ", "", "MR", "MR"),
        ("SZTV", "VTZS", "", "", ""),
        ("mrvz", "", "mrvz", "", "MR"),
        ("Mr", "", "r", "M", "MR"),
        ("MRmr", "", "", "MR", "MR"),
        ("all", "", "", "", ""),
    ],
)
def test_letters(text: str, beyond: str, vain: str, sending: str, meant: str) -> None:
    """Order and other characters do not matter; capitals do."""
    assert beyond_sending(text) == beyond
    assert in_vain(text) == vain
    assert sending_part(text) == sending
    assert sending_part(text, as_meant=True) == meant


@pytest.mark.parametrize(
    ("letter", "settings", "felt"),
    [
        ("R", "", True),
        ("V", "", True),
        ("V", row("AllowSmtpVRFY", "1"), False),
        ("T", "", True),
        ("T", row("AllowSmtpETRN", "1"), False),
        ("Z", "", False),
        ("Z", row("MaxMessageSize", "10M"), True),
        ("S", "", False),
        ("S", row("SmtpConfig", "WantTLS"), True),
        ("S", row("SmtpConfig-192.0.2.24,587", "MailAuth,WantTLS"), True),
        ("S", row("SmtpConfig", "wanttls"), False),
    ],
)
def test_a_letter_may_change_nothing(letter: str, settings: str, *, felt: bool) -> None:
    """What everybody may do, and a demand nobody makes."""
    assert has_effect(mail_root(settings=settings), letter) is felt


@pytest.mark.parametrize("letter", ["V", "T", "Z", "S"])
def test_what_is_not_shown_is_not_known(letter: str) -> None:
    """It is no default; but one demand that is shown is enough."""
    assert has_effect(copied(), letter) is None
    assert has_effect(copied(row("SmtpConfig-192.0.2.24", "WantTLS")), "S") is True
