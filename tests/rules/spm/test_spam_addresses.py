"""SPM009: which patterns refuse own users."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.roots import PLAIN, mail_root, row
from tests.rules.acl.judging import judged, with_fix
from xmailaudit.policy.smtp.mail import SPAM_ADDRESS_FILE
from xmailaudit.policy.smtp.spam_addresses import SenderPatterns
from xmailaudit.rules.finding import Severity
from xmailaudit.tables.ctext import wild_match
from xmailaudit.tables.spam_address import SPAM_ADDRESS

PIECES = st.sampled_from(["*", "?", "[a-c]", "[^b]", "\\", "@", "a", "B", "b.c", ".", "[", "]"])
PATTERNS = st.lists(PIECES, min_size=1, max_size=6).map("".join)
ADDRESSES = st.tuples(
    st.text(alphabet="abB.", min_size=1, max_size=4), st.sampled_from(["b.c", "a", "B.C", "b"])
).map("@".join)


@given(st.lists(PATTERNS, max_size=6), ADDRESSES)
def test_sorting_the_patterns_changes_no_match(patterns: list[str], address: str) -> None:
    """Each row matches what it matches alone."""
    text = "".join(f"{pattern}\n" for pattern in patterns).encode("latin-1")
    rows = tuple(SPAM_ADDRESS.read(SPAM_ADDRESS_FILE, text))
    found = sorted(row.line for row in SenderPatterns(rows).matching(address))

    assert found == [row.line for row in rows if wild_match(address, row.pattern)]


@pytest.mark.parametrize(
    ("pattern", "severity"),
    [
        ("bob@example.com", Severity.MEDIUM),
        ("*@EXAMPLE.com", Severity.MEDIUM),
        ("*", Severity.MEDIUM),
        ("b?b@*", Severity.MEDIUM),
        ("bob@example.org", None),
        ("*@*.example.com", None),
        ("example.com", None),
        ("", Severity.LOW),
        ("<>", Severity.LOW),
    ],
)
def test_what_a_pattern_refuses(pattern: str, severity: Severity | None) -> None:
    """The whole address in any case of letters, and never the null sender."""
    root = mail_root({SPAM_ADDRESS_FILE: row("*@spam.test") + row(pattern)})
    found = judged(root, "SPM009")

    assert [one.severity for one in found] == ([] if severity is None else [severity])
    for finding in found:
        assert finding.places[0].line == 2
        assert judged(with_fix(root, finding.fixes[0]), "SPM009") == []


def test_the_user_is_refused_after_the_login() -> None:
    """The witness shows it."""
    (finding,) = judged(mail_root({SPAM_ADDRESS_FILE: row("*@example.com")}), "SPM009")

    assert finding.witness is not None
    assert finding.witness.decision.reply is not None
    assert finding.witness.decision.reply.code == "504"


def test_many_patterns_are_one_finding() -> None:
    """And accounts are counted, not kept."""
    users = "".join(f'"example.com"\t"u{n}"\t"1512"\t{n}\t"u{n}"\t"U"\n' for n in range(2, 40))
    patterns = "".join(row(f"u{number}@*") for number in range(2, 40))
    files = {"mailusers.tab": PLAIN["mailusers.tab"] + users}
    (many,) = judged(mail_root({**files, SPAM_ADDRESS_FILE: patterns}), "SPM009")
    (one,) = judged(mail_root({**files, SPAM_ADDRESS_FILE: row("*@example.com")}), "SPM009")

    assert (many.total, len(many.places)) == (38, 20)
    assert one.message.parameters["accounts"] == 39
