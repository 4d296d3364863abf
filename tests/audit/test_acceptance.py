"""What the owner accepts: which findings are hidden, until when, and what is said about it."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.audit.made_up import hidden_root, map_rows, rule
from tests.roots import mail_root, row
from xmailaudit.audit import acceptance
from xmailaudit.audit.acceptance import speaks_of
from xmailaudit.audit.baseline import Baseline, baseline_of
from xmailaudit.audit.engine import run_audit
from xmailaudit.audit.profile import Profile
from xmailaudit.audit.selection import Selection
from xmailaudit.audit.suppression import Suppression
from xmailaudit.messages import _
from xmailaudit.rules.finding import Severity
from xmailaudit.rules.sup.baseline_old import RULE as OLD
from xmailaudit.rules.sup.suppression_expired import RULE as EXPIRED
from xmailaudit.rules.sup.suppression_expiring import RULE as EXPIRING
from xmailaudit.rules.sup.suppression_unused import RULE as UNUSED
from xmailaudit.tables.ctrlaccounts import CTRL_ACCOUNTS
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.rule import Rule

    Plant = Callable[..., None]

FILE = "ctrl.ipmap.tab"
MAP = row("192.0.2.1", "255.255.255.255", "ALLOW", "1") + row("0.0.0.0", "0.0.0.0", "DENY", "0")
HOST = "192.0.2.1\t255.255.255.255"
DAY = 86400
#: 2026-11-24, midnight.
AT = 1795478400.0


def suppression(
    rule_id: str = "ACL901",
    file: str | None = None,
    key: str | None = None,
    expires: date | None = None,
) -> Suppression:
    """A suppression without an end, unless one is given."""
    return Suppression(rule_id, file, key, "so", "ann", expires, "mine.toml", 3, b"[[suppress]]")


def every_row(made: Rule, root: MailRoot) -> Iterator[Finding]:
    """A finding on each row of the ctrl map."""
    for found in map_rows(root):
        yield made.finding(found.at("address"))


def audit(
    *suppressions: Suppression,
    at: float = AT,
    root: MailRoot | None = None,
    baseline: Baseline | None = None,
    selection: Selection | None = None,
) -> Report:
    """An audit of the map under these suppressions."""
    return run_audit(
        root or mail_root({FILE: MAP}),
        profile=Profile("p", suppressions=suppressions),
        at=at,
        baseline=baseline,
        selection=selection or Selection(),
    )


def told(report: Report) -> list[str]:
    """The rules of the findings that count."""
    return sorted(one.finding.rule.id for one in report.counted)


@pytest.fixture(autouse=True)
def _planted(plant: Plant) -> None:
    """A rule that finds each row, one that finds nothing, and those about what is accepted."""
    plant(
        rule("ACL901", body=every_row),
        rule("ACL902", body=lambda _made, _root: ()),
        EXPIRED,
        UNUSED,
        EXPIRING,
        OLD,
    )


# ------------------------------------------------------------ what is hidden


@pytest.mark.parametrize(
    ("file", "key", "hidden"),
    [
        (None, None, [1, 2]),
        (FILE, None, [1, 2]),
        (FILE, HOST, [1]),
        (None, HOST, [1]),
        (FILE, "192.0.2.1", [1]),
        (FILE, f"{HOST}\tALLOW\t1", [1]),
        (FILE, f"{HOST}\tDENY", []),
        (FILE, "192.0.2", []),
        (FILE, "255.255.255.255", []),
        (FILE, f"{HOST}\tALLOW\t1\t", []),
        ("smtp.ipmap.tab", None, []),
        ("CTRL.ipmap.tab", None, []),
    ],
)
def test_a_suppression_hides_what_it_speaks_of(
    file: str | None, key: str | None, hidden: list[int]
) -> None:
    """By rule, and by file and the first fields of the row where it names them, whole ones."""
    report = audit(suppression(file=file, key=key))

    found = [one for one in report.findings if one.finding.rule.id == "ACL901"]
    assert [one.finding.places[0].line for one in found if one.suppressed] == hidden
    assert report.summary.suppressed == len(hidden)
    assert report.summary.medium == 2 - len(hidden)
    assert told(report).count("SUP002") == (not hidden)


def test_what_is_hidden_stays_in_the_report_and_counts_for_nothing() -> None:
    """With the suppression that hides it, and the first one where several do."""
    first, second = suppression(key=HOST), suppression()

    report = audit(first, second)

    assert {one.suppressed for one in report.findings} == {first, second}
    assert report.counted == ()
    assert (report.summary.grade, report.summary.suppressed) == ("A", 2)


def test_a_setting_is_named_by_the_key_of_its_finding() -> None:
    """There may be no row, where the setting is left to its default."""

    def body(made: Rule, _root: MailRoot) -> Iterator[Finding]:
        yield made.finding(Place("server.tab"), key=("SmtpConfig", "options"))

    made = rule(body=body)
    (finding,) = made.run(mail_root(), Profile("p").given(0))

    assert speaks_of(suppression("ACL900", "server.tab", "SmtpConfig"), finding)
    assert speaks_of(suppression("ACL900", key="SmtpConfig\toptions"), finding)
    assert not speaks_of(suppression("ACL900", key="options"), finding)
    assert not speaks_of(suppression("ACL901"), finding)


def test_a_finding_about_many_rows_is_hidden_where_all_of_them_are_meant() -> None:
    """One row that somebody accepts does not hide those that nobody has seen."""
    rows = map_rows(mail_root({FILE: MAP}))
    together = rule("ACL901").finding(*rows, message=_("{count} rows"), count=2)
    beyond = together._replace(total=30)
    beside = rule("ACL901").finding(*rows)

    assert speaks_of(suppression(file=FILE), together)
    assert speaks_of(suppression(file=FILE), beyond)
    assert not speaks_of(suppression(key=HOST), together)
    assert speaks_of(suppression(key=HOST), beside)
    assert not speaks_of(suppression(key="0.0.0.0"), beside)
    same = together._replace(places=(together.places[0],) * 2)
    assert speaks_of(suppression(key=HOST), same)
    assert not speaks_of(suppression(key=HOST), same._replace(total=30))


def test_a_password_is_no_key() -> None:
    """Whoever tries one learns nothing."""
    root = mail_root({"ctrlaccounts.tab": row("admin", "1512")})
    finding = rule("ACL901").finding(root.rows(CTRL_ACCOUNTS, "ctrlaccounts.tab")[0])

    assert speaks_of(suppression(key="admin"), finding)
    assert not speaks_of(suppression(key="admin\t1512"), finding)


def test_names_are_compared_as_the_bytes_they_are() -> None:
    """A profile is UTF-8, a table holds any bytes."""
    finding = rule("ACL901").finding(Place("domains/m\xc3\xbcll/user.tab"), key=("\xe9",))

    assert speaks_of(suppression(file="domains/müll/user.tab"), finding)
    assert not speaks_of(suppression(key="é"), finding)


# ------------------------------------------------------------ until when


@pytest.mark.parametrize(
    ("days", "rules"),
    [
        (-400, ["ACL901", "ACL901", "SUP001"]),
        (-1, ["ACL901", "ACL901", "SUP001"]),
        (0, ["SUP003"]),
        (14, ["SUP003"]),
        (15, []),
    ],
)
@pytest.mark.parametrize("second", [0, DAY - 1])
def test_a_suppression_holds_through_its_last_day(days: int, second: int, rules: list[str]) -> None:
    """Judged at the moment of the audit, in UTC; two weeks before the end it is told."""
    expires = date.fromordinal(date(2026, 11, 24).toordinal() + days)

    assert told(audit(suppression(expires=expires), at=AT + second)) == rules


def test_what_an_expired_one_no_longer_hides_another_may() -> None:
    """They are asked one after the other."""
    report = audit(suppression(expires=date(2026, 1, 1)), suppression())

    assert told(report) == ["SUP001"]
    assert report.summary.suppressed == 2


# ------------------------------------------------------------ unused


def test_a_suppression_without_a_finding_is_unused() -> None:
    """It is told with its place in the profile, and about to end or not, once."""
    soon = date(2026, 11, 30)

    report = audit(suppression("ACL902"), suppression("ACL902", expires=soon), suppression())

    assert told(report) == ["SUP002", "SUP002"]
    place = report.counted[0].finding.places[0]
    assert (place.file, getattr(place.file, "path", ""), place.line) == (
        "(profile)",
        "mine.toml",
        3,
    )
    assert len({one.fingerprint for one in report.counted}) == 2


def test_one_whose_rule_was_not_judged_is_not_unused() -> None:
    """Left out by choice, or not evaluated: nobody knows what it would find."""
    others = suppression("ACL902", expires=date(2026, 11, 30))
    ignoring = Selection(ignored=frozenset({"ACL902"}))
    choosing = Selection(chosen=frozenset({"ACL901", "SUP002", "SUP003"}))
    hidden = hidden_root({FILE: MAP}, FILE)

    assert "SUP002" not in told(audit(others, selection=ignoring))
    assert "SUP003" in told(audit(others, selection=ignoring))
    assert "SUP002" not in told(audit(others, selection=choosing))
    assert told(audit(suppression(), root=hidden)) == []


def test_a_rule_without_its_tables_is_judged() -> None:
    """It has nothing to find, so there is nothing to hide."""
    assert told(audit(suppression(), root=mail_root())) == ["SUP002"]


def test_chosen_alone_the_rules_about_it_still_know_what_is_hidden() -> None:
    """The others are judged for them, and appear nowhere."""
    selection = Selection(chosen=frozenset({"SUP001", "SUP002"}))
    hidden = hidden_root({FILE: MAP}, FILE)

    assert told(audit(suppression(), selection=selection)) == []
    assert told(audit(suppression("ACL902"), selection=selection)) == ["SUP002"]
    report = audit(suppression(), selection=selection, root=hidden)
    assert (report.findings, report.not_evaluated) == ((), ())
    ignoring = selection._replace(ignored=frozenset({"ACL902"}))
    assert told(audit(suppression("ACL902"), selection=ignoring)) == []


def test_what_nobody_accepts_needs_no_rule_about_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are not even imported."""
    monkeypatch.delitem(sys.modules, "xmailaudit.rules.sup.suppression_unused")

    assert told(audit()) == ["ACL901", "ACL901"]
    assert "xmailaudit.rules.sup.suppression_unused" not in sys.modules


def test_a_profile_says_how_bad_they_are() -> None:
    """They are rules like others: with a severity, and to be switched off."""
    profile = Profile(
        "p",
        suppressions=(suppression("ACL902"),),
        severities={"SUP002": Severity.HIGH},
    )
    root = mail_root({FILE: MAP})

    report = run_audit(root, profile=profile, at=AT)
    silent = run_audit(root, profile=profile._replace(disabled=frozenset({"SUP002"})), at=AT)

    assert report.findings[0].severity is Severity.HIGH
    assert told(silent) == ["ACL901", "ACL901"]


# ------------------------------------------------------------ baselines


def test_what_a_baseline_holds_is_unchanged_and_the_rest_new() -> None:
    """Lines may move; unchanged findings do not count."""
    earlier = baseline_of(audit())
    moved = row("192.0.2.9", "255.255.255.255", "ALLOW", "1") + "\n# so\n" + MAP

    report = audit(baseline=earlier, root=mail_root({FILE: moved}))

    standing = {one.finding.places[0].line: one.baseline for one in report.findings}
    assert standing == {1: "new", 4: "unchanged", 5: "unchanged"}
    assert (report.summary.medium, report.summary.baselined) == (1, 2)
    assert report.baseline is not None
    assert (report.baseline.known, report.baseline.found, report.baseline.gone) == (2, 2, 0)


def test_what_is_gone_is_counted_where_somebody_looked() -> None:
    """A rule that was not judged says nothing about what it once found."""
    earlier = baseline_of(audit())
    less = mail_root({FILE: row("192.0.2.1", "255.255.255.255", "ALLOW", "1")})
    elsewhere = Selection(chosen=frozenset({"ACL902"}))

    now = audit(baseline=earlier, root=less).baseline
    blind = audit(baseline=earlier, root=less, selection=elsewhere).baseline

    assert now is not None
    assert blind is not None
    assert (now.found, now.gone) == (1, 1)
    assert (blind.found, blind.gone) == (0, 0)


def test_a_baseline_holds_nothing_that_is_suppressed() -> None:
    """When the suppression ends the finding is to come back; and nothing about suppressions."""
    ends = suppression(key=HOST, expires=date(2026, 11, 24))
    earlier = baseline_of(audit(ends, suppression("ACL902")))

    report = audit(ends, baseline=earlier, at=AT + DAY)

    assert sorted(earlier.known.values()) == ["ACL901"]
    assert [(one.finding.rule.id, one.baseline) for one in report.counted] == [
        ("ACL901", "new"),
        ("SUP001", "new"),
    ]


def test_a_suppressed_finding_is_counted_once() -> None:
    """Whatever the baseline says of it."""
    report = audit(suppression(), baseline=baseline_of(audit()))

    assert (report.summary.suppressed, report.summary.baselined) == (2, 0)
    assert {one.baseline for one in report.findings} == {"unchanged"}


@pytest.mark.parametrize(("age", "rules"), [(90 * DAY - 1, []), (90 * DAY, ["SUP004"]), (-DAY, [])])
def test_an_old_baseline_is_told(age: int, rules: list[str]) -> None:
    """From ninety days on, at the moment of the audit."""
    report = audit(baseline=baseline_of(audit(at=AT - age)))

    assert told(report) == rules
    assert report.baseline is not None
    assert report.baseline.age_days == max(age // DAY, 0)


# ------------------------------------------------------------ many of both


FIELDS = st.sampled_from(("192.0.2.1", "192.0.2.2", "255.255.255.255", "ALLOW"))
KEYS = st.none() | st.lists(FIELDS, min_size=1, max_size=3).map("\t".join)
SUPPRESSIONS = st.builds(
    suppression,
    st.sampled_from(("ACL901", "ACL902")),
    st.sampled_from((None, FILE, "smtp.ipmap.tab")),
    KEYS,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SUPPRESSIONS, max_size=6))
def test_a_finding_is_hidden_by_the_first_that_speaks_of_it(made: list[Suppression]) -> None:
    """However many there are, and whatever they name."""
    report = audit(*made)

    for one in report.findings:
        speaking = [each for each in made if speaks_of(each, one.finding)]
        assert one.suppressed == next(iter(speaking), None)


def test_many_suppressions_and_findings_take_no_longer_than_their_sum() -> None:
    """A few thousand of each: every finding asks only those that may mean it."""
    hosts = [f"192.0.{n // 256}.{n % 256}" for n in range(3000)]
    text = "".join(row(host, "255.255.255.255", "ALLOW", "1") for host in hosts)
    made = [suppression(file=FILE, key=host) for host in hosts]
    asked: Counter[str] = Counter()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acceptance, "speaks_of", _counting(asked))
        report = audit(*made, root=mail_root({FILE: text}))

    assert report.summary.suppressed == len(hosts)
    assert asked["speaks_of"] == len(hosts)


def _counting(asked: Counter[str]) -> Callable[[Suppression, Finding], bool]:
    def counted(made: Suppression, finding: Finding) -> bool:
        asked["speaks_of"] += 1
        return speaks_of(made, finding)

    return counted
