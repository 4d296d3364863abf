"""`xmailaudit explain`: one rule's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.cli import status
from xmailaudit.cli.auditing import completed_rules, own_rules_options
from xmailaudit.cli.command import Argument, Command
from xmailaudit.cli.errors import unknown
from xmailaudit.messages import _

if TYPE_CHECKING:
    from xmailaudit.cli.console import Console

__all__ = ["COMMAND"]


def run(console: Console, *, rule: str) -> int:
    """Print the page of a rule, in the language at hand where there is one."""
    from xmailaudit.report.text_rules import page_text
    from xmailaudit.rules.catalogue import entry_of, known_words

    entry = entry_of(rule)
    if entry is None:
        raise unknown(_("{word} is no rule's id or name."), rule, known_words())
    page = entry.page_text(console.words.translator.language)
    for line in page_text(page, console.words, console.style()):
        console.out.line(line)
    return status.DONE


COMMAND = Command(
    "explain",
    run,
    Argument(
        "rule",
        metavar="RULE",
        required=True,
        shell_complete=completed_rules,
        about=_("a rule's id or name"),
    ),
    *own_rules_options(),
    summary=_("explain a rule: what XMail does, who can abuse it, what to do"),
    examples=("xmailaudit explain ACL003",),
)
