"""The JSON report, version 1: its keys, its values, and that it keeps its schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import xmailaudit
from fixtures.materialise import names
from tests.audit.made_up import DENIED, map_rows, rule
from tests.roots import mail_root, row
from xmailaudit.audit.grade import summarise
from xmailaudit.audit.report import NotEvaluated, Report, Reported, Target
from xmailaudit.messages import English, Listing, _, say
from xmailaudit.policy.decision import Answer, Decision, Reply, Step
from xmailaudit.policy.exposure import Action, Exposure, Origin
from xmailaudit.policy.questions import Auth, Connect, Relay
from xmailaudit.report.escape import for_terminal
from xmailaudit.report.json_report import fix_id, to_json
from xmailaudit.report.language import Pseudo
from xmailaudit.report.schemas import schema
from xmailaudit.rules.finding import (
    Applicability,
    Choice,
    Fix,
    OutsideStep,
    Severity,
    Witness,
)
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.tables.ctrlaccounts import CTRL_ACCOUNTS
from xmailaudit.tables.edit import CreateFile, InsertRow, RemoveRow, SetField
from xmailaudit.tables.row import Place
from xmailaudit.tables.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding

MAP = "# the admin port\n" + row("203.0.113.24", "255.255.255.0", "ALLOW", "1")
VALIDATOR = Draft202012Validator(
    json.loads(schema()), format_checker=Draft202012Validator.FORMAT_CHECKER
)

RULE = Rule(
    "ACL901",
    "made-up",
    Severity.MEDIUM,
    summary="A rule of a test.",
    message=_("{service} lets in {strangers} strangers by {rows}: {why}"),
    reads=("*.ipmap.tab",),
    fix=Applicability.SAFE,
    references=(cwe(1220), xmail("access", 1)),
)


def report_on(*findings: Finding, gaps: tuple[NotEvaluated, ...] = ()) -> Report:
    """A report with these findings."""
    reported = tuple(
        Reported(finding, finding.severity, f"{number:032x}")
        for number, finding in enumerate(findings)
    )
    return Report(
        target=Target("directory", "MailRoot", "1.27", "-Pl"),
        evaluated_at=1795478400.9,
        profile="default",
        exposure=(Exposure(Action.ADMIN, Origin.NEIGHBOURS, Answer.UNDETERMINED),),
        findings=reported,
        not_evaluated=gaps,
        unreadable=(),
        summary=summarise(reported, gaps),
    )


def as_json(report: Report, root: MailRoot | None = None) -> dict[str, Any]:
    """A report as data, valid by the schema and unharmed by being written."""
    whole = to_json(report, root or mail_root(), English(), for_terminal)
    VALIDATOR.validate(whole)
    assert json.loads(json.dumps(whole)) == whole
    return whole


def one_finding(root: MailRoot, **more: Any) -> dict[str, Any]:
    """The only finding of a report, on the first row of the ctrl map."""
    finding = RULE.finding(map_rows(root)[0].at("address"), **{**PARAMETERS, **more})
    (found,) = as_json(report_on(finding), root)["findings"]
    assert isinstance(found, dict)
    return found


PARAMETERS: dict[str, Any] = {
    "service": "ctrl",
    "strangers": 1255,
    "rows": Listing(("a\xc3\xa9", 2)),
    "why": say(_("the mask is {mask}"), mask="\x1b/24"),
}


def test_the_keys_stand_in_the_order_of_the_contract() -> None:
    """At the top, and in each object in it."""
    root = mail_root({"ctrl.ipmap.tab": MAP})
    finding = RULE.finding(map_rows(root)[0], **PARAMETERS)
    report = as_json(report_on(finding, gaps=(NotEvaluated(RULE, None, DENIED),)), root)

    assert list(report) == [
        "format",
        "version",
        "tool",
        "target",
        "evaluated_at",
        "profile",
        "language",
        "summary",
        "exposure",
        "findings",
        "not_evaluated",
        "do_first",
    ]
    assert list(report["findings"][0]) == [
        "rule",
        "name",
        "severity",
        "confidence",
        "message",
        "parameters",
        "locations",
        "witness",
        "fixes",
        "references",
        "fingerprint",
        "baseline",
        "suppressed",
    ]
    assert list(report["summary"]) == [
        "grade",
        "critical",
        "high",
        "medium",
        "low",
        "info",
        "suppressed",
        "baselined",
        "not_evaluated",
    ]


def test_the_head_says_what_was_judged_when_and_how() -> None:
    """Tool, target, moment in whole seconds of UTC, profile, language, exposure."""
    report = as_json(report_on())

    assert (report["format"], report["version"]) == ("xmailaudit-report", 1)
    assert report["tool"] == {"name": "xmailaudit", "version": xmailaudit.__version__}
    assert report["target"] == {
        "kind": "directory",
        "location": "MailRoot",
        "server_version": "1.27",
    }
    assert report["evaluated_at"] == "2026-11-24T00:00:00Z"
    assert (report["profile"], report["language"]) == ("default", "en")
    assert report["exposure"] == [{"action": "admin", "from": "neighbours", "answer": "unknown"}]


def test_a_finding_tells_its_sentence_and_its_parameters_as_data() -> None:
    """Numbers stay numbers, listings lists; sentences are words, and made harmless."""
    found = one_finding(mail_root({"ctrl.ipmap.tab": MAP}))

    assert found["message"] == ("ctrl lets in 1,255 strangers by aé, 2: the mask is \\x1b/24")
    assert found["parameters"] == {
        "service": "ctrl",
        "strangers": 1255,
        "rows": ["aé", 2],
        "why": "the mask is \\x1b/24",
        "count": 1,
    }
    assert found["references"] == [
        {
            "kind": "cwe",
            "id": "CWE-1220",
            "url": "https://cwe.mitre.org/data/definitions/1220.html",
        },
        {"kind": "xmail", "id": "access 1", "url": None},
    ]
    assert (found["baseline"], found["suppressed"], found["confidence"]) == (None, None, "certain")


def test_a_location_has_columns_an_absence_has_none() -> None:
    """Text is what stands between the columns; row is all of it."""
    root = mail_root({"ctrl.ipmap.tab": MAP})
    finding = RULE.finding(map_rows(root)[0].at("mask"), Place("smtp.ipmap.tab"), **PARAMETERS)

    (found,) = as_json(report_on(finding), root)["findings"]

    assert found["locations"] == [
        {
            "file": "ctrl.ipmap.tab",
            "line": 2,
            "column": 16,
            "end_column": 31,
            "text": '"255.255.255.0"',
            "row": MAP.splitlines()[1],
        },
        {
            "file": "smtp.ipmap.tab",
            "line": None,
            "column": None,
            "end_column": None,
            "text": None,
            "row": None,
        },
    ]


def test_twenty_locations_and_the_number_of_all() -> None:
    """The rest is a count."""
    root = mail_root({"ctrl.ipmap.tab": MAP * 30})
    finding = RULE.finding(*map_rows(root), **PARAMETERS)

    (found,) = as_json(report_on(finding), root)["findings"]

    assert (len(found["locations"]), found["parameters"]["count"]) == (MOST_PLACES, 30)


def test_severities_of_the_report_count_not_those_of_the_rule() -> None:
    """What the profile made of it."""
    finding = rule().finding(Place("server.tab"))
    report = report_on(finding)
    changed = (report.findings[0]._replace(severity=Severity.CRITICAL),)

    found = as_json(report._replace(findings=changed, summary=summarise(changed, ())))

    assert found["findings"][0]["severity"] == "critical"
    assert (found["summary"]["critical"], found["summary"]["grade"]) == (1, "F")


# ------------------------------------------------------------ witnesses


def test_a_witness_tells_the_client_the_decision_and_how_to_see_it() -> None:
    """With its trace, the reply, and the command that asks again."""
    root = mail_root({"ctrl.ipmap.tab": MAP})
    trace = (
        Step(map_rows(root)[0].at("address"), say(_("allows {client}"), client="203.0.113.9")),
        Step(None, say(_("nobody else is asked"))),
    )
    decision = Decision(Answer.ALLOW, trace, Reply("250", "OK"))
    question = Relay("203.0.113.9", "a@example.net", sender="", login="b\xc3\xa9@example.com")

    found = one_finding(root, witness=Witness(question, decision))["witness"]

    assert list(found) == [
        "question",
        "client",
        "sender",
        "recipient",
        "tls",
        "login",
        "decision",
        "trace",
        "command",
        "ordinary",
        "listener",
        "reply",
    ]
    assert found["trace"] == [
        {"file": "ctrl.ipmap.tab", "line": 2, "reason": "allows 203.0.113.9"},
        {"file": None, "line": None, "reason": "nobody else is asked"},
    ]
    assert found["command"] == (
        "xmailaudit ask relay MailRoot --command-line -Pl --client 203.0.113.9 "
        "--to a@example.net --from '' --login 'bé@example.com'"
    )
    assert (found["sender"], found["login"], found["tls"]) == ("", "bé@example.com", False)
    assert (found["decision"], found["reply"]) == ("allow", "250 OK")


@pytest.mark.parametrize(
    ("question", "own"),
    [
        (Connect("ctrl", "203.0.113.9"), {"service": "ctrl", "tls": False, "login": None}),
        (
            Auth("203.0.113.9", "bob@example.com", tls=True),
            {"mechanism": "PLAIN", "tls": True, "login": "bob@example.com"},
        ),
    ],
)
def test_other_questions_have_null_for_what_they_lack(
    question: Connect | Auth, own: dict[str, object]
) -> None:
    """And a key more for what only they have."""
    witness = Witness(question, Decision(Answer.REFUSE))

    found = one_finding(mail_root({"ctrl.ipmap.tab": MAP}), witness=witness)["witness"]

    assert found["sender"] is found["recipient"] is found["reply"] is None
    assert found["decision"] == "refuse"
    assert own.items() <= found.items()


# ------------------------------------------------------------ fixes


def test_a_fix_shows_the_lines_that_go_and_come() -> None:
    """Old and new as they stand in the file; null where there is none."""
    root = mail_root({"ctrl.ipmap.tab": MAP})
    edits = (
        SetField("ctrl.ipmap.tab", 2, 1, "255.255.255.255"),
        RemoveRow("ctrl.ipmap.tab", 1),
        InsertRow("ctrl.ipmap.tab", None, ("0.0.0.0", "0.0.0.0", "DENY", "0")),
        CreateFile("finger.ipmap.tab", (("::1", "128", "ALLOW", "1"),)),
    )
    title = say(_("Narrow it to {host}"), host="203.0.113.24")
    fix = Fix("narrow", title, Applicability.SAFE, edits)

    (found,) = one_finding(root, fixes=[fix])["fixes"]

    first = MAP.splitlines()[1]
    assert found == {
        "id": "ACL901/narrow@000000000000",
        "title": "Narrow it to 203.0.113.24",
        "applicability": "safe",
        "edits": [
            {
                "file": "ctrl.ipmap.tab",
                "line": 2,
                "old": first,
                "new": first.replace("255.255.255.0", "255.255.255.255"),
            },
            {"file": "ctrl.ipmap.tab", "line": 1, "old": "# the admin port", "new": None},
            {
                "file": "ctrl.ipmap.tab",
                "line": 3,
                "old": None,
                "new": '"0.0.0.0"\t"0.0.0.0"\t"DENY"\t"0"',
            },
            {
                "file": "finger.ipmap.tab",
                "line": None,
                "old": None,
                "new": '"::1"\t"128"\t"ALLOW"\t"1"',
            },
        ],
        "modes": [],
        "steps": [],
        "choice": None,
    }


def test_a_choice_shows_the_edits_of_its_default() -> None:
    """And what is asked; without a default there is nothing to show."""
    root = mail_root({"ctrl.ipmap.tab": MAP})

    def edits(answer: str) -> tuple[SetField, ...]:
        return (SetField("ctrl.ipmap.tab", 2, 0, answer),)

    fixes = [
        Fix(
            "restrict",
            say(_("Restrict it")),
            Applicability.REVIEW,
            choice=Choice("admins", say(_("Who?")), default, edits),
        )
        for default in ("127.0.0.1", None)
    ]
    with_default, without = one_finding(root, fixes=fixes)["fixes"]

    assert with_default["choice"] == {"name": "admins", "question": "Who?", "default": "127.0.0.1"}
    assert with_default["edits"][0]["new"].startswith('"127.0.0.1"\t')
    assert (without["choice"]["default"], without["edits"]) == (None, [])


def test_a_manual_fix_has_steps() -> None:
    """What to do in words, and the file it is about."""
    step = OutsideStep(say(_("Renew it")), "server.cert")
    fix = Fix("renew", say(_("Renew the certificate")), Applicability.MANUAL, steps=(step,))

    (found,) = one_finding(mail_root({"ctrl.ipmap.tab": MAP}), fixes=[fix])["fixes"]

    assert (found["applicability"], found["edits"]) == ("manual", [])
    assert found["steps"] == [
        {"what": "Renew it", "file": "server.cert", "before": False, "kind": "by-hand"}
    ]


def test_an_edit_that_cannot_be_written_is_no_reason_to_lose_the_report() -> None:
    """Its lines are null."""
    fix = Fix("x", say(_("X")), Applicability.REVIEW, (SetField("ctrl.ipmap.tab", 99, 0, "a\tb"),))

    (found,) = one_finding(mail_root({"ctrl.ipmap.tab": MAP}), fixes=[fix])["fixes"]

    assert found["edits"] == [{"file": "ctrl.ipmap.tab", "line": 99, "old": None, "new": None}]


def test_the_same_fix_has_the_same_id_in_every_report() -> None:
    """It hangs on the fingerprint, not on the place in the report."""
    finding = RULE.finding(Place("server.tab"), **PARAMETERS)
    fix = Fix("x", say(_("X")), Applicability.REVIEW)

    assert fix_id(Reported(finding, Severity.LOW, "0123456789abcdef" * 2), fix) == (
        "ACL901/x@0123456789ab"
    )


# ------------------------------------------------------------ secrets and hostile text


def test_no_password_gets_into_a_report() -> None:
    """Not by location, parameter, fix or login."""
    password = "5d4c3b2a1f"
    root = mail_root({"ctrlaccounts.tab": row("admin", password) + row("x", password, "y")})
    rows = root.rows(CTRL_ACCOUNTS, "ctrlaccounts.tab")
    edits = tuple(
        edit
        for one in rows
        for edit in (
            SetField("ctrlaccounts.tab", one.line, 0, "b"),
            SetField("ctrlaccounts.tab", one.line, 1, Secret(password)),
            RemoveRow("ctrlaccounts.tab", one.line),
        )
    )
    finding = RULE.finding(
        *(one.at(column) for one in rows for column in (None, "user", "password")),
        fixes=[Fix("x", say(_("X")), Applicability.REVIEW, edits)],
        **{**PARAMETERS, "why": rows[0].password},
    )

    text = json.dumps(as_json(report_on(finding), root), ensure_ascii=False)

    assert password not in text
    assert '"why": "•••"' in text


@given(st.binary(max_size=30))
def test_any_bytes_make_a_valid_report(data: bytes) -> None:
    """In a row and in a parameter."""
    root = mail_root({"ctrl.ipmap.tab": b"a\t" + data + b"\tALLOW\t1\n"})
    finding = RULE.finding(
        *(map_rows(root) or [Place("ctrl.ipmap.tab")]),
        **{**PARAMETERS, "service": data.decode("latin-1")},
    )

    as_json(report_on(finding), root)


def test_every_sentence_is_given_to_the_translator() -> None:
    """Message, title, reason, step, question and gap, in the language of the report."""
    root = mail_root({"ctrl.ipmap.tab": MAP})
    choice = Choice("admins", say(_("Who?")), None, lambda _answer: ())
    step = OutsideStep(say(_("Do it")))
    fix = Fix("x", say(_("X")), Applicability.REVIEW, steps=(step,), choice=choice)
    decision = Decision(Answer.ALLOW, (Step(None, say(_("so it is"))),))
    finding = RULE.finding(
        Place("server.tab"),
        witness=Witness(Connect("ctrl", "203.0.113.9"), decision),
        fixes=[fix],
        **PARAMETERS,
    )
    gaps = (NotEvaluated(RULE, "server.tab", DENIED),)

    report = to_json(report_on(finding, gaps=gaps), root, Pseudo(), for_terminal)

    found = report["findings"][0]
    for sentence in (
        found["message"],
        found["fixes"][0]["title"],
        found["fixes"][0]["steps"][0]["what"],
        found["fixes"][0]["choice"]["question"],
        found["witness"]["trace"][0]["reason"],
        report["not_evaluated"][0]["reason"],
    ):
        assert (sentence[0], sentence[-1]) == (Pseudo.opening, Pseudo.closing)
    assert report["language"] == Pseudo.language


# ------------------------------------------------------------ schema


def test_the_schema_is_one() -> None:
    """Of the 2020-12 kind."""
    Draft202012Validator.check_schema(json.loads(schema()))


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("profile", ["default", "strict"])
def test_every_example_has_a_valid_report(
    fixture_root: Callable[[str], Path], name: str, profile: str
) -> None:
    """From the best MailRoot to the most hostile one."""
    root = xmailaudit.load(fixture_root(name))

    as_json(xmailaudit.audit(root, profile), root)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), 2),
        (("summary", "grade"), "E"),
        (("summary", "critical"), -1),
        (("target", "kind"), "folder"),
        (("evaluated_at",), "2026-11-24"),
        (("findings", 0, "rule"), "acl901"),
        (("findings", 0, "severity"), "bad"),
        (("findings", 0, "locations"), []),
        (("findings", 0, "locations", 0, "column"), None),
        (("findings", 0, "locations", 0, "line"), None),
        (("findings", 0, "parameters"), {}),
        (("findings", 0, "witness"), {}),
        (("findings", 0, "fixes"), None),
        (("findings", 0, "suppressed"), {"reason": "x"}),
    ],
)
def test_the_schema_refuses_what_the_contract_does_not_know(
    path: tuple[str | int, ...], value: object
) -> None:
    """Each of these is another kind of report."""
    root = mail_root({"ctrl.ipmap.tab": MAP})
    report = as_json(report_on(RULE.finding(map_rows(root)[0], **PARAMETERS)), root)
    inner: Any = report
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value

    assert not VALIDATOR.is_valid(report)


def test_the_schema_lets_keys_be_added() -> None:
    """Within version 1 that may happen anywhere."""
    root = mail_root({"ctrl.ipmap.tab": MAP})
    report = as_json(report_on(RULE.finding(map_rows(root)[0], **PARAMETERS)), root)
    for inner in (report, report["summary"], report["findings"][0]["locations"][0]):
        inner["new"] = 1

    VALIDATOR.validate(report)
