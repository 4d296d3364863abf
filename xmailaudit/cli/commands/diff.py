"""`xmailaudit diff`: two configurations or two reports, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.audit.threshold import THRESHOLDS, threshold
from xmailaudit.cli import status
from xmailaudit.cli.auditing import auditing_options, choosing_options
from xmailaudit.cli.command import Argument, Choice, Command, Option
from xmailaudit.cli.opening import open_session, watching
from xmailaudit.messages import _

if TYPE_CHECKING:
    from xmailaudit.audit.diff import Side
    from xmailaudit.audit.profile import Profile
    from xmailaudit.cli.console import Console
    from xmailaudit.session import Session

__all__ = ["COMMAND"]


def run(  # noqa: PLR0913  # one parameter an option
    console: Console,
    *,
    before: str,
    after: str,
    format: str,  # noqa: A002  # the option's name
    fail_on: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    profile: str,
    at: float | None,
    command_line: str | None,
) -> int:
    """Print what is new, what is gone, and who gained or lost access."""
    from xmailaudit.audit.profile import load_profile
    from xmailaudit.session import difference

    chosen = load_profile(profile)
    then, now = (_opened(console, name, chosen, command_line) for name in (before, after))
    with watching(console) as observer:
        found = difference(then, now, at=at, select=select, ignore=ignore, observer=observer)
    if format == "json":
        from xmailaudit.report.json_diff import diff_json
        from xmailaudit.report.json_text import json_text

        console.out.write(json_text(diff_json(found, console.words)))
    else:
        from xmailaudit.report.text_diff import diff_text

        console.out.write(diff_text(found, console.words, console.style()))
    return status.of_difference(found, fail_on or threshold(chosen))


def _opened(
    console: Console, name: str, profile: Profile, command_line: str | None
) -> Session | Side:
    """A side: a report where the file is one, else a target."""
    from pathlib import Path

    from xmailaudit.audit.report_file import is_report_file, read_report

    if is_report_file(Path(name)):
        return read_report(Path(name))
    return open_session(console, name, profile=profile, command_line=command_line)


def _side(name: str, about: str) -> Argument:
    return Argument(name, metavar=name.upper(), required=True, about=about)


COMMAND = Command(
    "diff",
    run,
    _side("before", _("a MailRoot, an archive, a copied text, or a JSON report of an audit")),
    _side("after", _("the same, later or with changes")),
    Option("--format", type=Choice("text", "json"), default="text", about=_("the output's form")),
    Option(
        "--fail-on",
        type=Choice(*THRESHOLDS),
        about=_("the severity from which on what is new makes status 1; else the profile's (high)"),
    ),
    *choosing_options(),
    *auditing_options(),
    summary=_(
        "compare two configurations or reports: what is new, what is gone, who gained access"
    ),
    details=(
        _(
            "Of two configurations it tells exactly who gained and who lost access, service by "
            "service. Exit status: 0 nothing new from --fail-on up, 1 something new."
        ),
    ),
    examples=(
        "xmailaudit diff MailRoot.old MailRoot",
        "xmailaudit diff last-week.json today.json --format json",
    ),
)
