"""Paths that XMail puts together from what a table or an address says.

The file system takes `a//b` and `a/./b` for `a/b`, and a local part or a domain may hold a slash; a
source knows a file by one path only.
"""

from __future__ import annotations

__all__ = ["plain_path"]


def plain_path(path: str) -> str | None:
    """The path without `.`, `..` and doubled slashes; None where it leads out of the MailRoot."""
    if "//" not in path and "/." not in path and path.strip("/") == path and path[:1] != ".":
        return path
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
