"""A process that dies before, in and after each call that changes the disk.

`python kill_matrix.py FOLDER` prints a line for each death after which a file was neither old nor
new, or the next run did not finish or take back all of it; then the numbers of deaths.
Calls of fsync are counted, not made: what dies here is a process, not a machine.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from functools import partial
from itertools import count, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.fix.made import CHANGES, Seen, mail_root, seen, state_in
from xmailaudit.fix.disk import posix
from xmailaudit.fix.errors import FixError
from xmailaudit.fix.history import history
from xmailaudit.fix.transaction import apply
from xmailaudit.fix.undo import undo

if TYPE_CHECKING:
    from collections.abc import Callable

    from xmailaudit.fix.state_folder import StateFolder

DIED = 77
#: The calls that change a disk; `open` does where it creates.
CHANGING = {
    *("write", "fsync", "ftruncate", "rename", "unlink", "mkdir", "rmdir"),
    *("fchmod", "fchown", "utime", "setxattr"),
}
#: Where the disk finds the module `os`.
CALLS: dict[str, Any] = vars(posix)
WHEN = ("before", "in", "after")

Contents = dict[str, Seen]


class Ends(NamedTuple):
    """What the MailRoot holds before and after."""

    old: Contents
    new: Contents
    looks_first: bool = True


class Death(NamedTuple):
    """When a process dies: before, in the middle of (writing) or after its n-th call."""

    number: int
    when: str


class Counting:
    """The module `os`, whose calls that change a disk are counted, until one is the last."""

    def __init__(self, death: Death | None) -> None:
        self._death = death
        self.calls = 0
        #: The number of a call that fails.
        self.fails = 0

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name == "open":
            return lambda path, flags, *rest, **named: (
                self._call(name, real, path, flags, *rest, **named)
                if flags & os.O_CREAT
                else real(path, flags, *rest, **named)
            )
        if name not in CHANGING:
            return real
        return lambda *rest, **named: self._call(name, real, *rest, **named)

    def _call(self, name: str, real: Callable[..., Any], *rest: Any, **named: Any) -> Any:
        self.calls += 1
        last = self._death is not None and self._death.number == self.calls
        when = self._death.when if self._death and last else ""
        if when == "before":
            os._exit(DIED)
        if when == "in":
            if name == "write":
                os.write(rest[0], bytes(rest[1])[: len(rest[1]) // 2])
            os._exit(DIED)
        try:
            if self.calls == self.fails:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return None if name == "fsync" else real(*rest, **named)
        finally:
            if when == "after":
                os._exit(DIED)


def dies(act: Callable[[], object], death: Death) -> bool:
    """Do something in a process that is to die; whether it came to that."""
    child = os.fork()
    if child == 0:
        CALLS["os"] = Counting(death)
        try:
            act()
        except BaseException as error:  # noqa: BLE001  # whatever it is, the parent must hear of it
            sys.stderr.write(f"{death}: {error!r}\n")
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in (0, DIED):
        raise SystemExit(f"the process ended with {status}")
    return status == DIED


def visible(root: Path) -> Contents:
    """What the server sees: no drafts."""
    return {path: one for path, one in seen(root).items() if ".xmailaudit-" not in path}


def is_mixture(now: Contents, ends: Ends) -> bool:
    """Whether each file is old or new; of a folder that comes or goes the mode does not count."""
    for path in ends.old.keys() | ends.new.keys() | now.keys():
        known = [ends.old.get(path), ends.new.get(path)]
        found = now.get(path)
        comes = None in known and found is not None and found.data is None
        if found not in known and not comes:
            return False
    return True


class Matrix:
    """A folder in which processes die; every one finds the same there."""

    def __init__(self, folder: Path) -> None:
        self._model = folder / "model"
        self._work = folder / "work"
        self.deaths = 0

    @property
    def root(self) -> Path:
        """The MailRoot."""
        return self._work / "MailRoot"

    @property
    def state(self) -> StateFolder:
        """The folder of its journals."""
        return state_in(self._work)

    def prepare(self, act: Callable[[], object]) -> Contents:
        """Go on from what an act makes of an empty folder; what the MailRoot holds then."""
        shutil.rmtree(self._work, ignore_errors=True)
        shutil.rmtree(self._model, ignore_errors=True)
        self._work.mkdir()
        mail_root(self._work)
        act()
        self._work.rename(self._model)
        self.reset()
        return seen(self.root)

    def reset(self) -> None:
        """Go back to what was prepared."""
        shutil.rmtree(self._work, ignore_errors=True)
        shutil.copytree(self._model, self._work)

    def run(self, title: str, act: Callable[[], object], ends: Ends) -> int:
        """All deaths of an act; gives the number of its calls."""
        numbers = takewhile(lambda number: self._all_die(title, act, ends, number), count(1))
        return sum(1 for _number in numbers)

    def _all_die(self, title: str, act: Callable[[], object], ends: Ends, number: int) -> bool:
        deaths = [Death(number, when) for when in WHEN]
        return sum(self._one(f"{title}: {death}", act, death, ends) for death in deaths) == len(
            deaths
        )

    def _one(self, title: str, act: Callable[[], object], death: Death, ends: Ends) -> bool:
        self.reset()
        known = {past.id for past in history(self.state).past} if ends.looks_first else set()
        died = dies(act, death)
        self.deaths += died
        if not is_mixture(visible(self.root), ends):
            report(title, "a file is neither old nor new")
        told = history(self.state)
        if told.troubles or any(not past.stage.is_over for past in told.past):
            report(title, f"the next run left it: {told.troubles}")
        done = any(past.stage.value == "done" and past.id not in known for past in told.past)
        if seen(self.root) != (ends.new if done else ends.old):
            report(title, f"the next run did not {'finish' if done else 'take back'} all of it")
        return died


def refused(act: Callable[[], object], number: int) -> bool:
    """Do something whose n-th call fails; whether it was refused."""
    counting = CALLS["os"]
    if not isinstance(counting, Counting):
        counting = CALLS["os"] = Counting(None)
    counting.fails = number
    try:
        act()
    except FixError:
        return True
    finally:
        CALLS["os"] = os
    return False


def report(title: str, trouble: str) -> None:
    """Tell of a death that went wrong."""
    sys.stdout.write(f"{title}: {trouble}\n")


def main(folder: Path) -> None:
    """Apply, undo and undo of an undo; and the recovery of an apply that died."""
    matrix = Matrix(folder)
    state = matrix.state

    def redo() -> object:
        return undo(state, history(state).past[-1].id)

    acts: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "apply": (lambda: None, lambda: apply(matrix.root, CHANGES, (), state=state)),
        "undo": (lambda: apply(matrix.root, CHANGES, (), state=state), lambda: undo(state)),
        "redo": (lambda: (apply(matrix.root, CHANGES, (), state=state), undo(state)), redo),
    }
    calls = {}
    for title, (before, act) in acts.items():
        old = matrix.prepare(before)
        act()
        ends = Ends(old, seen(matrix.root))
        calls[title] = matrix.run(title, act, ends)
        for number in range(1, calls[title] + 1):
            matrix.reset()
            if seen(matrix.root) != (old if refused(act, number) else ends.new):
                report(title, f"a refusal after call {number} left something changed")
    old = matrix.prepare(acts["apply"][0])
    acts["apply"][1]()
    ends = Ends(old, seen(matrix.root), looks_first=False)
    for share in (3, 6, 8, 9):
        death = Death(calls["apply"] * share // 10, "after")
        matrix.prepare(partial(dies, acts["apply"][1], death))
        title = f"recovery {share}"
        calls[title] = matrix.run(title, lambda: history(state), ends)
    matrix.prepare(lambda: None)
    for share in (7, 9):
        failing = calls["apply"] * share // 10
        title = f"taking back {share}"
        calls[title] = matrix.run(title, partial(refused, acts["apply"][1], failing), ends)
    sys.stdout.write(json.dumps({"calls": calls, "deaths": matrix.deaths}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
