"""Journals that were damaged, or that somebody made up: a clear line, nothing changed, no crash."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.fix.made import mail_root, seen, state_in
from xmailaudit.fix.errors import FixError, JournalError
from xmailaudit.fix.history import forget, history
from xmailaudit.fix.transaction import apply
from xmailaudit.fix.undo import undo
from xmailaudit.mailroot.change import Change

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DEEP = b"[" * 200_000
PREPARED = b'{"stage":"prepared"}\n'

#: What the whole file becomes, by what it was.
FILES: dict[str, Callable[[bytes], bytes]] = {
    "no line is whole": lambda data: data[: data.index(b"\n")],
    "cut": lambda data: data[: len(data) // 2] + b"\n",
    "zeros": lambda data: b"\0" * len(data) + b"\n",
    "another document": lambda data: b"null\n" + data.partition(b"\n")[2],
    "deep": lambda data: DEEP + b"\n" + data.partition(b"\n")[2],
    "a long number": lambda data: b'{"format":' + b"9" * 5000 + b"}\n" + data,
    "a deep stage": lambda data: data + DEEP + b"\n",
    "bytes for a stage": lambda data: data + b"\xff\xfe\n",
    "a number for a stage": lambda data: data + b"5\n",
    "a list for a stage": lambda data: data + b'{"stage":[1]}\n',
    "no such stage": lambda data: data + b'{"stage":"dreamt"}\n',
    "a number left": lambda data: data + b'{"stage":"done","left":5}\n',
}
#: What a field of the first line becomes.
FIELDS: list[tuple[str, Any]] = [
    ("id", 5),
    ("id", "../../x"),
    ("id", None),
    ("when", "x"),
    ("when", 10**30),
    ("when", None),
    ("folder", 5),
    ("folder", "\u3042"),
    ("label", 5),
    ("label", [5]),
    ("entries", 5),
    ("entries", [5]),
    ("made", [[5, "x", "y"]]),
    ("made", [["x", 0o644]]),
    ("undoes", 5),
]
#: What a field of a file becomes.
ENTRIES: list[tuple[str, Any]] = [
    ("path", "../x"),
    ("path", "/etc/x"),
    ("path", 5),
    ("path", None),
    ("old", 5),
    ("old", "!!"),
    ("new", None),
    ("old_mode", "x"),
    ("old_mode", -1),
    ("new_mode", 0o100644),
    ("new_mode", True),
    ("owner", 5),
    ("owner", [1]),
    ("owner", ["a", "b"]),
    ("owner", [-1, 10**20]),
    ("modified", "x"),
    ("modified", 10**40),
    ("folder", "x"),
    ("draft", "server.tab"),
    ("draft", "../../x"),
    ("draft", ".xmailaudit-/../x"),
    ("draft", 5),
]


def damaged(folder: Path, change: Callable[[bytes], bytes]) -> None:
    """Whatever is asked for then ends well, and `forget` makes the way free."""
    root, state = mail_root(folder), state_in(folder)
    done = apply(root, [Change("server.tab", read(root), b'"A"\t"1"\n')], ("x",), state=state)
    after = seen(root)
    journal = next(state.path.rglob("*.journal"))
    journal.write_bytes(change(journal.read_bytes()))

    history(state)
    for identifier in (None, done.id):
        with pytest.raises(FixError):
            undo(state, identifier, folder=root)
    assert seen(root) == after
    if journal.exists():
        forget(state, done.id)
    done = apply(root, [Change("server.tab", read(root), b'"A"\t"2"\n')], ("x",), state=state)
    undo(state, done.id)
    assert seen(root) == after


def read(root: Path) -> bytes:
    """What is in the file that is changed here."""
    return (root / "server.tab").read_bytes()


def with_field(name: str, value: object, *, within: str = "") -> Callable[[bytes], bytes]:
    """Another value in the first line, or in the first thing of a list of it."""

    def change(data: bytes) -> bytes:
        document = json.loads(data.partition(b"\n")[0])
        (document[within][0] if within else document)[name] = value
        return json.dumps(document).encode() + b"\n" + data.partition(b"\n")[2]

    return change


@pytest.mark.parametrize(
    "name", [name for name in FILES if name not in ("a deep stage", "bytes for a stage")]
)
def test_the_file_is_damaged(tmp_path: Path, name: str) -> None:
    """In the middle or at its end."""
    damaged(tmp_path, FILES[name])


@pytest.mark.parametrize("name", ["a deep stage", "bytes for a stage"])
def test_a_stage_that_is_none_is_not_seen(tmp_path: Path, name: str) -> None:
    """It was not written to its end; what stands before it holds."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    before = seen(root)
    apply(root, [Change("server.tab", read(root), b'"A"\t"1"\n')], ("x",), state=state)
    journal = next(state.path.rglob("*.journal"))
    journal.write_bytes(FILES[name](journal.read_bytes()))

    undo(state)

    assert seen(root) == before


@pytest.mark.parametrize(("name", "value"), FIELDS)
def test_a_field_is_damaged(tmp_path: Path, name: str, value: object) -> None:
    """The types and the bounds of all of them are looked at."""
    damaged(tmp_path, with_field(name, value))


@pytest.mark.parametrize(("name", "value"), ENTRIES)
@pytest.mark.parametrize("end", [b"", PREPARED], ids=["done", "prepared"])
def test_a_file_of_it_is_damaged(tmp_path: Path, name: str, value: object, end: bytes) -> None:
    """Also where it is to be finished, and so changes files by itself."""
    change = with_field(name, value, within="entries")
    damaged(tmp_path, lambda data: change(data) + end)


def test_a_broken_journal_is_named(tmp_path: Path) -> None:
    """With the command that removes it."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    done = apply(root, [Change("server.tab", read(root), b"")], ("x",), state=state)
    journal = next(state.path.rglob("*.journal"))
    journal.write_bytes(FILES["zeros"](journal.read_bytes()))
    with pytest.raises(JournalError, match=f"history --forget {done.id}"):
        apply(root, [Change("server.tab", b"", b"x")], ("x",), state=state)
