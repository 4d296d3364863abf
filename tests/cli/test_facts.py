"""`facts`: what server it is, and what nobody knows of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from xmailaudit.report.text_layout import width
from xmailaudit.session import start

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Roots = Mapping[str, Path]

POST = Path(__file__).parents[1] / "data" / "xmailcfg" / "post.txt"
DAY = ("--at", "2026-11-24")


def facts(run: Run, *words: object) -> dict[str, Any]:
    """The facts as data."""
    ran = run("facts", *words, *DAY, "--format", "json")
    assert ran.status == 0
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_a_whole_server(run: Run, roots: Roots) -> None:
    """Everything is told of it, in the one form and in the other."""
    found = facts(run, roots["hardened"])

    assert (found["version"], found["version_known"], found["platform"]) == ("1.27", False, None)
    assert found["start_options"]["words"] == "-Qr 68 -Sl -Pl -Ql"
    assert found["start_options"]["origin"] == "found"
    assert found["starts"]
    assert found["services"]["ctrls"]["listens"] == [
        {"address": "0.0.0.0", "port": 6018}
    ]  # what is bound
    assert found["names"]["HeloDomain"] == {"state": "set", "value": "mail.example.com"}
    assert [(one["role"], one["days_left"]) for one in found["certificates"]] == [
        ("server", 67),
        ("issuer", 2960),
    ]
    counts = {"domains": 1, "alias_domains": 0, "accounts": 2}
    assert found["counts"] == {**counts, "lists": 0, "aliases": 3, "custom_domains": 0}
    size = (roots["hardened"] / "server.cert").stat().st_size
    assert found["bytes_read"] > size

    text = run("facts", roots["hardened"], *DAY).out
    for line in (
        "  version        XMail 1.27 (supposed)\n",
        "  ctrls   port 6018, on every IPv4 address\n",
        "  HeloDomain        mail.example.com\n",
        "2027-01-30: 67 days left\n",
        "  aliases         3\n",
    ):
        assert line in text


def test_what_is_told_beats_what_is_found(run: Run, roots: Roots, tmp_path: Path) -> None:
    """By a profile and a command line."""
    profile = tmp_path / "own.toml"
    profile.write_text('extends = "default"\n[server]\nplatform = "windows"\nversion = "1.26"\n')
    options = "-M5 -F- -SI 192.0.2.1 -SI [2001:db8::1]:587 -P6 -PI 127.0.0.1:1100 -C6"
    words = (roots["hardened"], "--profile", profile, "--command-line", options)
    found = facts(run, *words)

    assert (found["version"], found["version_known"], found["platform"]) == (
        *("1.26", True),
        "windows",
    )
    assert found["start_options"]["origin"] == "given"
    assert found["services"]["finger"] == {"enabled": False, "listens": []}
    assert [one["port"] for one in found["services"]["smtp"]["listens"]] == [25, 587]
    assert found["services"]["ctrl"]["listens"][0]["address"] == "::"

    text = run("facts", *words).out
    assert "XMail 1.26\n" in text
    assert "  finger  off\n" in text
    assert "  pop3    127.0.0.1:1100\n" in text
    assert "  ctrl    port 6017, on every IPv4 and IPv6 address\n" in text


def test_a_server_that_does_not_start(run: Run, roots: Roots) -> None:
    """No service of it listens."""
    words = (roots["hardened"], "--command-line", "-SI [::1")
    assert facts(run, *words)["starts"] is False
    assert "with these start options XMail gives up" in run("facts", *words).out


def test_what_a_text_does_not_show_stays_unknown(run: Run) -> None:
    """Most start options, accounts, the certificate."""
    found = facts(run, POST)

    ports = {"words": "-Pp 110 -Bp 995 -Sp 25 -Xp 465", "origin": "unknown", "file": None}
    assert found["start_options"] == ports
    assert (found["starts"], found["services"], found["certificates"]) == (None, None, None)
    assert found["names"]["HeloDomain"] == {"state": "unknown", "value": None}
    assert set(found["counts"].values()) == {None}
    text = run("facts", POST).out
    assert "-Xp 465; others are not shown\n" in text
    assert "  all services  not shown\n" in text
    assert "  server.cert  the text does not show it\n" in text
    assert "  accounts        not known\n" in text


def test_unreadable_and_absent_files(run: Run, fixture_root: Callable[[str], Path]) -> None:
    """A table that cannot be read is not counted as empty; one that is missing is."""
    root = fixture_root("hardened")
    for name in ("aliases.tab", "server.cert", "domains.tab"):
        (root / name).unlink()
    (root / "domains.tab").symlink_to("../elsewhere")
    (root / "server.cert").symlink_to("../elsewhere")
    found = facts(run, root)
    assert found["certificates"] is None
    assert (found["counts"]["domains"], found["counts"]["aliases"]) == (None, 0)
    assert "  server.cert  it is a link that leads out of the MailRoot\n" in run("facts", root).out

    (root / "server.cert").unlink()
    assert facts(run, root)["certificates"] == []


def test_each_key_counts_once(run: Run, tmp_path: Path) -> None:
    """Rows that no look-up reaches, and accounts that nobody can use, are not counted."""
    root = tmp_path / "MailRoot"
    (root / "custdomains").mkdir(parents=True)
    (root / "custdomains" / "example.net.tab").touch()
    (root / "custdomains" / "readme").touch()
    account = '"example.com"\t"{}"\t"1512"\t{}\t"{}"\t"{}"\n'
    rows = [("a", 1, "a", "U"), ("A", 2, "a2", "U"), ("b", 3, "b", "M"), ("c", 4, "c", "X")]
    broken = '"example.com"\t"d"\t"151"\t5\t"d"\t"U"\n"example.com"\t"e"\n'
    tables = {
        "mailusers.tab": "".join(account.format(*row) for row in rows) + broken,
        "domains.tab": '"example.com"\n"EXAMPLE.com"\n"example.org"\n',
        "aliases.tab": '"example.com"\t"x"\t"a"\n"example.com"\t"X"\t"b"\n"*"\t"*"\t"a"\n',
        "aliasdomain.tab": '"alias.test"\t"example.com"\n',
    }
    for name, text in tables.items():
        (root / name).write_text(text)
    counts = facts(run, root)["counts"]

    assert counts["domains"] == 2
    assert counts["aliases"] == 2
    assert counts["alias_domains"] == 1
    assert (counts["accounts"], counts["lists"]) == (1, 2)
    assert counts["custom_domains"] == 1


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", ["hardened", "hostile", "japanese-windows"])
def test_no_line_is_wider_than_asked(roots: Roots, name: str, language: str, columns: int) -> None:
    """Whatever the language, and whoever wrote the names."""
    from xmailaudit.report.language import Words, translator
    from xmailaudit.report.text_facts import facts_text

    words = Words(translator(language), width=columns)
    lines = list(facts_text(start(roots[name]).facts(at=0.0), words))
    assert max(map(width, lines)) <= columns


def test_without_counting(roots: Roots) -> None:
    """The accounts are not even read."""
    session = start(roots["hardened"])
    found = session.facts(counting=False)
    assert found.counts is None
    assert found.bytes_read == session.facts(counting=False).bytes_read
    assert session.facts().bytes_read > found.bytes_read
