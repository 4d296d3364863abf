"""Watching an audit, and stopping it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.audit.made_up import rule
from tests.roots import mail_root, row
from xmailaudit.audit.engine import Observer, run_audit
from xmailaudit.audit.errors import Cancelled
from xmailaudit.audit.profile import Profile, load_profile
from xmailaudit.audit.suppression import Suppression
from xmailaudit.messages import English
from xmailaudit.report.language import Words
from xmailaudit.rules.finding import Severity
from xmailaudit.session import Session
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Rule, Tally

    Plant = Callable[..., None]

NOW = 1_790_000_000.0
STRANGERS = row("0.0.0.0", "0.0.0.0", "DENY", "0") + row(
    "203.0.113.24", "255.255.255.0", "ALLOW", "1"
)
MAPS = {"ctrl.ipmap.tab": STRANGERS, "pop3.ipmap.tab": STRANGERS}
ACCOUNTS = "".join(
    row("example.com", f"u{number}", "0d0a", str(number), f"u{number}", "U")
    for number in range(1200)
)


class Watcher(Observer):
    """Keeps what it is told, and stops at the `last`-th."""

    def __init__(self, last: int | None = None) -> None:
        self.told: list[tuple[Any, ...]] = []
        self.last = last

    def judging(self, rule_id: str, number: int, total: int) -> None:
        """A rule."""
        self._keep("judging", rule_id, number, total)

    def looking_at_accounts(self) -> None:
        """The pass."""
        self._keep("accounts")

    def looked_at(self, accounts: int) -> None:
        """A number of accounts."""
        self._keep("looked", accounts)

    def found(self, finding: Finding, severity: Severity) -> None:
        """A finding."""
        self._keep("found", finding.rule.id, severity)

    def trying(self, number: int, total: int) -> None:
        """A step."""
        self._keep("trying", number, total)

    def _keep(self, *told: object) -> None:
        self.told.append(told)
        if len(self.told) == self.last:
            raise Cancelled


def looker(identity: str) -> Rule:
    """A rule that looks at accounts and finds something in the end."""
    made = rule(identity, body=lambda _made, _root: ())

    @made.each
    def each(_account: Account, tally: Tally) -> None:
        tally["seen"] = tally.get("seen", 0) + 1

    @made.finish
    def finish(_root: MailRoot, _given: Given, tally: Tally) -> Iterator[Finding]:
        yield made.finding(Place("mailusers.tab"), total=tally["seen"])

    return made


def test_a_finding_is_told_before_the_next_rule_is_judged(plant: Plant) -> None:
    """With the severity that the profile gives it."""
    plant(rule("ACL901"), rule("ACL902"))
    watcher = Watcher()
    profile = Profile("made up", severities={"ACL902": Severity.LOW})

    run_audit(mail_root({"ctrl.ipmap.tab": ""}), profile=profile, at=NOW, observer=watcher)

    assert watcher.told == [
        ("judging", "ACL901", 1, 2),
        ("found", "ACL901", Severity.MEDIUM),
        ("judging", "ACL902", 2, 2),
        ("found", "ACL902", Severity.LOW),
    ]


def test_what_is_concluded_from_accounts_is_told(plant: Plant) -> None:
    """After the numbers of the pass."""
    plant(looker("ACL901"))
    watcher = Watcher()
    root = mail_root({"ctrl.ipmap.tab": "", "mailusers.tab": ACCOUNTS})

    run_audit(root, profile=Profile("plain"), at=NOW, observer=watcher)

    assert watcher.told == [
        ("judging", "ACL901", 1, 1),
        ("accounts",),
        ("looked", 500),
        ("looked", 1000),
        ("found", "ACL901", Severity.MEDIUM),
    ]


def test_what_the_owner_may_accept_is_not_told_early(plant: Plant) -> None:
    """Whether a suppression hides it is known in the end."""
    plant(rule("ACL901"), rule("ACL902"))
    accepted = Suppression("ACL901", None, None, "known", None, None, "p.toml", 1)
    profile = Profile("made up", suppressions=(accepted,))
    watcher = Watcher()

    run_audit(mail_root({"ctrl.ipmap.tab": ""}), profile=profile, at=NOW, observer=watcher)

    found = [told[1] for told in watcher.told if told[0] == "found"]
    assert found == ["ACL902"]


def test_steps_that_are_tried_are_told() -> None:
    """Two maps with a fix each, and the certificate."""
    watcher = Watcher()
    audited(watcher)

    tried = [told for told in watcher.told if told[0] == "trying"]
    assert tried == [("trying", 1, 3), ("trying", 2, 3), ("trying", 3, 3)]


def test_an_audit_can_be_stopped_at_whatever_is_told() -> None:
    """Nobody swallows it, and the next audit of the same MailRoot says the same as ever."""
    root = mail_root(MAPS)
    session = Session(root, load_profile("default"))
    watcher = Watcher()
    whole = session.audit(at=NOW, rank=True, observer=watcher)

    for last in range(1, len(watcher.told) + 1):
        with pytest.raises(Cancelled):
            session.audit(at=NOW, rank=True, observer=Watcher(last))

    again = session.audit(at=NOW, rank=True)
    assert names(again) == names(whole)
    assert repr(again.do_first) == repr(whole.do_first)


def test_a_pass_over_accounts_can_be_stopped(plant: Plant) -> None:
    """In the middle: what the rule kept goes nowhere."""
    plant(looker("ACL901"))
    root = mail_root({"ctrl.ipmap.tab": "", "mailusers.tab": ACCOUNTS})
    watcher = Watcher(3)

    with pytest.raises(Cancelled):
        run_audit(root, profile=Profile("plain"), at=NOW, observer=watcher)

    assert watcher.told[-1] == ("looked", 500)


def test_a_rule_of_somebodys_own_may_not_hide_the_end(plant: Plant) -> None:
    """It is no defect of the rule."""
    own = rule("ACL901")
    own.origin = "own.py"
    plant(own)
    watcher = Watcher(2)

    with pytest.raises(Cancelled):
        run_audit(
            mail_root({"ctrl.ipmap.tab": ""}), profile=Profile("plain"), at=NOW, observer=watcher
        )

    assert watcher.told[-1][:2] == ("found", "ACL901")


def test_plan_preview_and_export_can_be_stopped() -> None:
    """At whatever is told, the second audit included."""
    session = Session(mail_root(MAPS), load_profile("default"))
    watcher = Watcher()
    plan = session.plan(at=NOW, observer=watcher)

    for last in (1, len(watcher.told) // 2, len(watcher.told)):
        with pytest.raises(Cancelled):
            session.plan(at=NOW, observer=Watcher(last))
    with pytest.raises(Cancelled):
        session.preview_of(plan.changes, at=NOW, before=plan.before, observer=Watcher(5))
    with pytest.raises(Cancelled):
        session.export(Words(English()), at=NOW, observer=Watcher(len(watcher.told) + 1))


def audited(watcher: Watcher) -> Report:
    """An audit of two maps that says what to do first."""
    session = Session(mail_root(MAPS), load_profile("default"))
    return session.audit(at=NOW, select=("ACL003",), rank=True, observer=watcher)


def names(report: Report) -> list[str]:
    """The fingerprints of what was found."""
    return [one.fingerprint for one in report.findings]
