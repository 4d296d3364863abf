"""What blanks take out of lists, and what they do not."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from xmailaudit.policy.settings.option_lists import lossy_lists, spaced_key

CONFIG, GATEWAY, GATEWAYS = "SmtpConfig", "SmtpGwConfig", "DefaultSMTPGateways"
ZONES, TRIES, HEADERS = "CustMapsList", "NotifyTryPattern", "FetchHdrTags"


@pytest.mark.parametrize(
    ("name", "value", "lost", "cleaned"),
    [
        (CONFIG, "MailAuth, WantTLS", ("WantTLS",), "MailAuth,WantTLS"),
        (CONFIG, " MailAuth  =  1,WantTLS ", ("MailAuth=1", "WantTLS"), "MailAuth=1,WantTLS"),
        (CONFIG, "MailAuth WantTLS", ("MailAuth WantTLS",), "MailAuth,WantTLS"),
        ("SmtpConfig-192.0.2.24,587", "WantTLS, mail-auth", ("mail-auth",), "WantTLS,mail-auth"),
        (GATEWAY, "OutBind=192.0.2.1, NeedTLS=1", ("NeedTLS=1",), "OutBind=192.0.2.1,NeedTLS=1"),
        (
            GATEWAYS,
            "mx.example.net:587, NeedTLS=2;mx.example.org",
            ("NeedTLS=2",),
            "mx.example.net:587,NeedTLS=2;mx.example.org",
        ),
        (ZONES, "a.test.:1, b.test.:0", ("b.test.",), "a.test.:1,b.test.:0"),
        (ZONES, "a.test. :1,b.test.:0", ("a.test.",), "a.test.:1,b.test.:0"),
        (TRIES, "1, 4,  9", ("4", "9"), "1,4,9"),
        (HEADERS, "+X-Deliver-To, To,+ Cc", ("To", "Cc"), "+X-Deliver-To,To,+Cc"),
    ],
)
def test_words_that_blanks_hide(name: str, value: str, lost: tuple[str, ...], cleaned: str) -> None:
    """And the list without the blanks, which loses nothing."""
    (found,) = lossy_lists(mail_root(settings=row(name, value)))

    assert (found.name, found.lost, found.cleaned) == (name, lost, cleaned)
    assert list(lossy_lists(mail_root(settings=row(name, cleaned)))) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (CONFIG, "MailAuth=1,WantTLS"),
        (CONFIG, "MailAuth= 1,"),
        (CONFIG, "MailAuth, "),
        (CONFIG, "MailAuth, wanttls"),
        (CONFIG, "MailAuth, Other"),
        (GATEWAY, "NeedTLS= 2"),
        (GATEWAYS, "mx.example.net; mx.example.org"),
        (ZONES, "a.test.: 1 ,b.test.:0"),
        (ZONES, "a.test., b.test."),
        (TRIES, "1 ,4 ,9 "),
        (TRIES, "1, x"),
        (HEADERS, "+X-Deliver-To,To,Cc"),
        (HEADERS, "To, ,Cc"),
        ("SmtpServerDomain", "a, WantTLS"),
        ("SmtpNoTLSAuths", "PLAIN, LOGIN"),
    ],
)
def test_blanks_that_hide_nothing(name: str, value: str) -> None:
    """Before a number, behind the last comma, beside what XMail would not know without them."""
    assert list(lossy_lists(mail_root(settings=row(name, value)))) == []


def test_only_the_row_that_counts_is_looked_at() -> None:
    """And every row of smtpfwd.tab, whose third field is such a list."""
    settings = row(CONFIG, "MailAuth") + row(CONFIG, "MailAuth, WantTLS")
    forwards = row("*", "mx.example.net", "OutBind=192.0.2.1, NeedTLS=1") + row("*", "a, b")

    (found,) = lossy_lists(mail_root({"smtpfwd.tab": forwards}, settings=settings))

    assert (found.row.file, found.row.line, found.lost) == ("smtpfwd.tab", 1, ("NeedTLS=1",))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("SmtpConfig-192.0.2.24, 25", "SmtpConfig-192.0.2.24,25"),
        ("SmtpConfig- 192.0.2.24", "SmtpConfig-192.0.2.24"),
        ("SmtpConfig-192.0.2.24,25 ", "SmtpConfig-192.0.2.24,25"),
        ("SmtpConfig-192.0.2.24,25", None),
        ("SmtpConfig-192.0.2.24: 25", None),
        ("SmtpConfig ", None),
        ("HeloDomain, x", None),
    ],
)
def test_names_of_settings_with_blanks(name: str, key: str | None) -> None:
    """Those that are the key of a listener without."""
    assert spaced_key(name) == key
