"""A row that XMail passes over: why, and what it was surely meant to be.

`ignored_rows` finds them; here is what it says of one, and how a person reads a line.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from xmailaudit.tables.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xmailaudit.tables.edit import Value
    from xmailaudit.tables.row import Row

__all__ = ["NAME_COLUMNS", "Cause", "Ignored", "names_nobody", "values", "words"]


class Cause(Enum):
    """Why a row does nothing."""

    FEW = "too few fields"
    BLANKS = "blanks instead of TABs"
    NO_SECOND_FIELD = "address/bits without a second field"
    NO_PRECEDENCE = "no precedence"
    NOT_TWO = "not exactly two fields"
    HIDES = "too few fields, and hides a later row"
    NO_MASK = "an address without a mask"
    IPV6 = "an IPv6 address without bits"
    PADDED = "blanks around an address or a name"
    ADDRESS = "an address that does not resolve"
    MASK = "a mask that does not resolve"
    PASSWORD = "a password that does not decode"  # noqa: S105  # words, no password
    LOGIN = "a login without user and password"
    END = "an end that is passed over"


#: Columns with a domain, a name or a pattern; no address of a mail has a blank in it.
NAME_COLUMNS: Final[dict[str, tuple[int, ...]]] = {
    "domains": (0,),
    "aliasdomain": (0, 1),
    "aliases": (0, 1),
    "mailusers": (0, 1),
    "extaliases": (0, 1),
    "smtpgw": (0,),
    "smtpfwd": (0,),
    "spam-address": (0,),
    "mlusers": (0,),
    "smtp.hnprop": (0,),
}


class Ignored(NamedTuple):
    """A row that does nothing, or not all it says; `needed` is how many fields it needs.

    `meant` are the fields it was certainly meant to have, None where nobody can be sure; `field` is
    the one that is wrong, None for the row as a whole.
    """

    row: Row
    cause: Cause
    needed: int
    meant: tuple[Value, ...] | None = None
    field: int | None = None


def names_nobody(table: str, row: Row) -> bool:
    """Whether a row of that kind of table has a blank in a name, so that nothing is equal to it."""
    if b" " not in row.raw:
        return False
    last = len(row.fields)
    return any(" " in row.fields[one] for one in NAME_COLUMNS.get(table, ()) if one < last)


def words(raw: bytes) -> tuple[str, ...]:
    """The words of a line as a person sees them: at blanks and TABs, with quotes around some."""
    text = raw.decode("latin-1")
    found: list[str] = []
    position = 0
    while position < len(text):
        if text[position] in " \t":
            position += 1
            continue
        quoted = text[position] == '"'
        start = position + quoted
        ends = [text.find(mark, start) for mark in ('"' if quoted else " \t")]
        end = min((one for one in ends if one >= 0), default=len(text))
        found.append(text[start:end])
        position = end + quoted
    return tuple(found)


def values(row: Row, fields: Sequence[str]) -> tuple[Value, ...]:
    """Fields as values of the row's table: its passwords stay secret."""
    return tuple(
        Secret(field) if column in row.secret else field for column, field in enumerate(fields)
    )
