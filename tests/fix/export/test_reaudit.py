"""What an export holds, audited again, has none of the findings it fixed."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from fixtures.materialise import names
from tests.exports import run_shell, shell_words, tree
from tests.fix.made import state_in
from tests.rules.rule_files import CASES, Case
from tests.rules.test_samples import AT
from xmailaudit.audit.selection import Selection
from xmailaudit.fix.choosing import choose
from xmailaudit.fix.export.config import configuration
from xmailaudit.fix.export.writing import write_export
from xmailaudit.fix.transaction import apply
from xmailaudit.fix.wanted import Wanted
from xmailaudit.rules.catalogue import entry_of
from xmailaudit.session import Session, start

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot

TRIGGERS = tuple(case for case in CASES if case.triggers)


def _fixed_and_left(
    session: Session, out: Path, rules: tuple[str, ...] = (), *, unsafe: bool
) -> tuple[set[str], set[str], set[str]]:
    """The findings that an export fixes; those left in its preview; those an audit of it has."""

    def audited(root: MailRoot) -> Report:
        return session._replace(root=root).audit(at=AT, select=rules)

    report = audited(session.root)
    wanted = Wanted(unsafe=unsafe, selection=Selection.parse(rules))
    chosen = choose(session.root, report, audited, wanted, session.profile.given(AT))
    write_export(out, configuration(session.root, chosen.changes).exported)
    options = session.root.start_options
    again = session._replace(root=start(out / "MailRoot").root.started_with(options))
    left = session.root.with_changes(chosen.changes)
    return (
        {reported.fingerprint for reported, _fix in chosen.taken},
        {reported.fingerprint for reported in audited(left).findings},
        {reported.fingerprint for reported in again.audit(at=AT, select=rules).findings},
    )


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("name", names())
def test_fixtures(
    fixture_root: Callable[[str], Path], tmp_path: Path, name: str, *, unsafe: bool
) -> None:
    """By the default profile, with the safe fixes and with all; the original stays as it was."""
    root = fixture_root(name)
    before = tree(root)
    fixed, left, found = _fixed_and_left(start(root), tmp_path / "out", unsafe=unsafe)
    assert bool(fixed) is (name != "hardened")
    assert not fixed & found - left
    assert tree(root) == before
    assert {mode & 0o077 for _data, mode in tree(tmp_path / "out").values()} == {0}


@pytest.mark.skipif(sys.platform == "win32", reason="a script for POSIX shells")
@pytest.mark.parametrize("name", [name for name in names() if name != "hardened"])
def test_the_script_makes_what_a_transaction_makes(
    fixture_root: Callable[[str], Path], tmp_path: Path, name: str
) -> None:
    """The same bytes and the same rights."""
    root = fixture_root(name)
    shutil.copytree(root, tmp_path / "copy")
    session = start(root)
    given = session.profile.given(AT)

    def audited(root: MailRoot) -> Report:
        return session._replace(root=root).audit(at=AT)

    chosen = choose(session.root, audited(session.root), audited, Wanted(unsafe=True), given)
    write_export(tmp_path / "out", configuration(session.root, chosen.changes).exported)
    apply(root, chosen.changes, (name,), state=state_in(tmp_path))
    script = tmp_path / "out" / "apply.sh"
    done = run_shell(shell_words("dash"), script, "--server-stopped", tmp_path / "copy")
    assert done.returncode == 0, done.stderr
    assert tree(tmp_path / "copy") == tree(root)


@pytest.mark.parametrize("case", TRIGGERS, ids=str)
def test_samples(case: Case, tmp_path: Path) -> None:
    """Each rule on its own sample, by the sample's profile."""
    entry = entry_of(case.rule.module.stem.replace("_", "-"))
    assert entry is not None
    session = start(case.folder / "MailRoot", profile=case.profile)
    fixed, left, found = _fixed_and_left(session, tmp_path / "out", (entry.id,), unsafe=True)
    assert not fixed & found - left
