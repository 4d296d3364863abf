"""What fixes of the family do on every sample: they mend, break nothing, keep their promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.rules.acl.judging import GIVEN, edits_of, family, judged, with_fix
from tests.rules.rule_files import CASES, Case
from xmailaudit.audit.profile import load_profile
from xmailaudit.mailroot.root import MAPS, MailRoot
from xmailaudit.policy.addresses import AddressSet, loopback
from xmailaudit.policy.reach import listening, reachable
from xmailaudit.rules.catalogue import entry_of
from xmailaudit.rules.finding import Applicability
from xmailaudit.session import start

if TYPE_CHECKING:
    from xmailaudit.rules.given import Given

TRIGGERS = tuple(case for case in CASES if case.triggers and case.rule.family == "acl")
ALL = tuple(case for case in CASES if case.rule.family == "acl")

every_trigger = pytest.mark.parametrize("case", TRIGGERS, ids=str)


def opened(case: Case) -> tuple[MailRoot, Given, str]:
    """A case's MailRoot, what its profile says, and its rule's id."""
    session = start(case.folder / "MailRoot", profile=case.profile)
    entry = entry_of(case.rule.module.stem.replace("_", "-"))
    assert entry is not None
    return session.root, load_profile(case.profile).given(GIVEN.now), entry.id


def reached(root: MailRoot) -> dict[str, AddressSet]:
    """Who gets in, by service."""
    return {service: reachable(root, service) for service in MAPS}


@every_trigger
def test_a_fix_mends_its_finding_and_brings_no_other(case: Case) -> None:
    """Each fix alone, with the answer that is proposed."""
    root, given, rule_id = opened(case)
    before = {finding.rule.id for finding in family(root, given)}
    found = judged(root, rule_id, given)
    for finding in found:
        for fix in finding.fixes:
            if not edits_of(fix):
                assert fix.applicability is Applicability.MANUAL or fix.choice is not None
                continue
            after = with_fix(root, fix)

            assert len(judged(after, rule_id, given)) < len(found)
            assert {one.rule.id for one in family(after, given)} <= before


@every_trigger
def test_a_fix_applied_twice_changes_nothing_more(case: Case) -> None:
    """Once mended there is no such finding, so no such fix: nothing is left to apply."""
    root, given, rule_id = opened(case)
    for finding in judged(root, rule_id, given):
        for fix in finding.fixes:
            if edits_of(fix):
                after = judged(with_fix(root, fix), rule_id, given)

                assert [f.places[0] for f in after if f.places[0] == finding.places[0]] == []


@every_trigger
def test_a_safe_fix_keeps_its_promise(case: Case) -> None:
    """Nobody but this machine gains anything, and nobody who belongs here loses anything."""
    root, given, rule_id = opened(case)
    for finding in judged(root, rule_id, given):
        for fix in finding.fixes:
            if fix.applicability is not Applicability.SAFE:
                continue
            before, after = reached(root), reached(with_fix(root, fix))

            for service, peers in before.items():
                assert after[service] - peers <= given.owned
                assert not (peers - after[service]) & given.owned


@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_fix_never_locks_this_machine_out(case: Case) -> None:
    """Whatever rule of the family proposes it."""
    root, given, _rule_id = opened(case)
    for finding in family(root, given):
        for fix in finding.fixes:
            after = with_fix(root, fix)
            for service in MAPS:
                had = reachable(root, service) & loopback() & listening(root, service)

                assert had <= reachable(after, service)
