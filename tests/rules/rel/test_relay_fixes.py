"""What fixes of the family do, on every sample and on some tables made for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.rules.acl.judging import GIVEN, edits_of, judged, networks, with_edits, with_fix
from tests.rules.rel.relaying import family, one, relay_root
from tests.rules.rule_files import CASES, Case
from xmailaudit.audit.profile import load_profile
from xmailaudit.policy.addresses import Address, AddressSet, loopback, matched_peers
from xmailaudit.policy.relay import relay_table
from xmailaudit.policy.relaying import senders
from xmailaudit.rules.catalogue import entry_of
from xmailaudit.rules.finding import Applicability
from xmailaudit.session import start
from xmailaudit.tables.edit import CreateFile, DeleteFile, InsertRow

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

TRIGGERS = tuple(case for case in CASES if case.triggers and case.rule.family == "rel")

every_trigger = pytest.mark.parametrize("case", TRIGGERS, ids=str)


def opened(case: Case) -> tuple[MailRoot, Given, str]:
    """A case's MailRoot, what its profile says, and its rule's id."""
    session = start(case.folder / "MailRoot", profile=case.profile)
    entry = entry_of(case.rule.module.stem.replace("_", "-"))
    assert entry is not None
    return session.root, load_profile(case.profile).given(GIVEN.now), entry.id


def fix_of(finding: Finding, fix_id: str) -> Fix:
    """A finding's fix of that id."""
    return next(fix for fix in finding.fixes if fix.id == fix_id)


def allowed(root: MailRoot) -> AddressSet:
    """Who may relay for his address."""
    return relay_table(root).allowed & senders(root)


@every_trigger
def test_the_family_says_one_thing_of_a_sample(case: Case) -> None:
    """No other rule of it speaks of a place the sample is about."""
    root, given, rule_id = opened(case)

    assert {finding.rule.id for finding in family(root, given)} == {rule_id}


@every_trigger
def test_every_finding_has_a_fix(case: Case) -> None:
    """And the best of them is what the rule promises at most."""
    root, given, rule_id = opened(case)
    order = (Applicability.MANUAL, Applicability.REVIEW, Applicability.SAFE)

    for finding in judged(root, rule_id, given):
        assert finding.fixes
        assert finding.rule.fix is not None
        best = max(order.index(fix.applicability) for fix in finding.fixes)
        assert best <= order.index(finding.rule.fix)


@every_trigger
def test_a_fix_mends_its_finding(case: Case) -> None:
    """Each fix alone, with the answer that is proposed; then there is nothing left to apply."""
    root, given, rule_id = opened(case)
    found = judged(root, rule_id, given)
    for finding in found:
        for fix in finding.fixes:
            if edits_of(fix):
                assert len(judged(with_fix(root, fix), rule_id, given)) < len(found)


@every_trigger
def test_a_safe_fix_keeps_its_promise(case: Case) -> None:
    """Nobody gains, and neither loopback nor what is declared loses."""
    root, given, rule_id = opened(case)
    before = allowed(root)
    for finding in judged(root, rule_id, given):
        for fix in finding.fixes:
            if fix.applicability is Applicability.SAFE:
                after = allowed(with_fix(root, fix))

                assert after <= before
                assert before & given.owned <= after


def test_the_world_is_shut_out_and_the_declared_stay() -> None:
    """What other rows allow anyway gets no row of its own."""
    given = GIVEN._replace(
        trusted=networks("203.0.113.16/28", "192.168.0.0/24"), admins=networks("198.51.100.9/32")
    )
    root = relay_root("192.168.0.0/24", "0.0.0.0 0.0.0.0", "10.0.0.0/8")

    fix = fix_of(one(root, "REL001", given), "keep-trusted")
    after = with_fix(root, fix)

    assert fix.applicability is Applicability.SAFE
    inserted = [edit.fields for edit in fix.edits if isinstance(edit, InsertRow)]
    assert inserted == [
        ("127.0.0.0", "255.0.0.0"),
        ("198.51.100.9", "255.255.255.255"),
        ("203.0.113.16", "255.255.255.240"),
    ]
    assert judged(after, "REL001", given) == []
    assert allowed(after) == allowed(root) & matched_peers([given.owned, networks("10.0.0.0/8")])


def test_without_a_declaration_no_fix_is_safe() -> None:
    """Who must go on relaying is for a person to say; this machine is proposed."""
    (fix,) = one(relay_root("0.0.0.0/0"), "REL001").fixes

    assert fix.applicability is Applicability.REVIEW
    assert fix.choice is not None
    assert fix.choice.default == "127.0.0.0/8"


def test_a_network_is_kept_whole_where_the_rest_of_it_relays_already() -> None:
    """A row that lets a small part of loopback relay does not cut the proposal into pieces."""
    (fix,) = one(relay_root("127.0.0.0 255.255.255.0", "0.0.0.0/0"), "REL001").fixes

    assert fix.choice is not None
    assert fix.choice.default == "127.0.0.0/8"


def test_a_network_is_not_kept_whole_where_the_rest_of_it_may_not_relay() -> None:
    """What never was allowed is not given with it."""
    given = GIVEN._replace(trusted=networks("127.0.0.0/8", "0.0.0.0/1"), admins=networks())
    root = relay_root("64.0.0.0/2", "127.0.0.0/8", "128.0.0.0/1")

    for finding in judged(root, "REL001", given):
        fix = fix_of(finding, "keep-trusted")

        assert allowed(with_fix(root, fix)) <= allowed(root)


def test_a_person_names_the_networks() -> None:
    """With commas or blanks between; IPv6 ones in the form that XMail reads."""
    root = relay_root("0.0.0.0/0")
    fix = one(root, "REL001").fixes[0]
    assert fix.choice is not None

    after = with_edits(root, fix.choice.edits("192.0.2.24, 2001:db8::/64"))

    assert [tuple(r.row.fields) for r in relay_table(after).rows] == [
        ("192.0.2.24", "255.255.255.255"),
        ("2001:db8::/64",),
    ]


def test_a_mask_with_holes_cannot_keep_just_the_declared() -> None:
    """The declared networks are proposed whole, which gives access, so somebody must look."""
    given = GIVEN._replace(trusted=networks("192.0.2.0/24"))

    fixes = one(relay_root("192.168.0.0 24"), "REL001", given).fixes

    assert [fix.applicability for fix in fixes] == [Applicability.REVIEW] * 2
    assert fixes[0].id == "write-what-was-meant"
    assert fixes[1].choice is not None
    assert fixes[1].choice.default == "127.0.0.0/8, 192.0.2.0/24"


@pytest.mark.parametrize(
    ("text", "applicability"),
    [
        ("203.0.113.24 255.255.255.0", Applicability.SAFE),
        ("203.0.113.24/23", Applicability.SAFE),
        ("203.0.113.24/25", Applicability.REVIEW),
        ("192.168.0.5/24", Applicability.REVIEW),
    ],
)
def test_narrowing_is_safe_where_others_surely_live(
    text: str, applicability: Applicability
) -> None:
    """A public address under /24 or shorter."""
    (fix,) = one(relay_root(text), "REL003").fixes

    assert fix.applicability is applicability


def test_narrowing_is_not_safe_for_what_is_declared() -> None:
    """A trusted neighbour would lose, and a host left out would be a new finding."""
    root = relay_root("203.0.113.24/24")
    neighbour = GIVEN._replace(trusted=networks("203.0.113.24/32", "203.0.113.77/32"))
    left_out = GIVEN._replace(trusted=networks("192.0.2.1/32"))
    declared = GIVEN._replace(trusted=networks("203.0.113.24/32"))

    for given, applicability in (
        (neighbour, Applicability.REVIEW),
        (left_out, Applicability.REVIEW),
        (declared, Applicability.SAFE),
    ):
        assert one(root, "REL003", given).fixes[0].applicability is applicability


def test_a_row_that_xmail_reads_out_of_a_longer_line_is_for_a_person() -> None:
    """An edit would hit the whole line."""
    line = '"203.0.113.0"\t"255.255.255.0"'.ljust(510) + '"198.51.100.0/24"\n'
    root = relay_root(files={"smtprelay.tab": line})

    fixes = [finding.fixes[0] for finding in judged(root, "REL002")]

    assert [fix.applicability for fix in fixes] == [Applicability.MANUAL] * 2


def test_spelling_out_changes_nobody() -> None:
    """The set is the same, the notation is plain."""
    root = relay_root("192.168.010.0 255.255.255.0", "127.0.0.0/255.0.0.0")
    first, second = judged(root, "REL008")

    for finding in (first, second):
        fix = fix_of(finding, "spell-out")
        assert fix.applicability is Applicability.SAFE
        assert allowed(with_fix(root, fix)) == allowed(root)
    assert fix_of(first, "spell-out").edits[0][-1] == "192.168.8.0"
    assert fix_of(second, "spell-out").edits[0][-1] == "127.0.0.0/32"


def test_what_was_meant_is_written_for_review() -> None:
    """It changes who may relay."""
    root = relay_root("127.0.0.0/255.0.0.0")

    fix = fix_of(one(root, "REL008"), "write-what-was-meant")

    assert fix.applicability is Applicability.REVIEW
    assert loopback() & senders(root) <= allowed(with_fix(root, fix))


def test_a_route_moves_to_where_it_opens_no_door() -> None:
    """On top of smtpfwd.tab, as the file came before all of its rows."""
    files = {"custdomains/.partner.test.tab": '"smtprelay"\t"mx.partner.test;#"\t"NeedTLS=1"\n'}
    root = relay_root(files=files)
    with_table = relay_root(files={**files, "smtpfwd.tab": '"*"\t"mx.example.com"\n'})

    made = one(root, "REL005").fixes[0].edits
    put = one(with_table, "REL005").fixes[0].edits

    row = ("*.partner.test", "mx.partner.test;#", "NeedTLS=1")
    assert made == (
        DeleteFile("custdomains/.partner.test.tab"),
        CreateFile("smtpfwd.tab", (row,)),
    )
    assert put[1] == InsertRow("smtpfwd.tab", 0, row)


def test_a_name_is_replaced_by_the_address_that_somebody_gives() -> None:
    """None is proposed, for no configuration knows it."""
    root = relay_root("printer.example.net 255.255.255.255")
    fix = one(root, "REL009").fixes[0]
    assert fix.choice is not None
    assert fix.choice.default is None

    after = with_edits(root, fix.choice.edits("192.0.2.9"))

    assert Address.parse("192.0.2.9") in relay_table(after).allowed
    assert judged(after, "REL009") == []


def test_what_was_meant_is_not_offered_where_it_is_the_world_too() -> None:
    """203.0.113.24 with the mask field 8 lets a 256th of the internet relay, if it is mended."""
    (wide,) = judged(relay_root("203.0.113.24 8"), "REL001")
    (narrow,) = judged(relay_root("203.0.113.24 24"), "REL001")

    assert [fix.id for fix in wide.fixes] == ["replace-row"]
    assert [fix.id for fix in narrow.fixes] == ["write-what-was-meant", "replace-row"]


def test_an_admin_is_no_stranger_among_those_who_relay() -> None:
    """The fix that keeps what is declared keeps him, and no other rule speaks of his row."""
    given = GIVEN._replace(
        trusted=networks("198.51.100.0/28"), admins=networks("203.0.113.24/32", "192.168.1.7/32")
    )
    root = relay_root("0.0.0.0 0.0.0.0")
    (finding,) = family(root, given)

    mended = with_fix(root, fix_of(finding, "keep-trusted"))

    assert Address.parse("203.0.113.24") in allowed(mended)
    assert family(mended, given) == []
