"""What a pasted text shows is judged though the rest of the server is not shown."""

from __future__ import annotations

import pytest

from tests.mailroot.xmailcfg.pasting import CTRL, pasted
from xmailaudit.mailroot.source import ABSENT, FileKind, Metadata
from xmailaudit.mailroot.xmailcfg.supposed import SupposedSource
from xmailaudit.messages import English, render
from xmailaudit.report.place import shown_place
from xmailaudit.rules.finding import Applicability, Confidence
from xmailaudit.session import audit

RELAY = "■SMTP リレー許可\nIPアドレス ネットマスク\n"
SUPPOSED = "some findings are assumed: of what the text does not show they suppose"


def said(text: str) -> str:
    """The remarks on a text, in English."""
    report = audit(pasted(text), at=0, select=["REL", "ACL"])
    return "\n".join([render(one.message, English(), show=str) for one in report.target.remarks])


def test_an_open_relay_is_one_whatever_else_is_not_shown() -> None:
    """Assumed, without a proof, for review; and the check stays one that is not whole."""
    report = audit(pasted(f"{RELAY}0.0.0.0 0.0.0.0\n"), at=0, select=["REL001"])

    (reported,) = report.findings
    finding = reported.finding
    assert finding.confidence is Confidence.ASSUMED
    assert finding.witness is None
    assert shown_place(finding.places[0]).line == 3
    assert all(fix.applicability is not Applicability.SAFE for fix in finding.fixes)
    assert [gap.rule.id for gap in report.not_evaluated] == ["REL001"]
    assert report.summary.grade == "F"
    assert SUPPOSED in said(f"{RELAY}0.0.0.0 0.0.0.0\n")


@pytest.mark.parametrize(
    "text",
    [
        CTRL,
        f"{RELAY}127.0.0.0 255.0.0.0\n",
        f"{RELAY}203.0.113.xxx 255.255.255.0\n",
        "■SMTPアクセス許可\nSMTPアクセス許可は定義がありません。\n",
    ],
    ids=["no relay table", "a closed one", "a masked one", "an empty map"],
)
def test_nothing_is_found_in_what_is_only_supposed(text: str) -> None:
    """A finding needs a row that is shown."""
    report = audit(pasted(text), at=0, select=["REL"])

    assert report.findings == ()
    assert report.not_evaluated
    assert SUPPOSED not in said(text)


def test_no_finding_is_made_twice() -> None:
    """What was found before the gap is not found again."""
    root = pasted(CTRL)
    report = audit(root, at=0, select=["ACL003"])

    assert [gap.rule.id for gap in report.not_evaluated] == ["ACL003"]
    assert len(report.findings) == 1


def test_what_is_supposed() -> None:
    """XMail's own tables, a domain behind the settings shown, nothing else."""
    source = SupposedSource(pasted(f"{CTRL}(EnableSMTP-TLS) 無効\n").source)

    assert source.read("server.tab") == b'"EnableSMTP-TLS"\t"0"\n"RootDomain"\t"example.com"\n'
    assert source.read("spammers.tab") == b""
    assert source.read("smtp.ipmap.tab") is ABSENT
    assert source.metadata("ctrl.ipmap.tab") == Metadata(FileKind.FILE)
    assert source.metadata("custdomains") is ABSENT
    assert source.entries("custdomains") is ABSENT
    assert "spammers.tab" in str(source.entries(""))
    assert source.shows_all("server.tab")
