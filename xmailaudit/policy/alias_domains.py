"""Wild-card rows of aliasdomain.tab: which domains of the world they make this server's own.

A row is looked at before domains.tab, the first that matches decides, and mail for what it matches
is taken for its target, whoever sends it (XMail facts: address-resolution, section 3; access,
section 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import XMailAuditError, _, say
from xmailaudit.tables.aliasdomain import ALIAS_DOMAINS, AliasDomainRow
from xmailaudit.tables.ctext import ascii_lower, wild_match
from xmailaudit.tables.domains import DOMAINS

from .mail_address import valid_host
from .resolution import is_wild

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot

__all__ = [
    "ALIAS_DOMAINS_FILE",
    "TooManyPatternsError",
    "WildAliasDomain",
    "plain_examples",
    "wild_alias_domains",
]

ALIAS_DOMAINS_FILE = "aliasdomain.tab"
#: Each pattern is tried against those before it, so more than these are not looked at.
MOST_PATTERNS = 500

_FAR_AWAY = ("example.net", "example.org", "example.com", "far.example", "elsewhere.test")
#: Domains that have nothing in common but the dot: who covers them all covers the world.
_UNLIKE = ("x.test", "bb.cc.org", "0-1.net", "qq--q.uk")
_NAMES = ("someone", "no-such-name")
_FILLINGS = ("example", "mail.example", "other")


class TooManyPatternsError(XMailAuditError):
    """There are more wild-card rows than anybody looks through."""

    def __init__(self) -> None:
        template = _("only the first {count} wild-card rows were looked at")
        super().__init__(say(template, count=MOST_PATTERNS), file=ALIAS_DOMAINS_FILE)


class WildAliasDomain(NamedTuple):
    """A row with a wild card whose target is handled here.

    `example` is a foreign domain whose mail it takes, or, for a row that covers names of the
    server's own domains only, one of those; None where no name is left that it decides for.
    """

    row: AliasDomainRow
    example: str | None
    own_names_only: bool

    @property
    def covers_the_world(self) -> bool:
        """Whether it takes every domain there is."""
        return all(wild_match(domain, self.row.alias) for domain in _UNLIKE)


def wild_alias_domains(root: MailRoot) -> Iterator[WildAliasDomain]:
    """The wild-card rows that lead to a handled domain.

    Raises UnseenFileError, and TooManyPatternsError behind the first `MOST_PATTERNS` rows.
    """
    rows = root.rows(ALIAS_DOMAINS, ALIAS_DOMAINS_FILE)
    handled = {ascii_lower(row.domain) for row in root.rows(DOMAINS, "domains.tab")}
    exact = {ascii_lower(row.alias): ascii_lower(row.domain) for row in rows}
    own = handled | {alias for alias, domain in exact.items() if domain in handled}
    before: list[str] = []
    for row in rows:
        if not (row.complete and is_wild(row.alias)):
            continue
        if len(before) == MOST_PATTERNS:
            raise TooManyPatternsError
        if ascii_lower(row.domain) in handled:
            free = (d for d in _candidates(row.alias) if d not in own and d not in exact)
            example = next((d for d in free if not _any_match(d, before)), None)
            yield WildAliasDomain(row, example, _is_below(row.alias, own))
        before.append(row.alias)


def _any_match(domain: str, patterns: Iterable[str]) -> bool:
    return any(wild_match(domain, pattern) for pattern in patterns)


def _candidates(pattern: str) -> Iterator[str]:
    """Domains that the pattern matches, the plainest first."""
    for domain in (*_FAR_AWAY, *_filled(pattern, _FILLINGS)):
        if valid_host(domain) and wild_match(domain, pattern):
            yield domain


def plain_examples(pattern: str) -> Iterator[str]:
    """Texts that a pattern matches, the plainest first."""
    texts = (*_NAMES, *_filled(pattern, (*_NAMES, "")))
    return (text for text in texts if wild_match(text, pattern))


def _filled(pattern: str, fillings: Iterable[str]) -> Iterator[str]:
    """A pattern with something in the place of its wild cards."""
    plain = ascii_lower(_without_classes(pattern)).replace("?", "a").replace("\\", "")
    return (plain.replace("*", filling) for filling in fillings)


def _without_classes(pattern: str) -> str:
    """The pattern with a character of each class in the place of the class."""
    first, *others = pattern.split("[")
    for other in others:
        accepted, _bracket, rest = other.partition("]")
        first += ("x" if accepted.startswith("^") else accepted[:1]) + rest
    return first


def _is_below(pattern: str, own: set[str]) -> bool:
    """Whether every name the pattern matches ends in a dot and one of the server's own domains."""
    tail = ascii_lower(pattern)[max(pattern.rfind(special) for special in "*?]\\") + 1 :]
    parts = tail.split(".")
    return any(".".join(parts[index:]) in own for index in range(1, len(parts)))
