"""Lists in JSON, written as they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.report.json_text import json_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .output import Output

__all__ = ["write_list"]


def write_list(out: Output, values: Iterable[object]) -> None:
    """One list, written as its values come, each on a line of its own."""
    before = "[\n"
    for value in values:
        out.write(before + json_line(value))
        before = ",\n"
    out.line("[]" if before == "[\n" else "\n]")
