"""USR015, USR017, USR025: mail that is taken and delivered nowhere, and which rule says so."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import judged, with_fix
from xmailaudit.messages import English, render

DOMAIN = "domains/example.com/mailproc.tab"
BOB = "domains/example.com/bob/mailproc.tab"
ALIAS = "cmdaliases/example.com/info.tab"
MAILBOX = row("mailbox")
SCAN = row("filter", "0", "90", "/bin/scan", "@@FILE")
NO_WAIT = row("filter", "0", "0", "/bin/scan", "@@FILE")
HAND = row("external", "0", "90", "/bin/hand", "@@FILE")
EMPTY = row("smtprelay", "#")


def speaking(files: dict[str, str]) -> dict[str, str]:
    """Which of the rules speak of a MailRoot, each with its worst severity."""
    root = mail_root(files)
    found = {rule: judged(root, rule) for rule in ("USR015", "USR016", "USR017", "USR025")}
    return {
        rule: min((one.severity for one in of_one), key=lambda one: one.rank).value
        for rule, of_one in found.items()
        if of_one
    }


@pytest.mark.parametrize(
    ("files", "rules"),
    [
        ({BOB: ""}, {"USR015": "critical"}),
        ({BOB: SCAN}, {"USR015": "critical"}),
        ({BOB: SCAN + MAILBOX}, {}),
        ({BOB: HAND}, {"USR015": "high"}),
        ({BOB: HAND + MAILBOX}, {}),
        ({BOB: NO_WAIT + MAILBOX}, {"USR017": "high"}),
        ({BOB: NO_WAIT + HAND}, {"USR017": "high"}),
        ({BOB: NO_WAIT}, {"USR015": "critical", "USR017": "medium"}),
        ({BOB: MAILBOX + NO_WAIT + HAND}, {"USR017": "medium"}),
        ({BOB: NO_WAIT, DOMAIN: MAILBOX}, {"USR017": "medium"}),
        ({BOB: MAILBOX, DOMAIN: NO_WAIT}, {"USR017": "high"}),
        ({BOB: EMPTY}, {"USR025": "critical"}),
        ({BOB: EMPTY + MAILBOX}, {"USR025": "high"}),
        ({BOB: EMPTY, DOMAIN: MAILBOX}, {"USR025": "high"}),
        ({BOB: EMPTY, DOMAIN: SCAN}, {"USR025": "critical"}),
        ({BOB: row("mailbox", "x")}, {"USR015": "critical", "USR016": "high"}),
        ({ALIAS: MAILBOX}, {"USR015": "critical", "USR016": "high"}),
        ({ALIAS: row("smtp")}, {}),
        ({"custdomains/example.net.tab": ""}, {"USR015": "critical"}),
        ({"custdomains/.example.net.tab": ""}, {"USR015": "critical"}),
        ({"custdomains/.tab": HAND}, {"USR015": "high"}),
        ({"custdomains/.tab": row("redirect", "bob@example.com")}, {}),
        ({"custdomains/example.com.tab": row("smtp")}, {"USR016": "high"}),
        ({"cmdaliases/example.com/Info.tab": ""}, {}),
        ({BOB: "", ALIAS.replace("info", "bob"): row("smtp")}, {}),
        ({BOB: "", "domains.tab": '"example.org"\n'}, {}),
    ],
)
def test_one_fact_is_told_by_one_rule(files: dict[str, str], rules: dict[str, str]) -> None:
    """A line that does nothing and mail that is lost by it are two."""
    assert speaking(files) == rules


def test_the_file_of_a_domain_counts_whom_it_concerns() -> None:
    """Those with a file of their own are judged by both together."""
    users = "".join(
        row("example.com", name, "1512", "1", name, "U") for name in ("amy", "bob", "cay")
    )
    lists = row("example.com", "news", "1512", "1", "news", "M")
    root = mail_root({"mailusers.tab": users + lists, DOMAIN: SCAN, BOB: MAILBOX})

    (found,) = judged(root, "USR015")

    assert found.places[0].file == DOMAIN
    assert render(found.message, English(), show=str).endswith("is thrown away (accounts: 2)")


def test_a_last_line_without_end_takes_the_first_one_with_it() -> None:
    """So that of the two files nothing delivers."""
    assert speaking({DOMAIN: SCAN + "#", BOB: MAILBOX}) == {"USR015": "critical"}
    assert speaking({DOMAIN: SCAN + "#\n", BOB: MAILBOX}) == {}


@pytest.mark.parametrize("flags", ["!timeo=0", "!aex,timeo=-5", "!timeo=30,timeo=none,aex"])
def test_a_filter_file_may_not_wait_either(flags: str) -> None:
    """The last flag counts; the fix keeps the others."""
    rows = row("*", "*", "0.0.0.0/0", "0.0.0.0/0", "scan.tab")
    files = {"filters.out.tab": rows, "filters/scan.tab": row(flags, "/bin/scan", "@@FILE")}
    root = mail_root(files)

    (found,) = judged(root, "USR017")

    fixed = with_fix(root, found.fixes[0])
    assert judged(fixed, "USR017") == []
    kept = [flag for flag in flags[1:].split(",") if "timeo" not in flag]
    line = fixed.data("filters/scan.tab").decode().split("\t")[0]
    assert line == '"!' + ",".join([*kept, "timeo=90"]) + '"'


@pytest.mark.parametrize(
    ("files", "findings"),
    [
        ({"smtpfwd.tab": row("*", "192.0.2.1") + row("example.net", "")}, 0),
        ({"smtpfwd.tab": row("example.net", "", "NeedTLS=2")}, 1),
        ({"smtpfwd.tab": row("example.net", ";#")}, 0),
        ({"smtpfwd.tab": "".join(row(f"d{n}.example.net", "") for n in range(25))}, 1),
    ],
)
def test_a_list_of_nothing_is_empty(files: dict[str, str], findings: int) -> None:
    """A `#` counts in front alone."""
    assert len(judged(mail_root(files), "USR025")) == findings


def test_a_setting_without_a_host_stops_all_mail() -> None:
    """Unless smtpfwd.tab takes it before."""
    (found,) = judged(mail_root(settings=row("DefaultSMTPGateways", ";")), "USR025")
    assert found.severity.value == "critical"
    before = mail_root(
        {"smtpfwd.tab": row("*", "192.0.2.1")}, settings=row("DefaultSMTPGateways", "")
    )
    assert judged(before, "USR025") == []
