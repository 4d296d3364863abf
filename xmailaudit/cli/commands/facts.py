"""`xmailaudit facts`: what server a configuration makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.cli import status
from xmailaudit.cli.auditing import auditing_options, target_argument
from xmailaudit.cli.command import Choice, Command, Option
from xmailaudit.cli.opening import open_session
from xmailaudit.messages import _

if TYPE_CHECKING:
    from xmailaudit.cli.console import Console

__all__ = ["COMMAND"]


def run(
    console: Console,
    *,
    target: str | None,
    format: str,  # noqa: A002  # the option's name
    at: float | None,
    **opening: Any,
) -> int:
    """Print the facts."""
    found = open_session(console, target, **opening).facts(at=at)
    if format == "json":
        from xmailaudit.report.json_facts import facts_json
        from xmailaudit.report.json_text import json_text

        console.out.write(json_text(facts_json(found)))
    else:
        from xmailaudit.report.text_facts import facts_text

        for line in facts_text(found, console.words, console.style()):
            console.out.line(line)
    return status.DONE


COMMAND = Command(
    "facts",
    run,
    target_argument(),
    Option("--format", type=Choice("text", "json"), default="text", about=_("the form")),
    *auditing_options(),
    summary=_("show what server it is: version, ports, names, certificates, how much it holds"),
    details=(_("What the files do not tell stays unknown; nothing is asked of the network."),),
    examples=("xmailaudit facts MailRoot", "xmailaudit facts MailRoot --format json"),
)
