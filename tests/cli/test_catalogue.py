"""`rules`, `explain`, `profiles`, `schema`: what there is to know without a MailRoot."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from xmailaudit.resources import profiles_folder
from xmailaudit.rules.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]


def test_every_rule_is_listed_with_its_summary(run: Run) -> None:
    """Id, name, severity, and how far its fix may be trusted."""
    ran = run("rules")

    assert (ran.status, ran.err) == (0, "")
    text = " ".join(ran.out.split())
    for entry in catalogue():
        assert f"{entry.id} {entry.name} {entry.severity}" in text
        assert entry.summary in text


def test_the_list_is_to_be_had_as_data(run: Run) -> None:
    """The keys of the contract."""
    listed = json.loads(run("rules", "--format", "json").out)

    assert [rule["id"] for rule in listed] == [entry.id for entry in catalogue()]
    for rule in listed:
        assert list(rule) == ["id", "name", "family", "severity", "summary", "fix"]
        assert rule["fix"] in ("safe", "review", "manual", None)


@pytest.mark.parametrize("word", ["ACL003", "acl003", "host-with-wide-mask"])
def test_a_rule_is_explained_by_id_or_name(run: Run, word: str) -> None:
    """Its page as plain text: no marks of Markdown, lines of a terminal."""
    ran = run("explain", word)

    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("ACL003 host-with-wide-mask\n")
    for heading in ("What XMail does", "See it yourself", "What to do", "When to leave it"):
        assert f"\n{heading}\n" in ran.out
    assert "`" not in ran.out
    assert "#" not in ran.out.partition("See it yourself")[0]


def test_every_page_can_be_shown(run: Run) -> None:
    """No rule is without."""
    for entry in catalogue():
        assert run("explain", entry.id).out.startswith(f"{entry.id} {entry.name}\n")


def test_every_profile_is_listed(run: Run) -> None:
    """With what it is for."""
    names = {file.stem for file in profiles_folder().glob("*.toml")}

    assert {line.split()[0] for line in run("profiles").out.splitlines() if line[0] != " "} == names
    listed = json.loads(run("profiles", "--format", "json").out)
    assert {profile["name"] for profile in listed} == names
    assert all(profile["about"] for profile in listed)


def test_the_schema_is_one(run: Run) -> None:
    """A JSON Schema, as it lies in the package."""
    Draft202012Validator.check_schema(json.loads(run("schema").out))
