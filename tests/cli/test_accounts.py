"""`accounts`: every address as a stream, and all about one account."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.roots import PLAIN, row
from xmailaudit.report.text_layout import width

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]

BOB = "domains/example.com/bob"
FILES = {
    **PLAIN,
    "mailusers.tab": PLAIN["mailusers.tab"]
    + row("example.com", "news", "1512", "2", "news", "M")
    + row("example.net", "::error::zoe", "1512", "3", "zoe", "U"),
    "domains.tab": row("example.com") + row("example.net"),
    "aliases.tab": row("example.com", "info", "bob")
    + row("*", "abuse", "bob")
    + row("x.test", "y"),
    "aliasdomain.tab": row("example.org", "example.com"),
    f"{BOB}/mailproc.tab": row("external", "0", "0", "/bin/do", "hunter2") + row("smtp"),
    f"{BOB}/user.tab": row("RealName", "B\u00f6b".encode().decode("latin-1")),
    f"{BOB}/Maildir/new/1": "12345",
    f"{BOB}/pop3.ipmap.tab": row("192.0.2.0", "255.255.255.0", "ALLOW", "1"),
    "filters.in.tab": row("*", "*", "0.0.0.0/0", "0.0.0.0/0", "a.tab"),
    "domains/example.com/news/mlusers.tab": row("bob@example.com") + row("x@example.net", "A"),
    "domains/example.com/news/user.tab": row("ClosedML", "1"),
}


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A MailRoot with something of everything."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="latin-1")
    return tmp_path


def test_a_line_for_each_address(run: Run, ours: Path) -> None:
    """In the order of the tables, with what it leads to and where it stands."""
    ran = run("accounts", ours)

    assert ran.status == 0
    assert ran.out.splitlines() == [
        "account: bob@example.com, domains/example.com/bob (mailusers.tab:1)",
        "mailing list: news@example.com, domains/example.com/news (mailusers.tab:2)",
        "account: ::error::zoe@example.net, domains/example.net/zoe (mailusers.tab:3)",
        "alias: info@example.com, bob@example.com (aliases.tab:1)",
        "alias with a wild card: abuse@*, bob (aliases.tab:2)",
        "alias: y@x.test, - (aliases.tab:3); unusable: a field is missing or wrong",
        "domain: example.com, domains/example.com (domains.tab:1)",
        "domain: example.net, domains/example.net (domains.tab:2)",
        "alias domain: example.org, example.com (aliasdomain.tab:1)",
    ]


def test_json_is_one_list(run: Run, ours: Path) -> None:
    """The same as data, a line each."""
    out = run("accounts", ours, "--format", "json").out
    listed = json.loads(out)

    assert len(out.splitlines()) == len(listed) + 2
    assert listed[3] == {
        "kind": "alias",
        "address": "info@example.com",
        "domain": "example.com",
        "target": "bob@example.com",
        "idle": None,
        "file": "aliases.tab",
        "line": 1,
    }
    assert listed[5]["idle"] == "unusable"


def test_one_domain(run: Run, ours: Path) -> None:
    """With patterns that cover it, and its other names; none is an empty list."""

    def addresses(domain: str) -> list[str]:
        listed = json.loads(run("accounts", ours, "--domain", domain, "--format", "json").out)
        return [one["address"] for one in listed]

    assert addresses("EXAMPLE.com") == [
        "bob@example.com",
        "news@example.com",
        "info@example.com",
        "abuse@*",
        "example.com",
        "example.org",
    ]
    assert addresses("nowhere.test") == ["abuse@*"]
    (ours / "aliases.tab").write_text("")
    assert addresses("nowhere.test") == []
    assert run("accounts", ours, "--domain", "nowhere.test").out == ""


def test_all_about_one_account(run: Run, ours: Path) -> None:
    """Where its mail lies, who may log in, what leads to it, what is done with its mail."""
    ran = run("accounts", ours, "info@example.org", "--command-line", "-MM")

    assert ran.status == 0
    assert ran.out == (
        "bob@example.com is an account (mailusers.tab:1)\n"
        "  Name: Böb\n"
        "  Directory: domains/example.com/bob\n"
        "  Mail in it: 5 bytes\n"
        "  Limit: none\n"
        "  Mail for it: taken\n"
        "  SMTP login: with the password, permissions MRVZ (the default)\n"
        "  POP3 login: with the password, from where\n"
        "    domains/example.com/bob/pop3.ipmap.tab lets in\n"
        "\n"
        "Aliases that lead to it:\n"
        "  - info@example.com (aliases.tab:1)\n"
        "  - abuse@* (aliases.tab:2)\n"
        "\n"
        "Domains that stand for its own:\n"
        "  - example.org (aliasdomain.tab:1)\n"
        "\n"
        "What is done with its mail:\n"
        "  - domains/example.com/bob/mailproc.tab:1:\n"
        '      "external"      "0"     "0"     "/bin/do"       •••\n'
        "  - domains/example.com/bob/mailproc.tab:2:\n"
        '      "smtp"\n'
        "      XMail passes over this line.\n"
        "\n"
        "Filters that may run on mail for it:\n"
        "  - filters.in.tab:1:\n"
        '      "*"     "*"     "0.0.0.0/0"     "0.0.0.0/0"     "a.tab"\n'
    )


def test_one_account_as_data(run: Run, ours: Path) -> None:
    """Sizes in bytes, limits in KiB, no secret."""
    ran = run("accounts", ours, "bob@example.com", "--format", "json")
    found = json.loads(ran.out)

    assert "hunter2" not in ran.out
    assert "1512" not in ran.out
    assert found["mailbox"] == {"path": f"{BOB}/Maildir", "size": 5, "limit": None}
    assert found["smtp"]["permissions"] == "MRVZ"
    assert found["smtp"]["permissions_from"] is None
    assert found["pop3"]["own_map"] == f"{BOB}/pop3.ipmap.tab"
    assert [one["runs"] for one in found["commands"]] == [True, False]
    assert [one["address"] for one in found["aliases"]] == ["info@example.com", "abuse@*"]
    assert found["members"] is None


def test_a_mailing_list(run: Run, ours: Path) -> None:
    """Its members and its rules."""
    text = run("accounts", ours, "news@example.com").out
    found = json.loads(run("accounts", ours, "news@example.com", "--format", "json").out)

    assert text.startswith("news@example.com is a mailing list (mailusers.tab:2)\n")
    assert "  Members: 2; posts go to 1 of them\n" in text
    assert "By SMTP only 2 members may post" in text
    assert (found["kind"], found["mailbox"]) == ("mailing-list", None)
    assert found["members"]["count"] == 2
    assert found["members"]["posting"]["closed"] is True


def test_the_target_may_be_left_out(run: Run, ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One word is an address if it looks like one; else it is the target."""
    monkeypatch.setenv("MAIL_ROOT", str(ours))
    assert "bob@example.com is an account" in run("accounts", "bob@example.com").out
    assert run("accounts").out == run("accounts", ours).out
    (ours / "a@example.com").mkdir()
    monkeypatch.chdir(ours)
    assert run("accounts", "./a@example.com").status == 3


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("zoe@example.com",), 2),
        (("bob@example.com", "more"), 2),
        (("bob@example.com", "--domain", "example.com"), 2),
        (("no address",), 2),
    ],
)
def test_what_makes_no_sense(run: Run, ours: Path, words: tuple[str, ...], status: int) -> None:
    """It is said on standard error."""
    ran = run("accounts", ours, *words)

    assert (ran.status, ran.out) == (status, "")
    assert ran.err.startswith("xmailaudit: ")


def test_an_unreadable_table_is_incomplete(run: Run, ours: Path) -> None:
    """What was found so far is told; what is missing, too."""
    (ours / "domains.tab").unlink()
    (ours / "domains.tab").symlink_to("domains.tab")
    ran = run("accounts", ours)

    assert ran.status == 4
    assert "bob@example.com" in ran.out
    assert "domains.tab" in ran.err


@pytest.mark.parametrize("language", ["en", "ja"])
def test_an_account_fits_a_terminal(run: Run, ours: Path, language: str) -> None:
    """Whatever is in it."""
    out = run("accounts", ours, "bob@example.com", "--lang", language).out
    assert all(width(line) <= 80 for line in out.splitlines())
