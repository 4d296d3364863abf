"""`spam-address.tab` against many senders at once (XMail facts: access, section 3).

Each pattern is matched with the whole address of MAIL FROM, and whoever matches is refused, logged
in or not.  The null sender is never looked up (XMail facts: access, section 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xmailaudit.tables.ctext import ascii_lower, wild_literal, wild_match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.tables.spam_address import SpamAddressRow

__all__ = ["NULL_SENDERS", "SenderPatterns"]

#: Patterns that people write for the null sender; no sender that is looked up matches them.
NULL_SENDERS: Final = ("", "<>")

_SPECIAL = frozenset("*?[\\")


class _Pattern(NamedTuple):
    """A row with a pattern that only `wild_match` understands, and a text it cannot do without."""

    row: SpamAddressRow
    needed: str

    def takes(self, address: str) -> bool:
        """Whether it matches; the text that it needs says *no* to most addresses at once."""
        return self.needed in address and wild_match(address, self.row.pattern)


class SenderPatterns:
    """The rows, sorted by what an address must have for them to match.

    Patterns without a special character are looked up, `*` and an end by their end, those of one
    domain in that domain; only the others are tried on each address.
    """

    def __init__(self, rows: Iterable[SpamAddressRow]) -> None:
        self._exact: dict[str, list[SpamAddressRow]] = {}
        self._ends: dict[int, dict[str, list[SpamAddressRow]]] = {}
        self._domains: dict[str, list[_Pattern]] = {}
        self._others: list[_Pattern] = []
        for row in rows:
            self._sort(row, ascii_lower(row.pattern))

    def _sort(self, row: SpamAddressRow, pattern: str) -> None:
        end = pattern[1:]
        if _SPECIAL.isdisjoint(pattern):
            self._exact.setdefault(pattern, []).append(row)
        elif pattern[0] == "*" and end and _SPECIAL.isdisjoint(end):
            self._ends.setdefault(len(end), {}).setdefault(end, []).append(row)
        else:
            local, _at, domain = pattern.rpartition("@")
            in_domain = "@" in pattern and {"*", "?"}.issuperset(_SPECIAL.intersection(pattern))
            if in_domain and _SPECIAL.isdisjoint(domain):
                own = _Pattern(row, wild_literal(local))  # the domain is in all of these
                self._domains.setdefault(domain, []).append(own)
            else:
                self._others.append(_Pattern(row, wild_literal(pattern)))

    def matching(self, address: str) -> Iterator[SpamAddressRow]:
        """The rows that match a sender, in no order that matters."""
        sender = ascii_lower(address)
        yield from self._exact.get(sender, ())
        for length, ends in self._ends.items():
            yield from ends.get(sender[-length:], ())
        domain = sender.rpartition("@")[2]
        for pattern in (*self._domains.get(domain, ()), *self._others):
            if pattern.takes(sender):
                yield pattern.row
