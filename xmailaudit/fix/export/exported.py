"""One file or folder of an export: where it goes, what it holds, who may read it."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["FILE_MODE", "FOLDER_MODE", "PROGRAM_MODE", "Exported"]

#: An export holds passwords: nobody but who made it may look into it.
FILE_MODE = 0o600
FOLDER_MODE = 0o700
PROGRAM_MODE = 0o700


class Exported(NamedTuple):
    """A file of the export by its path (with `/`, bytes as latin-1); without `data` a folder."""

    path: str
    data: bytes | None
    mode: int = FILE_MODE

    def __repr__(self) -> str:  # without its bytes: passwords may be among them
        return f"Exported({self.path!r})"
