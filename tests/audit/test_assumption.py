"""Findings about a pasted text: their confidence, and what their fixes may be."""

from __future__ import annotations

import pytest

from tests.mailroot.xmailcfg.pasting import CTRL, pasted
from xmailaudit.audit.assumption import masked, qualified
from xmailaudit.messages import say
from xmailaudit.policy.decision import Answer, Decision, Step
from xmailaudit.policy.questions import Connect
from xmailaudit.rules.finding import Applicability, Confidence, Finding, Fix, Severity, Witness
from xmailaudit.rules.rule import Rule
from xmailaudit.tables.edit import RemoveRow
from xmailaudit.tables.ipmap import ACCESS_MAP
from xmailaudit.tables.row import Place

RULE = Rule(
    "ACL901",
    "made-up",
    Severity.LOW,
    summary="It is so.",
    message="it is so",
    reads=("*.ipmap.tab",),
    fix=Applicability.SAFE,
)
ASSUMED, SHOWN = "ctrl.ipmap.tab", "finger.ipmap.tab"
FINGER = "■FINGERアクセス許可\n0.0.0.0 0.0.0.0 DENY 1\n203.0.113.xxx 255.255.255.0 ALLOW 2\n"
FINGER = FINGER.replace("許可\n", "許可\nIPアドレス ネットマスク 許可属性 優先順位\n", 1)
ROOT = pasted(CTRL + FINGER)


def found(file: str, *, looked_at: str | None = None, edited: str | None = None) -> Finding:
    """A finding about a file, with a proof from another and a fix of a third."""
    witness = None
    if looked_at is not None:
        step = Step(Place(looked_at), say("so"))
        witness = Witness(Connect("ctrl", "192.0.2.1"), Decision(Answer.ALLOW, (step,)))
    fixes = [Fix("go", say("go"), Applicability.SAFE, (RemoveRow(edited, 1),))] if edited else []
    return RULE.finding(Place(file), witness=witness, fixes=fixes)


@pytest.mark.parametrize(
    ("finding", "confidence"),
    [
        (found(ASSUMED), Confidence.ASSUMED),
        (found(SHOWN, looked_at=ASSUMED), Confidence.ASSUMED),
        (found(SHOWN), Confidence.CERTAIN),
        (found(SHOWN, looked_at=SHOWN), Confidence.CERTAIN),
        (found(SHOWN, edited=ASSUMED), Confidence.CERTAIN),
    ],
)
def test_what_rests_on_an_assumed_table_is_assumed(
    finding: Finding, confidence: Confidence
) -> None:
    """By its place, or by its proof."""
    assert qualified(finding, ROOT).confidence is confidence


def test_a_fix_that_writes_an_assumed_table_wants_a_look() -> None:
    """Any other fix stays what it is."""
    for edited, applicability in ((ASSUMED, Applicability.REVIEW), (SHOWN, Applicability.SAFE)):
        (fix,) = qualified(found(SHOWN, edited=edited), ROOT).fixes
        assert fix.applicability is applicability


def test_a_finding_about_masked_rows_alone_is_none() -> None:
    """One row that is shown is enough."""
    shown, hidden = ROOT.rows(ACCESS_MAP, SHOWN)

    assert masked(RULE.finding(hidden), ROOT) is not None
    assert masked(RULE.finding(shown, hidden), ROOT) is None
    assert masked(RULE.finding(Place(SHOWN)), ROOT) is None
