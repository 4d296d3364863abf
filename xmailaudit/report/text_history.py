"""Past transactions, as text and as JSON."""

from __future__ import annotations

from time import gmtime, strftime
from typing import TYPE_CHECKING, Any, NamedTuple

from xmailaudit.messages import _

from .escape import decoded
from .json_report import moment
from .text_layout import wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.messages import Template

    from .language import Words

__all__ = ["PastLine", "history_json", "history_text", "past_lines", "state_of"]

_NONE = _("There is no transaction")
_STATES = {
    "begun": _("begun"),
    "prepared": _("prepared"),
    "undoing": _("undoing"),
    "done": _("done"),
    "rolled back": _("rolled back"),
    "undone": _("undone"),
}
_HEAD = _("{id}  {when}  {state}  {folder}")
_UNDOES = _("takes {id} back")
_DOES = _("fixes: {fixes}")
_FILES = _("files: {files}")
_UNTIL = _("kept until {day} at least")


class PastLine(NamedTuple):
    """A transaction; `folder` and `files` hold bytes as latin-1, moments are POSIX time."""

    id: str
    when: int
    until: int
    folder: str
    label: tuple[str, ...]
    state: str
    files: tuple[str, ...]
    undoes: str | None


def history_text(past: Iterable[PastLine], words: Words) -> str:
    """A few lines for each, the newest first."""
    lines = [line for one in reversed(tuple(past)) for line in past_lines(one, words)]
    return "\n".join(lines or wrap(words(_NONE), words.width)) + "\n"


def state_of(one: PastLine) -> Template:
    """How far it got, or that it was taken back."""
    return _STATES[one.state]


def past_lines(one: PastLine, words: Words) -> Iterator[str]:
    """A few lines."""
    head = words(
        _HEAD,
        id=one.id,
        when=strftime("%Y-%m-%d %H:%M UTC", gmtime(one.when)),
        state=words(state_of(one)),
        folder=one.folder,
    )
    yield from wrap(head, words.width, rest="    ", whole=True)
    yield from (
        line
        for told in _details(one, words)
        for line in wrap(told, words.width, first="  ", rest="    ", whole=True)
    )


def _details(one: PastLine, words: Words) -> Iterator[str]:
    if one.undoes is not None:
        yield words(_UNDOES, id=one.undoes)
    elif one.label:
        yield words(_DOES, fixes=", ".join(one.label))
    yield words(_FILES, files=", ".join(file or "." for file in one.files))
    yield words(_UNTIL, day=strftime("%Y-%m-%d", gmtime(one.until)))


def history_json(past: Iterable[PastLine]) -> dict[str, Any]:
    """The same as data, the oldest first."""
    return {
        "format": "xmailaudit-history",
        "version": 1,
        "transactions": [
            {
                "id": one.id,
                "when": moment(one.when),
                "kept_until": moment(one.until),
                "folder": decoded(one.folder),
                "label": list(one.label),
                "state": one.state,
                "files": [decoded(file) for file in one.files],
                "undoes": one.undoes,
            }
            for one in past
        ],
    }
