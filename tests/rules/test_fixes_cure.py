"""A fix that edits tables does away with its own finding.

Tried on every sample that triggers, for each fix with edits that may be made at once.  Where a fix
leaves something of its finding, the rule's page says what; those are named here, each with the
reason.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.rules.acl.judging import edits_of, with_fix
from tests.rules.rule_files import CASES, Case
from tests.rules.test_samples import AT, opened
from xmailaudit.audit.judgement import Judgement
from xmailaudit.audit.profile import load_profile
from xmailaudit.rules.catalogue import entry_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.rules.finding import Finding, Fix, Severity
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Rule

#: Fixes after which something of the finding is left, and why that is no fault.
LEAVES = {
    ("TLS001", "offer-no-tls"): "what no table switches off, a step outside of them does: "
    "the ports that speak TLS from the first byte close with -X-, -B- and -W-",
    ("FSP002", "close"): "what a group may do is looked at before it is taken, by another fix",
    ("CRT010", "reorder"): "a root that stood between the others is told of once they are in order",
}

TRIGGERS = tuple(case for case in CASES if case.triggers)


def judged(rule: Rule, root: MailRoot, told: Given) -> list[Finding]:
    """What one rule finds."""
    judgement = Judgement(root, told)
    judgement.judge(rule)
    if rule.looks_at_accounts:
        judgement.judge_accounts([rule])
    assert judgement.gaps == ()
    return judgement.findings


def at_once(findings: Iterable[Finding]) -> Iterator[tuple[Finding, Fix]]:
    """The fixes with edits before which nothing else must be done."""
    for finding in findings:
        for fix in finding.fixes:
            if edits_of(fix) and not any(step.before for step in fix.steps):
                yield finding, fix


def kinds(findings: Iterable[Finding]) -> Counter[tuple[Template, Severity, str]]:
    """How many there are of each sentence and severity in each file."""
    return Counter((one.message.template, one.severity, one.places[0].file) for one in findings)


@pytest.mark.parametrize("case", TRIGGERS, ids=str)
def test_a_fix_with_edits_cures_its_finding(case: Case) -> None:
    """There are fewer of its kind then, and nothing worse of its rule in their place."""
    entry = entry_of(case.rule.module.stem.replace("_", "-"))
    assert entry is not None
    rule, root = entry.load(), opened(case).root
    told = load_profile(case.profile).given(AT)
    before = judged(rule, root, told)

    for finding, fix in at_once(before):
        after = judged(rule, with_fix(root, fix), told)

        assert kinds([finding]).keys() <= (kinds(before) - kinds(after)).keys(), fix.id
        if (rule.id, fix.id) not in LEAVES:
            assert kinds(after) - kinds(before) == Counter(), fix.id


@pytest.mark.parametrize(("rule_id", "fix_id"), LEAVES)
def test_what_is_left_is_less(rule_id: str, fix_id: str) -> None:
    """Each exception is still one, and what is left is of a lower severity."""
    entry = entry_of(rule_id)
    assert entry is not None
    rule, some_left = entry.load(), False
    for case in TRIGGERS:
        if case.rule.module.stem != rule.name.replace("-", "_"):
            continue
        root, told = opened(case).root, load_profile(case.profile).given(AT)
        before = judged(rule, root, told)
        for finding, fix in at_once(before):
            if fix.id == fix_id:
                left = kinds(judged(rule, with_fix(root, fix), told)) - kinds(before)
                worst = [one.rank for _template, one, _file in left]
                assert all(rank > finding.severity.rank for rank in worst)
                some_left |= bool(left)

    assert some_left
