"""Which rules an audit runs: `--select` and `--ignore`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import _, say
from xmailaudit.rules.catalogue import catalogue, entries_named, entry_of, known_words

from .errors import SelectionError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xmailaudit.rules.catalogue import Entry

__all__ = ["EVERYTHING", "Selection"]


class Selection(NamedTuple):
    """Ids of rules: the `chosen` ones (None: all) without the `ignored` ones.

    `named` are those that were chosen by their own id or name; they run even where the profile
    switches them off, because the command line beats the profile.
    """

    chosen: frozenset[str] | None = None
    ignored: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> Selection:
        """Read ids, names and families; each text may be a list with commas.

        Raises SelectionError, which names the nearest word there is.
        """
        wanted = _words(select)
        chosen = _ids(wanted) if wanted else None
        named = {entry.id for word in wanted if (entry := entry_of(word))}
        return cls(chosen, _ids(_words(ignore)), frozenset(named))

    def entries(self, disabled: frozenset[str] = frozenset()) -> tuple[Entry, ...]:
        """The rules to run, by id, where a profile switches `disabled` ones off."""
        return tuple(
            entry
            for entry in catalogue()
            if self.takes(entry.id) and (entry.id not in disabled or entry.id in self.named)
        )

    def takes(self, rule: str) -> bool:
        """Whether a rule is chosen, whatever a profile says of it."""
        return (self.chosen is None or rule in self.chosen) and rule not in self.ignored


EVERYTHING = Selection()


def _words(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for part in text.split(",") if (word := part.strip())]


def _ids(words: list[str]) -> frozenset[str]:
    ids: set[str] = set()
    for word in words:
        entries = entries_named(word)
        if not entries:
            template = _(
                "{word} is no rule's id, name or family; the nearest is {nearest}. "
                "`xmailaudit rules` lists all"
            )
            raise SelectionError(say(template, word=word, nearest=nearest(word, known_words())))
        ids.update(entry.id for entry in entries)
    return frozenset(ids)
