"""Every rule that promises a fix has one that can be carried out, and it touches what it is about.

Tried on every sample that triggers, and on the same files as other editors leave them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.rules.acl.judging import edits_of, with_fix
from tests.rules.rule_files import CASES, RULES, Case, RuleFiles
from tests.rules.test_fixes_cure import judged
from tests.rules.test_samples import AT, opened
from xmailaudit.audit.profile import load_profile
from xmailaudit.mailroot.overlay import Overlay
from xmailaudit.messages import XMailAuditError
from xmailaudit.rules.catalogue import entry_of
from xmailaudit.rules.finding import Applicability, StepKind
from xmailaudit.tables.document import TabDocument
from xmailaudit.tables.edit import InsertRow, RemoveRow, SetField, apply_all, splices
from xmailaudit.tables.mailusers import MAIL_USERS

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.rule import Rule
    from xmailaudit.tables.edit import LineEdit

TRIGGERS = tuple(case for case in CASES if case.triggers)

#: Answers of all kinds, of which most are no answer to most questions.
ANSWERS = (
    *("", " ", "x", "bob@example.com", "example.net", "mail.example.net", "192.0.2.24"),
    *("192.0.2.0/24", "192.0.2.24, 2001:db8::/64", "255.255.255.0", "ALLOW", "deny", "-20", "1"),
    *("a\tb", "a\nb", '"', "\u3042", "\\", "0.0.0.0/0", "a,b", "@", "/", "1" * 600),
)


def rule_of(files: RuleFiles) -> Rule:
    """The rule of a module."""
    entry = entry_of(files.module.stem.replace("_", "-"))
    assert entry is not None
    return entry.load()


def found_in(case: Case) -> list[Finding]:
    """What the case's own rule finds in it."""
    return judged(rule_of(case.rule), opened(case).root, load_profile(case.profile).given(AT))


def can_be_carried_out(fix: Fix) -> bool:
    """By edits, by an answer that makes some, or by a step that says of what kind it is."""
    typed = any(step.kind is not StepKind.BY_HAND for step in fix.steps)
    return bool(edits_of(fix)) or fix.choice is not None or typed


PROMISED = tuple(
    rule
    for rule in RULES
    if rule_of(rule).fix in (Applicability.SAFE, Applicability.REVIEW)
    and any(case.rule == rule for case in TRIGGERS)
)


@pytest.mark.parametrize("rule", PROMISED, ids=str)
def test_what_the_catalogue_promises_is_there(rule: RuleFiles) -> None:
    """In one of its samples at least."""
    findings = [one for case in TRIGGERS if case.rule == rule for one in found_in(case)]

    assert any(can_be_carried_out(fix) for one in findings for fix in one.fixes)


def accounts_of(root: MailRoot) -> list[str]:
    """The addresses of the accounts."""
    rows = root.rows(MAIL_USERS, "mailusers.tab")
    return [f"{row.name}@{row.domain}" for row in rows]


@pytest.mark.parametrize("case", TRIGGERS, ids=str)
def test_an_answer_makes_edits_or_an_error_of_ours(case: Case) -> None:
    """Never a row that XMail would not read; some answer is always taken."""
    root = opened(case).root
    for finding in found_in(case):
        for fix in finding.fixes:
            if fix.choice is None:
                continue
            taken = 0
            for answer in (*ANSWERS, *accounts_of(root), fix.choice.default):
                if answer is None:
                    continue
                try:
                    edits = fix.choice.edits(answer)
                    Overlay(root.source, edits)
                except XMailAuditError:
                    continue
                taken += bool(edits)
            assert taken, fix.id


@pytest.mark.parametrize("case", TRIGGERS, ids=str)
def test_a_fix_made_twice_changes_nothing_more(case: Case) -> None:
    """What the rule finds in the mended MailRoot has no fix that wants the same again."""
    rule, root = rule_of(case.rule), opened(case).root
    told = load_profile(case.profile).given(AT)
    for finding in judged(rule, root, told):
        for fix in finding.fixes:
            if not edits_of(fix):
                continue
            mended = with_fix(root, fix)
            for left in judged(rule, mended, told):
                same = [one for one in left.fixes if one.id == fix.id and left.key == finding.key]
                if left.places[:1] == finding.places[:1] and left.message == finding.message:
                    assert all(not with_changes(mended, one) for one in same), fix.id


def with_changes(root: object, fix: Fix) -> bool:
    """Whether a fix would still change something."""
    source = root.source  # type: ignore[attr-defined]
    return bool(Overlay(source, edits_of(fix)).changes)


# ------------------------------------------------------------ bytes

CP932 = "# 日本語の表\n".encode("cp932")


def lines_of(edits: list[LineEdit]) -> set[int] | None:
    """The lines that edits name; None where one is of the whole file."""
    named: set[int] = set()
    for edit in edits:
        if isinstance(edit, (SetField, RemoveRow)):
            named.add(edit.line)
        elif not isinstance(edit, InsertRow):
            return None
    return named


@pytest.mark.parametrize("shape", ["crlf", "no-end", "cp932"])
@pytest.mark.parametrize("case", TRIGGERS, ids=str)
def test_lines_that_no_edit_names_keep_their_bytes(case: Case, shape: str) -> None:
    """With the line ends of Windows, without the last one, and with comments in Japanese."""
    root, seen = opened(case).root, set[str]()
    for finding in found_in(case):
        for fix in finding.fixes:
            seen |= {edit.file for edit in edits_of(fix)}
    content = {}
    for file in seen:
        data = root.content(file)
        if isinstance(data, bytes):
            content[file] = shaped(data, shape)
    for finding in found_in(case):
        for fix in finding.fixes:
            by_file: dict[str, list[LineEdit]] = {}
            for edit in edits_of(fix):
                if isinstance(edit, (SetField, RemoveRow, InsertRow)) and edit.file in content:
                    by_file.setdefault(edit.file, []).append(edit)
            for file, edits in by_file.items():
                assert_only_named_lines_change(content[file], edits)


def shaped(data: bytes, shape: str) -> bytes:
    """The bytes with as many lines, as another editor leaves them."""
    if shape == "crlf":
        return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    if shape == "no-end":
        return data.removesuffix(b"\n").removesuffix(b"\r")
    return data + (b"" if data.endswith(b"\n") or not data else b"\n") + CP932


def assert_only_named_lines_change(data: bytes, edits: list[LineEdit]) -> None:
    """All other lines stand as they stood, in their order; a last one may get its end."""
    document = TabDocument.parse(data)
    named = lines_of(edits)
    changed = {
        splice.at + offset
        for splice in splices(document, edits)
        for offset, line in enumerate(splice.old)
        if line not in splice.new
        and line.rstrip(b"\r\n") not in [new.rstrip(b"\r\n") for new in splice.new]
    }
    assert named is not None
    assert changed <= named
    after = apply_all(lambda _file: data, edits)[edits[0].file] or b""
    kept = [line for number, line in enumerate(document.physical, 1) if number not in named]
    left = iter(TabDocument.parse(after).physical)
    for line in kept[:-1]:
        assert line in left
    assert not kept or any(one.startswith(kept[-1].rstrip(b"\r\n")) for one in left)
