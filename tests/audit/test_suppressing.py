"""What a suppression must name so that it hides a finding and no other."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from fixtures.materialise import materialise, names
from tests.audit.made_up import map_rows, rule
from tests.roots import mail_root, row
from xmailaudit.audit.acceptance import accept
from xmailaudit.audit.engine import run_audit
from xmailaudit.audit.errors import SuppressionError
from xmailaudit.audit.profile import Profile
from xmailaudit.audit.suppressing import Meant, Narrowed, Wish, checked_wish, meant
from xmailaudit.messages import _
from xmailaudit.session import start
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from xmailaudit.audit.report import Report
    from xmailaudit.audit.suppression import Suppression
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.rule import Rule

    Plant = Callable[..., None]

AT = 1795500000.0  # 2026-11-24
TODAY = date(2026, 11, 24)
FILE = "mine.toml"


def looked_at(report: Report, what: str | Narrowed, known: tuple[Suppression, ...] = ()) -> Meant:
    """What a wish means in a report."""
    wish = checked_wish(Wish(what, "because", date(2027, 3, 31), "Ann"), TODAY)
    return meant(wish, report, known, FILE, TODAY)


def hidden(report: Report, suppression: Suppression) -> list[str]:
    """The fingerprints that an audit with a suppression hides."""
    found = accept(report.findings, (suppression,), None, at=AT, judged=frozenset()).findings
    return [one.fingerprint for one in found if one.suppressed]


@pytest.mark.parametrize("name", names())
def test_each_finding_of_every_example_can_be_hidden_alone(name: str, tmp_path: Path) -> None:
    """By file and key, as far as a profile can tell them."""
    report = start(materialise(name, tmp_path / "MailRoot")).audit(at=AT)

    for one in report.findings:
        found = looked_at(report, one.fingerprint)
        assert found.hides == (one,)
        assert hidden(report, found.suppression) == [one.fingerprint]


def test_a_row_is_named_by_all_its_fields(tmp_path: Path) -> None:
    """So it comes back when its mask is another one; a setting that is missing by its name."""
    report = start(materialise("fixed-ip-sender", tmp_path / "MailRoot")).audit(at=AT)
    found = {
        (one.finding.rule.id, told.file): told.key
        for one in report.findings
        for told in [looked_at(report, one.fingerprint).suppression]
    }

    assert found["ACL003", "finger.ipmap.tab"] == "203.0.113.24\t255.255.255.0\tALLOW\t3"
    assert found["SPM007", "server.tab"] == "CheckMailerDomain"
    assert found["AUT004", "server.tab"] == "DefaultSmtpPerms\tMRVTZS"
    assert found["AUT015", "mailusers.tab"] == "news.example.com\tnewsletter"  # no password
    assert found["CRT004", "server.cert"] == "d294c03112bf56a3"  # not the first line of any file


def audited(plant: Plant, root: MailRoot, *rules: Rule) -> Report:
    """The report of some rules alone."""
    plant(*rules)
    return run_audit(root, profile=Profile("made-up"), at=AT)


def every_row(made: Rule, root: MailRoot) -> Iterator[Finding]:
    """A finding of each row of an access map."""
    for one in map_rows(root):
        yield made.finding(one.at("address"))


SAME = row("192.0.2.2", "255.255.255.0", "ALLOW", "2")
ROWS = {
    "ctrl.ipmap.tab": row("192.0.2.1", "255.255.255.0", "ALLOW", "1")
    + row("192.0.2.1", "255.255.255.0", "ALLOW", "2")
    + SAME
}


def test_rows_that_begin_alike_are_told_apart(plant: Plant) -> None:
    """By what is behind."""
    report = audited(plant, mail_root(ROWS), rule(body=every_row))

    for one in report.findings:
        found = looked_at(report, one.fingerprint)
        assert hidden(report, found.suppression) == [one.fingerprint]


def test_rows_that_are_alike_can_only_be_hidden_together(plant: Plant) -> None:
    """It says how many there are; a rule, a file and a key hide them."""
    twice = {"ctrl.ipmap.tab": ROWS["ctrl.ipmap.tab"] + SAME}
    report = audited(plant, mail_root(twice), rule(body=every_row))

    with pytest.raises(SuppressionError, match="of ACL900 alone, 1 other goes with it"):
        looked_at(report, report.findings[3].fingerprint)

    together = Narrowed("made-up-acl900", "ctrl.ipmap.tab", "192.0.2.2")
    assert looked_at(report, together).hides == report.findings[2:]


def test_what_sums_up_rows_is_named_by_what_they_share(plant: Plant) -> None:
    """And by its file alone where they share nothing."""

    def together(made: Rule, root: MailRoot) -> Iterator[Finding]:
        rows = [one.at("address") for one in map_rows(root)]
        yield made.finding(*rows[:2], message=_("{count} rows"), count=2)
        yield made.finding(*rows, message=_("{count} rows"), count=3)

    report = audited(plant, mail_root(ROWS), rule(body=together))
    keys = [looked_at(report, report.findings[0].fingerprint).suppression.key]

    assert keys == ["192.0.2.1\t255.255.255.0\tALLOW"]
    with pytest.raises(SuppressionError, match="of ACL900 alone, 1 other"):
        looked_at(report, report.findings[1].fingerprint)


def test_a_field_that_no_profile_can_tell_ends_the_key(plant: Plant) -> None:
    """Bytes that are no UTF-8 have no place in TOML."""
    data = b'"192.0.2.1"\t"255.255.255.\xff"\t"ALLOW"\t1\n"192.0.2.2"\t"255.0.0.0"\t"ALLOW"\t2\n'

    def by_text(made: Rule, _root: MailRoot) -> Iterator[Finding]:
        for number, raw in enumerate(data.splitlines(), 1):
            yield made.finding(Place("ctrl.ipmap.tab", number, 0, 3, raw))

    report = audited(plant, mail_root({"ctrl.ipmap.tab": data}), rule(body=by_text))
    found = looked_at(report, report.findings[0].fingerprint)

    assert found.suppression.key == "192.0.2.1"
    assert hidden(report, found.suppression) == [report.findings[0].fingerprint]


def test_what_is_hidden_already_is_not_hidden_twice(plant: Plant) -> None:
    """It says by which table; one that is over counts for nothing."""
    report = audited(plant, mail_root(ROWS), rule(body=every_row))
    one = report.findings[0].fingerprint
    first = looked_at(report, one).suppression._replace(line=7)

    with pytest.raises(SuppressionError) as caught:
        looked_at(report, one, (first,))

    assert (caught.value.file, caught.value.line) == (FILE, 7)
    over = first._replace(expires=date(2026, 11, 23))
    assert looked_at(report, one, (over,)).hides == report.findings[:1]
    whole = Narrowed("ACL900")
    assert looked_at(report, whole, (first,)).hides == report.findings[1:]
    with pytest.raises(SuppressionError, match="suppresses it already"):
        looked_at(report, Narrowed("ACL900", None, first.key), (first,))


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish("0" * 32, "why", None), "no finding has the fingerprint 0000"),
        (Wish("", "why", None), "no finding has the fingerprint"),
        (Wish(Narrowed("ACL90"), "why", None), "ACL90 is no rule; the nearest is ACL900"),
        (Wish(Narrowed("ACL900", "finger.ipmap.tab"), "why", None), "there is no finding"),
        (Wish(Narrowed("ACL900", None, "192.0.2.3"), "why", None), "there is no finding"),
        (Wish(Narrowed("ACL900", ""), "why", None), "file must be a text"),
        (Wish(Narrowed("ACL900", None, " "), "why", None), "key must be a text"),
        (Wish(Narrowed("ACL900"), "", None), "reason must be a text"),
        (Wish(Narrowed("ACL900"), "\n", None), "reason must be a text"),
        (Wish(Narrowed("ACL900"), "why", None, " "), "owner must be a text"),
        (Wish(Narrowed("ACL900"), "\udcff", None), "is no Unicode text"),
        (Wish(Narrowed("ACL900"), "why", date(2026, 11, 23)), "2026-11-23 is over"),
    ],
)
def test_a_wish_that_makes_no_sense_is_one_line(plant: Plant, wish: Wish, words: str) -> None:
    """It says what is wrong with it."""
    report = audited(plant, mail_root(ROWS), rule(body=every_row))

    with pytest.raises(SuppressionError) as caught:
        meant(checked_wish(wish, TODAY), report, (), FILE, TODAY)

    assert words in str(caught.value)


def test_today_is_not_over(plant: Plant) -> None:
    """The day a suppression names is its last one."""
    report = audited(plant, mail_root(ROWS), rule(body=every_row))
    wish = checked_wish(Wish(Narrowed("ACL900"), "why", TODAY), TODAY)

    assert hidden(report, meant(wish, report, (), FILE, TODAY).suppression)


def test_what_is_about_suppressions_cannot_be_suppressed() -> None:
    """A profile that did so would be refused."""
    with pytest.raises(SuppressionError, match=r"switch it off under \[rules.SUP002\]"):
        checked_wish(Wish(Narrowed("suppression-unused"), "why", None), TODAY)
