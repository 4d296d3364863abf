"""`ask route` and `ask list`: the way of a mail as a tree, and all addresses of a domain."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.roots import PLAIN, row

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]

FILES = {
    **PLAIN,
    "mailusers.tab": (
        PLAIN["mailusers.tab"] + '"example.com"\t"news"\t"1512"\t2\t"news"\t"M"\n'
        '"example.com"\t"amy"\t"1512"\t3\t"amy"\t"U"\n'
    ),
    "aliases.tab": row("example.com", "info", "bob") + row("example.com", "sales*", "amy"),
    "domains/example.com/amy/mailproc.tab": row("mailbox") + row("redirect", "amy@example.net"),
    "domains/example.com/news/user.tab": row("ClosedML", "1") + row("ListSender", "o@example.com"),
    "domains/example.com/news/mlusers.tab": row("bob@example.com") + row("x@example.net", "A"),
    "cmdaliases/example.com/lost.tab": row("mailbox"),
    "cmdaliases/example.com/odd.tab": row("redirect", "\x1b[31m@example.com"),
}


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A MailRoot with something of everything."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="latin-1")
    for user in ("bob", "amy"):
        (tmp_path / f"domains/example.com/{user}/Maildir").mkdir(parents=True)
    return tmp_path


def test_a_delivered_mail_ends_with_0_and_is_a_tree(run: Run, ours: Path) -> None:
    """The answer, the reply, the rows, and each command with what comes of it."""
    ran = run("ask", "route", ours, "sales-7@example.com")

    assert ran.status == 0
    assert ran.out.splitlines() == [
        "DELIVERED: mail from <someone@example.org> to <sales-7@example.com>",
        "The server answers: 250 OK",
        "",
        "  - domains.tab:1: example.com is handled here",
        '      "example.com"',
        "  - aliases.tab:2: an alias of amy@example.com",
        '      "example.com"   "sales*"        "amy"',
        "",
        "  <sales-7@example.com>: amy@example.com has a mailproc.tab, so its commands",
        "  |  decide",
        "  |- domains/example.com/amy/mailproc.tab:1: put into the mailbox of",
        "  |     amy@example.com",
        "  `- domains/example.com/amy/mailproc.tab:2: redirected, still from",
        "     |  <someone@example.org>",
        "     `- <amy@example.net>: sent to the mail exchangers of example.net",
    ]


def test_what_nobody_gets_ends_with_1(run: Run, ours: Path) -> None:
    """Refused at RCPT, or taken and thrown away."""
    refused = run("ask", "route", ours, "nobody@example.com")
    lost = run("ask", "route", ours, "lost@example.com")

    assert (refused.status, lost.status) == (1, 1)
    assert refused.out.startswith("REFUSED: mail from")
    assert "550 Mailbox unavailable <nobody@example.com>" in refused.out
    assert lost.out.startswith("NOBODY GETS IT: mail from")
    assert "thrown away without a word: no command delivers the" in lost.out


def test_what_cannot_be_told_ends_with_4(run: Run, ours: Path) -> None:
    """A macro whose value only the message has."""
    (ours / "domains/example.com/bob/mailproc.tab").write_text(row("redirect", "@@FILE"))

    ran = run("ask", "route", ours, "bob@example.com")

    assert ran.status == 4
    assert ran.out.startswith("CANNOT TELL: ")
    assert "not known: what the macro stands for" in ran.out


def test_a_sender_may_be_logged_in_or_inside(run: Run, ours: Path) -> None:
    """What opens the way out."""
    outside = run("ask", "route", ours, "a@example.net")
    login = run("ask", "route", ours, "a@example.net", "--login", "bob@example.com")
    client = run("ask", "route", ours, "a@example.net", "--client", "198.51.100.7")
    inside = run("ask", "route", ours, "a@example.net", "--local")

    assert [one.status for one in (outside, login, client, inside)] == [1, 0, 1, 0]
    assert ", logged in as bob@example.com" in " ".join(login.out.split())
    assert ", sent by 198.51.100.7" in " ".join(client.out.split())
    assert ", put into the spool" in " ".join(inside.out.split())


def test_the_target_may_be_left_out(run: Run, ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A single word is the address."""
    monkeypatch.setenv("MAIL_ROOT", str(ours))

    assert run("ask", "route", "bob@example.com").status == 0
    assert run("ask", "list", "news@example.com").status == 1


def test_every_address_of_a_domain(run: Run, ours: Path) -> None:
    """Files, accounts, aliases, patterns, and any other name."""
    ran = run("ask", "route", ours, "@example.com")

    assert ran.status == 0
    assert [line for line in ran.out.splitlines() if not line.startswith(" ")] == [
        "lost@example.com (cmdaliases/example.com/lost.tab)",
        "odd@example.com (cmdaliases/example.com/odd.tab)",
        "bob@example.com (mailusers.tab:1)",
        "news@example.com (mailusers.tab:2)",
        "amy@example.com (mailusers.tab:3)",
        "info@example.com (aliases.tab:1)",
        "any name like sales* (aliases.tab:2)",
        "any other name",
    ]
    assert "    refused: 550 Mailbox unavailable <no-such-name@example.com>" in ran.out


def test_a_foreign_domain_has_no_names(run: Run, ours: Path) -> None:
    """Nobody gets anything there."""
    ran = run("ask", "route", ours, "@example.net")

    assert (ran.status, ran.out) == (1, "any other name\n    refused: 550 Relay denied\n")


def test_json(run: Run, ours: Path) -> None:
    """The same as data: one object, or a list of them."""
    one = json.loads(run("ask", "route", ours, "info@example.com", "--format", "json").out)
    many = json.loads(run("ask", "route", ours, "@example.com", "--format", "json").out)

    assert (one["question"], one["decision"], one["reply"]) == ("route", "allow", "250 OK")
    assert (one["path"]["event"], one["path"]["account"]) == ("mailbox", "bob@example.com")
    assert [(entry["kind"], entry["name"]) for entry in many] == [
        ("cmdalias", "lost"),
        ("cmdalias", "odd"),
        ("account", "bob"),
        ("account", "news"),
        ("account", "amy"),
        ("alias", "info"),
        ("pattern", "salessomeone"),
        ("other", "no-such-name"),
    ]
    assert many[6]["answer"]["path"]["children"][1]["children"][0]["event"] == "sent"


def test_a_list_shows_who_may_post_and_who_gets_a_copy(run: Run, ours: Path) -> None:
    """The answer is for the sender; the rest is told in any case."""
    stranger = run("ask", "list", ours, "news@example.com")
    member = run("ask", "list", ours, "news@example.com", "--from", "bob@example.com")
    told = json.loads(run("ask", "list", ours, "news@example.com", "--format", "json").out)

    assert (stranger.status, member.status) == (1, 0)
    assert member.out.startswith("ALLOWED: a post from <bob@example.com> to the list")
    text = " ".join(stranger.out.split())
    assert "By SMTP only 2 members may post; mail from inside is not asked:" in text
    assert "whoever is logged in as x@example.net" in text
    assert "The copies come from <o@example.com>." in text
    assert "the list news@example.com sends 1 copy" in text
    assert told["path"]["posting"]["closed"] is True


def test_hostile_names_are_escaped(run: Run, ours: Path) -> None:
    """No control character of a table reaches the terminal."""
    one = run("ask", "route", ours, "odd@example.com")
    many = run("ask", "route", ours, "@example.com")

    assert "\x1b" not in one.out + many.out
    assert "frozen without a word" in " ".join(one.out.split())


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("route", "nobody"), "nobody is not a mail address"),
        (("route", "@"), " is not a domain"),
        (("route", "@a b"), "a b is not a domain"),
        (("route", "bob@example.com", "--client", "here"), "here is not an IP address"),
        (("list", "bob@example.com"), "bob@example.com is not a mailing list"),
    ],
)
def test_a_question_without_sense(
    run: Run, ours: Path, words: tuple[str, ...], complaint: str
) -> None:
    """One line, and status 2."""
    kind, *rest = words

    ran = run("ask", kind, ours, *rest)

    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"xmailaudit: {complaint}\n"
