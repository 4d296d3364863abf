"""Rows that crash the server: the first of their name, without the last field."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from xmailaudit.policy.ctrl import rows_by_user
from xmailaudit.policy.rows.crash_rows import (
    crash_rows,
    crashing_alias_domains,
    crashing_aliases,
    is_looked_up,
)

SHORT = row("example.com", "info")
WHOLE = row("example.com", "info", "bob")


@pytest.mark.parametrize(
    ("table", "lines", "successor"),
    [
        (SHORT, [1], None),
        (SHORT + WHOLE, [1], 2),
        (SHORT + row("EXAMPLE.com", "INFO") + WHOLE, [1, 2], 3),
        (SHORT + row("example.*", "i*", "bob"), [1], 2),
        (SHORT + row("example.*", "i*"), [1], None),
        (WHOLE + SHORT, [], None),
        (row("example.com", "info?"), [], None),
        (row("example.com", "[i]nfo"), [], None),
    ],
)
def test_aliases_without_a_target(table: str, lines: list[int], successor: int | None) -> None:
    """The first row of a name decides; rows with a wild card are never used when short."""
    root = mail_root({"aliases.tab": table})

    assert [one.line for one in crash_rows(root)] == lines
    for found in crashing_aliases(root):
        assert (found.successor.line if found.successor else None) == successor


def test_alias_domains_without_a_domain() -> None:
    """A login may name what is no host; only an empty name nobody looks up."""
    table = '""\n"no host"\n"*.example.net"\n"example.net"\n' + row("example.net", "example.com")
    found = crashing_alias_domains(mail_root({"aliasdomain.tab": table}))

    assert [one.first.line for one in found] == [2, 4]
    assert found[1].successor is not None


@pytest.mark.parametrize(
    ("domain", "settings", "expected"),
    [
        ("example.com", row("EnableAuthSMTP-POP3", "0"), True),
        ("example.org", row("EnableAuthSMTP-POP3", "0"), False),
        ("example.org", "", True),
        ("example.org", row("EnableAuthSMTP-POP3", "0") + row("AllowSmtpVRFY", "1"), True),
    ],
)
def test_who_can_have_an_alias_looked_up(domain: str, settings: str, *, expected: bool) -> None:
    """Everybody, for a handled domain; by MAIL FROM and VRFY also for another."""
    root = mail_root({"aliases.tab": row(domain, "info")}, settings=settings)

    (found,) = crashing_aliases(root)

    assert is_looked_up(root, found.first) is expected


def test_users_a_ctrl_login_can_name() -> None:
    """In ASCII, and short enough for the line; the first row of a user decides."""
    longest = "u" * 218
    rows = ("admin", "#Admin", "ADMIN", "\xe9", longest, f"{longest}u")
    table = "".join(row(user, "2225") for user in rows)
    users = rows_by_user(mail_root({"ctrlaccounts.tab": table}))

    assert {user: [one.line for one in of] for user, of in users.items()} == {
        "admin": [1, 3],
        "#admin": [2],
        longest: [5],
    }
