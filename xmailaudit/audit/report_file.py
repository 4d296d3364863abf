"""JSON reports of earlier audits, read back as one side of a comparison.

Only what a comparison needs is looked at, and all of that is checked: a report is a file like any
other, and whatever is in it ends in a side or in ReportFileError.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from xmailaudit.messages import _, say
from xmailaudit.rules.finding import Severity

from .diff import Seen, Side
from .errors import ReportFileError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Never

__all__ = ["FORMAT", "VERSION", "is_report_file", "parse_report", "read_report"]

Read = TypeVar("Read")

FORMAT = "xmailaudit-report"
VERSION = 1

#: A report names its format at its beginning.
_BEGINNING = 4096


def is_report_file(path: Path) -> bool:
    """Whether a file looks like a JSON report; nothing else that can be audited does."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            beginning = stream.read(_BEGINNING).removeprefix(b"\xef\xbb\xbf").lstrip()
    except (OSError, ValueError):
        return False
    return beginning.startswith(b"{") and f'"{FORMAT}"'.encode() in beginning


def read_report(path: Path) -> Side:
    """Read a report's file.  Raises ReportFileError."""
    file = str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        template = _("the report cannot be read: {reason}")
        raise ReportFileError(say(template, reason=reason), file=file) from None
    return parse_report(data, file)


def parse_report(data: bytes, file: str) -> Side:
    """A side out of the bytes of a report, whose file is to be named in errors."""
    import json

    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        template = _("this report is no JSON any more; make it anew")
        raise ReportFileError(say(template), file=file) from None
    return _Reader(file).side(value)


class _Reader:
    """Takes a report to pieces."""

    def __init__(self, file: str) -> None:
        self._file = file

    def side(self, value: object) -> Side:
        report = value if isinstance(value, dict) else {}
        if report.get("format") != FORMAT or report.get("version") != VERSION:
            template = _("this is no JSON report of version {version}")
            raise ReportFileError(say(template, version=VERSION), file=self._file)
        target, summary = self._table(report, "target"), self._table(report, "summary")
        grade = summary.get("grade")
        return Side(
            location=self._text(target, "location"),
            evaluated_at=self._text(report, "evaluated_at"),
            profile=self._text(report, "profile"),
            grade=None if grade is None else self._text(summary, "grade"),
            findings=tuple(self._each(report, "findings", self._seen)),
            not_judged=frozenset(
                self._each(report, "not_evaluated", lambda gap: self._text(gap, "rule"))
            ),
            exposure=dict(self._each(report, "exposure", self._cell)),
        )

    def _seen(self, finding: dict[str, Any]) -> Seen:
        places = self._each(finding, "locations", lambda place: place)
        place = places[0] if places else self._wrong("locations")
        return Seen(
            fingerprint=self._text(finding, "fingerprint"),
            rule=self._text(finding, "rule"),
            name=self._text(finding, "name"),
            severity=self._severity(finding),
            message=say(_("{what}"), what=self._text(finding, "message")),
            file=self._text(place, "file"),
            line=self._line(place),
            counts=finding.get("suppressed") is None and finding.get("baseline") != "unchanged",
        )

    def _severity(self, finding: dict[str, Any]) -> Severity:
        try:
            return Severity(self._text(finding, "severity"))
        except ValueError:
            self._wrong("severity")

    def _line(self, place: dict[str, Any]) -> int | None:
        line = place.get("line")
        if line is None:
            return None
        return line if isinstance(line, int) else self._wrong("line")

    def _cell(self, cell: dict[str, Any]) -> tuple[tuple[str, str], str]:
        return (self._text(cell, "action"), self._text(cell, "from")), self._text(cell, "answer")

    def _table(self, value: dict[str, Any], key: str) -> dict[str, Any]:
        table = value.get(key)
        return table if isinstance(table, dict) else self._wrong(key)

    def _each(
        self, value: dict[str, Any], key: str, read: Callable[[dict[str, Any]], Read]
    ) -> list[Read]:
        items = value.get(key)
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            self._wrong(key)
        return [read(item) for item in items]

    def _text(self, value: dict[str, Any], key: str) -> str:
        text = value.get(key)
        return text if isinstance(text, str) else self._wrong(key)

    def _wrong(self, key: str) -> Never:
        template = _("this report is broken at {key}; make it anew")
        raise ReportFileError(say(template, key=key), file=self._file)
