"""The whole journey of every fix: planned, carried out in a folder, audited again, taken back.

Each sample is copied first; what was gathered elsewhere becomes a folder with the modes it had.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pytest

from fixtures.materialise import materialise, names
from tests.fix.made import seen
from tests.rules.acl.judging import edits_of
from tests.rules.rule_files import CASES, Case, RuleFiles
from tests.rules.test_fixes_cure import LEAVES, kinds
from tests.rules.test_samples import AT
from xmailaudit.audit.selection import Selection
from xmailaudit.fix.wanted import Wanted
from xmailaudit.mailroot.file_names import COLLECTED
from xmailaudit.mailroot.gathered import collected_of
from xmailaudit.mailroot.source import FileKind
from xmailaudit.rules.catalogue import entry_of
from xmailaudit.rules.finding import Applicability
from xmailaudit.session import Session, start, undo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xmailaudit.audit.report import Report, Reported
    from xmailaudit.fix.plan import Plan
    from xmailaudit.mailroot.change import Change
    from xmailaudit.rules.catalogue import Entry
    from xmailaudit.rules.finding import Finding

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")


def entry_for(files: RuleFiles) -> Entry:
    """The rule of a module, unloaded."""
    entry = entry_of(files.module.stem.replace("_", "-"))
    assert entry is not None
    return entry


def may_be_carried_out(files: RuleFiles) -> bool:
    """Whether the catalogue promises a fix that more than a person can carry out."""
    return entry_for(files).fix in (Applicability.SAFE.value, Applicability.REVIEW.value)


TRIGGERS = tuple(case for case in CASES if case.triggers and may_be_carried_out(case.rule))
RULES = tuple(dict.fromkeys(case.rule for case in TRIGGERS))

#: Rules whose fixes change no file of a folder, and why.
NOT_IN_A_FOLDER = {
    "CRT004": "a certificate is asked for with `cert csr` and put in place with `cert install`",
    "CRT011": "the key is decrypted by a program, with a password that only its owner knows",
    "USR023": "a poll's line holds a password, so that `ctrl` or a person writes it",
}

#: Answers to questions without a default, by rule.
ANSWERS = {
    "ACL019": "192.0.2.24",
    "AUT007": "192.0.2.24",
    "REL009": "192.0.2.24",
    "SPM003": "1",
    "SRV004": "postmaster@example.net",
    "SRV012": "192.0.2.53",
    "USR012": "anna@example.com",
    "USR022": "bob@example.com",
}


# ------------------------------------------------------------ a folder to work in


def folder_of(case: Case, folder: Path) -> Path:
    """A copy of the sample's MailRoot, modes and all."""
    made = folder / "MailRoot"
    shutil.copytree(case.folder / "MailRoot", made)
    collected = collected_of(start(case.folder / "MailRoot", profile=case.profile).root.source)
    if collected is None:
        return made
    (made / COLLECTED).unlink()
    modes: dict[Path, int] = {}
    for path, known in collected.files.items():
        file = made / path
        if known.kind is FileKind.FOLDER:
            file.mkdir(parents=True, exist_ok=True)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
        if known.mode is not None:
            modes[file] = known.mode
    for path in collected.mail:
        (made / path).mkdir(parents=True, exist_ok=True)
    for file, mode in modes.items():
        file.chmod(mode | 0o700 if file.is_dir() else mode | 0o600)
    return made


def times(root: Path) -> dict[str, int]:
    """When each file was written."""
    return {
        path.relative_to(root).as_posix(): path.lstat().st_mtime_ns
        for path in root.rglob("*")
        if path.is_file()
    }


# ------------------------------------------------------------ what can be wanted


class Way(NamedTuple):
    """A fix of a rule by its id, and the answers it needs."""

    fix: str
    answers: dict[tuple[str, str], str]


def ways(report: Report, rule: str) -> Iterator[Way]:
    """Each fix of a rule's findings that can be carried out, once."""
    known: dict[str, Way] = {}
    for reported in of_rule(report, rule):
        for fix in reported.finding.fixes:
            if fix.applicability is Applicability.MANUAL:
                continue
            if fix.choice is not None and fix.choice.default is None:
                answers = {(rule, fix.choice.name): ANSWERS[rule]}
                known.setdefault(fix.id, Way(fix.id, answers))
            elif edits_of(fix):
                known.setdefault(fix.id, Way(fix.id, {}))
    yield from known.values()


# ------------------------------------------------------------ the journey


def journey(session: Session, root: Path, plan: Plan, wanted: Wanted) -> Plan:
    """Carry a plan out and take it back; the plan that could be made in between."""
    before, written = seen(root), times(root)

    transaction = session.carry_out(plan.changes, plan.label)

    now = seen(root)
    changed = {one.path.rstrip("/") or "." for one in plan.changes}
    assert written_by(plan.changes) == {
        name: now.get(name) and now[name].data for name in written_by(plan.changes)
    }
    made = {name for name in now if name not in before and now[name].data is None}
    for name in before.keys() | now.keys():
        if name not in changed | made:
            assert now.get(name) == before.get(name), name
    later = times(root)
    assert all(later[name] == written[name] for name in written if name not in changed)

    opened = start(root, profile=session.profile)
    again = opened.plan(wanted, at=AT)
    assert seen(root) == now, "a plan changes nothing"

    undo(transaction.id)
    left = {name: one for name, one in before.items() if not gone_for_good(name, plan)}
    assert seen(root) == left
    return again


def written_by(changes: tuple[Change, ...]) -> dict[str, bytes | None]:
    """The bytes that changed files are to have."""
    return {one.path: one.new for one in changes if one.changes_bytes}


def gone_for_good(name: str, plan: Plan) -> bool:
    """XMail makes an index anew when it starts."""
    return name.endswith(".hdx") and any(one.path == name for one in plan.changes)


def of_rule(report: Report, rule: str) -> list[Reported]:
    """What counts of one rule."""
    return [one for one in report.counted if one.finding.rule.id == rule]


def findings(reported: list[Reported]) -> list[Finding]:
    """The findings themselves."""
    return [one.finding for one in reported]


@pytest.mark.parametrize("case", TRIGGERS, ids=str)
def test_each_fix_of_a_sample_is_carried_out_and_taken_back(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its finding is gone in between, and a second plan has nothing to do."""
    monkeypatch.setenv("XMAILAUDIT_STATE", str(tmp_path / "state"))
    rule = entry_for(case.rule).id
    root = folder_of(case, tmp_path)
    session = start(root, profile=case.profile)

    for way in ways(session.audit(at=AT), rule):
        wanted = Wanted(
            unsafe=True,
            selection=Selection.parse([rule], ()),
            fixes={rule: way.fix},
            answers=way.answers,
        )
        session = start(root, profile=case.profile)
        plan = session.plan(wanted, at=AT)
        assert plan.taken, way.fix

        again = journey(session, root, plan, wanted)

        was, now = of_rule(plan.before, rule), of_rule(again.before, rule)
        assert (
            kinds(findings([one for one, _fix in plan.taken])).keys()
            <= (kinds(findings(was)) - kinds(findings(now))).keys()
        )
        if (rule, way.fix) not in LEAVES and not waits(plan):
            assert kinds(findings(now)) - kinds(findings(was)) == Counter()
            assert not {one.fingerprint for one, _fix in plan.taken} & {
                one.fingerprint for one in now
            }
        assert again.changes == (), way.fix


def waits(plan: Plan) -> bool:
    """Whether something should have been done before, which nobody did here."""
    return any(step.before for _reported, fix in plan.taken for step in fix.steps)


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_each_rule_has_a_fix_that_is_carried_out(rule: RuleFiles, tmp_path: Path) -> None:
    """In one of its samples at least; else the journey above would prove nothing of it."""
    cases = [case for case in TRIGGERS if case.rule == rule]
    found = entry_for(rule).id

    def has_ways(number: int, case: Case) -> bool:
        folder = tmp_path / str(number)
        session = start(folder_of(case, folder), profile=case.profile)
        return any(ways(session.audit(at=AT, select=[found]), found))

    assert any(has_ways(*one) for one in enumerate(cases)) is (found not in NOT_IN_A_FOLDER)


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("name", names())
def test_all_fixes_of_a_fixture_at_once(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, unsafe: bool
) -> None:
    """The same journey, of everything that can be had together."""
    monkeypatch.setenv("XMAILAUDIT_STATE", str(tmp_path / "state"))
    root = materialise(name, tmp_path / "MailRoot")
    session, wanted = start(root), Wanted(unsafe=unsafe)
    plan = session.plan(wanted, at=AT)
    if not plan.changes:
        return

    again = journey(session, root, plan, wanted)

    left = {one.fingerprint for one in again.before.counted}
    assert (
        not {
            one.fingerprint
            for one, fix in plan.taken
            if (one.finding.rule.id, fix.id) not in LEAVES
        }
        & left
    )
    before = {about(one) for one in plan.before.counted}
    assert not before & {about(one) for one, _fix in again.taken}
    assert unsafe or again.changes == ()


def about(one: Reported) -> tuple[str, str]:
    """What a finding speaks of: what others bring is not mended unasked."""
    return one.finding.rule.id, one.finding.places[0].file
