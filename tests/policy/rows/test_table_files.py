"""Every table there is, and none twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root
from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import Content, Unseen
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.mailroot.xmailcfg.source import XMailCfgSource
from xmailaudit.messages import say
from xmailaudit.policy.accounts import every_account
from xmailaudit.policy.rows.table_files import shared_tables

if TYPE_CHECKING:
    from collections.abc import Iterable

FILES = {
    "smtprelay.tab": "",
    "notes.txt": "",
    "custdomains/.example.net.tab": "",
    "custdomains/readme": "",
    "cmdaliases/example.com/info.tab": "",
    "filters/scan.tab": "",
    "userauth/pop3/.tab": "",
    "userauth/smtp/example.net.tab": "",
    "domains/example.com/mailproc.tab": "",
    "domains/example.com/userdef.tab": "",
    "domains/example.com/bob/user.tab": "",
    "domains/example.com/bob/mailproc.tab": "",
    "domains/example.com/bob/other.tab": "",
}


def names(files: Iterable[object]) -> list[str]:
    """The paths of table files, sorted."""
    return sorted(getattr(one, "file", "") for one in files)


def test_shared_tables_are_all_but_those_of_accounts() -> None:
    """Of the top folder, of the folders of commands, and of the domains."""
    found = shared_tables(mail_root(FILES))

    found.demand_all()
    assert {"server.tab", "mailusers.tab", "smtprelay.tab"} <= set(names(found.seen))
    assert [name for name in names(found.seen) if "/" in name] == [
        "cmdaliases/example.com/info.tab",
        "custdomains/.example.net.tab",
        "domains/example.com/mailproc.tab",
        "domains/example.com/userdef.tab",
        "filters/scan.tab",
        "userauth/pop3/.tab",
        "userauth/smtp/example.net.tab",
    ]


def test_an_account_has_the_tables_of_its_directory() -> None:
    """Those XMail knows there; every kind of table is known by its path."""
    (account,) = every_account(mail_root(FILES))

    assert names(account.tables) == [
        "domains/example.com/bob/mailproc.tab",
        "domains/example.com/bob/user.tab",
    ]
    assert [one.table.name for one in account.tables] == ["mailproc", "user"]


def test_a_directory_outside_has_no_tables() -> None:
    """Nothing outside the MailRoot is read."""
    (account,) = every_account(
        mail_root({"mailusers.tab": '"example.com"\t"bob"\t"1512"\t1\t"../../../x"\t"U"\n'})
    )

    assert account.tables == ()


class Blind(MemorySource):
    """A source that has a table it cannot read."""

    def read(self, path: str, /) -> Content:
        """Everything but the relay table."""
        return Unseen(say("no")) if path == "smtprelay.tab" else super().read(path)


def test_what_cannot_be_read_is_said_at_the_end() -> None:
    """The others can be judged before."""
    source = Blind({"smtprelay.tab": b"", "server.tab": b""})
    found = shared_tables(MailRoot(source, StartOptions.assumed()))

    assert names(found.seen) == ["server.tab"]
    with pytest.raises(UnseenFileError):
        found.demand_all()


def test_what_a_pasted_text_shows_is_found_without_a_list_of_files() -> None:
    """A text cannot be listed; what it does not show is not missed."""
    source = XMailCfgSource("text", {"server.tab": b"", "smtprelay.tab": b""}, {})
    found = shared_tables(MailRoot(source, StartOptions.assumed()))

    assert names(found.seen) == ["server.tab", "smtprelay.tab"]
    found.demand_all()
