"""A text out of XMailCFG on the command line."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from syrupy.assertion import SnapshotAssertion

    from tests.cli.conftest import Ran

POST = Path(__file__).parents[1] / "data" / "xmailcfg" / "post.txt"
AT = ("--at", "2026-11-24")
#: What the post is about; a rule that comes later changes no snapshot.
RULES = ("--select", "ACL003,ACL005,AUT001,TLS004,REL001")
#: How many there are besides.
LEFT_OUT = re.compile(r"[0-9]+(?= rules were left out| 件の規則を除外)")
LOGINS = "■SMTP 認証アカウントの管理\n認証 ID パスワード 許可属性\nbob s3cret MRVZ\nann s3cret\n"


@pytest.fixture(autouse=True)
def _beside_the_post(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the report names it without a folder."""
    monkeypatch.chdir(POST.parent)


def audited(run: Callable[..., Ran], *words: str) -> dict[str, Any]:
    """The report as JSON."""
    report: dict[str, Any] = json.loads(run("audit", *words, "--format", "json", *AT).out)
    return report


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_report_on_the_post(
    run: Callable[..., Ran], snapshot: SnapshotAssertion, language: str
) -> None:
    """In both languages."""
    ran = run("audit", "post.txt", *AT, *RULES, "--lang", language)

    assert ran.status == 1
    assert ran.err == ""
    assert LEFT_OUT.sub("(so many)", ran.out) == snapshot


def test_the_report_on_the_post_as_json(
    run: Callable[..., Ran], snapshot: SnapshotAssertion
) -> None:
    """With places in the text, and steps on the screens."""
    report = audited(run, "post.txt", *RULES)

    del report["tool"]
    assert report == snapshot


def test_the_post_is_judged_as_far_as_it_goes(run: Callable[..., Ran]) -> None:
    """What must be found, with how sure it is; what nobody can tell."""
    report = audited(run, "post.txt")
    found = {
        (one["rule"], one["locations"][0]["file"], one["confidence"]) for one in report["findings"]
    }

    assert {
        ("ACL003", "ctrl.ipmap.tab", "assumed"),
        ("ACL003", "finger.ipmap.tab", "certain"),
        ("ACL005", "ctrl.ipmap.tab", "assumed"),
        ("AUT001", "server.tab", "assumed"),
        ("TLS004", "server.tab", "certain"),
    } <= found
    assert "REL001" in {one["rule"] for one in report["not_evaluated"]}
    assert report["target"]["kind"] == "xmailcfg"
    assert report["target"]["server_version"] == "1.27"
    assert all(one["answer"] == "unknown" for one in report["exposure"] if one["action"] == "relay")


def test_an_assumed_order_allows_no_safe_fix(run: Callable[..., Ran]) -> None:
    """What writes the table wants a look."""
    fixes = {
        one["locations"][0]["file"]: one["fixes"][0]["applicability"]
        for one in audited(run, "post.txt", "--select", "ACL003")["findings"]
    }

    assert fixes == {"ctrl.ipmap.tab": "review", "finger.ipmap.tab": "safe"}


def test_standard_input_is_judged_too(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same findings."""
    file = audited(run, "post.txt", *RULES)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(POST.read_bytes())))
    piped = audited(run, "-", *RULES)

    assert piped["target"]["location"] == "-"
    fingerprints = [[one["fingerprint"] for one in report["findings"]] for report in (file, piped)]
    assert fingerprints[0] == fingerprints[1]


@pytest.mark.parametrize(
    ("version", "profile"), [("1.25", ""), ("1.22", '[server]\nversion = "1.22"\n')]
)
def test_the_text_tells_the_version_unless_a_profile_does(
    run: Callable[..., Ran], tmp_path: Path, version: str, profile: str
) -> None:
    """A profile of somebody's own knows better than the text."""
    text, own = tmp_path / "a.txt", tmp_path / "own.toml"
    text.write_text("xmail-1.25\nSMTPポート:25\n", encoding="utf-8")
    own.write_text(f'extends = "default"\n{profile}', encoding="utf-8")

    report = audited(run, str(text), "--profile", str(own))

    assert report["target"]["server_version"] == version


def test_a_question_about_the_text(run: Callable[..., Ran]) -> None:
    """Answered where it is shown, with the line of the text; else cannot tell."""
    client = ("--client", "203.0.113.9")
    known = run("ask", "connect", "post.txt", *client, "--service", "ctrl")
    unknown = run("ask", "relay", "post.txt", *client, "--to", "a@example.net")

    assert known.status == 0
    assert "post.txt:16 (ctrl.ipmap.tab): allows 203.0.113.9" in known.out
    assert "203.0.113.24 255.255.255.0 ALLOW MyIP" in known.out
    assert unknown.status == 4
    assert "the text does not show it" in unknown.out


def test_who_is_let_in_by_the_text(run: Callable[..., Ran]) -> None:
    """With its lines; a table that is not shown is cannot tell."""
    rows = json.loads(run("access", "post.txt", "finger", "--format", "json").out)["rows"]

    assert (22, "203.0.113.24 255.255.255.0 ALLOW 3") in [
        (one["line"], one["text"]) for one in rows
    ]
    assert run("access", "post.txt", "smtp").status == 4


def test_a_text_that_shows_nothing_is_no_target(run: Callable[..., Ran], tmp_path: Path) -> None:
    """One line says what was looked for."""
    file = tmp_path / "a.txt"
    file.write_text("hello\n", encoding="utf-8")
    ran = run("audit", file)

    assert ran.status == 3
    assert ran.out == ""
    assert "shows nothing of XMailCFG: looked for were" in " ".join(ran.err.split())


def test_a_masked_row_is_judged_by_nobody(run: Callable[..., Ran], tmp_path: Path) -> None:
    """It is no host name, whatever it looks like."""
    file = tmp_path / "a.txt"
    table = "■FINGERアクセス許可\n0.0.0.0 0.0.0.0 DENY 1\n203.0.113.xxx 255.255.255.0 ALLOW 2\n"
    file.write_text(table, encoding="utf-8")
    report = audited(run, str(file), "--select", "ACL019")

    assert report["findings"] == []
    assert "made unreadable" in str(report["not_evaluated"])


def test_no_password_of_the_text_is_shown(run: Callable[..., Ran], tmp_path: Path) -> None:
    """Neither of a row that is read nor of one that is not."""
    file = tmp_path / "a.txt"
    for text in (LOGINS, LOGINS.rpartition("ann")[0], "s3cret\n"):
        file.write_text(text, encoding="utf-8")
        for words in (("audit", file), ("audit", file, "--format", "json")):
            ran = run(*words)
            assert "s3cret" not in ran.out + ran.err
