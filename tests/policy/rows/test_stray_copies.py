"""What a copy is called, what must be in it, and where is looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import PLAIN, mail_root, row
from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import Content, Unseen
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import say
from xmailaudit.policy.rows import stray_copies
from xmailaudit.policy.rows.stray_copies import TooManyFoldersError, live_copies, secret_copies

if TYPE_CHECKING:
    from collections.abc import Mapping

USERS = PLAIN["mailusers.tab"]
LOGIN = row("LOGIN", "us", "secret")
HERE, THERE = "cmdaliases/example.com/", "domains/example.com/"


def secrets(files: Mapping[str, str | bytes | None]) -> list[str]:
    """The files that are copies of secrets."""
    return [copy.file for copy in secret_copies(mail_root(files))]


@pytest.mark.parametrize(
    "name",
    [
        "mailusers.tab.bak",
        "mailusers.tab~",
        "#mailusers.tab#",
        ".mailusers.tab.swp",
        "mailusers.old.tab",
        "mailusers.tab.20130101",
        "mailusers_2013-01-01.tab",
        "oldmailusers.tab",
        "MAILUSERS.TAB",
        "Copy of mailusers.tab",
        "mailusers - \x83\x52\x83\x73\x81\x5b.tab",
        "\xe3\x82\xb3\xe3\x83\x94\xe3\x83\xbc mailusers.tab",
        f"{THERE}mailusers.tab",
        "backup/mailusers.tab",
        "userauth/mailusers.tab",
    ],
)
def test_any_file_named_after_a_table_of_secrets(name: str) -> None:
    """Wherever tables are; what counts is a password in it."""
    assert secrets({name: USERS}) == [name]
    assert secrets({name: f"#{USERS}"}) == [name]
    assert secrets({name: '"example.com"\t"bob"\n# mailusers\n'}) == []


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"MailUsers.tab": USERS, "mailusers.tab": None}, []),
        ({"spool/mailusers.tab.bak": USERS, "tabindex/mailusers-0001.hdx": USERS}, []),
        ({f"{THERE}bob/mailusers.tab.bak": USERS, "backup/a/mailusers.tab": USERS}, []),
        ({"userauth/smtp/mx.example.net.tab": LOGIN}, []),
        ({"userauth/smtp/old.example.net.tab": LOGIN}, []),
        ({"userauth/smtp/mx.example.net.tab.1": LOGIN}, ["userauth/smtp/mx.example.net.tab.1"]),
        ({"userauth/smtp/mx.example.net.old.tab": LOGIN}, ["userauth/smtp/mx.example.net.old.tab"]),
        ({"userauth/smtp/README": "a\tb\n"}, []),
        ({"server.key": "-----BEGIN PRIVATE KEY-----\n"}, []),
        ({"server.key.org": "-----BEGIN RSA PRIVATE KEY-----\n"}, ["server.key.org"]),
        ({"server.key.org": "-----BEGIN CERTIFICATE-----\n"}, []),
        (
            {"pop3links.tab.bak": row("a", "b", "mx.example.net", "c", "22", "CLR")},
            ["pop3links.tab.bak"],
        ),
    ],
)
def test_where_is_looked_and_for_what(files: dict[str, str | None], found: list[str]) -> None:
    """No mail, no index, nothing deeper than tables lie; the tables themselves are none."""
    assert secrets(files) == found


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("info.bak.tab", "info.bak@example.com"),
        ("info~.tab", "info~@example.com"),
        ("info_old.tab", "info_old@example.com"),
        ("info-20130101.tab", "info-20130101@example.com"),
        ("info.tab.bak", None),
        ("info.new.tab", None),
        ("info-2.tab", None),
        ("Copy of info.tab", None),
        ("sales.bak.tab", None),
        ("info..bak.tab", None),
    ],
)
def test_a_command_alias_that_looks_like_a_copy(name: str, address: str | None) -> None:
    """Of one that is there, and an address that can be written to."""
    found = list(live_copies(mail_root({f"{HERE}info.tab": "", f"{HERE}{name}": ""})))

    assert [copy.address for copy in found] == ([address] if address else [])


class _Forbidden(MemorySource):
    def read(self, path: str, /) -> Content:
        """One file cannot be read."""
        return Unseen(say("forbidden")) if path == "mailusers.tab.1" else super().read(path)


def test_a_copy_that_cannot_be_read_does_not_keep_from_the_others() -> None:
    """It is told at the end."""
    files = {name: USERS.encode() for name in ("mailusers.tab.1", "mailusers.tab.2")}
    copies = secret_copies(MailRoot(_Forbidden(files), StartOptions.assumed()))

    assert next(copies).file == "mailusers.tab.2"
    with pytest.raises(UnseenFileError):
        next(copies)


def test_the_walk_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind so many folders the rest is not looked at."""
    monkeypatch.setattr(stray_copies, "MOST_FOLDERS", 3)
    files: dict[str, str | bytes | None] = {f"old{n}/mailusers.tab": USERS for n in range(9)}
    copies = secret_copies(mail_root(files))

    assert next(copies).file == "old0/mailusers.tab"
    with pytest.raises(TooManyFoldersError):
        list(copies)
