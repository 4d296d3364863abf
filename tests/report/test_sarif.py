"""SARIF 2.1.0: valid by the official schema, and as true as the JSON report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft4Validator

from fixtures.materialise import names
from tests.audit.made_up import map_rows
from tests.mailroot.xmailcfg.pasting import CTRL, pasted
from tests.report.test_json_report import report_on
from tests.roots import mail_root, row
from xmailaudit.messages import English, _, say
from xmailaudit.report.language import Words
from xmailaudit.report.sarif import SCHEMA, to_sarif
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import manual, review, safe
from xmailaudit.rules.rule import Rule, cwe
from xmailaudit.session import audit, start
from xmailaudit.tables.ctrlaccounts import CTRL_ACCOUNTS
from xmailaudit.tables.edit import (
    CreateFile,
    EndWithNewline,
    InsertRow,
    RemoveRow,
    SetField,
    apply_all,
)
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.tables.edit import Edit

OFFICIAL = Path(__file__).parents[1] / "data" / "sarif" / "sarif-schema-2.1.0.json"
VALIDATOR = Draft4Validator(json.loads(OFFICIAL.read_text(encoding="utf-8")))
AT = 1795478400.0
WORDS = Words(English())

MAP = "# the admin port\n" + row("203.0.113.24", "255.255.255.0", "ALLOW", "1")

RULE = Rule(
    "ACL901",
    "made-up",
    Severity.MEDIUM,
    summary="A rule of a test.",
    message=_("{service} lets in {text}"),
    reads=("*.ipmap.tab",),
    fix=Applicability.SAFE,
    references=(cwe(1220),),
)


def as_sarif(report: Report, root: MailRoot) -> dict[str, Any]:
    """The one run of a report, valid by the official schema."""
    log = to_sarif(report, root, WORDS)
    VALIDATOR.validate(log)
    assert json.loads(json.dumps(log)) == log
    (run,) = log["runs"]
    return dict(run)


@pytest.mark.parametrize("name", names())
def test_every_fixture_makes_a_valid_log(name: str, fixture_root: Callable[[str], Path]) -> None:
    """With as many results as the report has findings, each of a described rule."""
    session = start(fixture_root(name))
    report = session.audit(at=AT)

    run = as_sarif(report, session.root)

    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(report.findings)
    for result, reported in zip(run["results"], report.findings, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == reported.finding.rule.id
        assert result["partialFingerprints"] == {"xmailaudit/v1": reported.fingerprint}
    gaps = run["invocations"][0]["toolExecutionNotifications"]
    assert len(gaps) == len(report.not_evaluated) + len(report.unreadable)


def replayed(data: bytes, replacements: list[dict[str, Any]]) -> bytes:
    """A file after SARIF's replacements, all of which mean the file as it was."""
    lines = data.decode().splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    text = data.decode()

    def offset(line: int, column: int) -> int:
        return starts[line - 1] + column - 1

    spans = []
    for one in replacements:
        region = one["deletedRegion"]
        span = (
            offset(region["startLine"], region["startColumn"]),
            offset(region["endLine"], region["endColumn"]),
        )
        spans.append((span, one.get("insertedContent", {}).get("text", "")))
    for (begin, end), new in sorted(spans, reverse=True):
        text = text[:begin] + new + text[end:]
    return text.encode()


EDITS: dict[str, tuple[Edit, ...]] = {
    "a field": (SetField("ctrl.ipmap.tab", 2, 1, "255.255.255.255"),),
    "a row goes": (RemoveRow("ctrl.ipmap.tab", 2),),
    "a row comes": (InsertRow("ctrl.ipmap.tab", 0, ("0.0.0.0", "0.0.0.0", "DENY", "0")),),
    "a row comes last": (
        InsertRow("ctrl.ipmap.tab", None, ("127.0.0.1", "255.0.0.0", "ALLOW", "9")),
    ),
    "an end": (EndWithNewline("ctrl.ipmap.tab"),),
    "two": (RemoveRow("ctrl.ipmap.tab", 1), SetField("ctrl.ipmap.tab", 2, 3, "9")),
    "two of a line": (
        SetField("ctrl.ipmap.tab", 2, 1, "255.255.255.255"),
        SetField("ctrl.ipmap.tab", 2, 3, "9"),
    ),
}


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
@pytest.mark.parametrize("name", EDITS)
def test_a_fix_can_be_replayed_from_the_log(name: str, end: str) -> None:
    """The replacements give the bytes that the fix itself would."""
    text = MAP.replace("\n", "\r\n") if end == "\r\n" else MAP
    data = (text if end else text.removesuffix("\n")).encode()
    root = mail_root({"ctrl.ipmap.tab": data.decode()})
    expected = apply_all(lambda _file: data, EDITS[name])["ctrl.ipmap.tab"]
    finding = found(root, safe("mend", say(_("Mend")), *EDITS[name]))

    (result,) = as_sarif(report_on(finding), root)["results"]

    changes = result["fixes"][0]["artifactChanges"] if "fixes" in result else []
    pieces = [piece for change in changes for piece in change["replacements"]]
    assert replayed(data, pieces) == expected


def found(root: MailRoot, *fixes: Fix) -> Finding:
    """A finding on the first row of the ctrl map."""
    return RULE.finding(map_rows(root)[0], fixes=fixes, service="CTRL", text="strangers")


def test_what_cannot_be_replayed_is_left_out() -> None:
    """A new file, a step by hand; what they say stands among the properties."""
    root = mail_root({"ctrl.ipmap.tab": MAP})
    fixes = (
        review("make", say(_("Make")), CreateFile("spammers.tab", ())),
        manual("think", say(_("Think"))),
    )

    (result,) = as_sarif(report_on(found(root, *fixes)), root)["results"]

    assert "fixes" not in result
    titles = [fix["title"] for fix in result["properties"]["fixes"]]
    assert titles == ["Make", "Think"]


def test_no_password_is_in_a_log() -> None:
    """Neither in a snippet nor in a replacement."""
    table = row("admin", "0f1e2d3c4b5a") + row("admin", "a5b4c3d2e1f0")
    root = mail_root({"ctrlaccounts.tab": table})
    second = root.rows(CTRL_ACCOUNTS, "ctrlaccounts.tab")[1]
    fix = review("drop", say(_("Drop")), RemoveRow("ctrlaccounts.tab", 2))
    finding = RULE.finding(second, fixes=[fix], service="CTRL", text="x")

    run = as_sarif(report_on(finding), root)

    assert "a5b4c3d2e1f0" not in json.dumps(run)
    assert "fixes" not in run["results"][0]


def test_hostile_text_is_no_link_and_no_placeholder() -> None:
    """SARIF gives a meaning to `[a](b)` and `{0}` in sentences."""
    root = mail_root({"ctrl.ipmap.tab": MAP})
    finding = RULE.finding(map_rows(root)[0], service="{0}", text="[a](http://example.test)")

    (result,) = as_sarif(report_on(finding), root)["results"]

    assert result["message"]["text"] == "{{0}} lets in [a\\](http://example.test)"


def test_start_options_are_no_file() -> None:
    """They are named, and no artifact is made up for them."""
    root = mail_root({"ctrl.ipmap.tab": MAP})
    place = Place("(command line)", 1, 0, 3, b"-Pl -Sl")
    finding = RULE.finding(place, service="POP3", text="x")

    (result,) = as_sarif(report_on(finding), root)["results"]

    assert result["locations"] == [
        {
            "logicalLocations": [
                {
                    "name": "(command line)",
                    "kind": "parameter",
                    "fullyQualifiedName": "-Pl",
                }
            ]
        }
    ]


def test_a_file_name_is_a_uri() -> None:
    """Blanks and bytes that are no ASCII are escaped; the folder stays open."""
    root = mail_root({"ctrl.ipmap.tab": MAP})
    file = "domains/a b/caf\xc3\xa9/user.tab"
    finding = RULE.finding(Place(file), service="POP3", text="x")

    run = as_sarif(report_on(finding), root)

    (location,) = run["results"][0]["locations"]
    artifact = location["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "domains/a%20b/caf%C3%A9/user.tab", "uriBaseId": "MAILROOT"}
    assert "uri" not in run["originalUriBaseIds"]["MAILROOT"]


def test_the_log_names_its_schema() -> None:
    """The same that the tests validate with."""
    assert json.loads(OFFICIAL.read_text(encoding="utf-8"))["id"] == SCHEMA


def test_a_pasted_text_is_the_file_and_its_table_is_named() -> None:
    """No table is there to be changed; what to do on the screens stands in the properties."""
    root = pasted(CTRL)
    report = audit(root, at=AT, select=["ACL003"])

    (result,) = as_sarif(report, root)["results"]

    (place,) = result["locations"]
    assert place["physicalLocation"]["artifactLocation"] == {"uri": "post.txt"}
    assert place["physicalLocation"]["region"]["startLine"] == 5
    assert place["logicalLocations"] == [{"name": "ctrl.ipmap.tab", "kind": "resource"}]
    assert "fixes" not in result
    (fix,) = result["properties"]["fixes"]
    assert "CTRLアクセス許可" in fix["steps"][0]["what"]
