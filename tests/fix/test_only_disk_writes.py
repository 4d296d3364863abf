"""Who may change a disk: a list that is kept here, and checked in the source of the package."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import xmailaudit

PACKAGE = Path(xmailaudit.__file__).parent

#: Reports and new keys that are asked for by name, and what developers generate.
EXCEPTIONS = {
    "cli/new_files.py",
    "report/translations.py",
    "rules/common_passwords.py",
    "rules/generate.py",
    "session/files.py",
}
METHODS = {
    *("write_bytes", "write_text", "unlink", "mkdir", "rmdir", "chmod", "lchmod", "touch"),
    *("symlink_to", "hardlink_to"),
}
OS = {
    *("chmod", "chown", "fchmod", "fchown", "ftruncate", "lchown", "link", "makedirs", "mkdir"),
    *("mkfifo", "mknod", "pwrite", "remove", "removedirs", "removexattr", "rename", "renames"),
    *("replace", "rmdir", "setxattr", "symlink", "truncate", "unlink", "utime"),
}
MODULES = {"shutil", "tempfile", "ctypes", "mmap"}
WRITING = set("wax+")


def changes(source: str) -> list[int]:
    """The lines that may change a disk."""
    return sorted({node.lineno for node in ast.walk(ast.parse(source)) if _changes(node)})  # type: ignore[attr-defined]


def _changes(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(alias.name.partition(".")[0] in MODULES for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        names = {alias.name for alias in node.names}
        return node.module in MODULES or (node.module == "os" and bool(names & OS))
    if isinstance(node, ast.Attribute):
        of_os = isinstance(node.value, ast.Name) and node.value.id == "os"
        flags = of_os and node.attr in {"O_WRONLY", "O_RDWR", "O_CREAT"}
        return flags or node.attr in METHODS or (of_os and node.attr in OS)
    return isinstance(node, ast.Call) and _opens(node)


def _opens(call: ast.Call) -> bool:
    """Whether something is opened in a mode that writes."""
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    modes = [*call.args[:2], *(word.value for word in call.keywords if word.arg == "mode")]
    texts = [mode.value for mode in modes if isinstance(mode, ast.Constant)]
    letters = [text for text in texts if isinstance(text, str) and set(text) <= set("rwaxbt+")]
    return name in {"open", "fdopen"} and any(WRITING & set(text) for text in letters)


def test_only_the_disk_changes_a_disk() -> None:
    """Everybody else asks it to; a null device opened for nobody's output changes nothing."""
    strangers = []
    for file in PACKAGE.rglob("*.py"):
        path = file.relative_to(PACKAGE).as_posix()
        if path.startswith("fix/disk/") or path in EXCEPTIONS or "/samples/" in path:
            continue
        source = file.read_text("utf-8").replace("os.open(os.devnull, os.O_WRONLY)", "None")
        strangers += [f"{path}:{line}" for line in changes(source)]

    assert strangers == []


@pytest.mark.parametrize(
    "source",
    [
        "open('x', 'wb')",
        "path.open(mode='a')",
        "os.rename(a, b)",
        "os.open(a, os.O_CREAT)",
        "path.write_bytes(b'')",
        "import shutil",
        "from tempfile import mkstemp",
        "from os import unlink",
        "remove = path.unlink",
    ],
)
def test_every_way_is_found(source: str) -> None:
    """Called at once, or kept for later."""
    assert changes(source) == [1]


def test_what_only_reads_is_let_be() -> None:
    """Reading and looking."""
    assert changes("open('name')\npath.open('rb')\nos.stat(a)\nos.open(a, os.O_RDONLY)") == []
