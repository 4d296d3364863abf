"""One audit: which rules run, and what the report says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.audit.made_up import hidden_root, map_rows, rule
from tests.roots import mail_root, row
from xmailaudit.audit.engine import Observer, run_audit
from xmailaudit.audit.errors import SelectionError
from xmailaudit.audit.profile import Profile
from xmailaudit.audit.report import Target
from xmailaudit.audit.selection import Selection
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.messages import English, render
from xmailaudit.policy.exposure import Action
from xmailaudit.rules.finding import Severity
from xmailaudit.session import load
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.rule import Rule

    Plant = Callable[..., None]

MAP = row("127.0.0.1", "255.255.255.255", "ALLOW", "1") + row("0.0.0.0", "0.0.0.0", "DENY", "0")
PLAIN = Profile("plain")


def audit(root: MailRoot, profile: Profile = PLAIN, selection: Selection | None = None) -> Report:
    """An audit at the beginning of time."""
    return run_audit(root, profile=profile, at=0.0, selection=selection or Selection())


def every_row(made: Rule, root: MailRoot) -> Iterator[Finding]:
    """A finding on each row of the smtp and the ctrl map, last row first."""
    for service in ("smtp", "ctrl"):
        for found in reversed(map_rows(root, service)):
            yield made.finding(found.at("address"))


def nothing(_made: Rule, _root: MailRoot) -> Iterator[Finding]:
    """No finding."""
    return iter(())


def test_findings_stand_worst_first_then_by_rule_file_and_line(plant: Plant) -> None:
    """However the rules came upon them."""
    plant(
        rule("ACL901", Severity.LOW),
        rule("ACL902", Severity.HIGH, every_row),
        rule("ACL903", Severity.CRITICAL),
    )

    report = audit(mail_root({"smtp.ipmap.tab": MAP, "ctrl.ipmap.tab": MAP}))

    assert [
        (one.finding.rule.id, one.finding.places[0].file, one.finding.places[0].line)
        for one in report.findings
    ] == [
        ("ACL903", "server.tab", None),
        ("ACL902", "ctrl.ipmap.tab", 1),
        ("ACL902", "ctrl.ipmap.tab", 2),
        ("ACL902", "smtp.ipmap.tab", 1),
        ("ACL902", "smtp.ipmap.tab", 2),
        ("ACL901", "server.tab", None),
    ]


def test_a_rule_without_its_tables_does_not_run(plant: Plant) -> None:
    """None of the tables it reads is there, and it judges no absence."""
    plant(rule())

    assert audit(mail_root()).findings == ()
    assert len(audit(mail_root({"ctrl.ipmap.tab": ""})).findings) == 1


def test_a_rule_that_judges_absence_always_runs(plant: Plant) -> None:
    """The missing table is what it is about."""
    absence = rule()
    absence.absence = True
    plant(absence)

    assert len(audit(mail_root()).findings) == 1


def test_the_profile_says_how_bad_it_is(plant: Plant) -> None:
    """A rule's severity in the profile beats that of the rule and of the finding."""
    plant(rule("ACL901", Severity.CRITICAL), rule("ACL902", Severity.LOW))
    profile = Profile("p", severities={"ACL901": Severity.INFO, "ACL902": Severity.MEDIUM})

    report = audit(mail_root({"ctrl.ipmap.tab": ""}), profile)

    assert [(one.finding.rule.id, one.severity) for one in report.findings] == [
        ("ACL902", Severity.MEDIUM),
        ("ACL901", Severity.INFO),
    ]
    assert (report.summary.medium, report.summary.info, report.summary.grade) == (1, 1, "C")


def test_a_profile_leaves_fingerprints_alone(plant: Plant) -> None:
    """Findings in another order keep theirs, equal ones too."""
    twice = MAP + MAP
    plant(rule("ACL901", body=every_row), rule("ACL902", body=every_row))
    root = mail_root({"ctrl.ipmap.tab": twice})
    profile = Profile("p", severities={"ACL902": Severity.CRITICAL})

    def prints(report: Report) -> set[tuple[str, int | None, str]]:
        return {
            (one.finding.rule.id, one.finding.places[0].line, one.fingerprint)
            for one in report.findings
        }

    assert prints(audit(root)) == prints(audit(root, profile))
    assert len({fingerprint for *_place, fingerprint in prints(audit(root))}) == 8


def test_what_is_switched_off_appears_nowhere(plant: Plant) -> None:
    """Neither among findings nor among what was not evaluated."""
    plant(rule("ACL901"), rule("ACL902", body=every_row), rule("ACL903", body=nothing))
    root = hidden_root({"ctrl.ipmap.tab": MAP}, "ctrl.ipmap.tab")

    report = audit(root, Profile("p", disabled=frozenset({"ACL901", "ACL902"})))

    assert (report.findings, report.not_evaluated) == ((), ())


@pytest.mark.parametrize(
    ("ignored", "disabled"), [({"ACL901", "ACL902"}, ()), ({"ACL902"}, ("ACL901",))]
)
def test_an_audit_without_a_rule_is_refused(
    plant: Plant, ignored: set[str], disabled: tuple[str, ...]
) -> None:
    """It would find nothing, which must not look like nothing being wrong."""
    plant(rule("ACL901"), rule("ACL902"))

    with pytest.raises(SelectionError):
        audit(
            hidden_root({}),
            Profile("p", disabled=frozenset(disabled)),
            Selection(ignored=frozenset(ignored)),
        )


def test_an_unreadable_table_is_named_though_no_rule_asked(plant: Plant) -> None:
    """The audit is incomplete: a file that is there could not be read."""
    plant()

    report = audit(hidden_root({"smtpauth.tab": ""}, "smtpauth.tab"))

    assert [file for file, _reason in report.unreadable] == ["smtpauth.tab"]
    assert report.not_evaluated == ()


def test_what_a_source_does_not_show_is_not_unreadable(plant: Plant) -> None:
    """A pasted dump lacks most files; that it does is no failed attempt at reading them."""
    plant(rule(body=every_row))
    root = hidden_root({}, "ctrl.ipmap.tab", "smtp.ipmap.tab", "", shows_all=False)

    report = audit(root)

    assert report.unreadable == ()
    assert [gap.file for gap in report.not_evaluated] == ["smtp.ipmap.tab"]
    assert report.summary.grade is None


def test_the_report_tells_what_was_judged_and_how(plant: Plant) -> None:
    """Target, version, moment, profile, and the whole exposure table."""
    plant()

    report = audit(mail_root(), Profile("mine", version="1.27"))

    assert report.target == Target("directory", "(memory)", "1.27")
    assert (report.evaluated_at, report.profile) == (0.0, "mine")
    assert {cell.action for cell in report.exposure} == set(Action)


@pytest.mark.parametrize(
    ("origin", "told"), [(Origin.given(), '-Pl "a b"'), (Origin.found("xmail.init"), None)]
)
def test_start_options_somebody_told_are_kept(
    plant: Plant, origin: Origin, told: str | None
) -> None:
    """Who asks again must tell them again; those that were found will be found."""
    plant()

    report = audit(mail_root(options=StartOptions.parse(["-Pl", "a b"], origin=origin)))

    assert report.target.command_line == told


@pytest.mark.skipif(os.name == "nt", reason="names are UTF-16 there")
@pytest.mark.parametrize("name", [b"Mail\xffRoot", "Mäil".encode()])
def test_a_folder_whose_name_is_no_utf_8_is_named_by_its_path(
    plant: Plant, tmp_path: Path, name: bytes
) -> None:
    """Its location shows escapes, which no shell would find."""
    plant()
    folder = os.path.join(os.fsencode(tmp_path), name)  # noqa: PTH118  # Path takes no bytes
    os.mkdir(folder)  # noqa: PTH102
    Path(os.fsdecode(folder), "server.tab").touch()

    target = audit(load(os.fsdecode(folder))).target

    assert target.path == (os.fsdecode(folder) if b"\xff" in name else None)


def test_an_observer_sees_every_rule_come(plant: Plant) -> None:
    """Progress has a number and a total."""
    plant(rule("ACL901"), rule("ACL902"))
    seen: list[tuple[str, int, int]] = []

    class Watcher(Observer):
        def judging(self, rule_id: str, number: int, total: int) -> None:
            seen.append((rule_id, number, total))

    root = mail_root({"ctrl.ipmap.tab": ""})
    run_audit(root, profile=PLAIN, at=0.0, observer=Watcher())

    assert seen == [("ACL901", 1, 2), ("ACL902", 2, 2)]


def test_gaps_stand_by_rule_and_file(plant: Plant) -> None:
    """In order, each with its reason."""
    plant(rule("ACL902", body=every_row), rule("ACL901", body=every_row))
    root = hidden_root({"smtp.ipmap.tab": MAP}, "smtp.ipmap.tab")

    gaps = audit(root).not_evaluated

    assert [(gap.rule.id, gap.file) for gap in gaps] == [
        ("ACL901", "smtp.ipmap.tab"),
        ("ACL902", "smtp.ipmap.tab"),
    ]
    assert render(gaps[0].reason, English(), show=str) == "permission denied"


def test_a_finding_beside_the_start_options_is_placed(plant: Plant) -> None:
    """Their place has a line and columns like any other."""
    options = StartOptions.parse(["-Pl"], origin=Origin.given())

    def body(made: Rule, root: MailRoot) -> Iterator[Finding]:
        yield made.finding(root.start_options.place(root.start_options.given("-Pl")))
        yield made.finding(Place("server.tab"))

    plant(rule(body=body))
    report = audit(mail_root({"ctrl.ipmap.tab": ""}, options=options))

    assert [one.finding.places[0].file for one in report.findings] == [
        "(command line)",
        "server.tab",
    ]
