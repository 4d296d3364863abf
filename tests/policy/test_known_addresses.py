"""Every address that tables and files name."""

from __future__ import annotations

import pytest

from tests.roots import PLAIN, mail_root, row
from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import Content, Unseen
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import say
from xmailaudit.policy.known_addresses import Idle, Listed, ListedKind, known_addresses
from xmailaudit.tables.ctext import ascii_lower

PASSWORD = "151248"


def account(name: str, kind: str = "U", domain: str = "example.com") -> str:
    """A row of mailusers.tab."""
    return row(domain, name, PASSWORD, "1", name, kind)


def brief(listed: Listed) -> tuple[str, str, str, int | None, str | None]:
    """Kind, address, target, line and fault."""
    idle = None if listed.idle is None else listed.idle.value
    return listed.kind.value, listed.address, listed.target, listed.line, idle


def test_all_kinds_in_table_order() -> None:
    """Accounts, aliases, command aliases, then domains."""
    root = mail_root(
        {
            "mailusers.tab": account("bob") + account("Staff", "m") + account("odd", "x"),
            "aliases.tab": row("example.com", "info", "bob")
            + row("example.com", "*", "bob@example.com")
            + row("*", "abuse", "bob"),
            "cmdaliases/example.com/robot.tab": row("external", "0", "0", "/bin/secret", "x")
            + row("nonsense")
            + row("smtp"),
            "domains.tab": row("Example.com"),
            "aliasdomain.tab": row("example.org", "example.com") + row("*.test", "example.com"),
            "custdomains/example.net.tab": row("smtprelay", "192.0.2.1"),
            "custdomains/.far.test.tab": row("smtp"),
        }
    )
    assert [brief(one) for one in known_addresses(root)] == [
        ("account", "bob@example.com", "domains/example.com/bob", 1, None),
        ("mailing-list", "Staff@example.com", "domains/example.com/Staff", 2, None),
        ("other", "odd@example.com", "domains/example.com/odd", 3, None),
        ("alias", "info@example.com", "bob@example.com", 1, None),
        ("pattern", "*@example.com", "bob@example.com", 2, None),
        ("pattern", "abuse@*", "bob", 3, None),
        ("command-alias", "robot@example.com", "external, smtp", None, None),
        ("domain", "Example.com", "domains/example.com", 1, None),
        ("alias-domain", "example.org", "example.com", 1, None),
        ("alias-domain", "*.test", "example.com", 2, None),
        ("custom-domain", "*.far.test", "smtp", None, "unreached"),
        ("custom-domain", "example.net", "smtprelay", None, None),
    ]


def test_rows_that_do_nothing() -> None:
    """They are listed, with what is the matter."""
    root = mail_root(
        {
            "mailusers.tab": account("bob")
            + account("BOB")
            + row("example.com", "short", PASSWORD)
            + row("example.com", "coded", "no hex!", "1", "coded", "U"),
            "aliases.tab": row("example.com", "Bob", "short")
            + row("example.com", "short", "bob")
            + row("example.com", "info", "bob")
            + row("example.com", "INFO", "bob")
            + row("example.com", "half"),
            "domains.tab": row("example.com") * 2,
            "aliasdomain.tab": row("example.org", "example.com") * 2 + row("example.net"),
            "custdomains/example.com.tab": row("smtp"),
            "custdomains/Capital.test.tab": row("smtp"),
        }
    )
    faults = [(one.file, one.line, one.idle) for one in known_addresses(root)]
    assert faults == [
        ("mailusers.tab", 1, None),
        ("mailusers.tab", 2, Idle.HIDDEN),
        ("mailusers.tab", 3, Idle.UNUSABLE),
        ("mailusers.tab", 4, Idle.UNUSABLE),
        ("aliases.tab", 1, Idle.HIDDEN),
        ("aliases.tab", 2, None),
        ("aliases.tab", 3, None),
        ("aliases.tab", 4, Idle.HIDDEN),
        ("aliases.tab", 5, Idle.UNUSABLE),
        ("domains.tab", 1, None),
        ("domains.tab", 2, Idle.HIDDEN),
        ("aliasdomain.tab", 1, None),
        ("aliasdomain.tab", 2, Idle.HIDDEN),
        ("aliasdomain.tab", 3, Idle.UNUSABLE),
        ("custdomains/Capital.test.tab", None, Idle.UNREACHED),
        ("custdomains/example.com.tab", None, Idle.UNREACHED),
    ]


class Closed(MemorySource):
    """Some files cannot be read."""

    def __init__(self, files: dict[str, str], closed: str) -> None:
        super().__init__({path: text.encode() for path, text in files.items()})
        self._closed = closed

    def read(self, path: str, /) -> Content:
        """The bytes, or why not."""
        return Unseen(say("closed")) if path == self._closed else super().read(path)


def test_an_unreadable_file() -> None:
    """One of a single address is named as such; without a whole table nothing can be said."""
    files = {**PLAIN, "cmdaliases/example.com/robot.tab": row("smtp")}

    def names(closed: str) -> list[Listed]:
        source = Closed(files, closed)
        return list(known_addresses(MailRoot(source, StartOptions.assumed())))

    found = {one.address: one for one in names("cmdaliases/example.com/robot.tab")}
    assert found["robot@example.com"].idle is Idle.UNSEEN
    with pytest.raises(UnseenFileError):
        names("aliases.tab")


def test_a_folder_outside() -> None:
    """Its path is shown as it is written."""
    root = mail_root({"mailusers.tab": row("example.com", "bob", "", "1", "../../../etc", "U")})
    first = next(known_addresses(root))
    assert first.target == "../../../etc"


def test_domains_and_patterns_are_told_apart() -> None:
    """A name may hold a `*` and be none."""
    root = mail_root(
        {
            "mailusers.tab": account("a*b"),
            "aliases.tab": row("example.com", "c?", "a*b"),
            "aliasdomain.tab": row("*.test", "example.com"),
        }
    )
    found = {one.address: (one.is_domain, one.is_pattern) for one in known_addresses(root)}
    assert found == {
        "a*b@example.com": (False, False),
        "c?@example.com": (False, True),
        "example.com": (True, False),
        "*.test": (True, True),
    }


def test_no_password_is_in_it() -> None:
    """Neither in clear nor encoded."""
    shown = repr(list(known_addresses(mail_root({"mailusers.tab": account("bob")}))))
    assert PASSWORD not in ascii_lower(shown)


def test_every_kind_has_its_own_word() -> None:
    """They are used as data."""
    assert len({kind.value for kind in ListedKind}) == len(ListedKind)
