"""The text report, made of values: its parts, their order, and what each of them says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.report.reports import EN, FILE, MAP, RULE
from tests.roots import mail_root, row
from xmailaudit.audit.grade import summarise
from xmailaudit.audit.report import NotEvaluated, Report, Reported, Target
from xmailaudit.mailroot.start_options import COMMAND_LINE
from xmailaudit.messages import Listing, _, say
from xmailaudit.policy.decision import Answer, Decision, Reply, Step
from xmailaudit.policy.exposure import Action, Exposure, Origin
from xmailaudit.policy.questions import Auth, Connect, Relay
from xmailaudit.report.text import text_report
from xmailaudit.report.text_decision import decision_text
from xmailaudit.report.text_style import Style, wants_colour
from xmailaudit.rules.finding import (
    Applicability,
    Choice,
    Confidence,
    Fix,
    OutsideStep,
    Severity,
    Witness,
)
from xmailaudit.tables.ctrlaccounts import CTRL_ACCOUNTS
from xmailaudit.tables.edit import CreateFile, DeleteFile, InsertRow, RemoveRow, SetField
from xmailaudit.tables.ipmap import ACCESS_MAP
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.report.language import Words
    from xmailaudit.rules.finding import Finding

DENIED = ("0.0.0.0", "0.0.0.0", "DENY", "0")


@pytest.fixture
def root() -> MailRoot:
    """A MailRoot with one access map, and an admin account whose password nobody may see."""
    return mail_root({FILE: MAP, "ctrlaccounts.tab": row("admin", "160006170011")})


def report_on(
    *findings: Finding,
    gaps: tuple[NotEvaluated, ...] = (),
    unreadable: tuple[str, ...] = (),
    exposure: tuple[Exposure, ...] = (),
) -> Report:
    """A report with these findings."""
    reported = tuple(Reported(finding, finding.severity, "0" * 32) for finding in findings)
    return Report(
        target=Target("directory", "/srv/MailRoot", "1.27"),
        evaluated_at=1795478400.0,
        profile="default",
        exposure=exposure,
        findings=reported,
        not_evaluated=gaps,
        unreadable=tuple((file, say(_("permission denied"))) for file in unreadable),
        summary=summarise(reported, gaps),
    )


def written(root: MailRoot, *findings: Finding, words: Words = EN) -> str:
    """The report on these findings."""
    return text_report(report_on(*findings), root, words)


def finding_of(root: MailRoot, *fixes: Fix, witness: Witness | None = None) -> Finding:
    """A finding about the map's row."""
    (found,) = root.rows(ACCESS_MAP, FILE)
    return RULE.finding(
        found.at("mask"), witness=witness, fixes=fixes, service="CTRL", strangers=1255
    )


def test_a_whole_report_is_reviewed(root: MailRoot, snapshot: SnapshotAssertion) -> None:
    """Every part there can be, in its place."""
    decision = Decision(
        Answer.ALLOW,
        (
            Step(
                root.rows(ACCESS_MAP, FILE)[0].at(), say(_("allows {client}"), client="203.0.113.9")
            ),
            Step(None, say(_("nothing else is asked"))),
        ),
        Reply("+00000", "<1@mail.example.com> XMail"),
    )
    fixes = (
        Fix(
            "narrow",
            say(_("Let in {address} alone"), address="203.0.113.24"),
            Applicability.SAFE,
            edits=(SetField(FILE, 2, 1, "255.255.255.255"), InsertRow(FILE, None, DENIED)),
        ),
        Fix(
            "remove",
            say(_("Take the row away")),
            Applicability.REVIEW,
            edits=(RemoveRow(FILE, 2), CreateFile("new.tab", (("x",),)), DeleteFile("old.tab")),
        ),
        Fix(
            "by-hand",
            say(_("Ask the owner")),
            Applicability.MANUAL,
            steps=(OutsideStep(say(_("Find the owner"))), OutsideStep(say(_("Ask")))),
        ),
    )
    first = finding_of(root, *fixes, witness=Witness(Connect("ctrl", "203.0.113.9"), decision))
    absent = RULE.finding(Place("spammers.tab"), severity=Severity.LOW, service="SMTP", strangers=0)
    report = report_on(
        first,
        absent._replace(confidence=Confidence.ASSUMED),
        gaps=(
            NotEvaluated(RULE, None, say(_("nobody said so"))),
            NotEvaluated(RULE, "server.tab", say(_("permission denied"))),
        ),
        unreadable=("server.tab",),
        exposure=tuple(
            Exposure(action, origin, list(Answer)[(place + turn) % 3])
            for turn, action in enumerate(Action)
            for place, origin in enumerate(Origin)
        ),
    )

    assert text_report(report, root, EN) == snapshot


def test_many_checks_that_lack_the_same_are_named_together(root: MailRoot) -> None:
    """Up to three stand by themselves, each with its name."""
    many = tuple(NotEvaluated(RULE, "a.tab", say(_("nobody said so"))) for _turn in range(4))
    none = tuple(gap._replace(file=None) for gap in many)
    few = tuple(gap._replace(file="b.tab") for gap in many[1:])

    folder = many[0]._replace(file=".")

    text = text_report(report_on(gaps=(*many, *few, *none, folder)), root, EN)

    assert "- a.tab: nobody said so (ACL901, ACL901, ACL901, ACL901)\n" in text
    assert "- nobody said so (ACL901, ACL901, ACL901, ACL901)\n" in text
    assert text.count("- ACL901 made-up, b.tab: nobody said so\n") == 3
    assert text.count("- ACL901 made-up: nobody said so\n") == 1


def test_a_report_without_findings_says_so(root: MailRoot) -> None:
    """And does not send anybody to a rule."""
    text = written(root)

    assert "Grade: A\nNothing found.\n" in text
    assert "explain" not in text


def test_an_open_grade_is_called_open(root: MailRoot) -> None:
    """Nothing is green by omission."""
    gap = NotEvaluated(RULE, None, say(_("nobody said so")))
    text = text_report(report_on(gaps=(gap,)), root, EN)

    assert "Grade: open; a check that decides access could not be evaluated\n" in text
    assert "Not evaluated: 1 check\n  - ACL901 made-up: nobody said so\n" in text


def test_other_places_are_named_and_the_rest_counted(root: MailRoot) -> None:
    """At most twenty places are carried, the number is that of all."""
    places = [Place("mailusers.tab", number) for number in range(1, 31)]
    finding = RULE.finding(*places, service="x", strangers=1)

    text = " ".join(written(root, finding).split())
    assert "Also: mailusers.tab:2, mailusers.tab:3, " in text
    assert "mailusers.tab:20, and 10 more" in text
    assert "mailusers.tab:21" not in text


@pytest.mark.parametrize(
    ("confidence", "heading"),
    [
        (Confidence.CERTAIN, "HIGH ACL901 made-up"),
        (Confidence.LIKELY, "HIGH (likely) ACL901 made-up"),
        (Confidence.ASSUMED, "HIGH (assumed) ACL901 made-up"),
    ],
)
def test_how_sure_it_is_stands_beside_the_severity(
    root: MailRoot, confidence: Confidence, heading: str
) -> None:
    """What is proved needs no word."""
    finding = finding_of(root)._replace(confidence=confidence)

    assert f"\n{heading}\n" in written(root, finding)


def test_a_secret_is_masked_wherever_it_stands(root: MailRoot) -> None:
    """In the row, in the trace, and in both lines of an edit."""
    (account,) = root.rows(CTRL_ACCOUNTS, "ctrlaccounts.tab")
    step = Step(account.at(), say(_("{name} is an account"), name="admin"))
    fix = Fix(
        "change",
        say(_("Change the password")),
        Applicability.REVIEW,
        edits=(SetField("ctrlaccounts.tab", 1, 1, "1111"),),
    )
    witness = Witness(Connect("ctrl", "203.0.113.9"), Decision(Answer.ALLOW, (step,)))
    finding = RULE.finding(
        account.at("password"), witness=witness, fixes=[fix], service="x", strangers=1
    )

    text = written(root, finding) + "\n".join(decision_text(witness.question, witness.decision, EN))
    assert "160006170011" not in text
    assert "1111" not in text
    assert text.count('"admin" •••') == 4
    assert re.search(r'  \| "admin" •••\n  \|         \^\^\^\n', text)


def test_what_must_be_chosen_is_asked(root: MailRoot) -> None:
    """The edits shown are those of the default answer."""
    choice = Choice(
        "network",
        say(_("Which network is yours?")),
        "192.0.2.0",
        lambda answer: (SetField(FILE, 2, 0, answer),),
    )
    fix = Fix("choose", say(_("Name your network")), Applicability.REVIEW, choice=choice)

    text = written(root, finding_of(root, fix))
    assert "    To choose: Which network is yours?\n" in text
    assert '       2 + "192.0.2.0"' in text


def test_a_change_far_in_a_long_row_is_in_sight() -> None:
    """Both lines are cut around where they differ."""
    long = row("203.0.113.24", "x" * 200, "ALLOW", "1")
    root = mail_root({FILE: long})
    (found,) = root.rows(ACCESS_MAP, FILE)
    fix = Fix("f", say(_("Do")), Applicability.SAFE, edits=(SetField(FILE, 1, 2, "DENY"),))
    finding = RULE.finding(found.at(), fixes=[fix], service="x", strangers=1)

    edited = [line for line in written(root, finding).splitlines() if line.startswith("       1")]
    assert [("ALLOW" in line, "DENY" in line) for line in edited] == [(True, False), (False, True)]


def test_lists_in_sentences_are_joined_in_the_language(root: MailRoot) -> None:
    """The surface joins what a finding lists."""
    finding = RULE.finding(
        Place(FILE), message=_("these: {names}"), names=Listing(("a\x1b", say(_("b")), 3))
    )

    assert "these: a\\x1b, b, 3" in written(root, finding)


def test_colour_takes_no_word_away(root: MailRoot) -> None:
    """The same text, with looks between its words."""
    report = report_on(finding_of(root))
    coloured = text_report(report, root, EN, Style(colour=True))

    assert "\x1b[31mHIGH\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == text_report(report, root, EN)


@pytest.mark.parametrize(
    ("environment", "terminal", "wanted"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
        ({"TERM": "xterm"}, True, True),
    ],
)
def test_colour_is_wanted_on_terminals_only(
    environment: dict[str, str], *, terminal: bool, wanted: bool
) -> None:
    """NO_COLOR counts if it is not empty (no-color.org)."""
    assert wants_colour(environment, terminal=terminal) is wanted


# ---------------------------------------------------------------- decisions


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (Connect("pop3", "192.0.2.1"), "192.0.2.1 connecting to pop3"),
        (Connect("pop3", "192.0.2.1", tls=True), "192.0.2.1 connecting to pop3 and starting TLS"),
        (
            Relay("192.0.2.1", "a@example.net", sender=""),
            "192.0.2.1 sending from <> to <a@example.net>",
        ),
        (
            Relay("192.0.2.1", "a@b.test", "c@d.test", login="bob"),
            "192.0.2.1 sending from <c@d.test> to <a@b.test>, logged in as bob",
        ),
        (
            Relay("192.0.2.1", "a@b.test", "c@d.test", login="bob", tls=True),
            "192.0.2.1 sending from <c@d.test> to <a@b.test>, logged in as bob inside TLS",
        ),
        (
            Relay("192.0.2.1", "a@b.test", "c@d.test", tls=True),
            "192.0.2.1 sending from <c@d.test> to <a@b.test> inside TLS",
        ),
        (
            Relay("192.0.2.1", "a@b.test", "", ordinary=True),
            "192.0.2.1 sending from <> to <a@b.test> (with a DNS name, in no block list)",
        ),
        (
            Relay("192.0.2.1", "a@b.test", "", listener="[::1]:25"),
            "192.0.2.1 sending from <> to <a@b.test> (arriving at [::1]:25)",
        ),
        (Auth("192.0.2.1", "bob", "LOGIN"), "192.0.2.1 logging in as bob with LOGIN"),
        (
            Auth("192.0.2.1", "bob", "LOGIN", tls=True),
            "192.0.2.1 logging in as bob with LOGIN inside TLS",
        ),
    ],
)
@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (Answer.ALLOW, "ALLOWED"),
        (Answer.REFUSE, "REFUSED"),
        (Answer.UNDETERMINED, "CANNOT TELL"),
    ],
)
def test_an_answer_repeats_the_question(
    question: Connect | Relay | Auth, sentence: str, answer: Answer, word: str
) -> None:
    """One can read an answer without the command line that asked."""
    text = " ".join(decision_text(question, Decision(answer), EN))

    assert text == f"{word}: {sentence}"


def test_what_is_missing_is_listed() -> None:
    """Each thing that would have to be known on a line of its own."""
    missing = (say(_("whether {name} exists"), name="x\x1b"), say(_("the weather")))
    decision = Decision(Answer.UNDETERMINED, missing=missing)

    assert list(decision_text(Connect("ctrl", "192.0.2.1"), decision, EN))[-3:] == [
        "It depends on what is not known:",
        "  - whether x\\x1b exists",
        "  - the weather",
    ]


def test_a_long_fix_is_cut_and_says_so(root: MailRoot) -> None:
    """Twenty edits are enough to see; the JSON report has them all."""
    edits = tuple(InsertRow(FILE, None, (f"192.0.2.{n}", "255.255.255.255", "ALLOW", "2"))
                  for n in range(1, 24))  # fmt: skip
    fix = Fix("add", say(_("Add them")), Applicability.REVIEW, edits)

    text = written(root, finding_of(root, fix))

    assert "192.0.2.20" in text
    assert "192.0.2.21" not in text
    assert "… and 3 more changes; --format json has them all" in text


def test_an_absence_is_called_one(root: MailRoot) -> None:
    """A missing file is told from a folder, and a file of which no single row is to blame."""
    findings = [
        RULE.finding(Place(file), service="CTRL", strangers=3)
        for file in (FILE, "pop3.ipmap.tab", "domains", ".")
    ]

    text = written(root, *findings)

    assert f"  {FILE}: no single row\n" in text
    assert "  pop3.ipmap.tab: the file does not exist\n" in text
    assert "  domains: the folder\n" in text
    assert "  the MailRoot itself\n" in text


def test_start_options_are_no_file_that_is_missing(root: MailRoot) -> None:
    """A finding about all of them names them, and no more."""
    text = written(root, RULE.finding(Place(COMMAND_LINE), service="CTRL", strangers=3))

    assert f"\n  {COMMAND_LINE}\n" in text


def test_changes_stand_in_the_order_of_the_lines(root: MailRoot) -> None:
    """However a fix lists them; of one line what goes stands first."""
    edits = (InsertRow(FILE, 0, DENIED), RemoveRow(FILE, 1), InsertRow(FILE, None, DENIED))
    text = written(root, finding_of(root, Fix("x", say(_("X")), Applicability.REVIEW, edits)))

    signs = [line.split()[:2] for line in text.splitlines() if line[4:9].strip().isdigit()]
    assert signs == sorted(signs, key=lambda sign: (int(sign[0]), sign[1] == "+"))
    assert len(signs) == 3


def test_what_comes_before_the_edits_is_said_before_them(root: MailRoot) -> None:
    """Who follows the advice from top to bottom must not lock anybody out."""
    fix = Fix(
        "mend",
        say(_("Mend")),
        Applicability.REVIEW,
        (RemoveRow(FILE, 1),),
        steps=(
            OutsideStep(say(_("Look afterwards"))),
            OutsideStep(say(_("Look first")), before=True),
        ),
    )

    text = written(root, finding_of(root, fix))

    places = [text.index(words) for words in ("Look first", "1 - # the", "Look afterwards")]
    assert places == sorted(places)
