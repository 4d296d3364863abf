"""The catalogue: what is known of every rule without importing it.

`catalogue_data` is generated from the rules (`python -m xmailaudit.rules.generate`) and compared
with them in CI.  An audit asks the catalogue which rules matter for the tables at hand, and only
those are imported.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.outside import BASELINE, PROFILE

if TYPE_CHECKING:
    from pathlib import Path

    from .rule import Rule

__all__ = [
    "Entry",
    "OwnEntry",
    "catalogue",
    "decides_access",
    "entries_named",
    "entry_of",
    "extend",
    "families",
    "known_words",
    "own_entries",
]

#: A grade means nothing while one of these is open: they decide who gets in, or in whose name.
_ACCESS_FAMILIES = frozenset({"REL", "ACL", "AUT"})
_ACCESS_RULES = frozenset({"TAB001", "TAB010", "USR001", "USR002", "USR003", "USR004", "USR005"})


class Entry(NamedTuple):
    """One rule: `severity` and `fix` are the values of their enums, fix None where it has none.

    `reads` are patterns of tables, `absence` tells that it judges a missing one, `accounts` that it
    takes part in the pass over all accounts.
    """

    id: str
    name: str
    severity: str
    fix: str | None
    reads: tuple[str, ...]
    absence: bool
    accounts: bool
    summary: str

    @property
    def family(self) -> str:
        """The letters of its id."""
        return self.id[:3]

    @property
    def about_acceptance(self) -> bool:
        """Whether it judges what the owner accepts, and so comes after all others."""
        return PROFILE in self.reads or BASELINE in self.reads

    @property
    def module(self) -> str:
        """The module that holds it."""
        return f"{__package__}.{self.family.lower()}.{self.name.replace('-', '_')}"

    def load(self) -> Rule:
        """The rule itself; its module is imported now."""
        rule: Rule = import_module(self.module).RULE
        return rule

    def page(self, language: str = "en") -> Path:
        """Its page, the English one where the language has none."""
        from pathlib import Path

        from xmailaudit.resources import page_path

        family, module = self.module.split(".")[-2:]
        return page_path(str(Path(__file__).with_name(family) / f"{module}.py"), language)

    def page_text(self, language: str = "en") -> str:
        """What its page says."""
        return self.page(language).read_text(encoding="utf-8")


class OwnEntry(Entry):
    """A rule of somebody's own, which is there already; `origin` is the file that holds it."""

    rule: Rule
    origin: Path

    @classmethod
    def of(cls, rule: Rule, origin: Path) -> OwnEntry:
        """The entry of a rule."""
        from .generate import entry_from

        made = cls._make(entry_from(rule))
        made.rule, made.origin = rule, origin
        return made

    def load(self) -> Rule:
        """The rule itself."""
        return self.rule

    def page(self, language: str = "en") -> Path:
        """The page beside its module, which need not be there."""
        from xmailaudit.resources import page_path

        return page_path(str(self.origin), language)

    def page_text(self, language: str = "en") -> str:
        """What its page says; without one, what the catalogue does."""
        try:
            return self.page(language).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return f"# {self.id} {self.name}\n\n{self.summary}\n"


#: Rules of somebody's own, as far as they were asked for.
_OWN: list[OwnEntry] = []


def own_entries() -> tuple[OwnEntry, ...]:
    """The rules of somebody's own."""
    return tuple(_OWN)


def extend(entry: OwnEntry) -> None:
    """Make a rule known wherever rules are."""
    _OWN.append(entry)
    catalogue.cache_clear()
    _by_id.cache_clear()


@cache
def catalogue() -> tuple[Entry, ...]:
    """All rules, by id."""
    from .catalogue_data import CATALOGUE

    ours = tuple(map(Entry._make, CATALOGUE))
    return tuple(sorted((*ours, *_OWN))) if _OWN else ours


@cache
def _by_id() -> dict[str, Entry]:
    return {entry.id: entry for entry in catalogue()}


def entry_of(word: str) -> Entry | None:
    """The rule of an id or a name, in any case of letters."""
    known = _by_id().get(word.upper())
    if known is not None:
        return known
    name = word.lower()
    return next((entry for entry in catalogue() if entry.name == name), None)


def entries_named(word: str) -> tuple[Entry, ...]:
    """The rules of an id, a name or a family, in any case of letters; empty for no rule at all."""
    entry = entry_of(word)
    if entry is not None:
        return (entry,)
    family = word.upper()
    return tuple(entry for entry in catalogue() if entry.family == family)


def decides_access(rule_id: str) -> bool:
    """Whether a rule judges who may connect, relay, log in or administer."""
    return rule_id[:3] in _ACCESS_FAMILIES or rule_id in _ACCESS_RULES


def families() -> tuple[str, ...]:
    """The families there are rules of, sorted."""
    return tuple(sorted({entry.family for entry in catalogue()}))


def known_words() -> tuple[str, ...]:
    """Everything that names rules: ids, names, families."""
    words = ((entry.id, entry.name) for entry in catalogue())
    return (*(word for pair in words for word in pair), *families())
