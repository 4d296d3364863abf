"""Baselines: the findings of an earlier audit, so that later ones tell what is new.

    {"format": "xmailaudit-baseline", "version": 1, "tool": {…},
     "created_at": "2026-11-24T00:00:00Z",
     "findings": [{"rule": "ACL003", "fingerprint": "…"}]}

A fingerprint holds nothing of a password, nor can a table's text be had from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xmailaudit.messages import _, say

from .errors import BaselineError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xmailaudit.messages import Template

    from .report import Report

__all__ = ["FORMAT", "VERSION", "Baseline", "baseline_of", "parse_baseline", "read_baseline"]

FORMAT = "xmailaudit-baseline"
VERSION = 1

_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


class Baseline(NamedTuple):
    """The findings of an audit: the rule of each fingerprint.  `path` is where it was read from."""

    created_at: float
    tool_version: str
    known: Mapping[str, str]
    path: str = ""

    def as_json(self) -> dict[str, Any]:
        """What its file holds."""
        from time import gmtime, strftime

        return {
            "format": FORMAT,
            "version": VERSION,
            "tool": {"name": "xmailaudit", "version": self.tool_version},
            "created_at": strftime(_MOMENT, gmtime(self.created_at)),
            "findings": [
                {"rule": rule, "fingerprint": fingerprint}
                for fingerprint, rule in sorted(self.known.items(), key=lambda pair: pair[::-1])
            ],
        }


def baseline_of(report: Report) -> Baseline:
    """The baseline of a report.

    What a suppression hides stays out, for it is to come back when the suppression ends; so do the
    findings about what the owner accepts.
    """
    from xmailaudit import __version__
    from xmailaudit.rules.catalogue import entry_of

    known = {}
    for one in report.findings:
        rule = one.finding.rule.id
        entry = entry_of(rule)
        if one.suppressed is None and not (entry and entry.about_acceptance):
            known[one.fingerprint] = rule
    return Baseline(report.evaluated_at, __version__, known)


def read_baseline(path: Path) -> Baseline:
    """Read a file.  Raises BaselineError for what cannot be read or is no baseline."""
    file = str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        template = _("the baseline cannot be read: {reason}")
        raise BaselineError(say(template, reason=reason), file=file) from None
    except ValueError:  # a name with a NUL in it
        raise BaselineError(say(_("this can be no file's name")), file=ascii(file)) from None
    return parse_baseline(data, file)


def parse_baseline(data: bytes, file: str) -> Baseline:
    """A baseline out of the bytes of its file, which is to be named in errors."""
    import json

    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise _broken(file, _("this is no baseline: it is no JSON")) from None
    return _Reader(file).baseline(value)


def _broken(file: str, template: Template, **parameters: object) -> BaselineError:
    return BaselineError(say(template, **parameters), file=file)


class _Reader:
    """Takes a value to pieces; whatever is not as it should be raises BaselineError."""

    def __init__(self, file: str) -> None:
        self._file = file

    def baseline(self, value: object) -> Baseline:
        whole = value if isinstance(value, dict) else {}
        if whole.get("format") != FORMAT:
            raise _broken(self._file, _("this is no baseline; `--write-baseline` makes one"))
        if whole.get("version") != VERSION or isinstance(whole["version"], bool):
            template = _("this baseline is of another version; write it anew")
            raise _broken(self._file, template)
        tool = whole.get("tool")
        version = tool.get("version") if isinstance(tool, dict) else None
        return Baseline(
            created_at=self._moment(whole.get("created_at")),
            tool_version=self._text(version, "tool.version"),
            known=dict(map(self._finding, self._list(whole.get("findings"), "findings"))),
            path=self._file,
        )

    def _finding(self, value: object) -> tuple[str, str]:
        finding = value if isinstance(value, dict) else {}
        fingerprint = self._text(finding.get("fingerprint"), "findings.fingerprint")
        return fingerprint, self._text(finding.get("rule"), "findings.rule")

    def _moment(self, value: object) -> float:
        from datetime import UTC, datetime

        try:
            return datetime.strptime(str(value), _MOMENT).replace(tzinfo=UTC).timestamp()
        except (ValueError, OverflowError):
            raise self._wrong("created_at") from None

    def _text(self, value: object, key: str) -> str:
        if not isinstance(value, str) or not value:
            raise self._wrong(key)
        return value

    def _list(self, value: object, key: str) -> list[object]:
        if not isinstance(value, list):
            raise self._wrong(key)
        return value

    def _wrong(self, key: str) -> BaselineError:
        template = _("this baseline is broken at {key}; write it anew")
        return _broken(self._file, template, key=key)
