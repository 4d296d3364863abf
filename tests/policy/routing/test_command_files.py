"""The two mailproc.tab of a user, and the list of all command files."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from xmailaudit.policy.accounts import every_account
from xmailaudit.policy.routing.command_files import (
    account_commands,
    alias_files,
    commands_of,
    custom_files,
    processing_files,
)
from xmailaudit.policy.routing.commands import Fault, Kind

OF_THE_DOMAIN = "domains/example.com/mailproc.tab"
OF_BOB = "domains/example.com/bob/mailproc.tab"
LIST = '"example.com"\t"news"\t"1512"\t2\t"news"\t"M"\n'


def kinds(domain: str | None, user: str | None) -> list[tuple[Kind, str, int]] | None:
    """What runs for bob, with the place of each line."""
    root = mail_root({OF_THE_DOMAIN: domain, OF_BOB: user})
    (bob,) = every_account(root)
    commands = account_commands(root, bob)
    if commands is None:
        return None
    return [(one.kind, one.row.file, one.row.line) for one in commands]


@pytest.mark.parametrize(
    ("domain", "user", "expected"),
    [
        (None, None, None),
        ("", None, []),
        (None, "mailbox\n", [(Kind.MAILBOX, OF_BOB, 1)]),
        ("mailbox", None, [(Kind.MAILBOX, OF_THE_DOMAIN, 1)]),
        (
            "redirect\tinfo\n",
            "# mine\nmailbox\n",
            [(Kind.REDIRECT, OF_THE_DOMAIN, 1), (Kind.MAILBOX, OF_BOB, 2)],
        ),
        ("", "mailbox\n", [(Kind.MAILBOX, OF_BOB, 1)]),
        ("mailbox", "", [(Kind.MAILBOX, OF_THE_DOMAIN, 1)]),
        (
            "#\nredirect\tinfo",
            "mailbox\nmailbox",
            [(Kind.REDIRECT, OF_THE_DOMAIN, 2), (Kind.MAILBOX, OF_BOB, 2)],
        ),
        ("mail", "box\n\n# x\n", [(Kind.MAILBOX, OF_THE_DOMAIN, 1)]),
        ("# no newline", "mailbox", []),
    ],
)
def test_both_files_are_one(
    domain: str | None, user: str | None, expected: list[tuple[Kind, str, int]] | None
) -> None:
    """The domain's first; without a final newline its last line takes the account's first."""
    assert kinds(domain, user) == expected


def test_a_glued_line_is_read_as_one() -> None:
    """The command of the domain gets what the account's first line says as another target."""
    root = mail_root({OF_THE_DOMAIN: "redirect\tinfo", OF_BOB: "mailbox\tx\n"})
    (bob,) = every_account(root)

    commands = account_commands(root, bob)

    assert commands is not None
    assert [one.arguments for one in commands] == [("infomailbox", "x")]


def test_a_list_has_no_mailproc() -> None:
    """XMail does not look for it."""
    root = mail_root(
        {"mailusers.tab": LIST, OF_THE_DOMAIN: row("mailbox"), "domains/example.com/news/x": ""}
    )
    (news,) = every_account(root)

    assert account_commands(root, news) is None


def test_all_files_and_their_places() -> None:
    """Those XMail finds: names in lower case, no file of a handled domain."""
    root = mail_root(
        {
            OF_BOB: row("mailbox"),
            "cmdaliases/example.com/info.tab": row("mailbox"),
            "cmdaliases/example.com/Upper.tab": row("mailbox"),
            "cmdaliases/Example.Net/info.tab": row("mailbox"),
            "custdomains/example.net.tab": row("smtp"),
            "custdomains/example.com.tab": row("smtp"),
        }
    )

    assert [one.file for one in processing_files(root)] == [OF_THE_DOMAIN, OF_BOB]
    (alias,) = alias_files(root)
    assert alias.file == "cmdaliases/example.com/info.tab"
    assert [one.fault for one in commands_of(root, alias)] == [Fault.NOT_HERE]
    (custom,) = custom_files(root)
    assert custom.file == "custdomains/example.net.tab"
    assert [one.fault for one in commands_of(root, custom)] == [None]
