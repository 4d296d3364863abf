"""Who may open a secret: a list that is kept here, and checked in the source of the package."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import xmailaudit

PACKAGE = Path(xmailaudit.__file__).parent

#: The rules that judge passwords.
RULES = frozenset({"USR001", "USR002", "USR003", "USR005", "USR006", "USR030"})


def may_reveal(path: str, source: str) -> bool:
    """Whether a module (by its path in the package) is one that compares or writes passwords."""
    if path.startswith(("policy/", "migrate/")) or path == "tables/edit.py":
        return True
    declared = re.search(r"Rule\(\s*\"(\w+)\"", source)
    return path.startswith("rules/") and declared is not None and declared[1] in RULES


def reveals(source: str) -> list[int]:
    """The lines on which something's `reveal` is named."""
    tree = ast.walk(ast.parse(source)) if "reveal" in source else ()
    named = [node for node in tree if isinstance(node, ast.Attribute) and node.attr == "reveal"]
    return sorted(node.lineno for node in named)


def test_only_who_must_opens_a_secret() -> None:
    """`policy`, `migrate`, the password rules, and the one place that writes a value."""
    modules = {path.relative_to(PACKAGE).as_posix(): path for path in PACKAGE.rglob("*.py")}
    assert "tables/secret.py" in modules
    sources = {path: file.read_text("utf-8") for path, file in modules.items()}
    strangers = [
        f"{path}:{line}"
        for path, source in sources.items()
        if not may_reveal(path, source)
        for line in reveals(source)
    ]
    assert strangers == []
    assert len(reveals(sources["tables/edit.py"])) == 1


@pytest.mark.parametrize(
    ("path", "source", "allowed"),
    [
        ("policy/auth.py", "", "yes"),
        ("rules/usr/weak_password.py", 'RULE = Rule(\n    "USR003", …', "yes"),
        ("rules/usr/no_quota.py", 'RULE = Rule("USR027", …', "no"),
        ("report/json.py", 'Rule("USR003"', "no"),
        ("tables/edit.py", "", "yes"),
        ("tables/shown.py", "", "no"),
    ],
)
def test_the_list_knows_its_modules(path: str, source: str, allowed: str) -> None:
    """A rule is known by the id it declares, everything else by its place."""
    assert may_reveal(path, source) is (allowed == "yes")


def test_every_way_to_name_it_is_found() -> None:
    """Called at once, or kept for later."""
    assert reveals("a.reveal()\nlook = b.password.reveal\nreveal = 1\n'x.reveal()'") == [1, 2]
