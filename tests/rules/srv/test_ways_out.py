"""Rules about mail on its way out, beyond the samples."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import gaps, judged, with_edits, with_fix
from tests.rules.aut.partial import copied, without_sight_of
from xmailaudit.rules.finding import Applicability

FORWARDS = "smtpfwd.tab"


def test_rows_of_smtpgw_keep_their_order_and_come_first() -> None:
    """For smtpgw.tab was asked before smtpfwd.tab."""
    rows = row("a.test", "@one.test") + row("*.test", "@two.test|26")
    root = mail_root({"smtpgw.tab": rows, FORWARDS: row("*", "rest.test")})
    (found,) = judged(root, "SRV014")

    changed = with_fix(root, found.fixes[0])

    assert changed.data("smtpgw.tab") == b""
    assert changed.data(FORWARDS).decode() == (
        row("a.test", "one.test") + row("*.test", "two.test:26") + row("*", "rest.test")
    )


def test_a_table_of_forwards_is_made() -> None:
    """If there is none."""
    root = mail_root({"smtpgw.tab": row("a.test", "@one.test")})
    (found,) = judged(root, "SRV014")

    assert with_fix(root, found.fixes[0]).data(FORWARDS).decode() == row("a.test", "one.test")


def test_only_what_is_so_already_is_safe() -> None:
    """To use the other hosts too is for somebody to decide."""
    (found,) = judged(mail_root(settings=row("DefaultSMTPGateways", "a.test,b.test")), "SRV005")

    assert [fix.applicability for fix in found.fixes] == [
        Applicability.REVIEW,
        Applicability.SAFE,
    ]


@pytest.mark.parametrize("rule", ["SRV005", "SRV006", "SRV008", "SRV012"])
def test_what_is_not_shown_leaves_it_open(rule: str) -> None:
    """A setting that a text leaves out is not its default."""
    assert len(gaps(copied(), rule)) >= 1


def test_a_gateway_list_without_a_host_is_told_of_elsewhere() -> None:
    """XMail looks nothing up then: it drops the mail."""
    root = mail_root(settings=row("DefaultSMTPGateways", ""))

    assert judged(root, "SRV012") == []
    assert len(judged(root, "USR025")) == 1


def test_a_forward_table_that_cannot_be_seen_may_take_all_mail() -> None:
    """Then nobody knows whether exchangers are looked up."""
    assert len(gaps(without_sight_of(FORWARDS, {}), "SRV012")) == 1
    assert len(gaps(without_sight_of("dnsroots", {}), "SRV012")) == 1


def test_the_resolver_somebody_names_is_written_as_a_pair() -> None:
    """And cures it."""
    root = mail_root()
    (found,) = judged(root, "SRV012")
    choice = found.fixes[0].choice

    assert choice is not None
    assert choice.default is None
    changed = with_edits(root, choice.edits("192.0.2.53"))
    assert changed.setting("SmartDNSHost").text == "192.0.2.53:udp"
    assert judged(changed, "SRV012") == []
    assert with_edits(root, choice.edits("a.test:tcp")).setting("SmartDNSHost").text == "a.test:tcp"


@pytest.mark.parametrize("between", [";", " ", " ; "])
def test_resolvers_with_another_separator_are_not_asked(between: str) -> None:
    """To XMail it is a part of a name."""
    root = mail_root(settings=row("SmartDNSHost", f"192.0.2.53{between}192.0.2.54:udp"))
    (found,) = judged(root, "SRV006")

    cured = with_fix(root, found.fixes[0]).setting("SmartDNSHost").text
    assert cured == "192.0.2.53:udp,192.0.2.54:udp"


def test_a_blank_beside_a_colon_is_no_separator() -> None:
    """What is not tcp is UDP."""
    assert judged(mail_root(settings=row("SmartDNSHost", "192.0.2.53: udp")), "SRV006") == []
