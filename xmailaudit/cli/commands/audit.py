"""`xmailaudit audit`: run the rules on a configuration, print a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.audit.threshold import THRESHOLDS, threshold
from xmailaudit.cli import status
from xmailaudit.cli.auditing import auditing_options, choosing_options, target_argument
from xmailaudit.cli.command import Choice, Command, Option, flag
from xmailaudit.cli.delivery import deliver, destination, same_file, source
from xmailaudit.cli.errors import CommandLineError
from xmailaudit.cli.forms import FORMS, PLUGIN, RANKED, in_form
from xmailaudit.cli.opening import open_session, watching
from xmailaudit.messages import _, say
from xmailaudit.report.text_style import PLAIN

if TYPE_CHECKING:
    from xmailaudit.audit.report import Report
    from xmailaudit.cli.console import Console
    from xmailaudit.session import Session

__all__ = ["COMMAND"]

_WRITE_BASELINE = "--write-baseline"


def run(  # noqa: PLR0913  # one parameter an option
    console: Console,
    *,
    target: str | None,
    format: str,  # noqa: A002  # the option's name
    output: str | None,
    fail_on: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    baseline: str | None,
    write_baseline: str | None,
    no_suppressions: bool,
    strict: bool,
    profile: str,
    at: float | None,
    command_line: str | None,
) -> int:
    """Audit, print, and say by the status what was found."""
    session = open_session(console, target, profile=profile, command_line=command_line)
    file = destination(output, session.root)
    kept = _baseline_file(write_baseline, session, file)
    with watching(console) as observer:
        report = session.audit(
            at=at,
            select=select,
            ignore=ignore,
            suppressions=not no_suppressions,
            baseline=source("--baseline", baseline),
            observer=observer,
            rank=format in RANKED,
        )
    _tell_defects(console, report)
    if kept is not None:
        _keep(console, kept, report)
    coloured = console.style() if file is None else PLAIN
    fail_on = fail_on or threshold(session.profile)
    if format == PLUGIN:
        from xmailaudit.report.nagios import nagios_text, plugin_state

        deliver(console, file, nagios_text(report, console.words, fail_on, strict=strict))
        return plugin_state(report, fail_on, strict=strict)
    deliver(console, file, in_form(format, report, session.root, console.words, coloured))
    return status.of_report(report, fail_on, strict=strict)


def _baseline_file(named: str | None, session: Session, report: str | None) -> str | None:
    """The file that a baseline goes to; it is none that the report goes to."""
    if named == "-":
        raise CommandLineError(say(_("{option} needs the name of a file"), option=_WRITE_BASELINE))
    file = destination(named, session.root, _WRITE_BASELINE)
    if file is not None and report is not None and same_file(file, report):
        template = _("{option} and {other} name the same file, {file}")
        raise CommandLineError(say(template, option=_WRITE_BASELINE, other="--output", file=file))
    return file


def _tell_defects(console: Console, report: Report) -> None:
    """What is wrong with rules of somebody's own is for him, not for who reads the report."""
    from xmailaudit.audit.guard import defects

    for gap in defects(report.not_evaluated):
        template = _("{rule} {name}: {reason}")
        console.notice(say(template, rule=gap.rule.id, name=gap.rule.name, reason=gap.reason))


def _keep(console: Console, file: str, report: Report) -> None:
    """Write what was found as a baseline."""
    from xmailaudit.audit.baseline import baseline_of
    from xmailaudit.report.json_text import json_text

    deliver(console, file, json_text(baseline_of(report).as_json()))


COMMAND = Command(
    "audit",
    run,
    target_argument(),
    Option(
        "--format",
        type=Choice(*FORMS),
        default="text",
        about=_("the report's form"),
    ),
    Option("--output", metavar="FILE", about=_("write the report to a file; - is standard output")),
    Option(
        "--fail-on",
        type=Choice(*THRESHOLDS),
        about=_("the severity from which on the exit status is 1; else the profile's (high)"),
    ),
    *choosing_options(),
    Option(
        "--baseline",
        metavar="FILE",
        about=_("what an earlier audit found does not count again; SUP004 when it is old"),
    ),
    Option(
        _WRITE_BASELINE,
        metavar="FILE",
        about=_("write down what is found, for --baseline in later audits"),
    ),
    flag("--no-suppressions", about=_("count what the profile suppresses, too")),
    flag("--strict", about=_("exit status 4 where any check could not be evaluated")),
    *auditing_options(),
    summary=_("run the rules on a configuration and print a report"),
    details=(
        _(
            "Exit status: 0 nothing from --fail-on up, 1 findings, 2 wrong use, 3 no MailRoot, "
            "4 incomplete."
        ),
        _(
            "With --format nagios it is a plugin's: 0 OK, 1 findings from --fail-on up, "
            "2 critical ones, 3 incomplete or an error."
        ),
    ),
    examples=(
        "xmailaudit audit MailRoot",
        "xmailaudit audit MailRoot --profile strict --format json --output report.json",
        "xmailaudit audit MailRoot --format html --output report.html",
        "xmailaudit audit MailRoot --baseline known.json",
    ),
)
