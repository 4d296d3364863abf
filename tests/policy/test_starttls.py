"""STARTTLS: what it needs, what it forgets, and who knows whether TLS works."""

from __future__ import annotations

import sys
from subprocess import run as run_program
from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root, row
from tests.tls_files import ELLIPTIC_TLS_FILES, TLS_FILES
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.policy.addresses import Address
from xmailaudit.policy.decision import Reply
from xmailaudit.policy.facts import Facts, Undecided, explore
from xmailaudit.policy.reach import heard, reachable
from xmailaudit.policy.smtp.connect import open_session
from xmailaudit.policy.smtp.dialogue import Answered, command
from xmailaudit.policy.smtp.session import Session
from xmailaudit.policy.smtp.starttls import shake_hands, start_tls
from xmailaudit.policy.tls.library import LIBRARIES, OPENSSL_1_0
from xmailaudit.policy.tls.verdict import may_succeed
from xmailaudit.policy.world import UNKNOWN_WORLD, World

if TYPE_CHECKING:
    from pathlib import Path

CLIENT = Address.parse("198.51.100.7")
HELLO = "EHLO client.example.net"
SLOW = row("198.51.100.0", "255.255.255.0", "code=-7")


def opened(files: dict[str, str | None] | None = None, *, settings: str = "") -> Session:
    """A session behind its greeting."""
    root = mail_root({**TLS_FILES, **(files or {})}, settings=settings)
    session = open_session(Facts(root, UNKNOWN_WORLD), CLIENT)
    assert isinstance(session, Session)
    return session


def code(answer: Answered) -> str | None:
    """A reply's code; 250 for the lines of EHLO, None where the server hangs up."""
    if isinstance(answer, tuple) and not isinstance(answer, Reply):
        return "250"
    return answer.code if isinstance(answer, Reply) else None


def test_what_was_said_in_clear_is_forgotten() -> None:
    """EHLO, AUTH and MAIL; the delay of the address stays."""
    session = opened({"spammers.tab": SLOW})
    assert code(command(session, HELLO)) == "250"
    assert code(command(session, "MAIL FROM:<a@example.net>")) == "250"

    assert start_tls(session).positive
    assert shake_hands(session).succeeds

    assert code(command(session, "RCPT TO:<bob@example.com>")) == "503"
    assert code(command(session, "MAIL FROM:<a@example.net>")) == "503"
    assert code(command(session, HELLO)) == "250"
    assert code(command(session, "MAIL FROM:<a@example.net>")) == "250"
    assert session.delay == 7


def test_a_second_one_is_refused_and_the_session_goes_on() -> None:
    """An argument changes nothing."""
    session = opened()
    shake_hands(session)

    assert code(command(session, "STARTTLS")) == "454"
    assert code(command(session, HELLO)) == "250"
    assert code(command(opened(), "STARTTLS now")) == "220"


def test_a_handshake_that_fails_ends_the_connection() -> None:
    """The 220 came all the same."""
    session = opened({"server.key": None})

    assert start_tls(session).code == "220"
    assert not shake_hands(session).succeeds
    assert command(session, HELLO) is None


def test_data_needs_a_recipient_and_is_not_played() -> None:
    """Out of order it is an error like another."""
    assert code(command(opened(), "DATA")) == "503"

    def run(facts: Facts) -> Answered:
        session = open_session(facts, CLIENT)
        assert isinstance(session, Session)
        for line in (HELLO, "MAIL FROM:<>", "RCPT TO:<bob@example.com>"):
            command(session, line)
        return command(session, "DATA")

    (branch,) = explore(mail_root(), UNKNOWN_WORLD, run)
    assert isinstance(branch.outcome, Undecided)


@pytest.mark.parametrize(
    ("files", "world", "may"),
    [
        (TLS_FILES, UNKNOWN_WORLD, True),
        ({}, UNKNOWN_WORLD, False),
        ({**TLS_FILES, "server.key": "x"}, UNKNOWN_WORLD, False),
        (ELLIPTIC_TLS_FILES, UNKNOWN_WORLD, True),
        (ELLIPTIC_TLS_FILES, World(library=OPENSSL_1_0), False),
        (TLS_FILES, World(tls_works=False), False),
        (TLS_FILES, World(tls_works=True), True),
    ],
)
def test_tls_may_work_where_some_library_takes_the_files(
    files: dict[str, str | None], world: World, *, may: bool
) -> None:
    """What a world knows of it counts, whatever was asked before."""
    root = mail_root(files)

    for other in (UNKNOWN_WORLD, *(World(library=library) for library in LIBRARIES)):
        may_succeed(root, other)

    assert may_succeed(root, world) is may


@pytest.mark.parametrize("service", ["smtp", "pop3", "ctrl"])
def test_a_twin_without_tls_hears_nobody(service: str) -> None:
    """Where it alone is bound to the outside."""
    letter = service[0].upper()
    options = StartOptions.parse([f"-{letter}I", "127.0.0.1"], origin=Origin.given())

    with_tls, without = (mail_root(files, options=options) for files in (TLS_FILES, {}))

    assert CLIENT in heard(with_tls, service, UNKNOWN_WORLD)
    assert CLIENT in reachable(with_tls, service)
    assert CLIENT not in heard(without, service, UNKNOWN_WORLD)
    assert CLIENT not in reachable(with_tls, service, World(tls_works=False))


_AUDIT = """
import sys, xmailaudit
report = xmailaudit.audit(xmailaudit.load(sys.argv[1]))
print(any(name.split(".")[0] == "cryptography" for name in sys.modules))
"""


def test_an_audit_without_a_certificate_needs_no_cryptography(tmp_path: Path) -> None:
    """It takes a while to load."""
    folder = tmp_path / "MailRoot"
    folder.mkdir()
    (folder / "server.tab").write_text(row("RootDomain", "example.com"))
    (folder / "spammers.tab").write_text(row("198.51.100.0", "255.255.255.0", "code=0"))

    done = run_program(
        [sys.executable, "-c", _AUDIT, str(folder)], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"
