"""apply.sh and undo.sh, run by the shells there are: strict ones, busybox with its own programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.exports import Tree, run_shell, shell_words, tree, write_export, write_files
from tests.programs import program
from xmailaudit import load
from xmailaudit.fix.export.config import configuration
from xmailaudit.fix.export.digests import cksum
from xmailaudit.mailroot.change import Change, with_indexes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="scripts for POSIX shells")

CHANGING = ("cat", "chmod", "chown", "cp", "mkdir", "mv", "rm", "rmdir", "touch")
SHELLS = ("dash", "busybox sh", "bash --posix", "zsh")
HOSTILE = (
    "custdomains/a b.tab",
    "custdomains/$(touch x).tab",
    "custdomains/`touch x`.tab",
    "custdomains/';touch x;'.tab",
    'custdomains/it\'s "quoted" & (odd).tab',
    "custdomains/two\nlines.tab",
    "custdomains/ends in a line\n",
    "custdomains/-n.tab",
    "custdomains/*.tab",
    "custdomains/%41%PATH%!x!.tab",
    "custdomains/\\n.tab",
    "custdomains/\x1b[31m.tab",
    "custdomains/\x81\x88\x91\x4e\x82\xc5\x82\xe0.tab",
    "custdomains/\xe3\x81\xbf\xe3\x82\x93\xe3\x81\xaa.tab",
)
BEFORE = {
    "server.tab": b'"RootDomain"\t"example.com"\r\n# a word\r\n"Odd"\t"\x82\xa0"\r\n',
    "mailusers.tab": b'"example.com"\t"bob"\t"1512"\t1\t"bob"\t"U"\n',
    "tabindex/mailusers-0001.hdx": b"ABDL",
    "gone.tab": b"old\n",
    "open.tab": b"secret\n",
    **{name: b"old " + name.encode("latin-1") for name in HOSTILE},
}
AFTER: Mapping[str, bytes | None] = {
    "server.tab": b'"RootDomain"\t"example.com"\r\n',
    "mailusers.tab": b'"example.com"\t"bob"\t"1513"\t1\t"bob"\t"U"\n',
    "gone.tab": None,
    "new/inner/made.tab": b"made\n",
    **{name: b"new " + name.encode("latin-1") for name in HOSTILE},
}


class Case(NamedTuple):
    """A MailRoot, an export of its changes, and what it is to become."""

    root: Path
    out: Path
    before: Tree
    after: Tree
    run: Callable[..., subprocess.CompletedProcess[str]]


def _case(tmp_path: Path, shell: list[str], env: Mapping[str, str] | None = None) -> Case:
    root = write_files(BEFORE, tmp_path / "Mail Root (1) & $HOME")
    (root / "open.tab").chmod(0o646)
    (root / "server.tab").chmod(0o640)
    (root / "custdomains").chmod(0o2775)
    source = load(str(root)).source
    changes = [Change(path, BEFORE.get(path), new) for path, new in AFTER.items()]
    changes += [
        Change("open.tab", BEFORE["open.tab"], BEFORE["open.tab"], 0o646, 0o640),
        Change("custdomains", None, None, 0o2775, 0o2770),
    ]
    changes = list(with_indexes(source, changes))
    exported = configuration(load(str(root)), changes).exported
    out = write_export(exported, tmp_path / "it's out")
    before = tree(root)
    gone = [os.fsencode(c.path) for c in changes if c.new is None and c.old is not None]
    after = {path: known for path, known in before.items() if path not in gone}
    for path, data in AFTER.items():
        if data is not None:
            name = path.encode("latin-1")
            after[name] = data, before.get(name, (b"", 0o640))[1]
    after[b"new"] = after[b"new/inner"] = None, root.stat().st_mode & 0o777
    after[b"open.tab"] = BEFORE["open.tab"], 0o640
    after[b"custdomains"] = None, 0o2770

    def run(purpose: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run_shell(shell, out / f"{purpose}.sh", *arguments, root, env=env)

    return Case(root, out, before, after, run)


@pytest.fixture(params=SHELLS)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Case:
    """The MailRoot and a shell."""
    return _case(tmp_path, shell_words(request.param))


@pytest.fixture
def plain(tmp_path: Path) -> Case:
    """The MailRoot and one shell."""
    return _case(tmp_path, shell_words("dash"))


def without_index(before: Tree) -> Tree:
    """Without index."""
    return {path: known for path, known in before.items() if not path.endswith(b".hdx")}


def test_applied_twice_and_taken_back_twice(case: Case) -> None:
    """Applied twice and taken back twice."""
    done = case.run("apply", "--server-stopped")
    assert (done.returncode, done.stderr) == (0, "apply: done; sh undo.sh takes it back\n")
    assert tree(case.root) == case.after
    again = case.run("apply")
    assert (again.returncode, again.stderr) == (0, "apply: already applied\n")
    assert tree(case.root) == case.after
    back = case.run("undo", "--server-stopped")
    assert (back.returncode, back.stderr) == (0, "undo: taken back\n")
    assert tree(case.root) == without_index(case.before)
    assert not (case.out / "backup").exists()
    nothing = case.run("undo")
    assert (nothing.returncode, nothing.stderr) == (0, "undo: nothing to take back\n")
    assert tree(case.root) == without_index(case.before)
    assert case.run("apply", "--server-stopped").returncode == 0
    assert tree(case.root) == case.after


def test_indexed_tables_want_the_server_stopped(case: Case) -> None:
    """Indexed tables want the server stopped."""
    refused = case.run("apply")
    assert refused.returncode == 5
    assert "stop XMail" in refused.stderr
    assert tree(case.root) == case.before
    assert case.run("apply", "--server-stopped").returncode == 0
    assert case.run("undo").returncode == 5
    assert tree(case.root) == case.after


def test_a_file_changed_since_stops_all_of_it(case: Case) -> None:
    """A file changed since stops all of it."""
    (case.root / "server.tab").write_bytes(b"else\n")
    changed = tree(case.root)
    refused = case.run("apply", "--server-stopped")
    assert refused.returncode == 5
    assert "server.tab: not as it was audited" in refused.stderr
    assert tree(case.root) == changed


def test_a_file_changed_after_it_stops_undo(case: Case) -> None:
    """A file changed after it stops undo."""
    case.run("apply", "--server-stopped")
    (case.root / "server.tab").write_bytes(b"else\n")
    changed = tree(case.root)
    refused = case.run("undo", "--server-stopped")
    assert refused.returncode == 5
    assert "server.tab: was changed since" in refused.stderr
    assert tree(case.root) == changed


def test_damaged_exports_are_refused(plain: Case) -> None:
    """Damaged exports are refused."""
    (plain.out / "MailRoot" / "server.tab").write_bytes(b"half")
    refused = plain.run("apply", "--server-stopped")
    assert refused.returncode == 5
    assert tree(plain.root) == plain.before


def test_damaged_backups_are_refused(plain: Case) -> None:
    """Damaged backups are refused."""
    plain.run("apply", "--server-stopped")
    kept = next(f for f in (plain.out / "backup").iterdir() if f.name.isdigit())
    kept.write_bytes(b"half")
    assert plain.run("undo", "--server-stopped").returncode == 5
    assert tree(plain.root) == plain.after


def test_links_and_second_names_are_refused(plain: Case, tmp_path: Path) -> None:
    """Links and second names are refused."""
    elsewhere = tmp_path / "elsewhere"
    (plain.root / "server.tab").rename(elsewhere)
    (plain.root / "server.tab").symlink_to(elsewhere)
    (plain.root / "other.tab").hardlink_to(plain.root / "gone.tab")
    refused = plain.run("apply", "--server-stopped")
    assert refused.returncode == 5
    assert "server.tab: a link is on the way" in refused.stderr
    assert "gone.tab: has several names" in refused.stderr
    assert elsewhere.read_bytes() == BEFORE["server.tab"]


def test_folders_that_are_links_are_refused(plain: Case, tmp_path: Path) -> None:
    """Folders that are links are refused."""
    (plain.root / "custdomains").rename(tmp_path / "elsewhere")
    (plain.root / "custdomains").symlink_to(tmp_path / "elsewhere")
    elsewhere = tree(tmp_path / "elsewhere")
    assert plain.run("apply", "--server-stopped").returncode == 5
    assert tree(tmp_path / "elsewhere") == elsewhere


def test_rights_narrowed_since_stay_so(plain: Case) -> None:
    """Rights narrowed since stay so."""
    (plain.root / "open.tab").chmod(0o604)
    assert plain.run("apply", "--server-stopped").returncode == 0
    assert (plain.root / "open.tab").stat().st_mode & 0o777 == 0o600
    assert plain.run("undo", "--server-stopped").returncode == 0
    assert (plain.root / "open.tab").stat().st_mode & 0o777 == 0o604


def test_a_backup_is_of_one_mail_root(plain: Case, tmp_path: Path) -> None:
    """A backup is of one mail root."""
    shutil.copytree(plain.root, tmp_path / "copy")
    plain.run("apply", "--server-stopped")
    for purpose in ("apply", "undo"):
        refused = run_shell(
            shell_words("dash"), plain.out / f"{purpose}.sh", "--server-stopped", tmp_path / "copy"
        )
        assert refused.returncode == 5
        assert "another MailRoot" in refused.stderr
    assert tree(tmp_path / "copy") == plain.before


def test_two_runs_at_once(case: Case) -> None:
    """The second one is refused; the lock of a process that is gone is none."""
    lock = case.out / "running"
    lock.symlink_to(str(os.getpid()))
    refused = case.run("apply", "--server-stopped")
    assert (refused.returncode, "running" in refused.stderr) == (5, True)
    assert tree(case.root) == case.before
    assert lock.is_symlink()
    lock.unlink()
    gone = subprocess.Popen([program("true")])
    gone.wait()
    lock.symlink_to(str(gone.pid))
    assert case.run("apply", "--server-stopped").returncode == 0
    assert not lock.is_symlink()
    assert tree(case.root) == case.after


def test_it_does_not_lie_in_the_mail_root(plain: Case) -> None:
    """It does not lie in the mail root."""
    inside = plain.root / "export"
    shutil.copytree(plain.out, inside)
    refused = run_shell(shell_words("dash"), inside / "apply.sh", "--server-stopped", plain.root)
    assert refused.returncode == 5
    assert "must not lie in the MailRoot" in refused.stderr


def test_its_words(plain: Case) -> None:
    """Its words."""
    assert plain.run("apply", "--help").stdout.startswith("Carries out on a MailRoot")
    assert run_shell(shell_words("dash"), plain.out / "apply.sh").returncode == 5
    wrong = run_shell(shell_words("dash"), plain.out / "apply.sh", "/nowhere/at all")
    assert (wrong.returncode, "no such folder" in wrong.stderr) == (5, True)
    told = {"MAIL_ROOT": str(plain.root), "SERVER_STOPPED": "1"}
    assert run_shell(shell_words("dash"), plain.out / "apply.sh", env=told).returncode == 0
    assert tree(plain.root) == plain.after


@pytest.mark.parametrize("missing", ["sha256sum", "sha256sum shasum", "all but cksum"])
def test_other_programs_for_digests(tmp_path: Path, missing: str) -> None:
    """On a path with few programs: whichever there is to compare with is taken."""
    tools = [*CHANGING, "cut", "find", "ls", "sed", "sync", "tr", "cksum"]
    tools += {"sha256sum": ["shasum", "perl"], "sha256sum shasum": ["openssl"]}.get(missing, [])
    path = tmp_path / "bin"
    path.mkdir()
    for tool in tools:
        (path / tool).symlink_to(program(tool))
    case = _case(tmp_path, shell_words("dash"), {"PATH": str(path)})
    assert case.run("apply", "--server-stopped").stderr == "apply: done; sh undo.sh takes it back\n"
    assert tree(case.root) == case.after
    assert case.run("undo", "--server-stopped").returncode == 0
    assert tree(case.root) == without_index(case.before)


def test_shellcheck_has_nothing_to_say(plain: Case) -> None:
    """Shellcheck has nothing to say."""
    checked = subprocess.run(
        [program("shellcheck"), "--exclude=SC2016", plain.out / "apply.sh", plain.out / "undo.sh"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert checked.stdout == ""


@pytest.mark.parametrize("data", [b"", b"a", b"\0\xff" * 300, bytes(range(256))])
def test_cksum(data: bytes) -> None:
    """Cksum."""
    told = subprocess.run([program("cksum")], input=data, check=True, capture_output=True)
    assert told.stdout.split() == [str(cksum(data)).encode(), str(len(data)).encode()]


# ---------------------------------------------------------------- killed

SMALL_BEFORE = {"server.tab": b"old\n", "domains.tab": b"old\n", "b.tab": b"x", "open.tab": b"x"}
SMALL_AFTER: Mapping[str, bytes | None] = {
    "server.tab": b"new\n",
    "domains.tab": b"new\n",
    "b.tab": None,
    "new/c.tab": b"made\n",
}


def _small(tmp_path: Path) -> tuple[Path, Path]:
    root = write_files(SMALL_BEFORE, tmp_path / "root")
    (root / "open.tab").chmod(0o644)
    changes = [Change(path, SMALL_BEFORE.get(path), new) for path, new in SMALL_AFTER.items()]
    changes.append(Change("open.tab", b"x", b"x", 0o644, 0o640))
    return root, write_export(configuration(load(str(root)), changes).exported, tmp_path / "out")


@pytest.fixture
def killing(tmp_path: Path) -> Path:
    """Programs that count their calls, and kill the shell before or after the n-th of them."""
    folder = tmp_path / "killing"
    folder.mkdir()
    for name in CHANGING:
        (folder / name).write_text(
            f"#!{program('dash')}\n"
            'read n <"$COUNTER"\n'
            "n=$((n + 1))\n"
            'echo $n >"$COUNTER"\n'
            '[ "$n" != "$BEFORE" ] || { kill -9 $PPID; exit 1; }\n'
            f'{program(name)} "$@"\n'
            "status=$?\n"
            '[ "$n" != "$BEHIND" ] || kill -9 $PPID\n'
            "exit $status\n"
        )
        (folder / name).chmod(0o755)
    return folder


def _killed(tmp_path: Path, script: str, when: str, number: int) -> int:
    """Run a script and kill it at the n-th call; gives how many there were."""
    counter = tmp_path / "counter"
    counter.write_text("0\n")
    path = f"{tmp_path / 'killing'}:{os.environ['PATH']}"
    env = {"PATH": path, "COUNTER": str(counter), "BEFORE": "", "BEHIND": "", when: str(number)}
    dash = shell_words("dash")
    run_shell(dash, tmp_path / "out" / script, "--server-stopped", tmp_path / "root", env=env)
    return int(counter.read_text())


def _each_is_whole(root: Path) -> None:
    for name, old in SMALL_BEFORE.items():
        file = root / name
        found = file.read_bytes() if file.exists() else None
        assert found in (old, SMALL_AFTER.get(name, old))


@pytest.mark.usefixtures("killing")
@pytest.mark.parametrize("when", ["BEFORE", "BEHIND"])
@pytest.mark.parametrize("then", ["apply", "undo"])
@pytest.mark.parametrize("first", ["apply", "undo"])
def test_killed_anywhere(tmp_path: Path, first: str, then: str, when: str) -> None:
    """Whatever call is the last one, each file is whole and the next run finishes or goes back."""
    dash = shell_words("dash")
    root, out = _small(tmp_path)
    before = tree(root)
    assert run_shell(dash, out / "apply.sh", "--server-stopped", root).returncode == 0
    after = tree(root)
    assert run_shell(dash, out / "undo.sh", "--server-stopped", root).returncode == 0
    number = 0
    while True:
        number += 1
        if first == "undo":
            run_shell(dash, out / "apply.sh", "--server-stopped", root)
        calls = _killed(tmp_path, f"{first}.sh", when, number)
        if calls < number:
            break
        _each_is_whole(root)
        done = run_shell(dash, out / f"{then}.sh", "--server-stopped", root)
        assert done.returncode == 0, done.stderr
        assert tree(root) == (after if then == "apply" else before), (number, done.stderr)
        back = run_shell(dash, out / "undo.sh", "--server-stopped", root)
        assert back.returncode == 0, back.stderr
        assert tree(root) == before, (number, back.stderr)
        assert not [path for path in tree(out) if path.startswith(b"backup")]
    assert number > 20
