"""JSON as it is printed and written: ASCII, so that it survives any terminal and any locale."""

from __future__ import annotations

import json

__all__ = ["json_line", "json_text"]


def json_text(value: object) -> str:
    """A value as indented JSON that ends with a newline."""
    return _without_orders(json.dumps(value, indent=2)) + "\n"


def json_line(value: object) -> str:
    """A value as JSON on one line, without its end."""
    return _without_orders(json.dumps(value))


def _without_orders(text: str) -> str:
    """A build server obeys `##[…]` in any line of its log; to a reader of JSON this is the same."""
    return text.replace("##", "#\\u0023")
