"""What is called safe is safe: production's own judgement, held against another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.roots import mail_root, row
from tests.rules.acl.judging import GIVEN, networks
from tests.rules.powers import Powers
from tests.rules.powers import broken_promises as broken_by_other_means
from tests.rules.rule_files import CASES, Case
from tests.rules.test_safe_fixes import ABOUT_STRANGERS, answers_nobody, judged, roots
from xmailaudit.audit.access_change import access_changes
from xmailaudit.audit.applicability import Wish, judged_applicability
from xmailaudit.audit.profile import load_profile
from xmailaudit.audit.promise import broken_promises
from xmailaudit.mailroot.change import Change
from xmailaudit.mailroot.overlay import Overlay
from xmailaudit.report.edits import edits_of
from xmailaudit.rules.catalogue import catalogue
from xmailaudit.rules.finding import Applicability
from xmailaudit.session import Session, start
from xmailaudit.tables.edit import DeleteFile, EndWithNewline, InsertRow, RemoveRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

NOW = 1_790_000_000.0


def broken(
    root: MailRoot, changes: Iterable[Change], told: Given = GIVEN, *cleared: Finding
) -> list[str]:
    """The templates of what changes break."""
    wanted = tuple(changes)
    after = root.with_changes(wanted)
    access = access_changes(root, after, told.world)
    found = broken_promises(root, after, wanted, access, given=told, cleared=cleared)
    return [str(message.template) for message in found]


def changed(file: str, old: str | None, new: str | None) -> list[str]:
    """What breaks where one file gets another text."""
    root = mail_root({file: old})
    content = root.content(file)
    given_bytes = content if isinstance(content, bytes) else None
    return broken(root, [Change(file, given_bytes, None if new is None else new.encode("latin-1"))])


# ------------------------------------------------------------ files, one by one

BOB = row("example.com", "bob", "1512", "1", "bob", "U")
SERVER = '"RootDomain"\t"example.com"\n'


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("mailusers.tab", BOB, "# a comment\r\n" + BOB.replace('"', "")),
        ("smtprelay.tab", "127.0.0.1\t255.255.255.255", "127.0.0.1\t255.255.255.255\n"),
        ("aliases.tab", row("example.com", "x") + BOB, BOB),
        ("domains/example.com/news/mlusers.tab", "\n" + row("a@example.org"), row("a@example.org")),
        ("smtpfwd.tab", row("*", "a.test,b.test;c.test:25"), row("*", "c.test:25")),
        ("custdomains/x.test.tab", row("smtprelay", "a,b;c"), row("smtprelay", "c")),
        ("tabindex/domains-00.hdx", "ABDL", None),
        ("server.tab", SERVER, SERVER + row("DynDnsSetup", "x") + row("NoSenderBounce", "1")),
        (
            "server.tab",
            SERVER + row("SmtpNoTLSAuths", " PLAIN"),
            SERVER + row("SmtpNoTLSAuths", ""),
        ),
        (
            "server.tab",
            SERVER + row("CustMapsList", "a.test:20"),
            SERVER + row("CustMapsList", "a.test:-20"),
        ),
        (
            "server.tab",
            SERVER + row("CustMapsList", "x.sorbs.net:1"),
            SERVER + row("CustMapsList", ""),
        ),
        (
            "server.tab",
            SERVER + row("DefaultSMTPGateways", "a.test,b.test"),
            SERVER + row("DefaultSMTPGateways", "a.test"),
        ),
        ("server.tab", SERVER + row("AllowSmtpETRN", "no"), SERVER),
    ],
)
def test_what_means_the_same_breaks_nothing(file: str, old: str, new: str | None) -> None:
    """However it is written."""
    assert changed(file, old, new) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("mailusers.tab", BOB, BOB.replace("1512", "1513")),
        ("smtprelay.tab", "127.0.0.1\n", "relay.example.org\t255.255.255.255\n127.0.0.1\n"),
        ("aliases.tab", row("example.com", "x", "bob"), ""),
        ("aliases.tab", row("example.com", "x*"), ""),
        ("aliases.tab", row("example.com", "x") + row("a", "[x]"), row("a", "[x]")),
        ("domains/example.com/news/mlusers.tab", row("a@example.org"), row("b@example.org")),
        ("smtpfwd.tab", row("*", "a.test;b.test"), row("*", "b.test;a.test")),
        ("smtpfwd.tab", row("*", "a.test"), row("*", "#a.test")),
        ("smtp.hnprop.tab", None, ""),
        ("domains/example.com/mailproc.tab", row("mailbox")[:-1], row("mailbox")),
        ("tabindex/domains-00.hdx", "ABDL", "x"),
        ("server.key", "x", "y"),
        ("server.tab", SERVER, ""),
        ("server.tab", SERVER, None),
        ("server.tab", SERVER, SERVER + row("AllowSmtpVRFY", "1")),
        ("server.tab", SERVER, SERVER + row("Pop3LogPasswd", "1")),
        ("server.tab", SERVER, SERVER + row("PostMaster", "x@example.com")),
        ("server.tab", SERVER + row("NoSenderBounce", "1"), SERVER),
        (
            "server.tab",
            SERVER + row("CustMapsList", "a.test:1"),
            SERVER + row("CustMapsList", "a.test:-1"),
        ),
    ],
)
def test_what_means_something_else_is_told(file: str, old: str | None, new: str | None) -> None:
    """Whatever it is good for."""
    assert changed(file, old, new) != []


@pytest.mark.parametrize(
    ("old", "new", "is_safe"),
    [
        (0o664, 0o600, True),
        (0o664, 0o400, False),
        (0o600, 0o640, False),
        (None, 0o600, False),
    ],
)
def test_rights_may_only_be_taken_from_others(
    old: int | None,
    new: int,
    is_safe: bool,  # noqa: FBT001  # a parameter of the cases
) -> None:
    """The owner keeps his."""
    change = Change("server.tab", b"", b"", old, new)

    assert (broken(mail_root(), [change]) == []) is is_safe


# ------------------------------------------------------------ held against another judge


@settings(suppress_health_check=list(HealthCheck))
@given(
    root=roots(),
    trusted=st.sampled_from((None, ("192.168.0.0/24",), ("203.0.113.0/24",))),
    data=st.data(),
)
def test_no_fix_is_called_safe_that_another_judge_finds_unsafe(
    root: MailRoot, trusted: tuple[str, ...] | None, data: st.DataObject
) -> None:
    """Any fix of any finding, be it for review."""
    told = GIVEN._replace(trusted=None if trusted is None else networks(*trusted))
    choices = [
        (finding, edits_of(fix))
        for finding in judged(root, told)
        for fix in finding.fixes
        if edits_of(fix)
    ]
    some = st.lists(st.sampled_from(choices), max_size=3) if choices else st.just([])
    for finding, edits in data.draw(some):
        changes = Overlay(root.source, edits).changes
        if broken(root, changes, told, finding) or answers_nobody(root):
            continue
        before, after = Powers.of(root), Powers.of(root.with_changes(changes))
        strangers = finding.rule.family in ABOUT_STRANGERS
        assert [*broken_by_other_means(before, after, told, may_shut_out=strangers)] == [], finding


# ------------------------------------------------------------ fixes

SAFE = tuple(entry for entry in catalogue() if entry.fix == Applicability.SAFE.value)
#: The cases in which a fix that its rule calls safe is not: the same row draws another rule then,
#: or the server answers at last.
NOT_SAFE = {
    "rel.relay_mask_trap-trigger_octal",
    "rel.relay_mask_trap-trigger_short_address",
    "tab.byte_order_mark-trigger_identity",
}


def of_samples() -> list[Case]:
    """The cases in which a rule with safe fixes speaks."""
    stems = {entry.name.replace("-", "_") for entry in SAFE}
    return [case for case in CASES if case.triggers and case.rule.module.stem in stems]


def verdicts(session: Session, *wishes: Wish) -> list[str]:
    """What fixes are judged to be."""
    found = judged_applicability(
        session.root,
        wishes,
        lambda root: Session(root, session.profile).audit(at=NOW),
        before=session.audit(at=NOW),
        given=session.profile.given(NOW),
    )
    return [one.value for one in found]


@pytest.mark.parametrize("case", of_samples(), ids=str)
def test_what_a_rule_calls_safe_is_safe_in_its_samples(case: Case) -> None:
    """But for the cases that are known."""
    session = start(case.folder / "MailRoot", profile=case.profile)
    stem = case.rule.module.stem
    wishes = [
        Wish(fix.applicability, edits_of(fix))
        for reported in session.audit(at=NOW).counted
        for fix in reported.finding.fixes
        if reported.finding.rule.name.replace("-", "_") == stem
        and fix.applicability is Applicability.SAFE
    ]
    judged_as = set(verdicts(session, *wishes))

    assert judged_as <= ({"review"} if str(case) in NOT_SAFE else {"safe"})


MAP = row("0.0.0.0", "0.0.0.0", "DENY", "0") + row("127.0.0.1", "255.255.255.255", "ALLOW", "2")


def test_one_bad_fix_spoils_no_other() -> None:
    """Whichever place it has among them."""
    profile = load_profile("default")
    root = mail_root({"ctrl.ipmap.tab": MAP, "smtprelay.tab": "127.0.0.1\t255.255.255.255"})
    good = [
        Wish(Applicability.SAFE, (EndWithNewline("smtprelay.tab"),)),
        Wish(Applicability.SAFE, (InsertRow("server.tab", None, ("NoSenderBounce", "1")),)),
        Wish(Applicability.SAFE, (InsertRow("server.tab", None, ("DisableEmitAuthUser", "1")),)),
        Wish(Applicability.SAFE, ()),
        Wish(Applicability.REVIEW, (DeleteFile("smtprelay.tab"),)),
    ]
    bad = Wish(Applicability.SAFE, (RemoveRow("ctrl.ipmap.tab", 1),))
    said = ["safe", "safe", "safe", "safe", "review"]
    session = Session(root, profile)

    assert verdicts(session, *good) == said
    for place in range(len(good) + 1):
        wishes = [*good[:place], bad, *good[place:]]
        assert verdicts(session, *wishes) == [*said[:place], "review", *said[place:]]


def test_fixes_that_do_not_fit_each_other_are_not_both_safe() -> None:
    """The first keeps what it is."""
    root = mail_root({"smtprelay.tab": "127.0.0.1\t255.255.255.255"})
    wishes = [
        Wish(Applicability.SAFE, (EndWithNewline("smtprelay.tab"),)),
        Wish(Applicability.SAFE, (DeleteFile("smtprelay.tab"),)),
    ]

    assert verdicts(Session(root, load_profile("default")), *wishes) == ["safe", "review"]
