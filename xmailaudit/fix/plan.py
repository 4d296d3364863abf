"""A plan: the fixes that were chosen, what becomes of the files, and what is left for a person.

A plan is made of an audit and changes nothing.  `plan_file` keeps one for later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.tables.index_file import INDEXES

from .wanted import pick_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.audit.report import Report, Reported
    from xmailaudit.mailroot.change import Change
    from xmailaudit.rules.finding import Fix, OutsideStep

    from .choosing import Chosen
    from .wanted import Pick, Refusal

__all__ = ["Plan", "Step", "indexed_files"]

_OF_INDEXES = frozenset((*INDEXES, *(kind.file for kind in INDEXES.values())))


class Step(NamedTuple):
    """What a person must do outside of the tables, and the rule that asks for it."""

    rule: str
    step: OutsideStep


class Plan(NamedTuple):
    """What is to be done about the findings of `before`."""

    before: Report
    chosen: Chosen

    @property
    def taken(self) -> tuple[tuple[Reported, Fix], ...]:
        """The fixes, each with its finding."""
        return self.chosen.taken

    @property
    def left_out(self) -> tuple[Refusal, ...]:
        """The findings that nothing is done about, and why."""
        return self.chosen.left_out

    @property
    def changes(self) -> tuple[Change, ...]:
        """What becomes of the files."""
        return self.chosen.changes

    @property
    def picks(self) -> tuple[Pick, ...]:
        """The fixes, by name."""
        return tuple(pick_of(*one) for one in self.taken)

    @property
    def unknown(self) -> tuple[Pick, ...]:
        """The picks that no finding had."""
        return self.chosen.unknown

    @property
    def label(self) -> tuple[str, ...]:
        """What a transaction is called: `ACL003/narrow`, each once."""
        return tuple(dict.fromkeys(f"{pick.rule}/{pick.fix}" for pick in self.picks))

    @property
    def steps(self) -> tuple[Step, ...]:
        """What is left to do by hand when all of it is carried out, each once."""
        once: dict[tuple[object, ...], Step] = {}
        for one in self._steps():
            what = one.step.what
            once.setdefault((one.rule, what.template, repr(what.parameters)), one)
        return tuple(once.values())

    @property
    def indexed(self) -> tuple[str, ...]:
        """The changed files that a running server reads by an index."""
        return indexed_files(one.path for one in self.changes if one.changes_bytes)

    def _steps(self) -> Iterator[Step]:
        for reported, fix in self.taken:
            for step in fix.steps:
                if not step.before:
                    yield Step(reported.finding.rule.id, step)


def indexed_files(files: Iterable[str]) -> tuple[str, ...]:
    """Those of some files that are a table with an index, or one."""
    return tuple(file for file in files if file in _OF_INDEXES)
