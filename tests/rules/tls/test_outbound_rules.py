"""TLS009, TLS010: which routes a finding is about, and what its fix writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.audit.made_up import hidden_root
from tests.roots import mail_root, row
from tests.rules.tls.pasted import judge, open_question, pasted
from tests.tls_files import TLS_FILES
from xmailaudit.messages import Listing
from xmailaudit.policy.world import World
from xmailaudit.rules.finding import Applicability, Confidence, Severity
from xmailaudit.rules.given import Given
from xmailaudit.rules.tls.need_tls_ignored import RULE as IGNORED
from xmailaudit.rules.tls.outbound_clear import RULE as CLEAR

if TYPE_CHECKING:
    from xmailaudit.rules.finding import Finding

NOW = Given(now=1795478400.0)


def written(finding: Finding) -> list[str]:
    """The values that the one fix writes."""
    (fix,) = finding.fixes
    assert fix.applicability is Applicability.REVIEW
    return [getattr(edit, "value", "") for edit in fix.edits]


def test_a_fix_waits_for_a_certificate() -> None:
    """Without one NeedTLS=1 would stop mail to all who offer TLS."""
    (without,) = judge(CLEAR, mail_root(), NOW)
    (with_one,) = judge(CLEAR, mail_root(TLS_FILES), NOW)
    (broken,) = judge(CLEAR, mail_root(TLS_FILES), NOW._replace(world=World(tls_works=False)))

    assert without.fixes[0].applicability is Applicability.MANUAL
    assert broken.fixes[0].applicability is Applicability.MANUAL
    assert with_one.fixes[0].applicability is Applicability.REVIEW


def test_an_old_library_makes_it_manual() -> None:
    """OpenSSL 0.9.8 speaks TLS 1.0 only."""
    dll = {"bin/libeay32.dll": b"MZ OpenSSL 0.9.8l 5 Nov 2009"}

    (finding,) = judge(CLEAR, mail_root({**TLS_FILES, **dll}), NOW)

    assert finding.fixes[0].applicability is Applicability.MANUAL


def test_a_common_option_that_is_not_shown_is_not_absent() -> None:
    """Nor are the default gateways, where they could bring their own."""
    assert open_question(CLEAR, pasted(RootDomain="example.com"), NOW) == "SmtpGwConfig"
    assert open_question(CLEAR, pasted(SmtpGwConfig="NeedTLS=0"), NOW) == "DefaultSMTPGateways"
    assert open_question(IGNORED, pasted(RootDomain="example.com"), NOW) == "SmtpGwConfig"


def test_an_unseen_table_leaves_it_likely() -> None:
    """A row for all domains may stand in it."""
    rule = iter(CLEAR.run(hidden_root({}, "smtpfwd.tab"), NOW))

    assert next(rule).confidence is Confidence.LIKELY


def test_rows_are_named_only_where_they_decide() -> None:
    """A row without NeedTLS does as SmtpGwConfig says, and is no finding of its own."""
    rows = row("a.example", "a.example.net") + row("b.example", "b.example.net", "NeedTLS=0")
    root = mail_root({"smtpfwd.tab": rows})

    common, own = judge(CLEAR, root, NOW)

    assert [place.file for place in common.places] == ["server.tab"]
    assert [place.file for place in own.places] == ["smtpfwd.tab"]
    assert own.message.parameters["hosts"] == Listing(("b.example.net",))


def test_options_move_to_the_third_field() -> None:
    """The strongest of them, with whatever else stood there; the shuffle mark stays."""
    hosts = "#a.example.net:25,NeedTLS=1,OutBind=192.0.2.1;b.example.net,needtls=2"
    files: dict[str, str | bytes | None] = {"smtpfwd.tab": row("far.example", hosts, "Other=1")}
    root = mail_root({**files, **TLS_FILES})

    (finding,) = judge(IGNORED, root, NOW)

    assert written(finding) == [
        "#a.example.net:25;b.example.net",
        "Other=1,OutBind=192.0.2.1,NeedTLS=2",
    ]


def test_more_than_was_meant_is_less_grave() -> None:
    """The host gets TLS against the row's word: mail may bounce, and nobody reads it."""
    settings = row("SmtpGwConfig", "NeedTLS=2")
    gateway = settings + row("DefaultSMTPGateways", "a.example.net,NeedTLS=1;b.example.net")
    forward = {"smtpfwd.tab": row("far.example", "a.example.net:25,NeedTLS=1"), **TLS_FILES}

    (overridden,) = judge(IGNORED, mail_root(TLS_FILES, settings=gateway), NOW)
    (inline,) = judge(IGNORED, mail_root(forward, settings=settings), NOW)

    assert overridden.severity is inline.severity is Severity.MEDIUM
    assert written(overridden) == ["a.example.net;b.example.net"]
    assert written(inline) == ["a.example.net:25", "NeedTLS=2"]


def test_a_misspelled_word_under_a_common_option_is_overridden() -> None:
    """Spelling it right would not help."""
    settings = row("SmtpGwConfig", "NeedTLS=1") + row("DefaultSMTPGateways", "a.test,needtls=2")

    (finding,) = judge(IGNORED, mail_root(TLS_FILES, settings=settings), NOW)

    assert written(finding) == ["NeedTLS=2"]
    assert finding.fixes[0].edits[0].file == "server.tab"
    assert finding.message.parameters["written"] == "needtls=2"
