"""Files of `custdomains/`: which of them XMail finds, and what they do with mail."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from xmailaudit.policy.ask import ask
from xmailaudit.policy.custom_domains import CustomDomain, custom_domains
from xmailaudit.policy.questions import Relay


def only(name: str, *lines: str, files: dict[str, str] | None = None) -> CustomDomain | None:
    """The one custom domain of a server, None where there is none that counts."""
    root = mail_root({f"custdomains/{name}": "".join(lines), **(files or {})})
    found = custom_domains(root)
    assert len(found) <= 1
    for custom in found:
        assert ask(root, Relay("198.51.100.7", f"someone@{custom.example}")).allowed
    return found[0] if found else None


@pytest.mark.parametrize(
    ("name", "pattern", "example", "parent", "top"),
    [
        ("partner.test.tab", "partner.test", "partner.test", False, False),
        (".partner.test.tab", "*.partner.test", "mail.partner.test", True, False),
        (".com.tab", "*.com", "host.example.com", True, True),
        (".org.tab", "*.org", "example.org", True, True),
        (".tab", "*", "example.net", True, True),
    ],
)
def test_what_a_file_covers(
    name: str, pattern: str, example: str, *, parent: bool, top: bool
) -> None:
    """By its name; the example is a domain that is not handled here."""
    custom = only(name, row("smtp"))

    assert custom is not None
    assert (custom.pattern, custom.example) == (pattern, example)
    assert (custom.is_parent, custom.is_top) == (parent, top)


@pytest.mark.parametrize("name", ["example.com.tab", "Partner.test.tab", "a b.tab", "\x1b[m.tab"])
def test_a_file_that_never_decides(name: str) -> None:
    """The domain is handled, the name is in capitals, or no address can hold it."""
    assert only(name, row("smtp")) is None


def test_another_file_decides_for_its_domains_only() -> None:
    """Of two files the longer name comes first, and both count."""
    root = mail_root({"custdomains/.tab": row("smtp"), "custdomains/example.net.tab": row("smtp")})

    assert [custom.example for custom in custom_domains(root)] == ["example.org", "example.net"]


@pytest.mark.parametrize(
    ("line", "delivers", "sends_on"),
    [
        (row("smtp"), True, True),
        (row("SMTP"), True, True),
        (row("smtp", "host"), False, False),
        (row("smtprelay", "mx.example.net"), True, True),
        (row("smtprelay"), False, False),
        (row("smtprelay", "#;"), False, False),
        (row("redirect", "bob@example.com"), True, False),
        (row("redirect"), False, False),
        (row("lredirect", "bob@example.com"), True, False),
        (row("external", "0", "60", "/bin/x", "@@FILE"), True, False),
        (row("external", "0", "60", "/bin/x"), False, False),
        (row("mailbox"), False, False),
        (row("wait", "5"), False, False),
        ("# smtp\n", False, False),
    ],
)
def test_what_a_line_does(line: str, *, delivers: bool, sends_on: bool) -> None:
    """A wrong number of fields and commands of other files do nothing."""
    custom = only("partner.test.tab", line)

    assert custom is not None
    assert (custom.delivers, custom.sends_on) == (delivers, sends_on)


def test_a_fixed_route_is_one_relay_line_alone() -> None:
    """Whatever else the file does cannot be put into smtpfwd.tab."""
    relay = row("smtprelay", "mx.example.net", "NeedTLS=1")
    alone = only("partner.test.tab", relay)
    copied = only("partner.test.tab", relay, row("redirect", "bob@example.com"))

    assert alone is not None
    assert alone.fixed_route is not None
    assert alone.fixed_route.fields[1:] == ("mx.example.net", "NeedTLS=1")
    assert copied is not None
    assert copied.fixed_route is None


def test_a_slash_in_front_of_a_domain_finds_the_same_file() -> None:
    """`custdomains//example.net.tab` is the file without the second slash."""
    root = mail_root({"custdomains/example.net.tab": row("smtp")})

    for domain in ("example.net", "/example.net", "/./example.net"):
        assert ask(root, Relay("203.0.113.9", f"a@{domain}", ordinary=True)).allowed
    assert not ask(root, Relay("203.0.113.9", "a@x/example.net", ordinary=True)).allowed
