"""The library: what it offers, how it behaves, and what it costs to start."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

import xmailaudit
from tests.roots import mail_root, row
from xmailaudit import Answer, Auth, Connect, Event, Node, Relay, Route, session
from xmailaudit.audit.baseline import baseline_of
from xmailaudit.policy.addresses import Address

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: What nothing but its own command may load.
HEAVY = ("cryptography", "dns", "lxml", "rich", "textual")

#: Decorating a class costs about two milliseconds; a plain audit does without.
MOST_DATACLASSES = 3

PROBE = """
import builtins, dataclasses, json, sys

made = []
process = dataclasses._process_class

def counted(cls, *rest, **named):
    made.append(cls.__qualname__)
    return process(cls, *rest, **named)

dataclasses._process_class = counted
{code}
sys.stderr.write(json.dumps([made, sorted(sys.modules)]))
"""


def after(code: str) -> tuple[list[str], set[str]]:
    """The dataclasses made and the modules loaded when a fresh interpreter has run some code."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROBE.format(code=code)],
        check=True,
        capture_output=True,
        text=True,
    )
    made, modules = json.loads(done.stderr.splitlines()[-1])
    return made, set(modules)


# ------------------------------------------------------------ what it offers


def test_the_contract_s_example_works(fixture_root: Callable[[str], Path]) -> None:
    """Load, audit, ask: as the documentation shows it."""
    root = xmailaudit.load(fixture_root("fixed-ip-sender"))
    report = xmailaudit.audit(root, profile="default", at=None)
    decision = xmailaudit.ask(
        root, xmailaudit.Relay(client="203.0.113.9", recipient="someone@example.net")
    )

    assert isinstance(root, xmailaudit.MailRoot)
    assert isinstance(report, xmailaudit.Report)
    assert isinstance(decision, xmailaudit.Decision)
    assert report.summary.grade in {"A", "B", "C", "D", "F", None}
    assert decision.answer is Answer.REFUSE


def test_every_public_name_is_there_and_documented() -> None:
    """`__all__` is true, and `dir` shows it."""
    assert xmailaudit.__all__ == sorted(xmailaudit.__all__)
    for name in xmailaudit.__all__:
        assert name in dir(xmailaudit)
        value = getattr(xmailaudit, name)
        assert isinstance(value, str) or inspect.getdoc(value)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    """As of any module."""
    with pytest.raises(AttributeError, match="no attribute 'adit'"):
        xmailaudit.adit  # noqa: B018  # looking is the test


def test_audit_is_the_function_whoever_imported_the_package_first() -> None:
    """Its name is also that of the package behind it."""
    for first in ("import xmailaudit.audit.engine", "from xmailaudit.audit import report", ""):
        code = f"{first}\nimport xmailaudit, inspect\nassert inspect.isfunction(xmailaudit.audit)"
        code += "\nfrom xmailaudit.audit.engine import run_audit\nassert xmailaudit.audit.__doc__"
        after(code + "\nassert inspect.isfunction(xmailaudit.audit)")


def test_what_is_no_mailroot_raises_a_target_error(tmp_path: Path) -> None:
    """An empty folder, and one that is not there."""
    for path in (tmp_path, tmp_path / "no", str(tmp_path)):
        with pytest.raises(xmailaudit.TargetError):
            xmailaudit.load(path)


def test_every_error_is_one_of_ours() -> None:
    """A profile, a selection, a question: each has its own, all the same root."""
    root = mail_root()

    with pytest.raises(xmailaudit.ProfileError):
        xmailaudit.audit(root, "no-such-profile")
    with pytest.raises(xmailaudit.SelectionError):
        xmailaudit.audit(root, select=["NO999"])
    with pytest.raises(xmailaudit.QuestionError):
        xmailaudit.ask(root, Relay(client="nobody", recipient="a@example.net"))
    assert issubclass(xmailaudit.ProfileError, xmailaudit.AuditError)
    for error in (xmailaudit.AuditError, xmailaudit.TargetError, xmailaudit.QuestionError):
        assert issubclass(error, xmailaudit.XMailAuditError)


def test_questions_are_answered() -> None:
    """The three kinds."""
    root = mail_root()

    assert xmailaudit.ask(root, Connect("finger", "203.0.113.9")).allowed
    assert not xmailaudit.ask(root, Relay("203.0.113.9", "a@example.net")).allowed
    assert xmailaudit.ask(root, Auth("203.0.113.9", "bob@example.com")).allowed


def test_a_route_is_a_tree() -> None:
    """Each node says what happens; a list tells who may post."""
    root = mail_root({"aliases.tab": row("example.com", "info", "bob")})

    decision = xmailaudit.ask(root, Route("info@example.com"))

    assert decision.allowed
    assert isinstance(decision.path, Node)
    assert [(node.event, node.account) for node in decision.path.walk()] == [
        (Event.MAILBOX, "bob@example.com")
    ]


def test_the_moment_is_posix_time_or_an_aware_datetime() -> None:
    """And now where nothing is said."""
    root = mail_root()
    moment = datetime(2026, 11, 24, tzinfo=UTC)

    assert xmailaudit.audit(root, at=moment).evaluated_at == moment.timestamp()
    assert xmailaudit.audit(root, at=5).evaluated_at == 5
    assert xmailaudit.audit(root).evaluated_at > moment.timestamp() - 10**9


def test_what_is_accepted_can_be_told(fixture_root: Callable[[str], Path], tmp_path: Path) -> None:
    """A profile's suppressions, or not, and the baseline of an earlier audit."""
    root = xmailaudit.load(fixture_root("fixed-ip-sender"))
    profile, kept = tmp_path / "mine.toml", tmp_path / "known.json"
    profile.write_text("[[suppress]]\nrule='ACL003'\nreason='a'\npermanent=true\n", "utf-8")

    hidden = xmailaudit.audit(root, str(profile), select=["ACL003"])
    shown = xmailaudit.audit(root, str(profile), select=["ACL003"], suppressions=False)
    kept.write_text(json.dumps(baseline_of(shown).as_json()), encoding="utf-8")
    known = xmailaudit.audit(root, select=["ACL003"], baseline=kept)

    assert [report.summary.suppressed for report in (hidden, shown, known)] == [2, 0, 0]
    assert [len(report.counted) for report in (hidden, shown, known)] == [0, 2, 0]
    kept.write_text("", encoding="utf-8")
    with pytest.raises(xmailaudit.BaselineError):
        xmailaudit.audit(root, baseline=kept)
    with pytest.raises(xmailaudit.OwnRuleError):
        xmailaudit.audit(root, rules=[tmp_path / "no"])


# ------------------------------------------------------------ start options


@pytest.fixture
def told(tmp_path: Path) -> str:
    """A profile that tells the start options."""
    file = tmp_path / "told.toml"
    file.write_text("[server]\ncommand-line = '-F- -Pl'\n", encoding="utf-8")
    return str(file)


def test_a_profile_tells_the_start_options(fixture_root: Callable[[str], Path], told: str) -> None:
    """To a session as it opens, and to an audit of a root that was loaded without any."""
    folder = fixture_root("hardened")

    opened = session.start(folder, profile=told)
    report = xmailaudit.audit(xmailaudit.load(folder), profile=told)

    assert opened.root.start_options.words == ("-F-", "-Pl")
    assert report.target.command_line == "-F- -Pl"


def test_the_caller_beats_the_profile(fixture_root: Callable[[str], Path], told: str) -> None:
    """What is told by hand counts."""
    folder = fixture_root("hardened")

    opened = session.start(folder, profile=told, command_line="-Sl")
    root = xmailaudit.load(folder, command_line="-Sl")

    assert opened.root.start_options.words == ("-Sl",)
    assert xmailaudit.audit(root, profile=told).target.command_line == "-Sl"


# ------------------------------------------------------------ access


def test_access_tells_who_is_let_in() -> None:
    """By a service's map or by the relay table, out of those who arrive at all."""
    local = row("127.0.0.0", "255.0.0.0")
    root = mail_root({"smtprelay.tab": local})

    relay, ctrl = session.access(root, "relay"), session.access(root, "ctrl")

    assert Address.parse("127.0.0.9") in relay.allowed
    assert Address.parse("203.0.113.9") not in relay.allowed
    assert Address.parse("203.0.113.9") in relay.arriving
    assert ctrl.allowed == ctrl.arriving
    with pytest.raises(ValueError, match="imap"):
        session.access(root, "imap")


# ------------------------------------------------------------ what it costs


def test_importing_the_library_loads_nothing_else() -> None:
    """Names are imported when they are used."""
    _made, modules = after("import xmailaudit")

    ours = {name for name in modules if name.startswith("xmailaudit.")}
    assert ours == {"xmailaudit.audit"}  # the empty package whose name the function has


@pytest.mark.parametrize(
    "code",
    [
        "import xmailaudit; xmailaudit.audit(xmailaudit.load({root!r}))",
        "from xmailaudit.cli import main; main(['audit', {root!r}])",
        "from xmailaudit.cli import main; main(['audit', {root!r}, '--format=json'])",
    ],
    ids=["library", "text", "json"],
)
def test_a_plain_audit_loads_nothing_heavy(fixture_root: Callable[[str], Path], code: str) -> None:
    """No terminal UI, no DNS, no parser of XML; no x509 without a certificate; few dataclasses."""
    root = fixture_root("hardened")
    for name in ("server.cert", "server.key"):
        (root / name).unlink()
    made, modules = after(code.format(root=str(root)))

    assert [name for name in HEAVY if name in modules] == []
    assert len(made) <= MOST_DATACLASSES, made


def test_only_rules_with_something_to_read_are_imported(
    fixture_root: Callable[[str], Path],
) -> None:
    """`hardened` has no smtp.hnprop.tab, so nobody imports the rule about it."""
    root = str(fixture_root("hardened"))
    _made, modules = after(f"import xmailaudit; xmailaudit.audit(xmailaudit.load({root!r}))")

    assert "xmailaudit.rules.acl.ctrl_open" in modules
    assert "xmailaudit.rules.acl.whitelist_by_host_name" not in modules
