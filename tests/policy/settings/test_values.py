"""What XMail reads in a value, and what people read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.policy.settings.names import is_read, nearest_setting, nearest_user_variable
from xmailaudit.policy.settings.values import (
    Misread,
    as_read,
    defined_setting,
    defined_variable,
    misread,
)
from xmailaudit.tables.server import VARIABLES


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("SSLWantVerify", "1", None),
        ("SSLWantVerify", "01", None),
        ("SSLWantVerify", "2 (always)", None),
        ("SSLWantVerify", "0", None),
        ("SSLWantVerify", "", None),
        ("SSLWantVerify", "No", None),
        ("SSLWantVerify", "TRUE", Misread(0, "1")),
        ("SSLWantVerify", "0x1", Misread(0, None)),
        ("SSLWantVerify", "4294967296", Misread(0, None)),
        ("EnableSMTP-TLS", "", Misread(0, "1")),
        ("EnableSMTP-TLS", " ", Misread(0, "1")),
        ("SMTP-RDNSCheck", "yes", Misread(0, "1")),
        ("SMTP-MaxErrors", "yes", Misread(0, None)),
        ("SMTP-MaxErrors", "", None),
        ("MaxMessageSize", "10M", Misread(10, None)),
        ("MaxMessageSize", "10,000", Misread(10, None)),
        ("MaxMessageSize", " 10 ", None),
        ("MaxMessageSize", "unlimited", None),
        ("SmtpMinDiskSpace", "-1", None),
        ("RootDomain", "yes", None),
        ("SmtpConfig-192.0.2.1", "yes", None),
    ],
)
def test_a_setting_is_misread_or_not(name: str, text: str, expected: Misread | None) -> None:
    """Where XMail and a person get the same out of it, nothing is wrong."""
    assert misread(defined_setting(name), text) == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("ReceiveEnable", "", Misread(0, "1")),
        ("ReceiveEnable", "yes", Misread(0, "1")),
        ("ClosedML", "", None),
        ("MaxMBSize", "", None),
        ("MaxMBSize", "5G", Misread(5, None)),
        ("Department", "5G", None),
    ],
)
def test_a_variable_of_an_account_is_misread_or_not(
    name: str, text: str, expected: Misread | None
) -> None:
    """The empty text is 0 there; names of one's own are text."""
    assert misread(defined_variable(name), text) == expected


@given(st.sampled_from(sorted(VARIABLES)), st.text(st.characters(max_codepoint=255)))
def test_any_text_is_read(name: str, text: str) -> None:
    """And what is not misread stays the same when it is written as its number."""
    definition = defined_setting(name)

    wrong = misread(definition, text)

    if wrong is not None:
        assert as_read(definition, str(wrong.value)) == as_read(definition, text)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SmtpMsgIPBandMaps", "SmtpMsgIPBanMaps"),
        ("SmtpMsgIPBanSpammres", "SmtpMsgIPBanSpammers"),
        ("rootdomain", "RootDomain"),
        ("RootDomain ", "RootDomain"),
        ("SmtpGwConfig-OutBind", "SmtpGwConfig"),
        ("SMTPConfig-192.0.2.1,25", "SmtpConfig-192.0.2.1,25"),
        ("EnableSMTPTLS", "EnableSMTP-TLS"),
        ("Greylisting", None),
        ("", None),
    ],
)
def test_the_nearest_name_of_a_setting(name: str, expected: str | None) -> None:
    """Case, blanks and marks between words are slips; a name like no other is none."""
    assert nearest_setting(name) == expected
    assert not is_read(name)


def test_only_a_slip_of_an_account_s_variable_is_meant() -> None:
    """Any other name is the administrator's own."""
    assert nearest_user_variable("popenable") == "PopEnable"
    assert nearest_user_variable("RecieveEnable") == "ReceiveEnable"
    assert nearest_user_variable("PopEnable") is None
    assert nearest_user_variable("Mobile") is None
