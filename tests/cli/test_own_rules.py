"""`--rules` and `--installed-rules`: where they work, and what is said of a rule with a defect."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from tests.own_rules import forgetting
from tests.report.test_sarif import VALIDATOR as SARIF
from xmailaudit.report.schemas import schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.cli.conftest import Ran
    from xmailaudit.tui.opening import Opening

    Run = Callable[..., Ran]
    Roots = Mapping[str, Path]

MODULE = """
from xmailaudit.rules.finding import Severity
from xmailaudit.rules.rule import Rule
from xmailaudit.tables.row import Place
RULE = Rule("ORG001", "our-own", Severity.HIGH, reads=("server.tab",), fix=None,
            summary="A rule of our own.", message="it is {what}")
@RULE.check
def check(root, given):
    yield RULE.finding(Place("server.tab"), what="so")
"""
ONLY = ("--select", "ORG001")


@pytest.fixture
def rules(tmp_path: Path) -> Iterator[Path]:
    """A folder with a rule that always speaks."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "ours.py").write_text(MODULE, encoding="utf-8")
    with forgetting():
        yield folder


def test_its_findings_count_and_stand_in_every_form(run: Run, roots: Roots, rules: Path) -> None:
    """Data is valid; the exit status is that of its severity."""
    target = roots["hardened"]

    text = run("audit", target, "--rules", rules, *ONLY)
    data = json.loads(run("audit", target, "--rules", rules, *ONLY, "--format", "json").out)
    log = json.loads(run("audit", target, "--rules", rules, *ONLY, "--format", "sarif").out)

    assert text.status == 1
    assert "HIGH ORG001 our-own\n  it is so\n" in text.out
    Draft202012Validator(json.loads(schema())).validate(data)
    SARIF.validate(log)
    assert log["runs"][0]["tool"]["driver"]["rules"][0]["help"]["text"].startswith("ORG001")


def test_without_the_option_nobody_knows_it(run: Run, roots: Roots, rules: Path) -> None:
    """Nor is there a module loaded."""
    ran = run("audit", roots["hardened"], *ONLY)

    assert (ran.status, ran.out) == (2, "")
    assert rules.is_dir()


def test_a_profile_may_name_and_suppress_it(
    run: Run, roots: Roots, rules: Path, tmp_path: Path
) -> None:
    """The rules are loaded before the profile is read."""
    profile = tmp_path / "mine.toml"
    lines = ("[[suppress]]", "rule='our-own'", "reason='a'", "permanent=true")
    profile.write_text("\n".join(("[rules.ORG001]", "severity='info'", *lines)), encoding="utf-8")

    ran = run("audit", roots["hardened"], "--profile", profile, "--rules", rules, *ONLY)
    asked = run("access", roots["hardened"], "ctrl", "--profile", profile, "--rules", rules)

    assert (ran.status, asked.status) == (0, 0)
    assert "1 finding is suppressed" in ran.out


def test_the_catalogue_and_its_pages_show_it(run: Run, rules: Path) -> None:
    """In both forms; and what it is called is taken from then on."""
    listed = json.loads(run("rules", "--format", "json", "--rules", rules).out)

    assert "ORG001" in {one["id"] for one in listed}
    assert "ORG001  our-own" in run("rules", "--rules", rules).out
    assert run("explain", "our-own", "--rules", rules).out.startswith("ORG001 our-own\n")


def test_two_configurations_are_compared_by_it(run: Run, roots: Roots, rules: Path) -> None:
    """As by any other rule."""
    options = ("--rules", rules, *ONLY)

    ran = run("diff", roots["hardened"], roots["distribution"], *options)

    assert "Unchanged: 1 finding\n" in ran.out


@pytest.mark.parametrize(("options", "expected"), [((), 0), (("--strict",), 4)])
def test_a_defect_is_told_to_its_author(
    run: Run, roots: Roots, rules: Path, options: tuple[str, ...], expected: int
) -> None:
    """One line on standard error, one among what was not evaluated, and no traceback."""
    (rules / "ours.py").write_text(MODULE.replace("Place(", "Plaice("), encoding="utf-8")

    ran = run("audit", roots["hardened"], "--rules", rules, *ONLY, *options)

    said = f"a defect of this rule: NameError at {(rules / 'ours.py').resolve()}:9"
    assert ran.status == expected
    assert f"xmailaudit: ORG001 our-own: {said}\n" in ran.err
    assert said in " ".join(ran.out.split()).replace("- ", "-") or "NameError" in ran.out
    assert "Traceback" not in ran.out + ran.err


@pytest.mark.parametrize("command", ["audit", "rules"])
def test_a_rule_that_cannot_be_loaded_is_one_line_and_status_2(
    run: Run, rules: Path, command: str
) -> None:
    """Before anything else is looked at."""
    (rules / "ours.py").write_text("import nothing_of_that_name\n", encoding="utf-8")

    ran = run(command, "--rules", rules)

    assert (ran.status, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert ran.err.startswith(f"xmailaudit: {rules / 'ours.py'}: ")


def test_installed_rules_may_be_none(run: Run, rules: Path) -> None:
    """Nothing is offered by anybody here; that is no error."""
    assert rules.is_dir()
    assert run("rules", "--installed-rules").status == 0


def test_an_empty_name_is_not_the_current_folder(run: Run, rules: Path) -> None:
    """Whose modules nobody asked to run."""
    assert rules.is_dir()
    ran = run("rules", "--rules", "")

    assert (ran.status, ran.err) == (2, "xmailaudit: --rules needs a value\n")


def test_the_terminal_ui_names_them_in_its_commands(
    run: Run, roots: Roots, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a screen copies finds what the screen shows."""
    opened: list[Opening] = []

    def seen(_words: object, opening: Opening) -> int:
        opened.append(opening)
        return 0

    monkeypatch.setattr("xmailaudit.tui.run", seen)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    run("tui", roots["hardened"], "--rules", rules, "--profile", "strict")

    assert [one.options for one in opened] == [("--profile", "strict", "--rules", str(rules))]
