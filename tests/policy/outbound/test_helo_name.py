"""Names that other servers do not accept as a greeting."""

from __future__ import annotations

import pytest

from xmailaudit.policy.outbound.helo_name import NameFault, is_stock, name_fault


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("mail.example.com", None),
        ("MAIL.Example.COM.", None),
        ("xn--r8jz45g.test", None),
        ("1.example.com", None),
        ("mail", NameFault.ONE_LABEL),
        ("localhost", NameFault.PRIVATE),
        ("localhost.localdomain", NameFault.PRIVATE),
        ("localhost.example.com", NameFault.PRIVATE),
        ("pc.Local", NameFault.PRIVATE),
        ("local.example.com", None),
        ("192.0.2.24", NameFault.ADDRESS),
        ("2001:db8::24", NameFault.ADDRESS),
        ("[192.0.2.24]", NameFault.LITERAL),
        ("mail_1.example.com", NameFault.MALFORMED),
        ("mail example.com", NameFault.MALFORMED),
        ("-mail.example.com", NameFault.MALFORMED),
        ("mail..example.com", NameFault.MALFORMED),
        (f"{'a' * 64}.example.com", NameFault.MALFORMED),
        (f"{'a.' * 130}com", NameFault.MALFORMED),
        ("xmailserver.test", NameFault.STOCK),
        ("mail.XMailServer.test", NameFault.STOCK),
        ("home.bogus", NameFault.STOCK),
    ],
)
def test_what_is_wrong_with_a_name(name: str, fault: NameFault | None) -> None:
    """The first thing that is."""
    assert name_fault(name) is fault


def test_a_name_that_only_ends_alike_is_somebody_s_own() -> None:
    """A whole label must match."""
    assert not is_stock("myxmailserver.test")
