"""What the fixes of these rules do on every sample: each mends its finding for good."""

from __future__ import annotations

import pytest

from tests.rules.acl.judging import GIVEN, edits_of, judged, with_fix
from tests.rules.rule_files import CASES, Case
from xmailaudit.audit.profile import load_profile
from xmailaudit.rules.catalogue import entry_of
from xmailaudit.rules.finding import Applicability
from xmailaudit.session import start

#: What a fix may bring to light: once there is TLS, what it does not protect from.
BROUGHT = {"TLS002", "TLS007", "TLS016"}
IDS = tuple(f"TLS{number:03}" for number in (2, 3, 4, 5, 7, 9, 10, 11, 16, 17, 18))


def rule_id(case: Case) -> str:
    """The id of the rule whose sample it is."""
    entry = entry_of(case.rule.module.stem.replace("_", "-"))
    assert entry is not None
    return entry.id


TRIGGERS = [
    case for case in CASES if case.triggers and case.rule.family == "tls" and rule_id(case) in IDS
]


@pytest.mark.parametrize("case", TRIGGERS, ids=str)
def test_a_fix_mends_its_finding(case: Case) -> None:
    """And it leaves nothing to be fixed again."""
    root = start(case.folder / "MailRoot", profile=case.profile).root
    given = load_profile(case.profile).given(GIVEN.now)
    found = judged(root, rule_id(case), given)
    for finding in found:
        for fix in finding.fixes:
            assert bool(edits_of(fix)) is (fix.applicability is Applicability.REVIEW)
            if edits_of(fix):
                after = with_fix(root, fix)
                assert len(judged(after, rule_id(case), given)) < len(found)
                new = [one for one in IDS if judged(after, one, given)]
                assert {one for one in new if not judged(root, one, given)} <= BROUGHT
