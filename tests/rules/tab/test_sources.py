"""What each kind of source lets the family judge."""

from __future__ import annotations

import pytest

from tests.roots import row
from tests.rules.acl.judging import GIVEN
from xmailaudit.audit.judgement import Judgement
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.mailroot.xmailcfg.source import XMailCfgSource
from xmailaudit.rules.catalogue import entry_of

TEXT = {
    "server.tab": row("SSLWantVerify", "yes") + row("SmtpMsgIPBandMaps", "550 no"),
    "smtprelay.tab": row("127.0.0.1/32") * 2 + row("192.0.2.7"),
}


@pytest.mark.parametrize(
    ("rule_id", "found", "judged"),
    [
        ("TAB001", 1, True),
        ("TAB002", 1, True),
        ("TAB005", 1, True),
        ("TAB009", 1, False),
        ("TAB006", 0, False),
        ("TAB007", 0, False),
        ("TAB008", 0, False),
    ],
)
def test_a_pasted_text_shows_rows_and_no_bytes(rule_id: str, found: int, judged: bool) -> None:  # noqa: FBT001  # a parameter of the test
    """Rules about rows are judged by it, those about lengths and ends of lines are not.

    Which clients the relay table serves hangs on a map that is not shown; two equal rows do not.
    """
    files = {name: text.encode() for name, text in TEXT.items()}
    root = MailRoot(XMailCfgSource("text", files, {}), StartOptions.assumed())
    judgement = Judgement(root, GIVEN)
    entry = entry_of(rule_id)
    assert entry is not None

    judgement.judge(entry.load())

    assert len(judgement.findings) == found
    assert (judgement.gaps == ()) is judged
