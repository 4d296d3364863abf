"""AUT007: what still arrives where a login or TLS is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import GIVEN, gaps, judged, networks, with_edits
from tests.rules.tls.pasted import pasted
from tests.tls_files import TLS_FILES
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.messages import English, render
from xmailaudit.policy.decision import Answer
from xmailaudit.rules.finding import Confidence, Severity

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding

MX = GIVEN._replace(mx=True)
MAIL_AUTH = row("SmtpConfig", "MailAuth")
BOTH = "-SI 192.0.2.24:25 -SI 192.0.2.24:587"


def started(settings: str, options: str = "", **files: str) -> MailRoot:
    """A MailRoot whose start options somebody told."""
    words = StartOptions.parse(options.split(), origin=Origin.given())
    named = {name.replace("_", "."): text for name, text in files.items()}
    return mail_root(named, settings=settings, options=words)


def said(finding: Finding) -> str:
    """The sentence."""
    return render(finding.message, English(), show=str)


def test_a_strangers_mail_to_a_user_here_is_refused() -> None:
    """The witness names the listener where listeners differ."""
    (plain,) = judged(started(MAIL_AUTH), "AUT007", MX)
    (keyed,) = judged(started(row("SmtpConfig-192.0.2.24,25", "MailAuth"), BOTH), "AUT007", MX)

    for one in (plain, keyed):
        assert one.witness is not None
        assert one.witness.decision.answer is Answer.REFUSE
        assert one.confidence is Confidence.CERTAIN
    assert "--listener" in (keyed.witness.question.arguments() if keyed.witness else ())


@pytest.mark.parametrize(
    ("options", "findings"),
    [
        ("-SI 192.0.2.24:25", 1),
        ("-SI 192.0.2.24:587", 0),
        ("-SI 127.0.0.1:25", 0),
        ("-Sp 587", 0),
        ("-S-", 0),
    ],
)
def test_only_port_25_counts_and_only_where_the_world_arrives(options: str, findings: int) -> None:
    """Elsewhere asking for a login is right."""
    assert len(judged(started(MAIL_AUTH, options), "AUT007", MX)) == findings


def test_one_address_that_takes_mail_is_enough() -> None:
    """Bound, named by a key, or declared; the others may be for users."""
    one_of_two = row("SmtpConfig-192.0.2.25", "MailAuth")
    bound = started(one_of_two, "-SI 192.0.2.24:25 -SI 192.0.2.25:25")
    declared = MX._replace(addresses=networks("192.0.2.24/32", "192.0.2.25/32"))

    assert judged(bound, "AUT007", MX) == []
    assert judged(started(one_of_two), "AUT007", declared) == []
    assert judged(started(MAIL_AUTH + row("SmtpConfig-192.0.2.24,25", "")), "AUT007", MX) == []


def test_an_address_nobody_names_may_take_mail() -> None:
    """So a key for one address is likely, not certain, to stop it."""
    (one,) = judged(started(row("SmtpConfig-192.0.2.24", "MailAuth")), "AUT007", MX)

    assert one.confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    ("table", "severity"),
    [
        (row("0.0.0.0/0", "WhiteList"), Severity.HIGH),
        (row("198.51.100.0/24", "NoAuth"), Severity.MEDIUM),
        (row("192.168.0.0/16", "NoAuth"), Severity.HIGH),
        (row("0.0.0.0/0", "NoAuth"), None),
        (row("0.0.0.0/0", "NoAuth=0"), Severity.HIGH),
        (row("0.0.0.0", "0.0.0.0", "NoAuth"), Severity.HIGH),
    ],
)
def test_no_auth_lifts_mail_auth_and_white_list_does_not(
    table: str, severity: Severity | None
) -> None:
    """For whom it is granted; a row with a mask of its own is skipped."""
    found = judged(started(MAIL_AUTH, smtp_ipprop_tab=table), "AUT007", MX)

    assert [one.severity for one in found] == ([severity] if severity else [])


@pytest.mark.parametrize(("pattern", "findings"), [(".", 0), ("", 0), ("mail.", 1)])
def test_no_auth_for_every_name_lifts_it_too(pattern: str, findings: int) -> None:
    """Who has no name is refused for that."""
    root = started(MAIL_AUTH, smtp_hnprop_tab=row(pattern, "NoAuth"))

    assert len(judged(root, "AUT007", MX)) == findings


def test_no_auth_does_not_lift_want_tls() -> None:
    """And without a certificate not even a server that speaks TLS delivers."""
    everybody = row("0.0.0.0/0", "NoAuth")
    (dead,) = judged(started(row("SmtpConfig", "WantTLS"), smtp_ipprop_tab=everybody), "AUT007", MX)
    files = {name.replace(".", "_"): text for name, text in TLS_FILES.items()}
    (slow,) = judged(started(row("SmtpConfig", "WantTLS"), **files), "AUT007", MX)

    assert said(dead).endswith("TLS cannot work: nobody can deliver")
    assert said(slow).endswith("servers that deliver in clear are refused")


def test_without_a_domain_there_is_no_mail_to_miss() -> None:
    """A relay that takes its users' mail only."""
    assert judged(started(MAIL_AUTH, domains_tab=""), "AUT007", MX) == []


def test_the_setting_moves_to_the_submission_port() -> None:
    """Under an address that is asked for; a row that is there already makes it superfluous."""
    root = started(MAIL_AUTH, BOTH)
    (one,) = judged(root, "AUT007", MX)
    (fix,) = one.fixes
    assert fix.choice is not None
    assert fix.choice.default == "192.0.2.24"
    assert fix.steps == ()

    mended = with_edits(root, fix.choice.edits(" 192.0.2.24"))
    assert mended.setting("SmtpConfig-192.0.2.24,587").text == "MailAuth"
    assert mended.setting("SmtpConfig").text is None
    assert judged(mended, "AUT007", MX) == []

    twice = started(row("SmtpConfig-192.0.2.24,587", "MailAuth,WantTLS") + MAIL_AUTH)
    (again,) = judged(twice, "AUT007", MX)
    (fix,) = again.fixes
    assert fix.choice is not None
    assert len(fix.steps) == 1
    mended = with_edits(twice, fix.choice.edits("192.0.2.24"))
    assert mended.setting("SmtpConfig-192.0.2.24,587").text == "MailAuth,WantTLS"
    assert mended.setting("SmtpConfig").text is None


def test_a_setting_that_is_not_shown_leaves_it_open() -> None:
    """Unless the server is no MX."""
    assert judged(pasted(), "AUT007", GIVEN._replace(mx=False)) == []
    assert len(gaps(pasted(), "AUT007", MX)) == 1


def test_many_keys_that_ask_for_the_same_are_one_finding() -> None:
    """The first is named."""
    keys = "".join(row(f"SmtpConfig-198.51.100.{host}", "MailAuth") for host in range(1, 22))
    one, general = judged(started(keys + row("SmtpConfig", "WantTLS")), "AUT007", MX)

    assert (one.total, general.total) == (21, 1)
    assert one.message.parameters["name"] == "SmtpConfig-198.51.100.1"
    assert one.fixes[0].edits == ()
