"""`xmailaudit rules`: the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.cli import status
from xmailaudit.cli.auditing import own_rules_options
from xmailaudit.cli.command import Choice, Command, Option
from xmailaudit.messages import _

if TYPE_CHECKING:
    from xmailaudit.cli.console import Console

__all__ = ["COMMAND"]


def run(console: Console, *, format: str) -> int:  # noqa: A002  # the option's name
    """Print the catalogue."""
    from xmailaudit.rules.catalogue import catalogue

    if format == "json":
        from xmailaudit.report.json_text import json_text

        listed = [
            {
                "id": entry.id,
                "name": entry.name,
                "family": entry.family,
                "severity": entry.severity,
                "summary": console.words(entry.summary),
                "fix": entry.fix,
            }
            for entry in catalogue()
        ]
        console.out.write(json_text(listed))
    else:
        from xmailaudit.report.text_rules import catalogue_text

        for line in catalogue_text(catalogue(), console.words):
            console.out.line(line)
    return status.DONE


COMMAND = Command(
    "rules",
    run,
    Option("--format", type=Choice("text", "json"), default="text", about=_("the list's form")),
    *own_rules_options(),
    summary=_("list all rules"),
    examples=("xmailaudit rules", "xmailaudit rules --format json"),
)
