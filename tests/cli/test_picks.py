"""`--pick`: single findings are fixed, each as somebody chose."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, NamedTuple

import pytest

from fixtures.materialise import materialise, names
from tests.exports import tree
from tests.fix.made import seen
from tests.greeter import greeter
from xmailaudit.cli import status
from xmailaudit.cli.commands import export, fix
from xmailaudit.cli.fixing import Wishes, wanted_of
from xmailaudit.fix.wanted import Pick, Wanted
from xmailaudit.session import fix_options, start

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]

NOWHERE = ("--command-line", "-C- -W-")
DAY = ("--at", "2026-11-24")
changes_a_folder = pytest.mark.skipif(os.name == "nt", reason="nobody changes a folder there yet")


class Pickable(NamedTuple):
    """A fix with edits of its own; the JSON report writes `RULE/FIX@` before the fingerprint."""

    rule: str
    fix: str
    fingerprint: str

    @property
    def word(self) -> str:
        """What is typed."""
        return "/".join(self)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What XMail comes with, and a place for journals."""
    monkeypatch.setenv("XMAILAUDIT_STATE", str(tmp_path / "state"))
    return materialise("distribution", tmp_path / "MailRoot")


def pickable(run: Run, root: Path, *words: str) -> list[Pickable]:
    """All that an audit offers."""
    report = json.loads(run("audit", root, *NOWHERE, *DAY, "--format", "json", *words).out)
    return [
        Pickable(finding["rule"], _own_id(fix["id"]), finding["fingerprint"])
        for finding in report["findings"]
        for fix in finding["fixes"]
        if fix["edits"] and fix["applicability"] != "manual"
    ]


def _own_id(fix: str) -> str:
    return fix.partition("@")[0].partition("/")[2]


def picked(found: list[Pickable], rule: str) -> Pickable:
    """The first fix of a rule."""
    return next(one for one in found if one.rule == rule)


def options(found: list[Pickable]) -> list[str]:
    """The words for all of these."""
    return [word for one in found for word in ("--pick", one.word)]


@changes_a_folder
def test_just_the_picked_fix_is_carried_out(run: Run, root: Path, tmp_path: Path) -> None:
    """Whether it is for review or not, at once or by a plan; a rule goes by its name, too."""
    one = picked(pickable(run, root), "USR001")
    before = seen(root)
    words = ("fix", root, *NOWHERE, "--pick", one.word)

    assert run(*words, "--plan", tmp_path / "plan.json").status == status.FINDINGS
    assert seen(root) == before
    assert run(*words, "--apply").status in (status.DONE, status.FINDINGS)
    after = seen(root)
    assert {name for name in after if after[name] != before[name]} == {"mailusers.tab"}
    assert run("undo").status == status.DONE
    assert run("apply", tmp_path / "plan.json").status in (status.DONE, status.FINDINGS)
    assert seen(root) == after
    assert run("undo").status == status.DONE
    named = f"stock-account/{one.fix}/{one.fingerprint}"
    assert run("fix", root, *NOWHERE, "--pick", named, "--apply").status in (0, 1)
    assert seen(root) == after


@pytest.mark.parametrize("name", [name for name in names() if name != "hardened"])
def test_a_command_line_fixes_what_a_plan_of_the_library_does(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """To the byte, with one fix of each finding."""
    monkeypatch.setenv("XMAILAUDIT_STATE", str(tmp_path / "state"))
    root = materialise(name, tmp_path / "MailRoot")
    once = {one.fingerprint: one for one in reversed(pickable(run, root))}
    picks = [*once.values()]
    session = start(root, command_line="-C- -W-")
    wanted = Wanted(picks=frozenset(Pick(one.rule, one.fingerprint, one.fix) for one in picks))

    plan = session.plan(wanted, at=1_795_478_400)
    words = (*NOWHERE, *DAY, *fix_options(wanted))
    ran = run("fix", root, *words, "--plan", tmp_path / "plan.json")

    assert ran.status in (status.DONE, status.FINDINGS), ran.err
    assert not plan.unknown
    kept = session.kept_plan(plan, wanted, profile="default", command_line="-C- -W-")
    assert (tmp_path / "plan.json").read_bytes() == kept
    left = {one.reported.fingerprint for one in plan.left_out}
    for pick in wanted.picks or ():
        assert pick in plan.picks or pick.fingerprint in left


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted(picks=frozenset([Pick("USR001", "0a", "remove"), Pick("ACL003", "0b", "a/b")])),
        Wanted(
            unsafe=True,
            fixes={"AUT001": "demand-tls"},
            answers={("SRV002", "name"): "a=b.c d", ("SRV002", "x.y"): "", ("TAB001", "z"): "-n"},
        ),
    ],
    ids=["nothing", "picks", "the rest"],
)
def test_the_options_of_a_wish_ask_for_the_same(wanted: Wanted) -> None:
    """Whatever is in the words."""
    for command in (fix.COMMAND, export.COMMAND):
        words = ["MailRoot", "--out=x"][: 2 if command is export.COMMAND else 1]
        given = command.make_context("fix", [*words, *fix_options(wanted)]).params

        assert wanted_of(Wishes(*(given[name] for name in Wishes._fields))) == wanted


def test_an_export_holds_what_was_picked(run: Run, root: Path, tmp_path: Path) -> None:
    """And none is made of a pick that is none."""
    one = picked(pickable(run, root), "USR001")
    out = tmp_path / "out"

    wrong = run("export", root, "--out", out, *NOWHERE, "--pick", f"{one.rule}/{one.fix}/0")
    assert (wrong.status, out.exists()) == (status.WRONG_USE, False)
    done = run("export", root, "--out", out, "--changed-only", *NOWHERE, "--pick", one.word)

    assert done.status == status.DONE, done.err
    assert [name for name in tree(out / "MailRoot") if name.endswith(b".tab")] == [b"mailusers.tab"]


def test_an_answer_goes_along_with_a_pick(run: Run, root: Path) -> None:
    """To the question of its fix."""
    report = json.loads(run("audit", root, *NOWHERE, "--format", "json").out)
    found = next(one for one in report["findings"] if one["rule"] == "SRV002")
    word = f"SRV002/name/{found['fingerprint']}"
    words = ("fix", root, *NOWHERE, "--pick", word)

    assert "--answer SRV002.name=VALUE" in " ".join(run(*words).out.split())
    answered = run(*words, "--answer", "SRV002.name=mail.example.com")

    assert "mail.example.com" in answered.out


def test_of_two_fixes_of_a_finding_the_other_has_nothing_left_to_do(
    run: Run, tmp_path: Path
) -> None:
    """That is told by name."""
    root = materialise("japanese-windows", tmp_path / "MailRoot")
    both = [one for one in pickable(run, root) if one.rule == "TAB005"]
    assert len(both) == len({one.fix for one in both}) == 2

    words = ("fix", root, *NOWHERE, *options(both))
    text, document = run(*words).out, json.loads(run(*words, "--format", "json").out)

    assert "1 picked fix has nothing left to do" in " ".join(text.split())
    assert [one["fix"] for one in document["plan"]["fixes"]] == [both[0].fix]
    left = [(one["why"], one["fingerprint"]) for one in document["plan"]["left_out"]]
    assert left == [("overtaken", both[1].fingerprint)]


@pytest.mark.parametrize(
    ("pick", "more", "said"),
    [
        ("nope", (), "nope is no RULE/FIX/FINGERPRINT"),
        ("USR001//{fingerprint}", (), "RULE/FIX/FINGERPRINT"),
        ("USR01/{fix}/{fingerprint}", (), "--pick: no rule is called USR01."),
        ("USR001/{fix}/{fingerprint}0", (), "{fingerprint}0"),
        ("USR001/{fix}/\x1b[31m", (), "USR001 has no finding"),
        ("USR002/{fix}/{fingerprint}", (), "USR002 has no finding {fingerprint}"),
        ("USR001/nope/{fingerprint}", (), "USR001 has no fix nope, only"),
        ("USR001/{fix}/{fingerprint}", ("--unsafe",), "--unsafe"),
        ("USR001/{fix}/{fingerprint}", ("--choose", "USR001={fix}"), "--choose"),
        ("USR001/{fix}/{fingerprint}", ("--select", "USR001"), "--select"),
        ("USR001/{fix}/{fingerprint}", ("--ignore", "USR001"), "--ignore"),
        ("USR001/{fix}/{fingerprint}", ("--profile", "{profile}"), "suppressed"),
    ],
)
def test_a_wrong_pick_is_told(
    run: Run, root: Path, tmp_path: Path, pick: str, more: tuple[str, ...], said: str
) -> None:
    """With status 2, in one line, before a plan or anything else is written."""
    one = picked(pickable(run, root), "USR001")
    profile = tmp_path / "own.toml"
    profile.write_text('[[suppress]]\nrule = "USR001"\nreason = "so"\npermanent = true\n', "utf-8")
    known = {**one._asdict(), "profile": profile}
    before = seen(tmp_path)
    words = (word.format_map(known) for word in ("--pick", pick, *more))

    ran = run("fix", root, *NOWHERE, *words, "--plan", tmp_path / "plan.json")

    assert ran.status == status.WRONG_USE
    assert said.format_map(known) in ran.err
    assert "\x1b" not in ran.err
    assert len(ran.err.splitlines()) == 1
    assert seen(tmp_path) == before


def test_all_that_speaks_against_a_plan_is_told_at_once(root: Path) -> None:
    """What comes and a server that may run; either can be put aside."""
    (root / "aliases.tab").write_bytes(b'"xmailserver.test"\t"info"\t"xmailuser"\n')
    with greeter() as port:
        session = start(root, command_line=f"-CI 127.0.0.1:{port} -W-")
        report = session.audit()
        account = next(one for one in report.counted if one.finding.rule.id == "USR001")
        removal = next(one for one in account.finding.fixes if one.edits)
        picks = frozenset([Pick("USR001", account.fingerprint, removal.id)])
        plan = session.plan(Wanted(picks=picks))
        preview = session.preview_of(plan.changes, before=plan.before)

        against = session.objections(preview, fail_on="low")
        rules = tuple(one.finding.rule.id for one in against.worse)
        assert (bool(rules), against.indexed, bool(against.signs)) == (True, plan.indexed, True)
        assert against.raised
        assert session.objections(preview, fail_on="never").raised, "a server may run"
        assert not session.objections(preview, fail_on="low", accepted=rules, stopped=True).raised
        assert session.objections(preview, stopped=True).worse == tuple(
            one for one in against.worse if one.severity.value in ("critical", "high")
        ), "by the profile"
