"""Every rule on its own samples: it fires on each trigger and on no near miss."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from tests.rules.rule_files import CASES, Case
from xmailaudit.cli import main
from xmailaudit.messages import English
from xmailaudit.policy.decision import Answer
from xmailaudit.report.command import witness_command
from xmailaudit.report.escape import for_terminal
from xmailaudit.report.json_report import to_json
from xmailaudit.report.schemas import schema
from xmailaudit.rules.catalogue import entry_of
from xmailaudit.session import Session, start
from xmailaudit.tables.edit import apply_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.audit.report import Report
    from xmailaudit.rules.finding import Finding
    from xmailaudit.tables.edit import Edit

#: The moment samples are judged for: 2026-11-24.
AT = 1795478400.0

VALIDATOR = Draft202012Validator(json.loads(schema()))

TRIGGERS = tuple(case for case in CASES if case.triggers)
PAGES = tuple(case for case in CASES if case.folder.name == "trigger")

every_trigger = pytest.mark.parametrize("case", TRIGGERS, ids=str)


def opened(case: Case) -> Session:
    """A case's MailRoot under its profile."""
    return start(case.folder / "MailRoot", profile=case.profile)


def audited(case: Case) -> tuple[Session, Report]:
    """The case's own rule on the case."""
    entry = entry_of(case.rule.module.stem.replace("_", "-"))
    assert entry is not None
    session = opened(case)
    return session, session.audit(at=AT, select=[entry.id], baseline=case.baseline)


def found_in(case: Case) -> Iterator[Finding]:
    """What the rule finds in the case."""
    _session, report = audited(case)
    yield from (reported.finding for reported in report.findings)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_rule_fires_on_its_triggers_only(case: Case) -> None:
    """And it is judged to the end in each case: no near miss by what could not be evaluated."""
    _session, report = audited(case)

    assert report.not_evaluated == ()
    assert report.unreadable == ()
    assert bool(report.findings) is case.triggers


@every_trigger
def test_a_finding_makes_a_valid_report(case: Case) -> None:
    """Every sentence can be worded, every place shown."""
    session, report = audited(case)

    data = to_json(report, session.root, English(), for_terminal)

    VALIDATOR.validate(data)
    for found in data["findings"]:
        assert not re.search(r"[{}]", found["message"])


@every_trigger
def test_a_witness_can_be_asked_again(case: Case) -> None:
    """Asking its question gives the decision the finding rests on."""
    session = opened(case)
    for finding in found_in(case):
        witness = finding.witness
        if witness is not None:
            assert witness.decision.answer is not Answer.UNDETERMINED
            assert session.ask(witness.question, at=AT).answer is witness.decision.answer


@every_trigger
def test_count_is_the_number_of_places(case: Case) -> None:
    """`parameters.count` is promised to be that; sentences must not use it for anything else."""
    for finding in found_in(case):
        assert finding.message.parameters.get("count", finding.total) == finding.total


@every_trigger
def test_every_edit_of_a_fix_fits_its_table(case: Case) -> None:
    """Those of the default answer too, where something must be chosen."""
    session = opened(case)

    def read(file: str) -> bytes | None:
        content = session.root.content(file)
        return content if isinstance(content, bytes) else None

    for finding in found_in(case):
        for fix in finding.fixes:
            edits: tuple[Edit, ...] = fix.edits
            if fix.choice is not None and fix.choice.default is not None:
                edits = fix.choice.edits(fix.choice.default)
            before = {edit.file: read(edit.file) for edit in edits}
            assert not edits or apply_all(read, edits) != before


@pytest.mark.parametrize("case", PAGES, ids=str)
def test_the_command_of_a_page_can_be_run(
    case: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the folder of the rule's own trigger; it ends as XMail would decide."""
    monkeypatch.chdir(case.folder)
    page = case.rule.page.read_text(encoding="utf-8")
    (line,) = re.findall(r"^```sh\n(.+)\n```$", page, flags=re.MULTILINE)
    program, *words = shlex.split(line)
    assert program == "xmailaudit"
    assert words[0] in ("ask", "access", "audit")
    assert "MailRoot" in words

    status = main(words)

    said = capsys.readouterr()
    assert status in (0, 1), said.err
    assert said.out.strip()
    _session, report = audited(case)
    target = report.target._replace(location="MailRoot")
    for reported in report.findings:
        witness = reported.finding.witness
        if witness is not None and witness_command(witness, target)[1:] == tuple(words):
            assert status == (0 if witness.decision.allowed else 1)
