"""Rules of somebody's own: how they are loaded, and what becomes of one that goes wrong."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests.audit.made_up import hidden_root, rule
from tests.own_rules import forgetting
from tests.roots import mail_root
from xmailaudit.audit import own_rules
from xmailaudit.audit.engine import run_audit
from xmailaudit.audit.errors import OwnRuleError, ProfileError
from xmailaudit.audit.guard import defects
from xmailaudit.audit.own_rules import load_folder, load_installed
from xmailaudit.audit.profile import Profile, load_profile
from xmailaudit.audit.selection import Selection
from xmailaudit.messages import English, render
from xmailaudit.rules import catalogue
from xmailaudit.rules.catalogue import entries_named, entry_of
from xmailaudit.rules.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from xmailaudit.audit.report import Report
    from xmailaudit.rules.rule import Rule

    Write = Callable[..., Path]

HEAD = """
from xmailaudit.rules.finding import Applicability, Finding, Severity
from xmailaudit.rules.rule import NotJudgedError, Rule
from xmailaudit.messages import say
from xmailaudit.tables.row import Place
"""
RULE = """
RULE = Rule({id!r}, {name!r}, Severity.LOW, reads=("server.tab",), fix=Applicability.REVIEW,
            summary="A rule of our own.", message="it is {{what}}")
"""
CHECK = """
@RULE.check
def check(root, given):
    {body}
"""
GOOD = 'yield RULE.finding(Place("server.tab"), what="so")'


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """What a test loads is unknown to the next."""
    with forgetting():
        yield


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a module and give its folder."""

    def written(body: str = GOOD, *, file: str = "one", more: str = "", **identity: str) -> Path:
        named = {"id": "ORG001", "name": "our-own", **identity}
        text = HEAD + RULE.format(**named) + more + CHECK.format(body=body)
        (tmp_path / f"{file}.py").write_text(text, encoding="utf-8")
        return tmp_path

    return written


def audit(*ids: str, **wanted: Any) -> Report:
    """An audit by some rules, of a plain MailRoot."""
    selection = Selection(chosen=frozenset(ids or ("ORG001",)))
    return run_audit(mail_root(), profile=Profile("p"), at=0.0, selection=selection, **wanted)


# ------------------------------------------------------------ loading


def test_a_rule_of_a_folder_is_a_rule_like_others(write: Write, tmp_path: Path) -> None:
    """It has id, name and family, is judged, and a profile may name it."""
    load_folder(write())
    profile = tmp_path / "mine.toml"
    profile.write_text("[rules.our-own]\nseverity = 'high'\n", encoding="utf-8")

    entry = entry_of("our-own")

    assert entry is not None
    assert entries_named("org") == (entry,)
    assert load_profile(str(profile)).severities == {"ORG001": Severity.HIGH}
    (found,) = audit().findings
    assert (found.finding.rule.id, found.finding.rule.origin) == (
        "ORG001",
        str((tmp_path / "one.py").resolve()),
    )
    assert "ORG001" in {one.finding.rule.id for one in _everything().findings}


def _everything() -> Report:
    return run_audit(mail_root(), profile=Profile("p"), at=0.0)


def test_nothing_is_loaded_that_nobody_asks_for(write: Write) -> None:
    """Neither folders nor entry points; the catalogue is ours."""
    write()

    assert entry_of("ORG001") is None
    assert not [name for name in sys.modules if name.startswith("xmailaudit_own_rules.one")]


def test_a_folder_is_loaded_once_and_nothing_is_written_into_it(
    write: Write, tmp_path: Path
) -> None:
    """Asked for again, its rules are there already; helpers are left alone."""
    folder = write()
    (folder / "_helper.py").write_text("raise ValueError", encoding="utf-8")
    (folder / "notes.txt").write_text("", encoding="utf-8")

    load_folder(folder)
    load_folder(folder)

    assert {path.name for path in tmp_path.iterdir()} == {"_helper.py", "notes.txt", "one.py"}


def test_two_folders_may_have_modules_of_one_name(write: Write, tmp_path: Path) -> None:
    """They are two modules all the same."""
    other = tmp_path / "other"
    other.mkdir()
    folder = write(id="ORG002", name="another")
    (folder / "one.py").rename(other / "one.py")

    load_folder(write())
    load_folder(other)

    assert len(audit("ORG001", "ORG002").findings) == 2


def test_a_page_beside_it_is_shown_else_the_summary(write: Write, tmp_path: Path) -> None:
    """In the language at hand, as for ours."""
    load_folder(write())
    entry = entry_of("ORG001")
    assert entry is not None

    assert entry.page_text() == "# ORG001 our-own\n\nA rule of our own.\n"
    (tmp_path / "one.md").write_text("# The page\n", encoding="utf-8")
    (tmp_path / "one.ja.md").write_text("# 説明\n", encoding="utf-8")
    assert entry.page_text() == "# The page\n"
    assert entry.page_text("ja") == "# 説明\n"


@pytest.mark.parametrize(
    ("identity", "said"),
    [
        ({"id": "ACL003"}, "ACL003 host-with-wide-mask is taken"),
        ({"name": "open-relay"}, "REL001 open-relay is taken"),
        ({"id": "org001"}, "id is wrong: 'org001'"),
        ({"id": "ORG1"}, "id is wrong"),
        ({"name": "Our own"}, "name is wrong"),
    ],
)
def test_an_identity_that_is_taken_or_none_is_refused(
    write: Write, identity: dict[str, str], said: str
) -> None:
    """With the file; nothing of it stays in the catalogue."""
    with pytest.raises(OwnRuleError, match=said) as caught:
        load_folder(write(**identity))

    assert str(caught.value.file).endswith("one.py")
    assert catalogue.own_entries() == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no RULE"),
        ("RULE = 3", "no RULE"),
        ("import nothing_of_that_name", "cannot be loaded: ModuleNotFoundError"),
        ("def broken(:", "cannot be loaded: SyntaxError"),
        ("raise SystemExit(0)", "cannot be loaded: SystemExit"),
    ],
)
def test_a_module_without_a_rule_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """It names the file and what is wrong; a module that failed is not kept."""
    (tmp_path / "bad.py").write_text(text, encoding="utf-8")

    for _time in range(2):
        with pytest.raises(OwnRuleError, match=said) as caught:
            load_folder(tmp_path)
        assert str(caught.value.file).endswith("bad.py")


@pytest.mark.parametrize(
    ("part", "right", "wrong"),
    [
        ("severity", "Severity.LOW", "'high'"),
        ("reads", '("server.tab",)', '"server.tab"'),
        ("reads", '("server.tab",)', "(1,)"),
        ("fix", "Applicability.REVIEW", "'safe'"),
        ("summary", '"A rule of our own."', '""'),
    ],
)
def test_a_rule_with_a_wrong_part_is_refused(
    write: Write, part: str, right: str, wrong: str
) -> None:
    """It would fail later, somewhere else."""
    file = write() / "one.py"
    file.write_text(file.read_text("utf-8").replace(right, wrong), encoding="utf-8")

    with pytest.raises(OwnRuleError, match=f"the rule's {part} is wrong"):
        load_folder(file.parent)


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    """Nothing there, a file, no module in it."""
    for folder in (tmp_path / "no", tmp_path, tmp_path / "a\0b"):
        with pytest.raises(OwnRuleError):
            load_folder(folder)


# ------------------------------------------------------------ entry points


def offering(monkeypatch: pytest.MonkeyPatch, *values: str) -> None:
    """Have packages offer these."""
    points = [EntryPoint(f"r{n}", value, own_rules.GROUP) for n, value in enumerate(values)]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: points if group else [])


def test_installed_packages_offer_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """By entry points, each of which names a Rule."""
    file = "/nowhere/ours.py"
    module = SimpleNamespace(ONE=rule("ORG007"), OTHER=rule("ORG008"), __file__=file)
    monkeypatch.setitem(sys.modules, "ours", module)
    offering(monkeypatch, "ours:ONE", "ours:OTHER")

    load_installed()
    load_installed()

    assert [(entry.id, entry.origin.name) for entry in catalogue.own_entries()] == [
        ("ORG007", "ours.py"),
        ("ORG008", "ours.py"),
    ]


@pytest.mark.parametrize("value", ["nothing_of_that_name:RULE", "sys:path"])
def test_an_entry_point_that_is_no_rule_is_refused(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """It is named."""
    offering(monkeypatch, value)

    with pytest.raises(OwnRuleError):
        load_installed()


# ------------------------------------------------------------ defects


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("return None", "TypeError"),
        ("raise SystemExit(0)", "SystemExit"),
        ("yield 3", "TypeError"),
        ("yield RULE.finding(what='nowhere')", "RuleDefectError"),
        ("yield RULE.finding(Place('server.tab'))", "KeyError"),
        ("yield RULE.finding('server.tab', what='x')", "TypeError"),
        ("yield RULE.finding(Place('server.tab'), what='x', severity='high')", "TypeError"),
        ("yield RULE.finding(Place('server.tab'), what='x')._replace(places=())", "TypeError"),
        ("yield RULE.finding(Place(None), what='x')", "TypeError"),
        ("yield RULE.finding(Place('server.tab'), what='x', witness=7)", "TypeError"),
        ("yield RULE.finding(Place('server.tab'), what='x', confidence='sure')", "TypeError"),
        ("raise ValueError('secret')", "ValueError"),
    ],
)
def test_a_defect_of_a_rule_is_told_and_ends_nothing_else(
    write: Write, body: str, kind: str
) -> None:
    """It is not evaluated, with the kind and the line of its module, and none of its words."""
    load_folder(write(body))

    report = audit("ORG001", "TAB013")

    (gap,) = report.not_evaluated
    said = render(gap.reason, English(), show=str)
    assert gap.rule.id == "ORG001"
    assert said.startswith(f"a defect of this rule: {kind} at ")
    assert "one.py" in said
    assert "secret" not in said
    assert list(defects(report.not_evaluated)) == [gap]
    assert {one.finding.rule.id for one in report.findings} <= {"TAB013"}
    assert report.asked


def test_what_it_found_before_stays(write: Write) -> None:
    """As for any rule."""
    load_folder(write(f"{GOOD}; 1 / 0"))

    report = audit()

    assert (len(report.findings), len(report.not_evaluated)) == (1, 1)


def test_a_rule_that_cannot_tell_has_no_defect(write: Write) -> None:
    """It says so like ours, and a file that cannot be read is no fault of its own."""
    load_folder(write("raise NotJudgedError(say('nobody knows'))"))

    report = audit()
    unseen = run_audit(
        hidden_root({"server.tab": ""}, "server.tab"),
        profile=Profile("p"),
        at=0.0,
        selection=Selection(chosen=frozenset({"ORG001"})),
    )

    (gap,) = report.not_evaluated
    assert render(gap.reason, English(), show=str) == "nobody knows"
    assert list(defects((*report.not_evaluated, *unseen.not_evaluated))) == []


def test_a_rule_may_fail_at_each_account(write: Write) -> None:
    """In the pass that it shares with ours, which goes on."""
    accounts = "@RULE.each\ndef each(account, tally):\n    tally['none']\n"
    load_folder(write("yield from ()", more=accounts))

    report = audit("ORG001", "USR011")

    assert [gap.rule.id for gap in report.not_evaluated] == ["ORG001"]


def test_what_one_of_ours_raises_is_a_defect_of_the_whole(
    plant: Callable[..., None],
) -> None:
    """Nobody takes it for a gap."""

    def body(_made: Rule, _root: object) -> Iterator[Any]:
        raise ZeroDivisionError

    plant(rule("ACL901", body=body))

    with pytest.raises(ZeroDivisionError):
        run_audit(mail_root({"ctrl.ipmap.tab": ""}), profile=Profile("p"), at=0.0)


# ------------------------------------------------------------ profiles that ask for them


def test_a_profile_asks_for_folders_beside_it(write: Write, tmp_path: Path) -> None:
    """For those that extend it, too; whatever names the rules is read later."""
    write()
    base, mine = tmp_path / "base.toml", tmp_path / "sub" / "mine.toml"
    mine.parent.mkdir()
    base.write_text("[own-rules]\nfolders = ['.']\n", encoding="utf-8")
    mine.write_text("extends = '../base.toml'\n[rules.ORG001]\nseverity = 'info'\n", "utf-8")

    assert load_profile(str(mine)).severities == {"ORG001": Severity.INFO}


def test_a_profile_asks_for_installed_ones(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Only where it says true."""
    module = SimpleNamespace(RULE=rule("ORG007"), __file__="/nowhere/ours.py")
    monkeypatch.setitem(sys.modules, "ours", module)
    offering(monkeypatch, "ours:RULE")
    mine = tmp_path / "mine.toml"

    mine.write_text("[own-rules]\ninstalled = false\n", encoding="utf-8")
    load_profile(str(mine))
    assert entry_of("ORG007") is None
    mine.write_text("[own-rules]\ninstalled = true\n", encoding="utf-8")
    load_profile(str(mine))
    assert entry_of("ORG007") is not None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("own-rules = 1", "own-rules"),
        ("[own-rules]\nfolder = 'a'", "own-rules.folder"),
        ("[own-rules]\nfolders = 'a'", "own-rules.folders"),
        ("[own-rules]\nfolders = [1]", "own-rules.folders"),
        ("[own-rules]\ninstalled = 'yes'", "own-rules.installed"),
    ],
)
def test_what_a_profile_says_of_them_is_checked(tmp_path: Path, text: str, key: str) -> None:
    """Before anything is loaded."""
    mine = tmp_path / "mine.toml"
    mine.write_text(text, encoding="utf-8")

    with pytest.raises(ProfileError) as caught:
        load_profile(str(mine))

    assert caught.value.key == key


def test_a_folder_that_a_profile_names_must_be_there(tmp_path: Path) -> None:
    """The error names the folder."""
    mine = tmp_path / "mine.toml"
    mine.write_text("[own-rules]\nfolders = ['no']\n", encoding="utf-8")

    with pytest.raises(OwnRuleError) as caught:
        load_profile(str(mine))

    assert caught.value.file == str(tmp_path / "no")
