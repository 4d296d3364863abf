"""`ask`: the answer, the rows that decide it, and the exit status."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Roots = Mapping[str, Path]

STRANGER = ("--client", "198.51.100.7")
NEIGHBOUR = ("--client", "203.0.113.9")


@pytest.fixture
def ours(roots: Roots) -> Path:
    """The MailRoot with the seed case."""
    return roots["fixed-ip-sender"]


def test_what_is_allowed_ends_with_0_and_shows_the_row(run: Run, ours: Path) -> None:
    """The neighbour may talk to the admin port, because of row 3."""
    ran = run("ask", "connect", ours, "--service", "ctrl", *NEIGHBOUR)

    assert ran.status == 0
    assert ran.out.splitlines()[0] == "ALLOWED: 203.0.113.9 connecting to ctrl"
    assert "  - ctrl.ipmap.tab:3: allows 203.0.113.9\n" in ran.out
    assert '      "203.0.113.24"  "255.255.255.0" "ALLOW" "3"\n' in ran.out


def test_what_is_refused_ends_with_1_and_shows_the_reply(run: Run, ours: Path) -> None:
    """A stranger gets no mail relayed, and this is what the server says."""
    ran = run("ask", "relay", ours, *STRANGER, "--to", "someone@example.net")

    assert ran.status == 1
    assert " ".join(ran.out.split()).startswith(
        "REFUSED: 198.51.100.7 sending from <someone@example.org> to <someone@example.net> "
    )
    assert "The server answers: 550 Relay denied\n" in ran.out


def test_what_cannot_be_told_ends_with_4_and_names_what_is_missing(
    run: Run, tmp_path: Path
) -> None:
    """A row with a host name hangs on a resolver."""
    for name, text in {
        "server.tab": '"RootDomain"\t"example.com"\n"SmtpServerDomain"\t"example.com"\n',
        "domains.tab": '"example.com"\n',
        "spammers.tab": "",
        "smtprelay.tab": '"office.example.com"\t"255.255.255.255"\n',
    }.items():
        (tmp_path / name).write_text(text, encoding="latin-1")

    ran = run("ask", "relay", tmp_path, *STRANGER, "--to", "someone@example.net")

    assert ran.status == 4
    assert ran.out.startswith("CANNOT TELL: ")
    assert "It depends on what is not known:\n  - " in ran.out
    assert "office.example.com" in ran.out


@pytest.mark.parametrize(
    ("setting", "options", "status"),
    [
        ('"SMTP-RDNSCheck"\t"1"\n', (), 4),
        ('"SMTP-RDNSCheck"\t"1"\n', ("--ordinary",), 0),
        ('"SmtpConfig-192.0.2.24,587"\t"MailAuth"\n', (), 4),
        ('"SmtpConfig-192.0.2.24,587"\t"MailAuth"\n', ("--listener", "192.0.2.24:25"), 0),
        ('"SmtpConfig-192.0.2.24,587"\t"MailAuth"\n', ("--listener", "192.0.2.24:587"), 1),
        ('"SmtpConfig-192.0.2.24,587"\t"MailAuth"\n', ("--listener", "[2001:db8::1]:25"), 0),
    ],
)
def test_what_is_missing_can_be_supposed(
    run: Run, tmp_path: Path, setting: str, options: tuple[str, ...], status: int
) -> None:
    """An ordinary client, and the listener it talks to."""
    for name, text in {
        "server.tab": f'"RootDomain"\t"example.com"\n"SmtpServerDomain"\t"example.com"\n{setting}',
        "domains.tab": '"example.com"\n',
        "spammers.tab": "",
        "smtprelay.tab": '"198.51.100.0"\t"255.255.255.0"\n',
    }.items():
        (tmp_path / name).write_text(text, encoding="latin-1")

    assert (
        run("ask", "relay", tmp_path, *STRANGER, "--to", "a@example.net", *options).status == status
    )


def test_a_login_is_asked_about_with_its_mechanism(run: Run, ours: Path) -> None:
    """`auth` takes mechanism and TLS."""
    account = ("--login", "office@news.example.com")

    ran = run("ask", "auth", ours, *STRANGER, *account, "--mechanism", "LOGIN", "--tls")

    assert ran.status in (0, 1, 4)
    assert "198.51.100.7 logging in as office@news.example.com with LOGIN inside TLS" in (
        " ".join(ran.out.split())
    )


def test_a_sender_may_be_nobody(run: Run, ours: Path) -> None:
    """The null sender is a sender."""
    ran = run("ask", "relay", ours, *STRANGER, "--from", "", "--to", "office@news.example.com")

    assert "sending from <> to <office@news.example.com>" in " ".join(ran.out.split())


def test_json_has_the_question_the_answer_and_the_rows(run: Run, ours: Path) -> None:
    """The keys of a report's witness, and the text of each row."""
    ran = run("ask", "connect", ours, "--service", "ctrl", *NEIGHBOUR, "--format", "json")

    assert ran.status == 0
    assert json.loads(ran.out) == {
        "question": "connect",
        "service": "ctrl",
        "client": "203.0.113.9",
        "tls": False,
        "decision": "allow",
        "reply": json.loads(ran.out)["reply"],
        "trace": [
            {
                "file": "ctrl.ipmap.tab",
                "line": 3,
                "text": '"203.0.113.24"\t"255.255.255.0"\t"ALLOW"\t"3"',
                "reason": "allows 203.0.113.9",
            }
        ],
        "missing": [],
    }


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("relay", "--client", "here", "--to", "a@example.net"), "here is not an IP address"),
        (("relay", *STRANGER, "--to", "nobody"), "nobody is not a mail address"),
        (("relay", *STRANGER, "--to", ""), "a recipient is missing"),
        (
            ("relay", *STRANGER, "--to", "a@example.net", "--listener", "192.0.2.24"),
            "192.0.2.24 is not an address and a port like 192.0.2.24:25",
        ),
        (("connect", *STRANGER, "--service", "imap"), "--service takes one of smtp, smtps, pop3"),
    ],
)
def test_a_question_without_sense_is_one_line_and_status_2(
    run: Run, ours: Path, words: tuple[str, ...], complaint: str
) -> None:
    """Said in words, not by an exception."""
    kind, *options = words

    ran = run("ask", kind, ours, *options)

    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"xmailaudit: {complaint}")
    assert len(ran.err.splitlines()) == 1


def test_the_target_may_be_left_out(run: Run, ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for an audit."""
    monkeypatch.setenv("MAIL_ROOT", str(ours))

    assert run("ask", "connect", "--service", "ctrl", *NEIGHBOUR).status == 0
