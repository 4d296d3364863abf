"""`apply.sh` and `undo.sh`: changes carried out by a POSIX shell where xmailaudit cannot run.

Both are one program, `posix.sh`, with the changes as calls in it.  A name stands between single
quotes, where a shell gives a meaning to nothing but the quote itself.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from xmailaudit.tables.index_file import INDEXES

from .digests import cksum, sha256_of
from .exported import PROGRAM_MODE, Exported

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.change import Change

    from .work import Work

__all__ = ["posix_scripts"]

_PROGRAM = Path(__file__).with_name("posix.sh")
_NONE = "-"
_BITS = {0o400: "u-r", 0o200: "u-w", 0o100: "u-x", 0o40: "g-r", 0o20: "g-w", 0o10: "g-x"} | {
    0o4: "o-r",
    0o2: "o-w",
    0o1: "o-x",
}


def posix_scripts(work: Work) -> tuple[Exported, ...]:
    """The two scripts, each for its purpose."""
    program = _PROGRAM.read_text(encoding="ascii")
    calls = "".join(f"{call}\n" for call in _calls(work))
    return tuple(
        Exported(
            f"{purpose}.sh",
            program.replace("#CHANGES\n", calls).replace("PURPOSE", purpose, 1).encode("latin-1"),
            PROGRAM_MODE,
        )
        for purpose in ("apply", "undo")
    )


def _calls(work: Work) -> Iterator[str]:
    numbers = count(1)
    folders = [(str(next(numbers)), folder) for folder in work.folders]
    yield from (_call("folder", *numbered) for numbered in folders)
    for change in work.files:
        yield _call("file", str(next(numbers)), *_file(change))
    for change in work.stale:
        yield _call("stale", str(next(numbers)), change.path, _digest(change.old))
    for change in work.rights:
        yield _call("rights", str(next(numbers)), change.path, *_rights(change))
    yield from (_call("made", *numbered) for numbered in reversed(folders))


def _file(change: Change) -> tuple[str, ...]:
    """A file's path, its digests before and after, what chmod is to do, and its index."""
    kind = INDEXES.get(change.path)
    mode = "" if change.new_mode is None else _chmod(change.old_mode, change.new_mode)
    index = "" if kind is None else kind.file
    return change.path, _digest(change.old), _digest(change.new), mode, index


def _call(function: str, *words: str) -> str:
    return " ".join([function, *("'" + word.replace("'", "'\\''") + "'" for word in words)])


def _digest(data: bytes | None) -> str:
    return _NONE if data is None else f"{sha256_of(data)}/{cksum(data)}-{len(data)}"


def _rights(change: Change) -> tuple[str, str]:
    """What chmod is to do, and how find tells that it has not been done."""
    mode = change.new_mode or 0
    taken = _taken(change.old_mode, mode)
    if not taken:
        return f"{mode:o}", f"! -perm {mode:o}"
    return _chmod(change.old_mode, mode), " -o ".join(f"-perm -{bit:o}" for bit in taken)


def _chmod(old: int | None, new: int) -> str:
    """Rights that are only taken are taken: whatever else was changed since stays so."""
    taken = _taken(old, new)
    return ",".join(_BITS[bit] for bit in taken) if taken else f"{new:o}"


def _taken(old: int | None, new: int) -> tuple[int, ...]:
    """The permission bits that go, where none comes."""
    if old is None or new & ~old or old & ~new & ~0o777:
        return ()
    return tuple(bit for bit in _BITS if old & ~new & bit)
