"""`audit` with what the owner accepts: suppressions in a profile, and baselines."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from tests.report.test_sarif import VALIDATOR as SARIF
from xmailaudit.report.schemas import schema

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Roots = Mapping[str, Path]

DAY = ("--at", "2026-11-24")
ACL003 = ("--select", "ACL003,SUP")
REASON = "The provider moves us within the network."


@pytest.fixture
def ours(roots: Roots) -> Path:
    """The MailRoot with the seed case: one machine's address under a network's mask."""
    return roots["fixed-ip-sender"]


@pytest.fixture
def profile(tmp_path: Path) -> Callable[..., Path]:
    """Write a profile that suppresses ACL003, with more lines of that table."""

    def written(*lines: str) -> Path:
        file = tmp_path / "mine.toml"
        table = ("[[suppress]]", 'rule = "ACL003"', f'reason = "{REASON}"', *lines)
        file.write_text("\n".join(('extends = "default"', "", *table, "")), encoding="utf-8")
        return file

    return written


def data(run: Run, *words: object) -> Any:
    """The JSON report of a command line, which fits its schema."""
    value = json.loads(run("audit", *words, "--format", "json", *DAY).out)
    Draft202012Validator(json.loads(schema())).validate(value)
    return value


# ---------------------------------------------------------------- suppressions


def test_what_is_suppressed_does_not_count_and_is_listed(
    run: Run, ours: Path, profile: Callable[..., Path]
) -> None:
    """The text report says how much is hidden, where, why and until when."""
    mine = profile('owner = "Ann"', "expires = 2027-03-31")

    ran = run("audit", ours, *ACL003, "--profile", mine, *DAY)

    assert ran.status == 0
    assert "HIGH ACL003" not in ran.out
    assert "Found: 2 suppressed." in ran.out
    assert "2 findings are suppressed; --no-suppressions shows them:\n" in ran.out
    lines = " ".join(ran.out.split())
    assert f"- ACL003, ctrl.ipmap.tab:3, accepted by Ann until 2027-03-31: {REASON}" in lines


def test_without_suppressions_everything_counts(
    run: Run, ours: Path, profile: Callable[..., Path]
) -> None:
    """And nothing is said about them."""
    mine = profile("expires = 2026-01-01")

    ran = run("audit", ours, *ACL003, "--profile", mine, "--no-suppressions", *DAY)

    assert ran.status == 1
    assert "HIGH ACL003" in ran.out
    assert "suppressed" not in ran.out
    assert "SUP001" not in ran.out


def test_the_json_report_holds_what_is_suppressed(
    run: Run, ours: Path, profile: Callable[..., Path]
) -> None:
    """With reason, owner and end."""
    mine = profile(
        'file = "ctrl.ipmap.tab"', r'key = "203.0.113.24\t255.255.255.0"', "permanent = true"
    )

    report = data(run, ours, *ACL003, "--profile", mine)

    (found,) = (one for one in report["findings"] if one["suppressed"])
    assert found["suppressed"] == {"reason": REASON, "owner": None, "expires": None}
    assert (report["summary"]["suppressed"], report["summary"]["high"]) == (1, 0)


def test_a_finding_about_a_suppression_stands_in_the_profile(
    run: Run, ours: Path, profile: Callable[..., Path]
) -> None:
    """By line, in each form; no file of the MailRoot is called so."""
    mine = profile("expires = 2026-11-23")

    text = run("audit", ours, *ACL003, "--profile", mine, *DAY)
    (found,) = (
        one
        for one in data(run, ours, *ACL003, "--profile", mine)["findings"]
        if one["rule"] == "SUP001"
    )
    sarif = json.loads(run("audit", ours, *ACL003, "--profile", mine, "--format", "sarif").out)

    assert text.status == 1
    assert f"  {mine}:3\n  | [[suppress]]\n" in text.out
    (place,) = found["locations"]
    assert (place["file"], place["path"], place["line"]) == ("(profile)", str(mine), 3)
    (result,) = (one for one in sarif["runs"][0]["results"] if one["ruleId"] == "SUP001")
    physical = result["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"].endswith("mine.toml")
    assert "uriBaseId" not in physical["artifactLocation"]
    assert physical["region"]["startLine"] == 3


def test_its_fingerprint_does_not_depend_on_where_the_profile_lies(
    run: Run, ours: Path, profile: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named by a relative path or from the root, it is the same finding."""
    mine = profile("expires = 2026-11-23")
    monkeypatch.chdir(mine.parent)

    prints = {
        one["fingerprint"]
        for name in (mine, "mine.toml", "./mine.toml")
        for one in data(run, ours, "--select", "SUP", "--profile", name)["findings"]
    }

    assert len(prints) == 1


def test_sarif_tells_which_results_are_suppressed(
    run: Run, ours: Path, profile: Callable[..., Path]
) -> None:
    """And of the others that they are not, as soon as one is."""
    mine = profile("permanent = true")

    log = json.loads(run("audit", ours, "--profile", mine, "--format", "sarif", *DAY).out)
    plain = json.loads(run("audit", ours, "--format", "sarif", *DAY).out)

    SARIF.validate(log)
    by_rule = {one["ruleId"]: one["suppressions"] for one in log["runs"][0]["results"]}
    (made,) = by_rule.pop("ACL003")
    assert (made["kind"], made["status"], made["justification"]) == ("external", "accepted", REASON)
    assert set(map(str, by_rule.values())) == {"[]"}
    assert all("suppressions" not in one for one in plain["runs"][0]["results"])


def test_a_suppression_of_a_suppression_is_wrong(run: Run, ours: Path, tmp_path: Path) -> None:
    """Whoever wants none of these rules switches them off."""
    file = tmp_path / "mine.toml"
    file.write_text("[[suppress]]\nrule = 'SUP002'\nreason = 'a'\npermanent = true\n", "utf-8")

    ran = run("audit", ours, "--profile", file)

    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"xmailaudit: {file}:2: ")
    assert "[rules.SUP002]" in ran.err


@pytest.mark.parametrize("form", ["markdown", "github", "junit", "nagios", "prometheus"])
def test_no_form_counts_what_is_suppressed(
    run: Run, ours: Path, profile: Callable[..., Path], form: str
) -> None:
    """An annotation or a failure would be a finding again."""
    mine = profile("permanent = true")
    options = ("--select", "ACL003", "--format", form, *DAY)

    hidden, shown = (run("audit", ours, *options, *more).out for more in (("--profile", mine), ()))

    word = {"junit": "<failure", "prometheus": "rule_findings"}.get(form, "strangers")
    assert word in shown
    assert word not in hidden


# ---------------------------------------------------------------- baselines


def test_a_baseline_hides_what_it_knows(run: Run, ours: Path, tmp_path: Path) -> None:
    """The report says how much, what, and how old it is."""
    kept = tmp_path / "known.json"
    first = run("audit", ours, "--select", "ACL", "--write-baseline", kept, "--at", "2026-11-20")

    ran = run("audit", ours, "--select", "ACL", "--baseline", kept, *DAY)

    assert first.status == 1
    assert (ran.status, "HIGH ACL003" in ran.out) == (0, False)
    assert "The baseline of 2026-11-20, 4 days old, hides " in ran.out
    assert "- ACL003, ctrl.ipmap.tab:3: CTRL lets in " in " ".join(ran.out.split())


def test_a_baseline_says_what_is_gone(run: Run, roots: Roots, tmp_path: Path) -> None:
    """Compared with a server that was tidied up."""
    kept = tmp_path / "known.json"
    run("audit", roots["fixed-ip-sender"], "--select", "ACL003", "--write-baseline", kept, *DAY)

    ran = run("audit", roots["hardened"], "--select", "ACL003", "--baseline", kept, *DAY)

    assert "The baseline of 2026-11-24, 0 days old, hides nothing." in ran.out
    assert "2 findings of the baseline are gone; written anew, it holds less." in ran.out


def test_the_reports_as_data_tell_new_from_known(run: Run, ours: Path, tmp_path: Path) -> None:
    """JSON and SARIF, each finding by itself."""
    kept = tmp_path / "known.json"
    run("audit", ours, "--select", "ACL003", "--write-baseline", kept, *DAY)
    options = (ours, "--select", "ACL", "--baseline", kept)

    report = data(run, *options)
    log = json.loads(run("audit", *options, "--format", "sarif", *DAY).out)

    SARIF.validate(log)
    standing = {one["rule"]: one["baseline"] for one in report["findings"]}
    assert standing["ACL003"] == "unchanged"
    assert set(standing.values()) == {"new", "unchanged"}
    assert (report["baseline"]["known"], report["baseline"]["found"]) == (2, 2)
    assert report["summary"]["baselined"] == 2
    results = log["runs"][0]["results"]
    assert {one["ruleId"]: one["baselineState"] for one in results} == standing


def test_a_baseline_may_be_written_over_itself(run: Run, ours: Path, tmp_path: Path) -> None:
    """It is read before; what it holds stays known, and its mode stays."""
    kept = tmp_path / "known.json"
    run("audit", ours, "--select", "ACL003", "--write-baseline", kept, "--at", "2026-01-01")
    kept.chmod(0o640)

    options = ("--select", "ACL", "--baseline", kept, "--write-baseline", kept)
    run("audit", ours, *options, *DAY)

    written = json.loads(kept.read_text(encoding="utf-8"))
    assert written["created_at"] == "2026-11-24T00:00:00Z"
    assert {"ACL003", "ACL005"} <= {one["rule"] for one in written["findings"]}
    assert [file.name for file in tmp_path.iterdir()] == ["known.json"]
    if os.name != "nt":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o640


def test_a_baseline_holds_no_text_of_a_table(run: Run, roots: Roots, tmp_path: Path) -> None:
    """Ids of rules and fingerprints, nothing else."""
    kept = tmp_path / "known.json"
    run("audit", roots["hostile"], "--write-baseline", kept, *DAY)

    for one in json.loads(kept.read_text(encoding="utf-8"))["findings"]:
        assert set(one) == {"rule", "fingerprint"}
        assert int(one["fingerprint"], 16)


@pytest.mark.parametrize("content", [None, "", "{", '{"format": "xmailaudit-report"}'])
def test_a_broken_baseline_is_one_line_and_status_2(
    run: Run, ours: Path, tmp_path: Path, content: str | None
) -> None:
    """It names the file."""
    kept = tmp_path / "known.json"
    if content is not None:
        kept.write_text(content, encoding="utf-8")

    ran = run("audit", ours, "--baseline", kept)

    assert (ran.status, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert ran.err.startswith(f"xmailaudit: {kept}: ")


@pytest.mark.parametrize("name", ["-", ""])
def test_a_baseline_needs_a_file_of_its_own(run: Run, ours: Path, name: str) -> None:
    """Standard output is the report's."""
    ran = run("audit", ours, "--write-baseline", name)

    assert (ran.status, ran.out) == (2, "")
    assert "--write-baseline" in ran.err


def test_a_baseline_is_never_written_into_the_mailroot(run: Run, ours: Path) -> None:
    """An audit changes nothing there."""
    ran = run("audit", ours, "--write-baseline", ours / "known.json")

    assert ran.status == 2
    assert "lies in the MailRoot" in ran.err
    assert not (ours / "known.json").exists()


@pytest.mark.parametrize("other", ["known.json", "deep/../known.json"])
def test_a_report_and_a_baseline_are_two_files(
    run: Run, ours: Path, tmp_path: Path, other: str
) -> None:
    """One would replace the other without a word."""
    (tmp_path / "deep").mkdir()
    kept = tmp_path / "known.json"

    ran = run("audit", ours, "--write-baseline", kept, "--output", tmp_path / other)

    assert ran.status == 2
    assert "name the same file" in ran.err
    assert not kept.exists()


def test_an_empty_name_is_no_baseline(run: Run, ours: Path) -> None:
    """It is not the current folder."""
    ran = run("audit", ours, "--baseline", "")

    assert (ran.status, ran.err) == (2, "xmailaudit: --baseline needs a value\n")
