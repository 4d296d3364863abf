"""The rules on a text that somebody copied out of XMailCFG."""

from __future__ import annotations

import pytest

from tests.mailroot.xmailcfg.pasting import POST, pasted
from tests.rules.acl.judging import GIVEN, gaps, judged
from xmailaudit.rules.finding import Severity


@pytest.mark.parametrize(
    ("rule", "severity"), [("AUT001", Severity.HIGH), ("AUT004", Severity.MEDIUM)]
)
def test_what_a_text_shows_is_found(rule: str, severity: Severity) -> None:
    """A setting shown as not set, and letters shown one by one."""
    (found,) = judged(pasted(POST.read_bytes()), rule, GIVEN)

    assert found.severity is severity
    assert found.fixes[0].edits


@pytest.mark.parametrize("rule", ["AUT003", "AUT005", "AUT006"])
def test_what_a_text_does_not_show_is_said(rule: str) -> None:
    """Programs, accounts, logins."""
    assert len(gaps(pasted(POST.read_bytes()), rule)) == 1
