"""AUT014 and AUT015: accounts that send although they are not there to."""

from __future__ import annotations

import pytest

from tests.roots import PLAIN, mail_root, row
from tests.rules.acl.judging import judged, with_fix
from tests.tls_files import TLS_FILES
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.policy.questions import Relay
from xmailaudit.rules.finding import Severity

OFF = row("PopEnable", "0") + row("ReceiveEnable", "0")
FILE = "domains/example.com/bob/user.tab"


def accounts(number: int, kind: str = "U") -> dict[str, str]:
    """So many accounts, each closed; the first two share a directory."""
    rows = [
        f'"example.com"\t"u{one}"\t"1512"\t{one + 2}\t"u{max(one, 1)}"\t"{kind}"\n'
        for one in range(number)
    ]
    files = {f"domains/example.com/u{one}/user.tab": OFF for one in range(1, number)}
    return {"mailusers.tab": PLAIN["mailusers.tab"] + "".join(rows), **files}


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        (OFF, Severity.HIGH),
        (row("PopEnable", "no") + row("ReceiveEnable", ""), Severity.HIGH),
        (row("PopEnable", "0"), Severity.INFO),
        (row("ReceiveEnable", "0"), Severity.INFO),
        (row("PopEnable", "1") + row("PopEnable", "0"), None),
        (OFF + row("SmtpPerms", "mr"), None),
        (OFF + row("SmtpPerms", "VZ"), None),
    ],
)
def test_which_accounts_are_closed(text: str, severity: Severity | None) -> None:
    """As XMail reads the switches and the letters."""
    found = judged(mail_root({FILE: text}), "AUT014")

    assert [one.severity for one in found] == ([] if severity is None else [severity])


def test_many_are_one_finding() -> None:
    """With at most 20 places, and a fix for all; a shared directory is edited once."""
    root = mail_root(accounts(25))
    (finding,) = judged(root, "AUT014")

    assert (len(finding.places), finding.total) == (20, 25)
    assert len(finding.fixes[0].edits) == 24
    assert judged(with_fix(root, finding.fixes[0]), "AUT014") == []


def test_lists_are_told_apart() -> None:
    """A closed list is AUT015's."""
    root = mail_root(accounts(2, kind="M"))

    assert judged(root, "AUT014") == []
    (finding,) = judged(root, "AUT015")
    assert finding.total == 2
    assert judged(with_fix(root, finding.fixes[0]), "AUT015") == []


@pytest.mark.parametrize("rule_id", ["AUT014", "AUT015"])
def test_where_nobody_may_connect(rule_id: str) -> None:
    """There is nowhere to log in."""
    options = StartOptions.parse(["-S-", "-X-"], origin=Origin.given())
    files = accounts(3, kind="U" if rule_id == "AUT014" else "M")

    assert judged(mail_root(files, options=options), rule_id) == []
    assert len(judged(mail_root(files), rule_id)) == 1


def test_the_witness_may_need_tls() -> None:
    """Where no mechanism is left in clear."""
    root = mail_root({FILE: OFF, **TLS_FILES}, settings=row("SmtpNoTLSAuths", ""))
    (finding,) = judged(root, "AUT014")

    assert finding.witness is not None
    assert finding.witness.decision.allowed
    assert isinstance(finding.witness.question, Relay)
    assert finding.witness.question.tls


@pytest.mark.parametrize(
    ("files", "settings"),
    [
        ({}, row("SmtpNoTLSAuths", "")),  # and no certificate, so that no TLS session begins
        ({"smtpextauth.tab": "".join(row(n, "/c") for n in ("PLAIN", "login", "CRAM-MD5"))}, ""),
    ],
)
def test_where_no_password_of_an_account_is_taken_nobody_sends(
    files: dict[str, str], settings: str
) -> None:
    """By any mechanism; one is enough."""
    for rule, kind in (("AUT014", "U"), ("AUT015", "M")):
        with_accounts = {**accounts(2, kind=kind), FILE: OFF}
        assert judged(mail_root({**with_accounts, **files}, settings=settings), rule) == []
        assert len(judged(mail_root(with_accounts), rule)) == 1
    table = {**files, "userauth/pop3/.tab": row("userauth", "/opt/check", "$(USER)")}
    assert judged(mail_root(table, settings=settings), "AUT016") == []
    one = row("SmtpNoTLSAuths", "CRAM-MD5")
    assert len(judged(mail_root({FILE: OFF}, settings=one), "AUT014")) == 1
