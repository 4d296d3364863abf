"""The files that tell how XMail is started: those in a folder, and those of a machine.

A folder's own files may be copies from another machine: what they name is looked for beside them,
and links are not followed.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple, Protocol

from xmailaudit.mailroot.file_names import COLLECTED
from xmailaudit.mailroot.regular_file import SMALL, small_file
from xmailaudit.mailroot.source import Absent, Unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xmailaudit.mailroot.source import Source

    from .launch import Launch
    from .machine import Machine

    _Way = Callable[["_Reader", str], Launch | None]
    _Test = Callable[[str], bool]

__all__ = ["Told", "in_folder", "in_source", "of_the_system"]

#: What `xmailaudit collect` wrote names every file of a MailRoot, so it may be large.
_LARGEST_LIST = 2**28

_SCRIPT_NAMES = frozenset(
    ("xmail", "xmail.sh", "xmail.init", "xmail.default", "xmail.conf", "xmail.env", "rc.xmail")
)


class Told(NamedTuple):
    """What one place tells."""

    file: str
    launch: Launch


def in_folder(folder: str) -> Iterator[Told]:
    """What is told by the units, scripts and registry exports of a folder, links not followed."""
    return _told(_Copied(), folder)


def in_source(source: Source) -> Iterator[Told]:
    """The same of a MailRoot that is no folder of this machine."""
    return _told(_Packed(source), "")


def of_the_system(machine: Machine) -> Iterator[Told]:
    """What is told by the units and scripts of the machine."""
    live = _Live(machine)
    for folder in machine.unit_folders:
        for name in live.names(folder):
            if name.lower().startswith("xmail") and name.endswith(".service"):
                launch = _unit(live, f"{folder}/{name}")
                if launch is not None:
                    yield Told(f"{folder}/{name}", launch)
    for path in machine.scripts:
        launch = _script(live, path)
        if launch is not None:
            yield Told(path, launch)


def _told(reader: _Reader, folder: str) -> Iterator[Told]:
    ways: tuple[tuple[_Way, _Test], ...] = (
        (_collected, COLLECTED.__eq__),
        (_unit, lambda name: name.endswith(".service") and "xmail" in name),
        (_script, _SCRIPT_NAMES.__contains__),
        (_export, lambda name: name.endswith(".reg")),
    )
    names = reader.names(folder)
    for read, fits in ways:
        for name in names:
            if fits(name.lower()):
                path = reader.path(folder, name)
                launch = read(reader, path)
                if launch is not None:
                    yield Told(path, launch)


def _collected(reader: _Reader, path: str) -> Launch | None:
    from xmailaudit.mailroot.collected import parse_collected

    found = parse_collected(reader.data(path, _LARGEST_LIST) or b"")
    return None if found is None else found.launch


def _unit(reader: _Reader, path: str) -> Launch | None:
    from .unit import launch_of_unit

    text = _text(reader, path)
    if text is None:
        return None
    drop_ins = (name for name in reader.names(f"{path}.d") if name.endswith(".conf"))
    pieces = [text, *(_text(reader, f"{path}.d/{name}") or "" for name in drop_ins)]
    return launch_of_unit("\n".join(pieces), _Fetch(reader, path))


def _script(reader: _Reader, path: str) -> Launch | None:
    from .shell import launch_of_script

    text = _text(reader, path)
    return None if text is None else launch_of_script(text, _Fetch(reader, path))


def _export(reader: _Reader, path: str) -> Launch | None:
    from .registry import launch_of_export

    data = reader.data(path)
    return None if data is None else launch_of_export(data)


def _text(reader: _Reader, path: str) -> str | None:
    """A text file's bytes as latin-1; None for a program or what cannot be read."""
    data = reader.data(path)
    return None if data is None or b"\0" in data else data.decode("latin-1")


class _Fetch:
    """Gives the text of a file that another one names."""

    def __init__(self, reader: _Reader, path: str) -> None:
        self._reader = reader
        self._path = path

    def __call__(self, name: str) -> str | None:
        path = self._reader.named(self._path, name)
        return None if path is None else _text(self._reader, path)


# ------------------------------------------------------------ where the files are


class _Reader(Protocol):
    """Names and bytes of files, by the paths of their place."""

    def names(self, folder: str, /) -> list[str]:
        """The names in a folder, sorted; none of one that cannot be listed."""

    def path(self, folder: str, name: str, /) -> str:
        """The path of a file in a folder."""

    def data(self, path: str, limit: int = SMALL, /) -> bytes | None:
        """The bytes of a file that has no more than so many; None for any other."""

    def named(self, path: str, name: str, /) -> str | None:
        """The path of a file that the one at `path` names."""


class _Live:
    """The machine itself."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def names(self, folder: str, /) -> list[str]:
        return _listed(folder)

    def path(self, folder: str, name: str, /) -> str:
        return f"{folder}/{name}"

    def data(self, path: str, limit: int = SMALL, /) -> bytes | None:
        return small_file(path, follow=True, limit=limit)

    def named(self, _path: str, name: str, /) -> str | None:
        system = os.fsdecode(name.encode("latin-1"))
        return self._machine.path(system) if system[:1] == "/" else None


class _Copied:
    """A folder that may be a copy from another machine: what a file names lies beside it."""

    def names(self, folder: str, /) -> list[str]:
        return _listed(folder)

    def path(self, folder: str, name: str, /) -> str:
        return f"{folder.rstrip(os.sep)}{os.sep}{name}"

    def data(self, path: str, limit: int = SMALL, /) -> bytes | None:
        return small_file(path, follow=False, limit=limit)

    def named(self, path: str, name: str, /) -> str | None:
        system = os.fsdecode(name.encode("latin-1"))
        return f"{path.rpartition(os.sep)[0]}{os.sep}{system.rpartition('/')[2]}"


class _Packed:
    """A MailRoot that a source gives, likewise a copy."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def names(self, folder: str, /) -> list[str]:
        listing = self._source.entries(folder)
        return [] if isinstance(listing, (Absent, Unseen)) else [entry.name for entry in listing]

    def path(self, folder: str, name: str, /) -> str:
        return f"{folder}/{name}" if folder else name

    def data(self, path: str, limit: int = SMALL, /) -> bytes | None:
        content = self._source.read(path)
        return content if isinstance(content, bytes) and len(content) <= limit else None

    def named(self, path: str, name: str, /) -> str | None:
        return self.path(path.rpartition("/")[0], name.rpartition("/")[2])


def _listed(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as listing:
            return sorted(entry.name for entry in listing)
    except (OSError, ValueError):
        return []
