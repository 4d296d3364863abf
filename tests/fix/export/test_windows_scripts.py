"""apply.cmd and undo.cmd: their text everywhere, and run where there is Wine.

Wine's fc compares nothing, so a program of the test's own stands in for it; and Wine expands what
stands between per cent signs in a value, which Windows does not.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.exports import tree, write_export, write_files
from xmailaudit import load
from xmailaudit.fix.export.config import configuration
from xmailaudit.fix.export.scripts_windows import windows_scripts
from xmailaudit.fix.export.work import work_of
from xmailaudit.mailroot.change import Change, with_indexes
from xmailaudit.mailroot.memory import MemorySource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xmailaudit.fix.export.exported import Exported

BEFORE = {
    "server.tab": b'"a"\r\n',
    "mailusers.tab": b'"x"\n',
    "tabindex/mailusers-0001.hdx": b"ABDL",
    "gone.tab": b"old\n",
    "custdomains/it's (1) & echo owned!^.tab": b"old",
}
AFTER: Mapping[str, bytes | None] = {
    "server.tab": b'"b"\r\n',
    "mailusers.tab": b"",
    "gone.tab": None,
    "new/inner/made.tab": b"made\n",
    "custdomains/it's (1) & echo owned!^.tab": b"new",
}
COMPARING = """\
Set fso = CreateObject("Scripting.FileSystemObject")
Function T(p)
  T = ""
  If fso.GetFile(p).Size = 0 Then Exit Function
  Set s = fso.OpenTextFile(p, 1, False, 0)
  Do While Not s.AtEndOfStream
    T = T & s.Read(100)
  Loop
  s.Close
End Function
a = WScript.Arguments(1)
b = WScript.Arguments(2)
If Not (fso.FileExists(a) And fso.FileExists(b)) Then WScript.Quit 2
If fso.GetFile(a).Size <> fso.GetFile(b).Size Then WScript.Quit 1
If T(a) = T(b) Then WScript.Quit 0
WScript.Quit 1
"""


def scripts(*changes: Change) -> tuple[Exported, ...]:
    """What is exported for Windows for some changes of an empty MailRoot."""
    return windows_scripts(work_of(MemorySource({}), changes))


def text_of(*paths: str) -> str:
    """The text of apply.cmd for some files that change."""
    found = {one.path: one.data for one in scripts(*(Change(p, b"a", b"bc") for p in paths))}
    return (found["apply.cmd"] or b"").decode("latin-1")


def test_every_line_ends_as_windows_has_it() -> None:
    """Labels are not found otherwise."""
    text = text_of("server.tab")
    assert text.count("\n") == text.count("\r\n")
    assert text.isascii()


def test_every_label_that_is_gone_to_is_there() -> None:
    """Those with a phase in their name, too."""
    text = text_of("server.tab")
    labels = set(re.findall(r"^:(\w+)", text, re.MULTILINE))
    wanted = set(re.findall(r"(?:goto|call) :?(\w+)(?!%|\w)", text)) - {"file_"}
    phases = set(re.findall(r'set "PHASE=(\w+)"', text))
    assert wanted - labels <= {"file_"}
    assert {f"file_{phase}" for phase in phases} <= labels
    assert {"apply", "undo"} <= labels


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("custdomains/a b&c(d)^!.tab", r'set "P=custdomains\a b&c(d)^!.tab"'),
        ("custdomains/100%PATH%.tab", r'set "P=custdomains\100%%PATH%%.tab"'),
        ("custdomains/\x95\x5c.tab", 'set "P=custdomains\\\x95\x5c.tab"'),
    ],
)
def test_names_stand_between_quotes(path: str, line: str) -> None:
    """With per cent signs doubled, and the bytes of the ANSI code page."""
    text = text_of(path)
    assert line in text.split("\r\n")
    assert ("chcp %%A" in text) is not path.isascii()


@pytest.mark.parametrize(
    "path",
    [
        'a".tab',
        "a*.tab",
        "a?.tab",
        "a<b.tab",
        "a|b.tab",
        "a\\b.tab",
        "a:b",
        "a\nb",
        "a\x1b.tab",
        "\x82%PATH%.tab",
        "custdomains\x82/a.tab",
        "filters/\x82",
        "x" * 300,
    ],
)
def test_what_windows_cannot_name_gets_no_script(path: str) -> None:
    """Nothing that could end a quote, or swallow it."""
    assert scripts(Change(path, b"a", b"b")) == ()


def test_files_lie_beside_it_by_number() -> None:
    """What they are compared with, as it was audited."""
    found = {one.path: one.data for one in scripts(Change("a/b.tab", b"old", None))}
    assert found["audited/1"] == b"old"
    assert 'set "NEW=-"' in (found["apply.cmd"] or b"").decode()


# ---------------------------------------------------------------- under Wine


def _windows(path: Path) -> str:
    return "Z:" + str(path).replace("/", "\\")


def test_applied_and_taken_back_under_wine(tmp_path: Path) -> None:
    """With a name that would run a program between other quotes."""
    wine = shutil.which("wine")
    if wine is None:
        pytest.skip("wine is not here")
    root = write_files(BEFORE, tmp_path / "Mail Root (1) & 100!")
    listed = [Change(path, BEFORE.get(path), new) for path, new in AFTER.items()]
    changes = with_indexes(load(str(root)).source, listed)
    out = write_export(configuration(load(str(root)), changes).exported, tmp_path / "out (x) !b")
    (tmp_path / "fc.vbs").write_text(COMPARING)
    environment = {**os.environ, "FC": f"cscript //nologo {_windows(tmp_path / 'fc.vbs')}"}

    def run(purpose: str, *options: str) -> tuple[int, str]:
        words = f'"{_windows(out / f"{purpose}.cmd")}"', *options, f'"{_windows(root)}"'
        (tmp_path / "run.cmd").write_text(f"@{' '.join(words)}\n", newline="\r\n")
        command = [wine, "cmd", "/c", _windows(tmp_path / "run.cmd")]
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
        return done.returncode, done.stdout

    before = tree(root)
    status, told = run("apply")
    assert (status, "stop XMail" in told) == (5, True)
    assert tree(root) == before
    assert run("apply", "--server-stopped") == (0, "apply: done; undo.cmd takes it back\n")
    after = tree(root)
    for path, data in AFTER.items():
        assert after.get(path.encode(), (None, 0))[0] == data
    assert b"tabindex/mailusers-0001.hdx" not in after
    assert run("apply") == (0, "apply: already applied\n")
    assert run("undo", "--server-stopped") == (0, "undo: taken back\n")
    del before[b"tabindex/mailusers-0001.hdx"]
    assert tree(root) == before
    (root / "server.tab").write_bytes(b"else")
    status, told = run("apply", "--server-stopped")
    assert (status, '"server.tab": not as it was audited' in told) == (5, True)
