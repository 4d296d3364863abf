"""`apply.cmd` and `undo.cmd`: changes carried out by Windows itself where xmailaudit cannot run.

Both are one program, `windows.cmd`, with the changes as lines in it.  Windows XP has nothing to
work out a digest with, so files are compared byte by byte with what was audited, which lies beside
the scripts by number.  A name stands between quotes, where `%` alone means anything and is doubled.
"""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from xmailaudit.tables.index_file import INDEXES

from .exported import FOLDER_MODE, PROGRAM_MODE, Exported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.change import Change

    from .work import Work

__all__ = ["AUDITED", "windows_scripts"]

#: Where the files lie as they were audited.
AUDITED = "audited"

_PROGRAM = Path(__file__).with_name("windows.cmd")
_PURPOSE = 'set "PURPOSE=apply"'
_CHANGES = "rem CHANGES\n"
_CODEPAGE = "rem CODEPAGE\n"
#: A batch file is read in the console's code page; XMail's names are in the ANSI one.
_READ_AS_ANSI = """\
for /f "tokens=2 delims=:." %%A in ('chcp') do set "CODEPAGE=%%A"
set "CODEPAGE=%CODEPAGE: =%"
for /f "tokens=3" %%A in ('reg query "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage" \
/v ACP') do chcp %%A >nul
"""

_LONGEST = 240
_NONE = "-"
#: What no name of Windows holds; in code pages of two bytes a letter the second byte may be a
#: backslash or a bar.
_NO_NAME = re.compile(r'[\0-\x1f"*<>?:]|(?<![\x81-\xff])[\\|]')
#: A byte that may begin a letter of two bytes would swallow what follows it.
_SWALLOWS = re.compile(r"[\x80-\xff](?:%|/|$)")


def windows_scripts(work: Work) -> tuple[Exported, ...]:
    """The two scripts and what they compare with; nothing where Windows cannot name a file."""
    paths = [change.path for change in (*work.files, *work.stale)]
    if not paths or not all(map(_is_name, paths)):
        return ()
    program = _PROGRAM.read_text(encoding="ascii")
    if not "".join(paths).isascii():
        program = program.replace(_CODEPAGE, _READ_AS_ANSI)
    lines = "".join(f"{line}\n" for line in _lines(work))
    program = program.replace(_CHANGES, lines).replace("\n", "\r\n")
    audited = (
        Exported(f"{AUDITED}/{number}", change.old)
        for number, change in _numbered(work)
        if change.old is not None
    )
    return (
        *(
            Exported(
                f"{purpose}.cmd",
                program.replace(_PURPOSE, f'set "PURPOSE={purpose}"').encode("latin-1"),
                PROGRAM_MODE,
            )
            for purpose in ("apply", "undo")
        ),
        Exported(AUDITED, None, FOLDER_MODE),
        *audited,
    )


def _is_name(path: str) -> bool:
    return len(path) <= _LONGEST and not (_NO_NAME.search(path) or _SWALLOWS.search(path))


def _numbered(work: Work) -> Iterator[tuple[int, Change]]:
    """The files by number; the folders have those behind them."""
    return zip(count(1), (*work.files, *work.stale), strict=False)


def _lines(work: Work) -> Iterator[str]:
    folders = list(enumerate(work.folders, start=len(work.files) + len(work.stale) + 1))
    for folder in _ways(change.path for change in (*work.files, *work.stale)):
        yield from (_set("P", _windows(folder)), "call :way")
    for number, folder in folders:
        yield from (_set("N", str(number)), _set("P", _windows(folder)), "call :folder")
    for number, change in _numbered(work):
        kind = INDEXES.get(change.path)
        folder, slash, _name = change.path.rpartition("/")
        yield _set("N", str(number))
        yield _set("P", _windows(change.path))
        yield _set("FOLDER", _windows(folder + slash))
        yield _set("OLD", _size(change.old))
        yield _set("NEW", _size(change.new))
        yield _set("INDEX", "" if kind is None else _windows(kind.file))
        yield "call :stale" if change in work.stale else "call :file"
    for number, folder in reversed(folders):
        yield from (_set("N", str(number)), _set("P", _windows(folder)), "call :made")


def _ways(paths: Iterable[str]) -> Iterator[str]:
    """The folders on the way to the files, each once."""
    known: set[str] = set()
    for path in paths:
        parts = path.split("/")[:-1]
        for depth in range(1, len(parts) + 1):
            folder = "/".join(parts[:depth])
            if folder not in known:
                known.add(folder)
                yield folder


def _set(name: str, value: str) -> str:
    return f'set "{name}={value.replace("%", "%%")}"'


def _windows(path: str) -> str:
    return path.replace("/", "\\")


def _size(data: bytes | None) -> str:
    return _NONE if data is None else str(len(data))
