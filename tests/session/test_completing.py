"""Completion of known addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.policy.test_known_addresses import Closed, account
from tests.roots import PLAIN, mail_root, row
from xmailaudit.audit.profile import load_profile
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping


def session(files: Mapping[str, str]) -> Session:
    """A session on a MailRoot in memory."""
    return Session(mail_root(files), load_profile("default"))


FILES = {
    "mailusers.tab": account("Bob") + account("bobby") + account("zoe") + account("bob", "M"),
    "aliases.tab": row("example.com", "boss", "zoe") + row("example.com", "bo*", "zoe"),
    "aliasdomain.tab": row("example.org", "example.com") + row("*.test", "example.com"),
    "custdomains/.example.net.tab": row("smtp"),
}


def test_addresses_and_domains() -> None:
    """In any case, sorted, each once; patterns cannot be written to."""
    given = session(FILES)
    assert given.complete("BO") == ("Bob@example.com", "bobby@example.com", "boss@example.com")
    assert given.complete("bob@") == ("Bob@example.com",)
    assert given.complete("@") == ("@example.com", "@example.org")
    assert given.complete("nobody") == ()
    assert len(given.complete("")) == 6


def test_not_more_than_asked_for() -> None:
    """The first ones."""
    assert session(FILES).complete("bo", most=1) == ("Bob@example.com",)


def test_what_cannot_be_read_is_not_known() -> None:
    """Typing goes on."""
    root = MailRoot(Closed(dict(PLAIN), "domains.tab"), StartOptions.assumed())
    assert Session(root, load_profile("default")).complete("") == ("bob@example.com",)


def test_a_stream_of_all() -> None:
    """The session gives what policy lists."""
    assert next(session(FILES).addresses()).address == "Bob@example.com"
