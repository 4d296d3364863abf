"""`xmailaudit schema`: the JSON Schemas of what is printed as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.cli import status
from xmailaudit.cli.command import Argument, Choice, Command
from xmailaudit.messages import _
from xmailaudit.report.schemas import SCHEMAS

if TYPE_CHECKING:
    from xmailaudit.cli.console import Console

__all__ = ["COMMAND"]


def run(console: Console, *, name: str) -> int:
    """Print the schema."""
    from xmailaudit.report.schemas import schema

    console.out.write(schema(name))
    return status.DONE


COMMAND = Command(
    "schema",
    run,
    Argument(
        "name",
        metavar="[NAME]",
        required=False,
        default="report",
        type=Choice(*SCHEMAS),
        about=_("of what: an audit's report (the default), the preview of fixes, or a certificate"),
    ),
    summary=_("print the JSON Schema of the report"),
    examples=("xmailaudit schema > report.schema.json", "xmailaudit schema preview"),
)
