"""`fix`, `apply`, `undo` and `history` as somebody types them: statuses, refusals, what is told."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from fixtures.materialise import materialise, names
from tests.cli.test_passwords import passwords
from tests.fix.made import seen
from tests.greeter import greeter
from xmailaudit.report.schemas import schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nobody changes a folder there yet")

#: So that no port is asked that somebody else's XMail listens at.
NOWHERE = ("--command-line", "-C- -W-")
ON_PURPOSE = ("--unsafe", "--select", "USR001")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What XMail comes with, with a file of an index, and a place for journals."""
    monkeypatch.setenv("XMAILAUDIT_STATE", str(tmp_path / "state"))
    made = materialise("distribution", tmp_path / "MailRoot")
    (made / "tabindex").mkdir(exist_ok=True)
    (made / "tabindex" / "mailusers-0001.hdx").write_bytes(b"ABDL-index")
    return made


def identifier(ran: Ran) -> str:
    """The transaction that is told of."""
    return ran.err.rpartition("transaction ")[2].partition(":")[0]


def last_line(ran: Ran) -> str:
    """What it ends with on standard error."""
    return ran.err.splitlines()[-1]


# ------------------------------------------------------------ fix


@pytest.mark.parametrize("words", [(), ("--diff",), ("--unsafe",), ("--format", "json")])
def test_nothing_is_written_unasked(run: Run, root: Path, words: tuple[str, ...]) -> None:
    """It shows what it would do, and ends as an audit does."""
    before = seen(root.parent)

    ran = run("fix", root, *NOWHERE, *words)

    assert ran.status == run("audit", root, *NOWHERE).status == 1
    assert "SPM005" in ran.out
    assert seen(root.parent) == before


def test_fixes_are_carried_out_and_taken_back(run: Run, root: Path) -> None:
    """The status is that of what is there then; undo brings every byte and mode back."""
    before = seen(root)

    ran = run("fix", root, *NOWHERE, "--apply")

    assert ran.status == 1
    assert b'"NoSenderBounce"' in (root / "server.tab").read_bytes()
    assert f"xmailaudit undo {identifier(ran)}" in last_line(ran)
    again = run("fix", root, *NOWHERE, "--apply")
    assert (again.status, "Nothing to fix" in again.out) == (1, True)
    undone = run("undo", identifier(ran))
    assert (undone.status, seen(root)) == (0, before)
    assert run("undo", identifier(ran)).status == 5
    assert run("undo").status == 5, "nothing is left to take back"


def test_the_newest_is_taken_back_first(run: Run, root: Path) -> None:
    """And one by name, while a later one stays in force."""
    first = run("fix", root, *NOWHERE, "--apply", "--select", "SPM005")
    between = seen(root)
    second = run("fix", root, *NOWHERE, "--apply", "--select", "LOG003")

    assert run("undo").status == 0
    assert seen(root) == between
    assert run("undo", identifier(first)).status == 0
    assert b'"NoSenderBounce"' not in (root / "server.tab").read_bytes()
    assert run("undo", identifier(second)).status == 5


def test_a_selected_rule_decides_the_status(run: Run, root: Path) -> None:
    """It is 0 where nothing of it is left."""
    ran = run("fix", root, *NOWHERE, "--apply", "--select", "FSP001", "--fail-on", "low")

    assert ran.status == 0


def test_json_is_a_preview_with_a_plan(run: Run, root: Path) -> None:
    """As its schema says."""
    ran = run("fix", root, *NOWHERE, "--format", "json")

    document = json.loads(ran.out)
    Draft202012Validator(json.loads(schema("preview"))).validate(document)
    assert {one["rule"] for one in document["plan"]["fixes"]} >= {"SPM005", "FSP001"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--choose", "USR001=nope"), "remove-account"),
        (("--choose", "NOPE=nope"), "NOPE"),
        (("--choose", "nope"), "nope"),
        (("--answer", "SRV002=x"), "RULE.NAME=VALUE"),
        (("--answer", "SRV002.nme=x"), "name"),
        (("--answer", "NOPE.name=x"), "NOPE"),
        (("--unsafe", "--answer", "REL011.networks=foo"), "foo"),
        (("--select", "NOPE"), "NOPE"),
        (("--accept-new", "NOPE", "--apply"), "NOPE"),
        (("--diff", "--apply"), "--diff"),
        (("--via-ctrl",), "--via-ctrl"),
        (("--plan", "-"), "--plan"),
        (("--plan", "/nowhere/plan.json"), "/nowhere/plan.json"),
    ],
    ids=" ".join,
)
def test_a_wrong_word_is_told(run: Run, root: Path, words: tuple[str, ...], said: str) -> None:
    """With status 2 and one line; nothing is written."""
    before = seen(root.parent)

    ran = run("fix", root, *NOWHERE, *words)

    assert ran.status == 2
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert seen(root.parent) == before


def test_an_answer_makes_a_fix_whole(run: Run, root: Path) -> None:
    """Without it the finding is left, with the words to type."""
    words = ("fix", root, *NOWHERE, "--unsafe", "--select", "SRV002")
    assert "--answer SRV002.name=VALUE" in " ".join(run(*words).out.split())

    run(*words, "--answer", "helo-default.name=mail.example.com", "--apply")
    ran = run(*words, "--answer", "SRV002.name=mail.example.com", "--apply")

    assert b"mail.example.com" in (root / "server.tab").read_bytes()
    assert ran.status in (0, 1, 2)


def test_what_is_suppressed_is_never_fixed(run: Run, root: Path, tmp_path: Path) -> None:
    """Not even where it is named."""
    profile = tmp_path / "own.toml"
    profile.write_text(
        '[[suppress]]\nrule = "SPM005"\nreason = "so it is"\npermanent = true\n', encoding="utf-8"
    )
    before = seen(root)

    ran = run("fix", root, *NOWHERE, "--profile", profile, "--select", "SPM005", "--apply")

    assert (ran.status, seen(root)) == (0, before)


def test_what_is_new_stops_it_unless_accepted(run: Run, root: Path) -> None:
    """Each rule by its name."""
    (root / "aliases.tab").write_bytes(b'"xmailserver.test"\t"info"\t"xmailuser"\n')
    words = ("fix", root, *NOWHERE, "--apply", *ON_PURPOSE, "--server-stopped", "--fail-on", "low")
    before = seen(root)

    refused = run(*words)

    assert (refused.status, seen(root)) == (5, before)
    rules = {word for word in refused.err.split() if word.startswith("USR")}
    assert rules
    assert all(f"--accept-new {rule}" in refused.err for rule in rules)
    assert run(*words, "--accept-new", ",".join(sorted(rules))).status in (0, 1)
    assert seen(root) != before


def test_an_archive_can_only_be_looked_at(run: Run, root: Path, tmp_path: Path) -> None:
    """`export` is named."""
    archive = shutil.make_archive(str(tmp_path / "copy"), "zip", root)

    shown, refused = run("fix", archive), run("fix", archive, "--apply")

    assert (shown.status, refused.status) == (1, 2)
    assert "xmailaudit export" in refused.err


# ------------------------------------------------------------ a running server


def test_an_indexed_table_waits_for_the_server_to_stop(run: Run, root: Path) -> None:
    """It would read wrong rows by the old index."""
    before = seen(root)
    with greeter() as port:
        words = ("fix", root, "--command-line", f"-CI 127.0.0.1:{port} -W-", *ON_PURPOSE)
        refused = run(*words, "--apply")
        assert (refused.status, seen(root)) == (5, before)
        assert "mailusers.tab has an index" in refused.err
        assert run(*words, "--plan", root.parent / "plan.json").status == 1
        assert run("apply", root.parent / "plan.json").status == 5
        other = ("fix", root, "--command-line", f"-CI 127.0.0.1:{port} -W-", "--apply")
        assert run(*other, "--select", "SPM005").status == 0, "no index is in the way"

        done = run(*words, "--apply", "--server-stopped")

    assert done.status in (0, 1)
    assert "start XMail again" in done.err
    assert not (root / "tabindex" / "mailusers-0001.hdx").exists()


# ------------------------------------------------------------ plans


def test_a_plan_is_carried_out_later(run: Run, root: Path, tmp_path: Path) -> None:
    """It does what `--apply` would have done then."""
    plan = tmp_path / "plan.json"
    run("fix", root, *NOWHERE, "--unsafe", "--select", "SPM,LOG", "--plan", plan)
    run("fix", root, *NOWHERE, "--unsafe", "--select", "SPM,LOG", "--apply")
    wanted = seen(root)
    run("undo")

    ran = run("apply", plan)

    assert ran.status == 1
    assert seen(root) == wanted
    assert run("apply", plan).status == 5, "the files are others now"


def test_a_plan_of_other_files_is_refused(run: Run, root: Path, tmp_path: Path) -> None:
    """The file is named, and nothing is written."""
    plan = tmp_path / "plan.json"
    run("fix", root, *NOWHERE, "--select", "SPM005,LOG003", "--plan", plan)
    with (root / "server.tab").open("ab") as file:
        file.write(b'"Other"\t"1"\n')
    before = seen(root)

    ran = run("apply", plan)

    assert (ran.status, seen(root)) == (5, before)
    assert "server.tab" in last_line(ran)


GOOD = {
    "format": "xmailaudit-plan",
    "version": 1,
    "target": "/nowhere/MailRoot",
    "profile": "default",
    "command_line": None,
    "picks": [],
    "answers": [],
    "files": {},
}
HOSTILE = "\x1b[31m\ud800\u202e"
BROKEN: dict[str, object] = {
    "nothing": b"",
    "no JSON": b"{",
    "bytes": bytes(range(256)),
    "deep": b"[" * 200_000,
    "a list": [],
    "a number": 1,
    "another version": {**GOOD, "version": 2},
    "another format": {**GOOD, "format": "xmailaudit-preview"},
    **{f"no {key}": {k: v for k, v in GOOD.items() if k != key} for key in ("target", "profile")},
    **{f"{key} is a text": {**GOOD, key: "x"} for key in ("picks", "answers", "files")},
    "a pick is a list": {**GOOD, "picks": [["ACL001", "x", "y"]]},
    "a pick lacks its fix": {**GOOD, "picks": [{"rule": "ACL001", "fingerprint": "x"}]},
    "an answer is a number": {**GOOD, "answers": [{"rule": "A", "name": "b", "value": 1}]},
    "a hash is a number": {**GOOD, "files": {"server.tab": {"old": 1, "new": None}}},
    "another profile": {**GOOD, "profile": HOSTILE},
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_plan_is_told(run: Run, root: Path, tmp_path: Path, name: str) -> None:
    """In one clear line, with status 2."""
    content = BROKEN[name]
    plan = tmp_path / "plan.json"
    plan.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    before = seen(root)

    ran = run("apply", plan)

    assert (ran.status, seen(root)) == (2, before)
    assert len(ran.err.splitlines()) == 1
    assert "\x1b" not in ran.err


def test_a_hostile_plan_does_nothing(run: Run, root: Path, tmp_path: Path) -> None:
    """Whatever names it holds; none reaches the terminal as it is."""
    plan = tmp_path / "plan.json"
    before = seen(root)
    for files in ({HOSTILE: {"old": None, "new": None}}, {"../../x": {"old": "", "new": ""}}):
        document = {
            **GOOD,
            "target": str(root),
            "picks": [{"rule": HOSTILE, "fingerprint": HOSTILE, "fix": HOSTILE}],
            "answers": [{"rule": HOSTILE, "name": HOSTILE, "value": HOSTILE}],
            "files": files,
        }
        plan.write_text(json.dumps(document), encoding="ascii")

        ran = run("apply", plan)

        assert (ran.status, seen(root)) == (5, before)
        assert "\x1b" not in ran.out + ran.err
        assert "\u202e" not in ran.out + ran.err


@pytest.mark.parametrize("target", ["/nowhere", "/nowhere/\x00", HOSTILE])
def test_a_plan_of_no_mailroot(run: Run, root: Path, tmp_path: Path, target: str) -> None:
    """That is told as an audit does."""
    del root
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps({**GOOD, "target": target}), encoding="ascii")

    assert run("apply", plan).status == 3


@pytest.mark.parametrize("name", ["nowhere.json", "."])
def test_a_plan_that_is_no_file(run: Run, root: Path, name: str) -> None:
    """Status 2, with its name."""
    ran = run("apply", root / name)

    assert ran.status == 2
    assert str(root / name) in ran.err


# ------------------------------------------------------------ undo and history


def test_history_tells_what_was_done(run: Run, root: Path) -> None:
    """As text and as JSON, and forgets what it is told to."""
    assert "There is no transaction" in run("history").out
    done = identifier(run("fix", root, *NOWHERE, "--apply", "--select", "SPM005"))
    undone = identifier(run("undo"))

    text, document = run("history").out, json.loads(run("history", "--format", "json").out)

    for part in (done, undone, "SPM005/null-sender", "server.tab", f"takes {done} back"):
        assert part in text
    assert [one["id"] for one in document["transactions"]] == [done, undone]
    assert [one["state"] for one in document["transactions"]] == ["undone", "done"]
    assert run("history", "--forget", done).status == 0
    assert done not in [
        one["id"] for one in json.loads(run("history", "--format", "json").out)["transactions"]
    ]
    assert run("history", "--forget", done).status == 5


def test_an_undo_is_shown_and_nothing_written(run: Run, root: Path, tmp_path: Path) -> None:
    """Which transaction, what would come, and each line the other way round."""
    done = identifier(run("fix", root, *NOWHERE, "--apply", "--select", "SPM005"))
    before = seen(tmp_path)

    newest, named = run("undo", "--diff", *NOWHERE), run("undo", done, "--diff", *NOWHERE)

    assert seen(tmp_path) == before
    assert newest == named
    assert (newest.status, newest.err) == (0, "")
    for part in (done, "MailRoot:", "SPM005/null-sender", "New: 1 finding", '-"NoSenderBounce"'):
        assert part in newest.out, newest.out
    assert run("undo", "--diff", "--format", "json", *NOWHERE).status == 0
    assert run("undo", done).status == 0
    refused = run("undo", "--diff", done)
    assert (refused.status, refused.out) == (5, "")
    assert "taken back already" in refused.err


def test_an_undo_as_json_is_a_preview(run: Run, root: Path) -> None:
    """With the transaction beside it; an undo that was taken back names what it took back."""
    done = identifier(run("fix", root, *NOWHERE, "--apply", "--select", "SPM005"))
    undone = identifier(run("undo"))

    document = json.loads(run("undo", undone, "--diff", "--format", "json", *NOWHERE).out)

    Draft202012Validator(json.loads(schema("preview"))).validate(document)
    told = {"id": undone, "folder": str(root), "label": ["SPM005/null-sender"], "undoes": done}
    assert document["undo"] == told
    assert [one["rule"] for one in document["gone"]] == ["SPM005"]
    assert f"It took {done} back" in run("undo", undone, "--diff", *NOWHERE).out


@pytest.mark.parametrize(
    "words",
    [
        ("--format", "json"),
        ("--profile", "strict"),
        ("--at", "2026-11-24"),
        ("--command-line", "-Pl"),
    ],
)
def test_options_of_what_is_shown_go_with_it(
    run: Run, root: Path, tmp_path: Path, words: tuple[str, str]
) -> None:
    """Nothing is taken back by one who wanted to see."""
    run("fix", root, *NOWHERE, "--apply", "--select", "SPM005")
    before = seen(tmp_path)

    ran = run("undo", *words)

    assert (ran.status, ran.out) == (2, "")
    assert words[0] in ran.err
    assert "--diff" in ran.err
    assert seen(tmp_path) == before


def test_history_of_one_mail_root(run: Run, root: Path, tmp_path: Path) -> None:
    """The others' transactions are not listed."""
    other = materialise("distribution", tmp_path / "Other")
    mine, theirs = (
        identifier(run("fix", one, *NOWHERE, "--apply", "--select", "SPM005"))
        for one in (root, other)
    )

    assert mine in (alone := run("history", root).out)
    assert theirs not in alone
    assert theirs in run("history", other, "--format", "json").out
    assert "There is no transaction" in run("history", tmp_path).out
    for words in ([""], [root, "--forget", mine]):
        assert run("history", *words).status == 2
    assert mine in run("history").out


@pytest.mark.parametrize("name", ["20260101-0000-0000", "../../etc/passwd", "\x1b[31m", ""])
def test_an_unknown_transaction_is_told(run: Run, root: Path, name: str) -> None:
    """By `undo` as by `history --forget`."""
    del root
    for ran in (run("undo", name), run("undo", "--diff", name), run("history", "--forget", name)):
        assert ran.status == 5
        assert len(ran.err.splitlines()) == 1
        assert "\x1b" not in ran.err


def test_journals_are_for_one_user_alone(run: Run, root: Path, tmp_path: Path) -> None:
    """They hold the old contents."""
    run("fix", root, *NOWHERE, "--apply", "--select", "SPM005")

    modes = {one.mode & 0o077 for one in seen(tmp_path / "state").values()}

    assert modes == {0}


# ------------------------------------------------------------ how it is told


@pytest.mark.parametrize("language", ["ja_JP.UTF-8", "C"])
def test_each_language_can_tell_all_of_it(
    run: Run, root: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """With the same words to type."""
    monkeypatch.setenv("LC_ALL", language)
    plan = root.parent / "plan.json"

    shown = run("fix", root, *NOWHERE, "--unsafe", "--plan", plan)
    applied = run("apply", plan, "--server-stopped", "--fail-on", "critical", "--accept-new", "USR")
    listed, foretold = run("history"), run("undo", "--diff")
    undone = run("undo", "--server-stopped")

    assert (shown.status, applied.status, listed.status, undone.status) == (1, 0, 0, 0), applied
    assert ("修正" in shown.out + listed.out) is language.startswith("ja"), shown.out
    assert ("取り消します" in foretold.out) is language.startswith("ja"), foretold.out
    assert f"xmailaudit undo {listed.out.split()[0]}" in applied.err


@pytest.mark.parametrize("name", names())
def test_no_password_is_told_or_kept(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Neither by a preview nor in a plan nor by history; an account may be called like one."""
    monkeypatch.setenv("XMAILAUDIT_STATE", str(tmp_path / "state"))
    root, plan = materialise(name, tmp_path / "MailRoot"), tmp_path / "plan.json"
    secrets = set(passwords(root)) - {"xmailuser", "xmail", "test"}

    said = [run("fix", root, *NOWHERE, "--unsafe", "--plan", plan)]
    said.append(run("fix", root, *NOWHERE, "--unsafe", "--format", "json"))
    said.append(run("apply", plan, "--server-stopped", "--fail-on", "critical"))
    said += run("history"), run("history", "--format", "json")
    said += run("undo", "--diff"), run("undo", "--diff", "--format", "json")
    said.append(run("undo", "--server-stopped"))

    text = "".join(one.out + one.err for one in said) + plan.read_text(encoding="utf-8")
    text = text.replace("secret-readable", "")
    assert not [secret for secret in secrets if secret in text]
