"""Files that are not in the MailRoot, yet have a place in a report: a profile, a baseline.

A place names them by what they are, `(profile)`, as it names the start options `(command line)`: no
file of the MailRoot is called so, and it is the same wherever the file lies.
"""

from __future__ import annotations

__all__ = ["BASELINE", "PROFILE", "OutsideFile"]

PROFILE = "(profile)"
BASELINE = "(baseline)"


class OutsideFile(str):
    """What a file is, such as `PROFILE`; it knows the `path` where somebody keeps it."""

    __slots__ = ("path",)

    path: str

    @classmethod
    def of(cls, sort: str, path: str) -> OutsideFile:
        """The file of a sort that lies at a path."""
        made = cls(sort)
        made.path = path
        return made
