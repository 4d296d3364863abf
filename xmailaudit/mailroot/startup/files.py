"""The files that tell how XMail is started: those in a folder, and those of a machine.

A folder's own files may be copies from another machine: what they name is looked for beside them,
and links are not followed.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.regular_file import small_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .launch import Launch
    from .machine import Machine

    _Reader = Callable[[str, Machine | None], Launch | None]
    _Test = Callable[[str], bool]

__all__ = ["Told", "in_folder", "of_the_system"]

_SCRIPT_NAMES = frozenset(
    ("xmail", "xmail.sh", "xmail.init", "xmail.default", "xmail.conf", "xmail.env", "rc.xmail")
)


class Told(NamedTuple):
    """What one place tells."""

    file: str
    launch: Launch


def in_folder(folder: str) -> Iterator[Told]:
    """What is told by the units, scripts and registry exports of a folder, links not followed."""
    ways: tuple[tuple[_Reader, _Test], ...] = (
        (_unit, lambda name: name.endswith(".service") and "xmail" in name),
        (_script, _SCRIPT_NAMES.__contains__),
        (_export, lambda name: name.endswith(".reg")),
    )
    names = _listed(folder)
    for read, fits in ways:
        for name in names:
            if fits(name.lower()):
                path = f"{folder.rstrip(os.sep)}{os.sep}{name}"
                launch = read(path, None)
                if launch is not None:
                    yield Told(path, launch)


def of_the_system(machine: Machine) -> Iterator[Told]:
    """What is told by the units and scripts of the machine."""
    for folder in machine.unit_folders:
        for name in _listed(folder):
            if name.lower().startswith("xmail") and name.endswith(".service"):
                launch = _unit(f"{folder}/{name}", machine)
                if launch is not None:
                    yield Told(f"{folder}/{name}", launch)
    for path in machine.scripts:
        launch = _script(path, machine)
        if launch is not None:
            yield Told(path, launch)


def _unit(path: str, machine: Machine | None) -> Launch | None:
    from .unit import launch_of_unit

    text = _text(path, follow=machine is not None)
    if text is None:
        return None
    follow = machine is not None
    drop_ins = (name for name in _listed(f"{path}.d") if name.endswith(".conf"))
    pieces = [text, *(_text(f"{path}.d/{name}", follow=follow) or "" for name in drop_ins)]
    return launch_of_unit("\n".join(pieces), _Fetch(path, machine))


def _script(path: str, machine: Machine | None) -> Launch | None:
    from .shell import launch_of_script

    text = _text(path, follow=machine is not None)
    return None if text is None else launch_of_script(text, _Fetch(path, machine))


def _export(path: str, _machine: Machine | None) -> Launch | None:
    from .registry import launch_of_export

    data = small_file(path, follow=False)
    return None if data is None else launch_of_export(data)


class _Fetch:
    """Gives the text of a file that another one names.

    On the machine itself that is the file; in a copied folder it is one of that name beside.
    """

    def __init__(self, path: str, machine: Machine | None) -> None:
        self._folder = path.rpartition(os.sep)[0]
        self._machine = machine

    def __call__(self, name: str) -> str | None:
        system = os.fsdecode(name.encode("latin-1"))
        if self._machine is None:
            return _text(f"{self._folder}{os.sep}{system.rpartition('/')[2]}", follow=False)
        return _text(self._machine.path(system), follow=True) if system[:1] == "/" else None


def _text(path: str, *, follow: bool) -> str | None:
    """A text file's bytes as latin-1; None for a program or what cannot be read."""
    data = small_file(path, follow=follow)
    return None if data is None or b"\0" in data else data.decode("latin-1")


def _listed(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as listing:
            return sorted(entry.name for entry in listing)
    except (OSError, ValueError):
        return []
