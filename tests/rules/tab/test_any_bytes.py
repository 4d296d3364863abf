"""Whatever stands in a table, the family judges it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.roots import PLAIN, mail_root
from xmailaudit.audit.judgement import Judgement
from xmailaudit.messages import English, ascii_safe, render
from xmailaudit.rules.catalogue import entries_named
from xmailaudit.rules.given import Given
from xmailaudit.tables.edit import apply_all
from xmailaudit.tables.files import TOP_LEVEL_FILES

RULES = [entry.load() for entry in entries_named("TAB")]
GIVEN = Given(now=1795478400.0)
LIST = '"example.com"\t"news"\t"1512"\t2\t"news"\t"M"\n'

FILES = (
    *TOP_LEVEL_FILES,
    "domains/example.com/mailproc.tab",
    "domains/example.com/userdef.tab",
    "domains/example.com/bob/user.tab",
    "domains/example.com/bob/mailproc.tab",
    "domains/example.com/bob/pop3.ipmap.tab",
    "domains/example.com/news/mlusers.tab",
    "cmdaliases/example.com/info.tab",
    "custdomains/example.net.tab",
    "filters/scan.tab",
    "userauth/pop3/example.com.tab",
    "userauth/smtp/example.net.tab",
)

MARKS = (
    b'"',
    b"\t",
    b"\n",
    b"\r\n",
    b"\r",
    b"\0",
    b" ",
    b"#",
    b"/",
    b"*",
    b"\xef\xbb\xbf",
    b"\xa0",
)
TEXTS = (b"192.0.2.7", b"255.255.255.255", b"2001:db8::7", b"/24", b"ALLOW", b"DENY", b"1", b"-2")
NAMES = (b"example.com", b"bob", b"1512", b"RootDomain", b"SSLWantVerify", b"yes", b"x" * 600)
WORDS = st.sampled_from((*MARKS, *TEXTS, *NAMES))
BYTES = st.lists(st.one_of(WORDS, st.binary(max_size=4)), max_size=30).map(b"".join)


@pytest.mark.parametrize("file", FILES)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=BYTES)
def test_any_bytes_are_judged(file: str, data: bytes) -> None:
    """No exception, no gap, each sentence can be worded, and no edit is refused."""
    users = PLAIN["mailusers.tab"] + LIST
    root = mail_root({"mailusers.tab": users, file: data})
    judgement = Judgement(root, GIVEN)

    for rule in RULES:
        judgement.judge(rule)
    judgement.judge_accounts([rule for rule in RULES if rule.looks_at_accounts])

    assert judgement.gaps == ()
    for finding in judgement.findings:
        assert render(finding.message, English(), show=ascii_safe)
        for fix in finding.fixes:
            assert render(fix.title, English(), show=ascii_safe)
            apply_all(root.data, fix.edits)
