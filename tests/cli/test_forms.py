"""`audit --format`: every form through the command line, and the plugin's exit status."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from xmailaudit.cli.forms import FORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Roots = Mapping[str, Path]

DAY = ("--at", "2026-11-24")
#: Few rules that are finished, so that what is reviewed is the form.
SOME = ("--select", "ACL003,ACL004,ACL005,REL003")
#: How many rules there are besides them changes with every new one.
LEFT_OUT = re.compile(
    r'(^|left out" value="|_left_out\{.*\} |"note">)\d+(?= rules were| *"/>|$)', re.MULTILINE
)
SHORT = [form for form in FORMS if form not in ("text", "json", "sarif")]
#: What a page is besides its report stands in files of its own.
PAGE = re.compile(
    r"(?<=<style>).*(?=</style>)|(?<=<script>).*(?=</script>)|'sha256-.*?'", re.DOTALL
)


@pytest.mark.parametrize("name", ["fixed-ip-sender", "hostile"])
@pytest.mark.parametrize("form", SHORT)
def test_examples_in_every_form_are_reviewed(
    run: Run,
    roots: Roots,
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
    name: str,
    form: str,
) -> None:
    """What is right about them is right for all reports."""
    monkeypatch.chdir(roots[name].parent)

    ran = run("audit", "MailRoot", *DAY, *SOME, "--format", form)

    lines = PAGE.sub("", ran.out).replace("><", ">\n<") if form == "html" else ran.out
    assert LEFT_OUT.sub(r"\g<1>N", lines) == snapshot


@pytest.mark.parametrize("form", FORMS)
def test_a_file_holds_what_would_be_printed(
    run: Run, roots: Roots, tmp_path: Path, form: str
) -> None:
    """With the same exit status."""
    line = ("audit", roots["fixed-ip-sender"], *DAY, *SOME, "--format", form)
    printed = run(*line)

    written = run(*line, "--output", tmp_path / "report")

    assert written.out == ""
    assert (tmp_path / "report").read_text(encoding="utf-8") == printed.out
    assert written.status == printed.status == 1
    assert printed.out.endswith("\n")


@pytest.mark.parametrize("form", [form for form in FORMS if form not in ("text", "nagios")])
def test_exit_statuses_are_those_of_every_form(run: Run, roots: Roots, form: str) -> None:
    """Nothing, findings, nobody asked."""
    line = ("audit", roots["fixed-ip-sender"], *DAY, *SOME, "--format", form)

    assert run(*line, "--fail-on", "critical").status == 0
    assert run(*line, "--fail-on", "low").status == 1
    assert run(*line, "--fail-on", "never").status == 0


# ---------------------------------------------------------------- a plugin


@pytest.mark.parametrize(
    ("options", "status", "state"),
    [
        ((), 2, "CRITICAL"),
        (SOME, 1, "WARNING"),
        ((*SOME, "--fail-on", "critical"), 0, "OK"),
        (("--select", "REL008"), 0, "OK"),
    ],
)
def test_a_plugin_ends_as_plugins_do(
    run: Run, roots: Roots, options: tuple[str, ...], status: int, state: str
) -> None:
    """Critical findings 2, others that count 1, none 0."""
    ran = run("audit", roots["fixed-ip-sender"], *DAY, "--format", "nagios", *options)

    assert ran.status == status
    assert ran.out.startswith(f"XMAILAUDIT {state} - Grade: ")


@pytest.mark.parametrize(
    "words",
    [
        ("audit", "/nowhere|$x", "--format", "nagios"),
        ("audit", "--format=nagios", "--at", "tomorrow", "."),
        ("audit", ".", "--format", "nagios", "--fail-on", "hgih"),
        ("--lang", "ja", "audit", "/nowhere", "--format", "nagios"),
    ],
)
def test_an_error_is_unknown(run: Run, words: tuple[str, ...]) -> None:
    """One line on standard output, where a monitoring server looks, and 3."""
    ran = run(*words)

    (line,) = ran.out.splitlines()
    assert ran.status == 3
    assert line.startswith("XMAILAUDIT UNKNOWN - ")
    assert "|" not in line
    assert ran.err.startswith("xmailaudit: ")


def test_a_defect_is_unknown_too(run: Run, roots: Roots, monkeypatch: pytest.MonkeyPatch) -> None:
    """And says how to report it."""

    def broken(*_parameters: object, **_names: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("xmailaudit.report.nagios.nagios_text", broken)

    ran = run("audit", roots["fixed-ip-sender"], "--format", "nagios")

    assert ran.status == 3
    assert ran.out.startswith("XMAILAUDIT UNKNOWN - a defect in xmailaudit ")


def test_other_commands_know_no_plugin(run: Run) -> None:
    """The form is one of `audit` alone."""
    ran = run("rules", "--format", "nagios")

    assert (ran.status, ran.out) == (2, "")
