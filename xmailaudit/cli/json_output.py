"""JSON as the commands print it."""

from __future__ import annotations

from xmailaudit.report.json_text import json_line, json_text

__all__ = ["json_line", "json_text"]
