"""`xmailaudit schema`: the JSON Schema of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.cli import status
from xmailaudit.cli.command import Command
from xmailaudit.messages import _

if TYPE_CHECKING:
    from xmailaudit.cli.console import Console

__all__ = ["COMMAND"]


def run(console: Console) -> int:
    """Print the schema."""
    from xmailaudit.report.json_report import schema

    console.out.write(schema())
    return status.DONE


COMMAND = Command(
    "schema",
    run,
    summary=_("print the JSON Schema of the report"),
    examples=("xmailaudit schema > report.schema.json",),
)
