"""JSON as the commands print it: ASCII, so that it survives any terminal and any locale."""

from __future__ import annotations

import json

__all__ = ["json_text"]


def json_text(value: object) -> str:
    """A value as indented JSON that ends with a newline."""
    return json.dumps(value, indent=2) + "\n"
