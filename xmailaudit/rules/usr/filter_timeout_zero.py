"""USR017: a filter that XMail does not wait for, which ends the run.

Without waiting the exit code has all bits set, that of *stop* among them, so nothing behind it is
run (XMail facts: mailproc 2 and 5).  In a filter file `timeo=0` does the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.routing.command_files import command_file, commands_of, is_of_domain
from xmailaudit.policy.routing.command_lines import command_lines
from xmailaudit.policy.routing.commands import Delivers, Fault
from xmailaudit.policy.routing.filter_files import filter_lines
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review, set_field
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import MOST_PLACES, Rule, xmail

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.routing.commands import Command
    from xmailaudit.policy.routing.filter_files import FilterLine
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.edit import Edit
    from xmailaudit.tables.row import Place

RULE = Rule(
    "USR017",
    "filter-timeout-zero",
    Severity.HIGH,
    summary=_("XMail does not wait for a filter, takes that for a stop, and mail is lost by it."),
    message=plural(
        _("XMail does not wait for the filter and stops there: what delivers behind it is not run"),
        _(
            "XMail does not wait for {count} filters and stops there: what delivers behind them is "
            "not run"
        ),
        by="count",
    ),
    reads=("filters.*", "custdomains/*", "cmdaliases/*", "domains/*"),
    fix=Applicability.REVIEW,
    references=(xmail("mailproc", 2), xmail("mailproc", 5)),
)

_UNHEARD = plural(
    _("XMail does not wait for the filter: what it finds out is not heard, and the run ends there"),
    _(
        "XMail does not wait for {count} filters: what they find out is not heard, and the run "
        "ends there"
    ),
    by="count",
)
_PASSES = plural(
    _("With timeo=0 XMail does not wait for the filter: the mail passes it and all behind it"),
    _(
        "With timeo=0 XMail does not wait for {count} filters: the mail passes them and all behind "
        "them"
    ),
    by="count",
)
_SECONDS = "90"
_TIMEOUT = 2


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:  # one signature for all
    lines = command_lines(root)
    losing: list[Command] = []
    unheard: list[Command] = []
    for command in lines.commands:
        if command.always_stops:
            (losing if _loses_mail(root, command) else unheard).append(command)
    yield from _of_commands(losing, RULE.message, None)
    yield from _of_commands(unheard, _UNHEARD, Severity.MEDIUM)
    for group in apart(line for line in filter_lines(root) if not line.waits):
        yield _finding(group, [line.row.at(0) for line in group], _PASSES, map(_set_flag, group))
    lines.demand_all()


def _loses_mail(root: MailRoot, stop: Command) -> bool:
    """Whether nothing delivers before it, and something would behind it.

    Behind the file of a domain come those of its users.
    """
    commands = commands_of(root, command_file(stop.row.file))
    if any(command.delivers is not Delivers.NO for command in commands):
        return False
    behind = [command for command in commands if command.fault is Fault.NOT_REACHED]
    return is_of_domain(stop.row.file) or any(one.would_deliver for one in behind)


def _of_commands(
    commands: list[Command], message: Template, severity: Severity | None
) -> Iterator[Finding]:
    for group in apart(commands):
        places = [command.row.at(_TIMEOUT) for command in group]
        yield _finding(group, places, message, map(_wait, group), severity)


def _finding(
    group: tuple[object, ...],
    places: list[Place],
    message: Template,
    edits: Iterable[Edit | None],
    severity: Severity | None = None,
) -> Finding:
    title = say(_("Wait for the filter {seconds} seconds"), seconds=int(_SECONDS))
    return RULE.finding(
        *places[:MOST_PLACES],
        total=len(group),
        severity=severity,
        message=message,
        fixes=[review("wait", title, *edits)],
        count=len(group),
    )


def _wait(command: Command) -> Edit | None:
    return set_field(command.row, _TIMEOUT, _SECONDS)


def _set_flag(line: FilterLine) -> Edit | None:
    flags = (line.row.flags or "").split(",")
    kept = [flag for flag in flags if not flag.startswith("timeo=")]
    return set_field(line.row, 0, "!" + ",".join((*kept, f"timeo={_SECONDS}")))
