"""The collector: no rule without its page, its samples and its place in the catalogue."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import xmailaudit
from tests.rules.rule_files import HEADINGS, JAPANESE_HEADINGS, RULES, RuleFiles
from xmailaudit.mailroot.outside import BASELINE, PROFILE
from xmailaudit.mailroot.start_options import COMMAND_LINE
from xmailaudit.rules.catalogue import (
    catalogue,
    decides_access,
    entries_named,
    entry_of,
    families,
    known_words,
)
from xmailaudit.rules.generate import generated, main
from xmailaudit.rules.rule import Rule
from xmailaudit.tables.files import TOP_LEVEL_FILES

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What rule modules must not do when they are imported: 190 of them are (start-up is designed).
SLOW_CALLS = ("compile", "dataclass", "namedtuple")
SLOW_BASES = ("Enum", "NamedTuple", "Protocol", "TypedDict")
SLOW_MODULES = frozenset(
    {"asyncio", "cryptography", "dataclasses", "datetime", "dns", "enum", "ipaddress", "json"}
    | {"lxml", "pathlib", "re", "rich", "socket", "subprocess", "textual", "tomli"}
)

#: What rules read besides files of the MailRoot.
NO_TABLES = (COMMAND_LINE, PROFILE, BASELINE)
#: What rules read besides tables.
TLS_FILES = ("server.cert", "server.key", "certs.pem")

#: Marks of something unfinished, written so that this file has none.
LEFT_OVER = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|T" r"BD)\b|lorem ipsum", re.IGNORECASE)

#: A page's blocks of commands, and what no English text has.
COMMANDS = re.compile(r"^```sh\n.*?^```$", re.MULTILINE | re.DOTALL)
JAPANESE = re.compile(r"[\u3001-\u30ff\u4e00-\u9fff]")

every_rule = pytest.mark.parametrize("files", RULES, ids=str)


def rule_of(files: RuleFiles) -> Rule:
    """The one rule of a module."""
    module = import_module(f"xmailaudit.rules.{files}")
    rule = module.RULE
    assert isinstance(rule, Rule)
    return rule


def sections(page: str) -> list[str]:
    """What stands below each heading of a page."""
    return re.split(r"^## .*$", page, flags=re.MULTILINE)[1:]


def prose(text: str) -> str:
    """A page or a section of it without its commands."""
    return COMMANDS.sub("", text).strip()


# ------------------------------------------------------------ the catalogue


def test_the_catalogue_is_what_the_rules_say() -> None:
    """`python -m xmailaudit.rules.generate` would change nothing."""
    data = Path(import_module("xmailaudit.rules.catalogue_data").__file__ or "")

    assert data.read_text(encoding="utf-8") == generated()
    assert main(["--check"]) == 0


def test_the_generator_knows_no_other_argument(capsys: pytest.CaptureFixture[str]) -> None:
    """It says how it is called."""
    assert main(["--chekc"]) == 2
    assert capsys.readouterr().err.startswith("usage: ")


def test_ids_and_names_are_given_once() -> None:
    """They are a contract: suppressions and scripts use them."""
    words = [word for entry in catalogue() for word in (entry.id, entry.name)]

    assert len(words) == len(set(words))
    assert [entry.id for entry in catalogue()] == sorted(entry.id for entry in catalogue())


def test_a_rule_is_found_by_id_name_and_family() -> None:
    """In any case of letters; nothing else is a rule."""
    entry = catalogue()[0]

    assert entry_of(entry.id.lower()) == entry_of(entry.name.upper()) == entry
    assert entry in entries_named(entry.family.lower())
    assert {one.family for one in entries_named(entry.family)} == {entry.family}
    assert entry.family in families()
    assert {entry.id, entry.name, entry.family} <= set(known_words())
    assert entry_of(entry.family) is None
    assert entries_named("no-such-rule") == ()


def test_rules_about_access_are_told_from_the_others() -> None:
    """While one of them is open, there is no good grade."""
    assert decides_access("REL001")
    assert decides_access("ACL003")
    assert decides_access("USR002")
    assert not decides_access("SRV001")


# ------------------------------------------------------------ every rule


@every_rule
def test_module_folder_and_name_are_one(files: RuleFiles) -> None:
    """`rel/open_relay.py` holds REL… open-relay, and the catalogue finds it there."""
    rule = rule_of(files)

    assert re.fullmatch(r"[A-Z]{3}[0-9]{3}", rule.id)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert (rule.family.lower(), rule.name.replace("-", "_")) == (files.family, files.module.stem)
    entry = entry_of(rule.id)
    assert entry is not None
    assert entry.load() is rule
    assert entry.page() == files.page


@every_rule
def test_a_rule_says_what_it_is_about(files: RuleFiles) -> None:
    """One sentence for the catalogue, what it reads, and where the fact comes from."""
    rule = rule_of(files)

    assert rule.summary.endswith(".")
    assert ". " not in rule.summary
    assert rule.reads
    assert rule.references
    for pattern in rule.reads:
        assert all(part.count("*") <= 1 for part in pattern.split("/"))
        known = pattern in TOP_LEVEL_FILES or pattern in (*NO_TABLES, *TLS_FILES)
        assert known or "*" in pattern or "/" in pattern, f"{pattern} names no table"


@every_rule
def test_a_page_has_its_five_headings_and_one_command(files: RuleFiles) -> None:
    """Under the rule's own title; the command is run in the rule's sample."""
    rule = rule_of(files)
    text = files.page.read_text(encoding="utf-8")
    lines = text.splitlines()

    assert lines[0] == f"# {rule.id} {rule.name}"
    assert tuple(line[3:] for line in lines if line.startswith("## ")) == HEADINGS
    assert all(section.strip() for section in sections(text))
    assert len(re.findall(r"^```sh$", text, flags=re.MULTILINE)) == 1
    assert "```sh\n" in sections(text)[HEADINGS.index("See it yourself")]
    assert 60 <= len(text.split()) <= 400


@every_rule
def test_a_japanese_page_says_the_same_in_japanese(files: RuleFiles) -> None:
    """The same title, sections, names and command; nothing of the English text."""
    entry = entry_of(rule_of(files).id)
    assert entry is not None
    assert entry.page("ja") == files.japanese_page
    english = files.page.read_text(encoding="utf-8")
    text = files.japanese_page.read_text(encoding="utf-8")

    assert text.splitlines()[0] == english.splitlines()[0]
    assert tuple(re.findall("^## (.*)$", text, flags=re.MULTILINE)) == JAPANESE_HEADINGS
    assert COMMANDS.findall(text) == COMMANDS.findall(english)
    for section in map(prose, sections(text)):
        assert len(JAPANESE.findall(section)) > len(section) // 3
        assert section.endswith("。")
    assert [section for section in map(prose, sections(english)) if section in text] == []


@every_rule
def test_a_japanese_paragraph_is_one_line(files: RuleFiles) -> None:
    """A line break is shown as a space, which Japanese does not have between words."""
    text = prose(files.japanese_page.read_text(encoding="utf-8"))

    assert not re.search(r"\S\n\S", text)
    assert not re.search(r"[、。「」()] | [、。「」()]", text)


@every_rule
def test_a_rule_has_a_case_that_triggers_it_and_a_near_miss(files: RuleFiles) -> None:
    """Each a folder with a MailRoot, and at most a profile and a baseline beside it."""
    names = [case.name for case in files.cases]

    assert "trigger" in names
    assert "near_miss" in names
    for case in files.cases:
        assert re.fullmatch(r"(trigger|near_miss)(_[a-z0-9]+)*", case.name)
        held = {path.name for path in case.iterdir()}
        assert {"MailRoot"} <= held <= {"MailRoot", "profile.toml", "baseline.json"}


@every_rule
def test_importing_a_rule_is_cheap(files: RuleFiles) -> None:
    """Functions and one object: no class factory, no expression compiled, nothing heavy."""
    tree = ast.parse(files.module.read_text(encoding="utf-8"))

    assert sorted(set(slow_parts(tree))) == []


def slow_parts(tree: ast.Module) -> Iterator[str]:
    """What is slow in a module's top level."""
    for node in tree.body:
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names if is_slow(alias.name))
            case ast.ImportFrom(module=str(module)) if is_slow(module):
                yield module
            case ast.ClassDef(name=name, bases=bases, decorator_list=decorators):
                parts = {part.id for part in (*bases, *decorators) if isinstance(part, ast.Name)}
                yield from (f"{name}: {part}" for part in parts & {*SLOW_BASES, *SLOW_CALLS})
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                called = (call.func for call in ast.walk(value) if isinstance(call, ast.Call))
                names_called = (getattr(one, "attr", getattr(one, "id", "")) for one in called)
                yield from (name for name in names_called if name in SLOW_CALLS)


def is_slow(module: str) -> bool:
    """Whether a rule may import this inside functions only."""
    return module.partition(".")[0] in SLOW_MODULES


@every_rule
def test_nothing_unfinished_is_left_in_a_rule_or_its_page(files: RuleFiles) -> None:
    """Neither in the module nor in what an administrator reads."""
    for file in (files.module, files.page, files.japanese_page):
        assert LEFT_OVER.findall(file.read_text(encoding="utf-8")) == []


def test_a_slow_import_would_be_seen() -> None:
    """The check above can fail."""
    tree = ast.parse(
        "import re\nfrom enum import Enum\nX = re.compile('a')\nclass A(Enum): pass\n"
        "def f():\n    import json\n"
    )

    assert sorted(slow_parts(tree)) == ["A: Enum", "compile", "enum", "re"]


def test_no_family_is_empty() -> None:
    """A folder of rules holds rules."""
    folder = Path(xmailaudit.__file__).parent / "rules"
    packages = {path.parent.name for path in folder.glob("*/__init__.py")}

    assert packages == {files.family for files in RULES}
