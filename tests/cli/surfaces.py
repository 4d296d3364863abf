"""Every command line that prints something, for tests that hold for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.cli.forms import FORMS
from xmailaudit.policy.mail_address import split_address
from xmailaudit.tables.mailusers import MAIL_USERS

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["about_a_mailroot", "about_nothing", "audited_in", "wrong"]

CLIENT = ("--client", "198.51.100.7")
SERVICES = ("smtp", "pop3", "ctrl", "finger", "relay")


def about_a_mailroot(root: Path) -> list[tuple[str, ...]]:
    """What reads a MailRoot, in each of its formats."""
    target = str(root)
    asked = [
        ("ask", "connect", target, *CLIENT, "--service", "ctrl"),
        ("ask", "connect", target, "--client", "203.0.113.9", "--service", "ctrl"),
        ("ask", "connect", target, "--client", "2001:db8::1", "--service", "finger"),
        ("ask", "relay", target, *CLIENT, "--to", "someone@example.net"),
        ("ask", "relay", target, *CLIENT, "--to", "postmaster@example.com", "--from", ""),
        ("ask", "relay", target, *CLIENT, "--to", "a@example.net", "--login", "x@example.com"),
        ("ask", "auth", target, *CLIENT, "--login", "mallory\x1b[31m@example.com", "--tls"),
        ("ask", "route", target, "info@example.com"),
        ("ask", "route", target, "@example.com"),
        ("ask", "route", target, "a@example.net", "--local"),
    ]
    access = [("access", target, service) for service in SERVICES]
    listed = [
        ("accounts", target),
        *(("accounts", target, one) for one in _somebody(root)),
        *access,
    ]
    audited = [("audit", target), ("audit", target, "--profile", "strict")]
    certified = [("cert", target), ("cert", "inspect", target, "--name", "imap.example.com")]
    plain = [*audited, ("diff", target, target), ("facts", target), *asked, *listed, *certified]
    return [*plain, *((*words, "--format", "json") for words in plain)]


def _somebody(root: Path) -> tuple[str, ...]:
    """The first account that one can write to, if there is any."""
    table = root / "mailusers.tab"
    rows = MAIL_USERS.read("", table.read_bytes() if table.exists() else b"")
    return tuple(filter(split_address, (f"{row.name}@{row.domain}" for row in rows)))[:1]


def audited_in(root: Path) -> dict[str, tuple[str, ...]]:
    """An audit in every form there is but text and JSON, which stand above."""
    forms = [form for form in FORMS if form not in ("text", "json")]
    return {form: ("audit", str(root), "--format", form) for form in forms}


def about_nothing() -> list[tuple[str, ...]]:
    """What needs no MailRoot."""
    groups = ("", "ask")
    commands = (
        "audit",
        "diff",
        "ask relay",
        "ask connect",
        "ask auth",
        "access",
        "accounts",
        "facts",
        "rules",
        "explain",
    )
    helped = [
        *groups,
        *commands,
        "ask route",
        "ask list",
        "suppress",
        "collect",
        "profiles",
        "schema",
        "selftest",
        "completion",
        "cert",
        "cert inspect",
        "cert csr",
        "cert self-signed",
        "cert install",
        "cert hook",
    ]
    return [
        ("--version",),
        ("rules",),
        ("rules", "--format", "json"),
        ("profiles",),
        ("profiles", "--format", "json"),
        ("explain", "ACL003"),
        *((*words.split(), "--help") for words in helped),
    ]


def wrong(root: Path) -> list[tuple[str, ...]]:
    """What ends in an error."""
    target = str(root)
    return [
        (),
        ("audti",),
        ("\x1b[31m",),
        ("audit", "--formt"),
        ("audit", "--format"),
        ("audit", "--format", "\x1b]0;xml"),
        ("audit", "--strict=yes"),
        ("audit", "--at", "\u202etomorrow"),
        ("audit", f"{target}\x1b[31m"),
        ("audit", target, "two\u202e", "three"),
        ("audit", target, "--profile", "\x1b[31mnope"),
        ("audit", target, "--profile", "nope\x1b[31m.toml"),
        ("audit", target, "--select", "::error::"),
        ("audit", target, "--output", "/nowhere\x1b[31m/report"),
        ("ask",),
        ("ask", "relay", target),
        ("ask", "relay", target, "--client", "\x1b[31m", "--to", "a@example.net"),
        ("ask", "relay", target, *CLIENT, "--to", "<b>"),
        ("access", target, "smpt"),
        ("access",),
        ("suppress", target, "--finding", "\x1b[31m", "--reason", "r", "--permanent"),
        ("suppress", target, "--rule", "\u202e", "--reason", "r", "--permanent"),
        ("suppress", target, "--rule", "ACL003", "--reason", "r", "--expires", "\x1b[31m"),
        ("cert", f"{target}\x1b[31m"),
        ("cert", "csr", target),
        ("cert", "csr", target, "--out", "/nowhere\x1b[31m", "--name", "\x1b[31m"),
        ("cert", "self-signed", target, "--out", "/dev/null/\x1b[31m", "--name", "a.example.com"),
        ("cert", "hook", target, "--mail-root", "/\x1b[31m"),
        ("explain", "REL0\x1b[31m"),
        ("selftest", "/nowhere\x1b[31m"),
        ("selftest", f"{target}/server.tab"),
    ]
