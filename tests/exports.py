"""Exports for tests: MailRoots with changes written to disk, and the shells that carry them out."""

from __future__ import annotations

import os
import stat
import subprocess
from typing import TYPE_CHECKING

from tests.programs import program

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from xmailaudit.fix.export.exported import Exported

__all__ = ["Tree", "run_shell", "shell_words", "tree", "write_export", "write_files"]

#: What a folder holds: the bytes and the mode of each file, the mode of each folder.
Tree = dict[bytes, tuple[bytes | None, int]]


def write_export(exported: Iterable[Exported], out: Path) -> Path:
    """Write an export as its owner would find it."""
    out.mkdir()
    for one in exported:
        file = _file(out, one.path)
        if one.data is None:
            file.mkdir(exist_ok=True)
        else:
            write_files({one.path: one.data}, out)
            file.chmod(one.mode)
    return out


def write_files(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write files whose names are bytes as latin-1."""
    for path, data in files.items():
        file = _file(folder, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder


def _file(folder: Path, path: str) -> Path:
    return folder / os.fsdecode(path.encode("latin-1"))


def tree(folder: Path) -> Tree:
    """All that is in a folder."""
    return {
        os.fsencode(path.relative_to(folder)): (
            path.read_bytes() if path.is_file() else None,
            stat.S_IMODE(path.lstat().st_mode),
        )
        for path in folder.rglob("*")
    }


def shell_words(shell: str) -> list[str]:
    """A shell by its words, the first of them looked up."""
    first, *rest = shell.split()
    return [program(first), *rest]


def run_shell(
    shell: list[str],
    script: Path,
    *arguments: Path | str,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a script to its end."""
    return subprocess.run(
        [*shell, script, *arguments],
        check=False,
        capture_output=True,
        text=True,
        errors="backslashreplace",
        env={**os.environ, **(env or {})},
    )
