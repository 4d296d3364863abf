"""A plan in a file: the names of fixes, and the hashes of the files they were made for.

    {"format": "xmailaudit-plan", "version": 1, "tool": {…}, "target": "/var/MailRoot",
     "profile": "default", "command_line": null,
     "picks": [{"rule": "ACL003", "fingerprint": "…", "fix": "narrow"}],
     "answers": [{"rule": "SRV002", "name": "name", "value": "mail.example.com"}],
     "files": {"ctrl.ipmap.tab": {"old": "…", "new": "…"}}}

No edits are in it: whoever applies it makes them again, and refuses where a file is not the one
that was looked at, or would become another.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from xmailaudit.messages import XMailAuditError, _, say

from .wanted import Pick

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xmailaudit.mailroot.change import Change
    from xmailaudit.messages import Message

    Hashes = Mapping[str, tuple[str | None, str | None]]

__all__ = ["FORMAT", "Kept", "PlanFileError", "hashes_of", "kept_from", "kept_text"]

FORMAT = "xmailaudit-plan"
VERSION = 1

_NO_PLAN = _("this is no plan that `xmailaudit fix --plan` wrote: {reason}")
_NO_JSON = _("it is no JSON")
_OTHER = _("it is of another format or version")
_LACKS = _("{key} is missing or of the wrong kind")


class PlanFileError(XMailAuditError):
    """A file that is no plan."""


class Kept(NamedTuple):
    """A plan as a file holds it; `files` are the hashes before and after, None for no file."""

    target: str
    profile: str
    command_line: str | None
    picks: tuple[Pick, ...]
    answers: Mapping[tuple[str, str], str]
    files: Hashes


def hashes_of(changes: Iterable[Change]) -> Hashes:
    """What the files of changes are known by; modes are told beside the bytes."""
    return {
        one.path: (_hash(one.old, one.old_mode), _hash(one.new, one.new_mode or one.old_mode))
        for one in changes
    }


def _hash(data: bytes | None, mode: int | None) -> str | None:
    if data is None:
        return None if mode is None else f"{mode:04o}"
    return sha256(data).hexdigest() + ("" if mode is None else f" {mode:04o}")


def kept_text(kept: Kept) -> dict[str, Any]:
    """A plan as it is written, ready for `json.dumps`."""
    import xmailaudit

    return {
        "format": FORMAT,
        "version": VERSION,
        "tool": {"name": "xmailaudit", "version": xmailaudit.__version__},
        "target": kept.target,
        "profile": kept.profile,
        "command_line": kept.command_line,
        "picks": [pick._asdict() for pick in kept.picks],
        "answers": [
            {"rule": rule, "name": name, "value": value}
            for (rule, name), value in kept.answers.items()
        ],
        "files": {path: {"old": old, "new": new} for path, (old, new) in kept.files.items()},
    }


def kept_from(text: bytes, file: str) -> Kept:
    """Read a plan.  Raises PlanFileError."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise _refused(file, say(_NO_JSON)) from None
    if not isinstance(document, dict):
        raise _refused(file, say(_OTHER))
    if document.get("format") != FORMAT or document.get("version") != VERSION:
        raise _refused(file, say(_OTHER))
    read = _Reader(document, file)
    return Kept(
        target=read.text("target"),
        profile=read.text("profile"),
        command_line=read.optional("command_line"),
        picks=tuple(Pick(*one) for one in read.records("picks", ("rule", "fingerprint", "fix"))),
        answers={
            (rule, name): value
            for rule, name, value in read.records("answers", ("rule", "name", "value"))
        },
        files=read.hashes("files"),
    )


class _Reader:
    """The keys of a document, each of its kind."""

    def __init__(self, document: dict[str, Any], file: str) -> None:
        self._document = document
        self._file = file

    def text(self, key: str) -> str:
        value = self._document.get(key)
        if not isinstance(value, str):
            self._wrong(key)
        return value

    def optional(self, key: str) -> str | None:
        return None if self._document.get(key) is None else self.text(key)

    def records(self, key: str, names: tuple[str, str, str]) -> list[tuple[str, str, str]]:
        values = self._document.get(key)
        if not isinstance(values, list):
            self._wrong(key)
        return [self._record(key, value, names) for value in values]

    def _record(self, key: str, value: Any, names: tuple[str, str, str]) -> tuple[str, str, str]:
        if not isinstance(value, dict):
            self._wrong(key)
        first, second, third = (value.get(name) for name in names)
        if not (isinstance(first, str) and isinstance(second, str) and isinstance(third, str)):
            self._wrong(key)
        return first, second, third

    def hashes(self, key: str) -> Hashes:
        values = self._document.get(key)
        if not isinstance(values, dict):
            self._wrong(key)
        return {path: self._pair(key, value) for path, value in values.items()}

    def _pair(self, key: str, value: Any) -> tuple[str | None, str | None]:
        if not isinstance(value, dict):
            self._wrong(key)
        old, new = value.get("old"), value.get("new")
        if not (isinstance(old, str | None) and isinstance(new, str | None)):
            self._wrong(key)
        return old, new

    def _wrong(self, key: str) -> NoReturn:
        raise _refused(self._file, say(_LACKS, key=key))


def _refused(file: str, reason: Message) -> PlanFileError:
    return PlanFileError(say(_NO_PLAN, reason=reason), file=file)
