"""ACL013 to ACL016: what smtp.ipprop.tab and smtp.hnprop.tab grant, and what they fail to."""

from __future__ import annotations

import pytest

from tests.roots import PLAIN, mail_root, row
from tests.rules.acl.judging import GIVEN, edits_of, gaps, judged, networks, with_edits, with_fix
from tests.tls_files import TLS_FILES
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.messages import Listing
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.properties import WHITE_LIST, ip_property_rows, peers_granted
from xmailaudit.rules.finding import Applicability
from xmailaudit.tables.edit import DeleteFile, RemoveRow, SetField

MAIL_AUTH = row("SmtpConfig", "MailAuth")
SILENT = StartOptions.parse(["-S-", "-X-"], origin=Origin.given())


def by_address(*rows: tuple[str, ...], **files: str) -> MailRoot:
    """A MailRoot with smtp.ipprop.tab."""
    return mail_root({"smtp.ipprop.tab": "".join(row(*fields) for fields in rows), **files})


def by_name(*rows: tuple[str, ...]) -> MailRoot:
    """A MailRoot with smtp.hnprop.tab."""
    return mail_root({"smtp.hnprop.tab": "".join(row(*fields) for fields in rows)})


# ------------------------------------------------------------ ACL013


def test_who_is_favoured_and_how_many() -> None:
    """The witness passes a table that lists it."""
    root = by_address(
        ("198.51.100.0/24", "NoAuth", "WhiteList"), **{"spammers.tab": row("198.51.100.0/24")}
    )
    (one,) = judged(root, "ACL013")

    assert one.message.parameters["addresses"] == 256
    assert one.message.parameters["properties"] == Listing(("NoAuth", "WhiteList"))
    assert one.witness is not None
    assert one.witness.decision.answer is Answer.ALLOW


def test_once_networks_are_trusted_a_single_address_must_be_too() -> None:
    """And a private one."""
    root = by_address(("203.0.113.24/32", "WhiteList"), ("192.168.0.0/16", "WhiteList"))
    trusted = GIVEN._replace(trusted=networks("192.168.0.0/24"))

    assert judged(root, "ACL013") == []
    found = judged(root, "ACL013", trusted)
    assert [one.message.parameters["addresses"] for one in found] == [1, 65536 - 256]


def test_what_is_declared_of_a_row_stays() -> None:
    """With all its properties, in its place."""
    root = by_address(("198.51.100.0/24", "WhiteList", "EnableVRFY"), ("192.0.2.1/32", "NoAuth"))
    (one,) = judged(
        root, "ACL013", GIVEN._replace(trusted=networks("198.51.100.0/28", "192.0.2.1/32"))
    )
    mended = with_fix(root, one.fixes[0])

    assert [r.row.fields for r in ip_property_rows(mended)] == [
        ("198.51.100.0/28", "WhiteList", "EnableVRFY"),
        ("192.0.2.1/32", "NoAuth"),
    ]


def test_an_undeclared_row_goes_unless_somebody_answers() -> None:
    """The proposal is nothing."""
    root = by_address(("198.51.100.0/24", "WhiteList"))
    (one,) = judged(root, "ACL013")
    (fix,) = one.fixes
    assert fix.choice is not None

    assert fix.choice.default == ""
    assert edits_of(fix) == (RemoveRow("smtp.ipprop.tab", 1),)
    answered = with_edits(root, fix.choice.edits("198.51.100.7/32"))
    assert peers_granted(answered, WHITE_LIST).count4 == 1


def test_a_host_under_a_wide_mask_becomes_the_host() -> None:
    """Without a question."""
    (one,) = judged(by_address(("203.0.113.24/24", "WhiteList")), "ACL013")

    assert one.fixes[0].edits == (SetField("smtp.ipprop.tab", 1, 0, "203.0.113.24/32"),)


def test_many_rows_are_one_finding() -> None:
    """They go together."""
    root = by_address(*((f"198.51.{third}.0/24", "WhiteList") for third in range(21)))
    (one,) = judged(root, "ACL013")

    assert one.total == 21
    assert one.message.parameters["addresses"] == 21 * 256
    assert judged(with_fix(root, one.fixes[0]), "ACL013") == []


# ------------------------------------------------------------ ACL014


@pytest.mark.parametrize(
    ("pattern", "example"),
    [
        ("mail.partner.test", "mail.partner.test.example.net"),
        ("Mail.Partner.Test.", "mail.partner.test.example.net"),
        (".partner.test.", "partner.test.example.net"),
    ],
)
def test_a_name_anybody_can_take_is_shown(pattern: str, example: str) -> None:
    """It begins as XMail compares it."""
    (one,) = judged(by_name((pattern, "WhiteList")), "ACL014")

    assert one.message.parameters["example"] == example


@pytest.mark.parametrize("pattern", [".", ""])
def test_a_pattern_for_every_name_is_worded_so(pattern: str) -> None:
    """And hides all rows behind it."""
    (one,) = judged(by_name((pattern, "NoAuth"), ("mail.partner.test", "WhiteList")), "ACL014")

    assert "example" not in str(one.message.template)
    assert one.places[0].line == 1


def test_only_rows_that_favour_somebody_count() -> None:
    """Not those that are switched off, never match, or stand where nobody connects."""
    assert judged(by_name(("mail.partner.test", "WhiteList=0")), "ACL014") == []
    assert judged(by_name((".partner.test", "WhiteList")), "ACL014") == []
    deaf = mail_root({"smtp.hnprop.tab": row("mail", "WhiteList")}, options=SILENT)
    assert judged(deaf, "ACL014") == judged(deaf, "ACL015") == judged(deaf, "ACL016") == []


def test_many_names_are_one_finding_too() -> None:
    """And go together."""
    root = by_name(*((f"mx{number}x.partner.test", "WhiteList") for number in range(21)))
    (one,) = judged(root, "ACL014")

    assert one.total == 21
    assert judged(with_fix(root, one.fixes[0]), "ACL014") == []


# ------------------------------------------------------------ ACL015


def test_no_auth_is_lost_where_it_is_needed_and_starttls_works() -> None:
    """Without MailAuth it does nothing anyhow."""
    table = {"smtp.ipprop.tab": row("198.51.100.7/32", "NoAuth")}

    assert len(judged(mail_root({**table, **TLS_FILES}, settings=MAIL_AUTH), "ACL015")) == 1
    assert judged(mail_root({**table, **TLS_FILES}), "ACL015") == []
    assert judged(mail_root(table, settings=MAIL_AUTH), "ACL015") == []
    off = MAIL_AUTH + row("EnableSMTP-TLS", "0")
    assert judged(mail_root({**table, **TLS_FILES}, settings=off), "ACL015") == []


def test_whether_starttls_is_offered_may_not_be_shown() -> None:
    """Then NoAuth is not judged, and what is dead anyway still is."""

    class Partial(MemorySource):
        def shows_all(self, file: str, /) -> bool:
            return file != "server.tab"

    files = {name: text.encode() for name, text in {**PLAIN, **TLS_FILES}.items()}
    files["server.tab"] += MAIL_AUTH.encode()
    files["smtp.ipprop.tab"] = row("198.51.100.7/32", "NoAuth", "EaseTLS").encode()
    root = MailRoot(Partial(files), StartOptions.assumed())

    assert len(gaps(root, "ACL015")) == 1


def test_each_reason_is_a_finding_of_its_own() -> None:
    """With the place of what is dead; a row that never matches is dead as a whole."""
    root = mail_root(
        {
            "smtp.ipprop.tab": row("198.51.100.7/32", "EaseTLS=1", "Whitelist")
            + row("198.51.100.8", "255.255.255.255", "EaseTLS"),
            "smtp.hnprop.tab": row(".partner.test", "EaseTLS"),
        }
    )
    found = judged(root, "ACL015")

    assert [(one.key, one.places[0].file, one.places[0].line) for one in found] == [
        (("dot",), "smtp.hnprop.tab", 1),
        (("ease-tls",), "smtp.ipprop.tab", 1),
        (("unknown",), "smtp.ipprop.tab", 1),
        (("mask",), "smtp.ipprop.tab", 2),
    ]
    assert {one.fixes[0].applicability for one in found} == {Applicability.MANUAL}


@pytest.mark.parametrize("value", ["EaseTLS=0", "NoAuth=0", "WhiteList=0"])
def test_what_is_switched_off_is_not_dead(value: str) -> None:
    """Somebody said so."""
    root = mail_root(
        {"smtp.ipprop.tab": row("198.51.100.7/32", value), **TLS_FILES}, settings=MAIL_AUTH
    )

    assert judged(root, "ACL015") == []


# ------------------------------------------------------------ ACL016


def test_an_empty_file_can_go_and_a_full_one_must_be_moved_first() -> None:
    """Comments are no rows."""
    (empty,) = judged(mail_root({"smtp.hnprop.tab": "# nobody\n"}), "ACL016")
    (full,) = judged(by_name(("mail.partner.test", "WhiteList")), "ACL016")

    assert empty.fixes[0].edits == (DeleteFile("smtp.hnprop.tab"),)
    assert empty.fixes[0].applicability is Applicability.REVIEW
    assert full.fixes[0].edits == ()
    assert full.fixes[0].applicability is Applicability.MANUAL


def test_a_stranger_under_a_wide_mask_is_not_favoured_alone() -> None:
    """Where trusted networks are declared and he is in none of them, his row goes."""
    root = by_address(("198.51.100.7/24", "WhiteList"))
    given = GIVEN._replace(trusted=networks("203.0.113.0/28"))
    (one,) = judged(root, "ACL013", given)

    assert judged(with_fix(root, one.fixes[0]), "ACL013", given) == []


def test_a_row_takes_those_along_that_it_hides() -> None:
    """Without it they would favour the same names; other rows stay."""
    root = by_name(
        ("relay.partner.test.de", "NoAuth"),
        ("relay.partner.test", "WhiteList"),
        ("relay.partner.test.", "NoAuth"),
        ("relay.partner.test.uk", "NoAuth"),
        ("other.test", "NoAuth"),
    )
    second = judged(root, "ACL014")[1]

    left = judged(with_fix(root, second.fixes[0]), "ACL014")

    names = [one.message.parameters["name"] for one in left]
    assert names == ["relay.partner.test.de", "other.test"]
