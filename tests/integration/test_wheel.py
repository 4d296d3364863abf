"""A wheel, installed outside the checkout, brings everything the commands need."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import dev
from fixtures.materialise import materialise


class Installed:
    """The wheel in an environment of its own, run from a folder that has nothing of ours."""

    def __init__(self, folder: Path) -> None:
        self.python = dev.install_wheel(Path(sys.executable), folder)
        (self.wheel,) = folder.glob("*.whl")
        self._elsewhere = folder

    def run(self, *arguments: str) -> str:
        """Standard output of `xmailaudit ARGUMENTS`, which must succeed without a word of error."""
        script = self.python.with_name("xmailaudit.exe" if os.name == "nt" else "xmailaudit")
        run = subprocess.run(
            [script, *arguments],
            capture_output=True,
            check=False,
            cwd=self._elsewhere,
            encoding="utf-8",
        )
        assert (run.returncode, run.stderr) == (0, "")
        return run.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """One installation for all tests of this module: it takes a while."""
    return Installed(tmp_path_factory.mktemp("wheel"))


def test_the_profiles_are_inside(installed: Installed) -> None:
    """`profiles` names every built-in profile."""
    printed = installed.run("profiles")

    for profile in (dev.ROOT / "profiles").glob("*.toml"):
        assert profile.stem in printed


def test_the_schema_is_inside(installed: Installed) -> None:
    """`schema` prints a JSON Schema."""
    assert "$schema" in json.loads(installed.run("schema"))


def test_the_collecting_scripts_are_inside(installed: Installed) -> None:
    """`collect` prints each."""
    assert installed.run("collect", "--print", "posix").startswith("#!/bin/sh\n")
    assert installed.run("collect", "--print", "windows").startswith("@echo off\n")


def test_style_and_script_of_the_page_are_inside(installed: Installed, tmp_path: Path) -> None:
    """`--format html` makes a whole page."""
    root = materialise("hardened", tmp_path / "MailRoot")
    options = ("--command-line", "", "--at", "2026-11-24", "--fail-on", "never")

    page = installed.run("audit", str(root), "--format", "html", *options)

    assert ".finding" in page
    assert page.endswith("</html>\n")


def test_every_rule_has_its_page_inside(installed: Installed) -> None:
    """`explain` has a page for each rule that `rules` lists."""
    rules = json.loads(installed.run("rules", "--format", "json"))

    assert rules
    for rule in rules:
        assert rule["id"] in installed.run("explain", rule["id"])


def test_samples_and_tests_stay_outside(installed: Installed) -> None:
    """What only a checkout needs is not in the wheel; markers of typing and licence are."""
    with zipfile.ZipFile(installed.wheel) as wheel:
        names = wheel.namelist()

    assert {name.split("/")[0].split("-")[0] for name in names} == {"xmailaudit"}
    assert not [name for name in names if "/samples/" in name]
    assert "xmailaudit/py.typed" in names
    assert "xmailaudit/rules/common_passwords.txt" in names
    assert "xmailaudit/rules/common_passwords.origin.txt" in names
    assert [name for name in names if name.endswith("/licenses/LICENSE")]
