"""The JSON Schemas of what is printed as JSON."""

from __future__ import annotations

__all__ = ["SCHEMAS", "schema"]

#: What one is written down for.
SCHEMAS = ("report", "preview", "certificate")


def schema(name: str = "report") -> str:
    """The JSON Schema of one of `SCHEMAS`."""
    from pathlib import Path

    return (Path(__file__).parent / "schema" / f"{name}-1.schema.json").read_text(encoding="utf-8")
