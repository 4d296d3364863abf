"""The report as a monitoring plugin's output, for Nagios, Icinga and what reads the same.

    XMAILAUDIT CRITICAL - Grade: F. Found: 1 critical, 6 high.|critical=1;;0;0 high=6;0;;0 …

Below that line stand the findings, the worst first.  Characters that the line's reader, its macros
or its web pages give a meaning to are escapes.

https://www.monitoring-plugins.org/doc/guidelines.html
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from xmailaudit.audit.threshold import counts
from xmailaudit.messages import _, plural, say
from xmailaudit.rules.finding import Severity

from .escape import escape_always
from .labels import SEVERITIES
from .location import location
from .summary import counted, grade, number_open, open_checks, shortened, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.audit.report import Report, Reported
    from xmailaudit.messages import Message

    from .language import Words

__all__ = ["PluginState", "nagios_text", "plugin_line", "plugin_state"]

#: What begins performance data, a macro or a tag; a web page of the server's would read the rest.
_MEANT = "|$`<>&"
#: A server keeps some thousand characters.
_MOST_FINDINGS = 20
_MORE = plural(_("… and {count} more finding"), _("… and {count} more findings"), by="count")


class PluginState(IntEnum):
    """The exit status of a plugin."""

    OK = 0
    WARNING = 1
    CRITICAL = 2
    UNKNOWN = 3


def plugin_state(report: Report, fail_on: str, *, strict: bool) -> PluginState:
    """What an audit comes to: `fail_on` is a severity, or never."""
    found = [one for one in Severity if counts(one, fail_on) and report.summary.of(one)]
    if found:
        return PluginState.CRITICAL if found[0] is Severity.CRITICAL else PluginState.WARNING
    if report.unreadable or (strict and report.not_evaluated):
        return PluginState.UNKNOWN
    return PluginState.OK


def nagios_text(report: Report, words: Words, fail_on: str, *, strict: bool) -> str:
    """The plugin's line with its figures, and the findings below it."""
    state = plugin_state(report, fail_on, strict=strict)
    told = " ".join(map(words.message, _told(report)))
    lines = [f"{plugin_line(state, told)}|{' '.join(_figures(report, fail_on))}"]
    lines += map(_harmless, _below(report, words))
    return "\n".join(lines) + "\n"


def plugin_line(state: PluginState, text: str) -> str:
    """The first line, without figures."""
    return f"XMAILAUDIT {state.name} - {_harmless(text)}"


def _harmless(line: str) -> str:
    """A line, with escapes for what its reader would give a meaning to."""
    return "".join(escape_always(c) if c in _MEANT else c for c in line)


def _told(report: Report) -> Iterator[Message]:
    yield say(_("{grade}. {counts}"), grade=grade(report), counts=counted(report))
    if report.unreadable:
        template = plural(
            _("{count} file could not be read."), _("{count} files could not be read."), by="count"
        )
        yield say(template, count=len(report.unreadable))
    if report.not_evaluated:
        yield number_open(report)


def _figures(report: Report, fail_on: str) -> Iterator[str]:
    """Performance data: value;warning;critical;minimum, a limit of 0 where none may be."""
    for severity in Severity:
        limits = ";"
        if counts(severity, fail_on):
            limits = ";0" if severity is Severity.CRITICAL else "0;"
        yield f"{severity.value}={report.summary.of(severity)};{limits};0"
    for name in ("suppressed", "baselined", "not_evaluated"):
        yield f"{name}={getattr(report.summary, name)};;;0"


def _below(report: Report, words: Words) -> Iterator[str]:
    for reported in report.counted[:_MOST_FINDINGS]:
        yield _finding(reported, words)
    more = len(report.counted) - _MOST_FINDINGS
    if more > 0:
        yield words(_MORE, count=more)
    for open_ in (*unreadable(report), *shortened(open_checks(report))):
        yield words.message(open_)


def _finding(reported: Reported, words: Words) -> str:
    finding = reported.finding
    return words(
        _("{severity}: {rule} {place}: {finding}"),
        severity=say(SEVERITIES[reported.severity]),
        rule=f"{finding.rule.id} {finding.rule.name}",
        place=location(finding.places[0], words),
        finding=finding.message,
    )
