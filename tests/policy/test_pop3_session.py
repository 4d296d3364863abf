"""POP3 line by line: what STLS needs, and what it leaves as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root, row
from tests.tls_files import TLS_FILES
from xmailaudit.policy.addresses import Address
from xmailaudit.policy.decision import Reply
from xmailaudit.policy.facts import Facts, Undecided, explore
from xmailaudit.policy.pop3_session import PopSession, command, shake_hands, start_tls
from xmailaudit.policy.world import UNKNOWN_WORLD

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

CLIENT = Address.parse("198.51.100.7")


def opened(root: MailRoot | None = None, *, tls: bool = False) -> PopSession:
    """A connection behind its greeting."""
    return PopSession(Facts(root or mail_root(), UNKNOWN_WORLD), CLIENT, tls=tls)


def codes(session: PopSession, *lines: str) -> list[str | None]:
    """The first word of each answer; None where the server hangs up."""
    answers = [command(session, line) for line in lines]
    assert all(answer is None or isinstance(answer, Reply) for answer in answers)
    return [answer.code if isinstance(answer, Reply) else None for answer in answers]


def test_a_login_takes_two_words() -> None:
    """PASS without USER is out of place, and so is a second USER."""
    session = opened()

    assert codes(session, "PASS pw", "USER bob@example.com", "user bob@example.com") == [
        "-ERR", "+OK", "-ERR",
    ]  # fmt: skip
    assert codes(session, "PASS pw", "USER bob@example.com") == ["+OK", "-ERR"]


def test_a_bad_password_leads_back_to_user() -> None:
    """The domain that was named stays for a bare name."""
    session = opened(mail_root(settings=row("POP3Domain", "example.net")))

    assert codes(session, "USER bob@example.com", "PASS no") == ["+OK", "-ERR"]
    assert str(command(session, "USER bob")) == "+OK Password required for bob@example.com"


@pytest.mark.parametrize(
    ("settings", "tls", "offered"),
    [("", False, True), ("", True, False), (row("EnablePOP3-TLS", "no"), False, False)],
)
def test_stls_is_offered_where_it_is_taken(settings: str, *, tls: bool, offered: bool) -> None:
    """In clear, unless it is switched off; certificate and key do not matter."""
    session = opened(mail_root(settings=settings), tls=tls)
    capabilities = command(session, "CAPA")

    assert isinstance(capabilities, tuple)
    assert ("STLS" in capabilities) is offered
    assert start_tls(session).positive is offered


def test_stls_comes_before_user() -> None:
    """Behind it there is none, until the login fails."""
    session = opened()
    command(session, "USER bob@example.com")

    assert str(start_tls(session)) == "-ERR Command not valid here"
    command(session, "PASS no")
    assert start_tls(session).positive


def test_a_failed_handshake_ends_the_connection() -> None:
    """One that succeeds goes on, and the domain that was named stays."""
    failing, working = opened(), opened(mail_root(TLS_FILES))

    assert not shake_hands(failing).succeeds
    assert codes(failing, "CAPA") == [None]
    assert shake_hands(working).succeeds
    assert codes(working, "USER bob@example.com", "PASS pw") == ["+OK", "+OK"]


def test_who_goes_on_in_clear_behind_stls_hears_nothing() -> None:
    """The server waits for a handshake; a byte that is not ASCII, or QUIT, ends it too."""
    assert codes(opened(), "STLS", "CAPA") == ["+OK", None]
    assert codes(opened(), "USER b\xf6b", "CAPA") == [None, None]
    assert codes(opened(), "QUIT", "CAPA") == ["+OK", None]


@pytest.mark.parametrize("verb", ["NOOP", "STAT", "LIST", "nonsense", "RETR 1"])
def test_other_words_need_a_login(verb: str) -> None:
    """A word that XMail does not know is an error at any time."""
    assert codes(opened(), verb, "CAPAX") == ["-ERR", "-ERR"]


def test_what_a_maildrop_holds_is_not_played() -> None:
    """Nor is APOP."""

    def run(facts: Facts) -> object:
        session = PopSession(facts, CLIENT)
        for line in ("USER bob@example.com", "PASS pw"):
            command(session, line)
        return command(session, "STAT")

    (branch,) = explore(mail_root(), UNKNOWN_WORLD, run)

    assert isinstance(branch.outcome, Undecided)
