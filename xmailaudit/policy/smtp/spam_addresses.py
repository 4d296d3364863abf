"""`spam-address.tab` against many senders at once (XMail facts: access, section 3).

Each pattern is matched with the whole address of MAIL FROM, and whoever matches is refused, logged
in or not.  The null sender is never looked up (XMail facts: access, section 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xmailaudit.tables.ctext import WildPattern, ascii_lower

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.tables.spam_address import SpamAddressRow

__all__ = ["NULL_SENDERS", "SenderPatterns"]

#: Patterns that people write for the null sender; no sender that is looked up matches them.
NULL_SENDERS: Final = ("", "<>")

_SPECIAL = frozenset("*?[\\")


class SenderPatterns:
    """The rows, sorted by what an address must have for them to match.

    Patterns without a special character are looked up, `*` and an end by their end, those of one
    domain in that domain; only the others are tried on each address.
    """

    def __init__(self, rows: Iterable[SpamAddressRow]) -> None:
        self._exact: dict[str, list[SpamAddressRow]] = {}
        self._ends: dict[int, dict[str, list[SpamAddressRow]]] = {}
        self._domains: dict[str, list[tuple[WildPattern, SpamAddressRow]]] = {}
        self._others: list[tuple[WildPattern, SpamAddressRow]] = []
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
                own = WildPattern.of(pattern, within=local)
                self._domains.setdefault(domain, []).append((own, row))
            else:
                self._others.append((WildPattern.of(pattern), row))

    def matching(self, address: str) -> Iterator[SpamAddressRow]:
        """The rows that match a sender, in no order that matters."""
        sender = ascii_lower(address)
        yield from self._exact.get(sender, ())
        for length, ends in self._ends.items():
            yield from ends.get(sender[-length:], ())
        domain = sender.rpartition("@")[2]
        for pattern, row in (*self._domains.get(domain, ()), *self._others):
            if pattern.matches(sender):
                yield row
