"""A value nobody may see by accident.

`str`, `repr`, formatting, JSON (through `str`) and pickle all give `•••`.  Only `reveal()` opens
it, and a test says who may call that: the comparison in `policy`, the password rules, `migrate`,
and the one place in `edit` that writes a value into a table.
"""

from __future__ import annotations

from typing import Final

__all__ = ["MASK", "Secret"]

MASK: Final = "•••"


class Secret:
    """A secret field of a row."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself, bytes as latin-1."""
        return self._value

    def __str__(self) -> str:
        return MASK

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Secret:
        return self  # a copy stays in this process, and must not turn into the mask

    def __reduce__(self) -> tuple[type[Secret], tuple[str]]:
        return Secret, (MASK,)
