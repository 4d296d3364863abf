"""What to do first: steps ranked by what they clear, tried before they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings

from tests.audit.made_up import hidden_root
from tests.roots import mail_root, row
from tests.rules.test_safe_fixes import roots
from xmailaudit.audit import do_first as ranking
from xmailaudit.audit.profile import load_profile
from xmailaudit.certificates.certificate_file import FileState, read_certificates
from xmailaudit.certificates.fitting import fitting_certificate
from xmailaudit.certificates.private_key import KeyState, read_key
from xmailaudit.mailroot.change import Change
from xmailaudit.session import Session
from xmailaudit.tables.edit import RemoveRow

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from xmailaudit.audit.profile import Profile
    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot

NOW = 1_790_000_000.0
MAP = (
    row("0.0.0.0", "0.0.0.0", "DENY", "0")
    + row("127.0.0.0", "255.255.255.0", "ALLOW", "2")
    + row("203.0.113.24", "255.255.255.0", "ALLOW", "1")
)
TWO_MAPS = {"ctrl.ipmap.tab": MAP, "pop3.ipmap.tab": MAP}


def ranked(root: MailRoot, *select: str, profile: Profile | None = None) -> Report:
    """An audit that says what to do first."""
    chosen = profile or load_profile("default")
    return Session(root, chosen).audit(at=NOW, select=select, rank=True)


def told(report: Report) -> list[tuple[str | None, tuple[str, ...], int]]:
    """File, rules and number of each step."""
    return [(step.file, step.rules, step.clears) for step in report.do_first]


def test_the_worst_comes_first() -> None:
    """Of the admin port's strangers and a row for loopback, the strangers."""
    report = ranked(mail_root({"ctrl.ipmap.tab": MAP}), "ACL003", "ACL005")

    assert told(report) == [
        ("ctrl.ipmap.tab", ("ACL003",), 1),
        ("ctrl.ipmap.tab", ("ACL005",), 1),
    ]
    (reported, name) = report.do_first[0].fix or (None, "")
    assert reported in report.findings
    assert name == "narrow-to-host"


def test_nobody_asked_nothing_is_told() -> None:
    """It costs time."""
    session = Session(mail_root({"ctrl.ipmap.tab": MAP}), load_profile("default"))

    assert session.audit(at=NOW).do_first == ()


def test_at_most_five_and_each_clears_something_of_its_own() -> None:
    """No finding is counted twice."""
    report = ranked(mail_root(TWO_MAPS))
    cleared = [one.fingerprint for step in report.do_first for one in step.cleared]

    assert 0 < len(report.do_first) <= 5
    assert all(step.cleared for step in report.do_first)
    assert len(cleared) == len(set(cleared))
    assert {one.fingerprint for one in report.counted}.issuperset(cleared)


def test_a_certificate_clears_what_is_wrong_with_none() -> None:
    """Where TLS is on and there is no certificate."""
    report = ranked(mail_root(), "TLS001")

    assert told(report)[0] == (None, ("TLS001",), 1)
    assert report.do_first[0].fix is None


def test_without_a_finding_about_tls_no_certificate_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The library for that is slow to load."""

    def never(*_anything: object) -> None:
        raise AssertionError

    monkeypatch.setattr("xmailaudit.certificates.fitting.fitting_certificate", never)

    assert told(ranked(mail_root({"ctrl.ipmap.tab": MAP}), "ACL003")) != []


def test_what_is_accepted_counts_for_nothing(tmp_path: Path) -> None:
    """Neither the finding nor its fix."""
    own = tmp_path / "own.toml"
    own.write_text(
        'extends = "default"\n[[suppress]]\nrule = "ACL003"\nreason = "known"\npermanent = true\n'
    )
    root = mail_root({"ctrl.ipmap.tab": MAP})

    assert told(ranked(root, "ACL003", "ACL005", profile=load_profile(str(own)))) == [
        ("ctrl.ipmap.tab", ("ACL005",), 1)
    ]


def test_a_file_that_cannot_be_read_spoils_no_report() -> None:
    """A key that nobody may see, say."""
    report = ranked(hidden_root({"server.key": "x"}, "server.key", "ctrl.ipmap.tab"))

    assert report.target.kind == "directory"


def test_of_a_large_configuration_fixes_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each clears what offers it."""
    monkeypatch.setattr(ranking, "_LARGE", 0)

    assert told(ranked(mail_root({"ctrl.ipmap.tab": MAP}), "ACL003", "ACL005")) == [
        ("ctrl.ipmap.tab", ("ACL003",), 1),
        ("ctrl.ipmap.tab", ("ACL005",), 1),
    ]


@settings(suppress_health_check=list(HealthCheck), max_examples=25)
@given(root=roots())
def test_what_is_told_is_so(root: MailRoot) -> None:
    """Any audit ends, and its first step's fix clears what is told of it."""
    report = ranked(root)
    for step in report.do_first:
        if step.fix is None:
            continue
        reported, name = step.fix
        fix = next(one for one in reported.finding.fixes if one.id == name)
        after = Session(root.with_edits(ranking._edits(fix)), load_profile("default")).audit(at=NOW)
        left = {one.fingerprint for one in after.findings}
        assert not left & {one.fingerprint for one in step.cleared}


# ------------------------------------------------------------ the certificate


def test_the_certificate_fits_its_key_and_names() -> None:
    """As an authority would issue it, with its intermediate."""
    made = fitting_certificate(("mail.example.com", "example.com"), NOW)
    file, key = read_certificates(made.chain), read_key(made.key)
    leaf, intermediate = file.certificates

    assert file.state is FileState.READ
    assert key.state is KeyState.USABLE
    assert leaf.key == key.public
    assert leaf.dns_names == ("mail.example.com", "example.com")
    assert leaf.issuer_name == intermediate.subject_name
    assert leaf.not_before < NOW < leaf.not_after
    assert "PRIVATE" not in repr(made)


# ------------------------------------------------------------ what an overlay shares


def test_an_overlay_reads_nothing_twice_and_nothing_stale() -> None:
    """What does not change is as it was read; what does is read anew."""
    root = mail_root(TWO_MAPS)
    before = root.access_map("ctrl"), root.access_map("pop3")
    changed = root.with_changes([Change("ctrl.ipmap.tab", MAP.encode(), MAP[:-1].encode())])
    edited = root.with_edits([RemoveRow("ctrl.ipmap.tab", 1)])

    for other, size in ((changed, 3), (edited, 2)):
        assert other.access_map("pop3") is before[1]
        assert other.access_map("ctrl") is not before[0]
        assert len(other.access_map("ctrl")) == size
    assert root.access_map("ctrl") is before[0]
