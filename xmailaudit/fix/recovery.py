"""An interrupted transaction is finished or taken back, whatever the instant of its death.

Until it was prepared no file has changed, and it is taken back.  From then on it is finished,
unless somebody else has changed one of its files since: then the others are put back, and that one
is left alone and named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.failures import reason_of
from xmailaudit.messages import _, say

from .errors import JournalError, UnfinishedError
from .journal import SUFFIX, Stage, add, identifiers, read, stage_of
from .work import ChangedMeanwhileError, Found, StepError, Work

if TYPE_CHECKING:
    from .disk.tree import Tree
    from .journal import Journal
    from .place import Place

__all__ = ["Recovered", "interrupted", "recover"]

_STUCK = _(
    "transaction {id} was interrupted and cannot be taken back: {file}: {reason}; "
    "mend that and try again"
)
_JOURNALS = _("the journals cannot be read: {reason}")


class Recovered(NamedTuple):
    """An interrupted transaction that was `finished` or else taken back.

    `left` are files that were left as somebody else made them.
    """

    id: str
    finished: bool
    left: tuple[str, ...] = ()


def recover(place: Place) -> tuple[Recovered, ...]:
    """Deal with all that was interrupted on a locked MailRoot.

    Raises UnfinishedError where a file cannot be put back, and JournalError.
    """
    try:
        found = _open(place.journals)
        for identifier, journal in found.items():
            if journal is None:
                place.journals.remove(identifier + SUFFIX)
        journals = [journal for journal in found.values() if journal is not None]
        return tuple(_recovered(place, journal) for journal in journals)
    except OSError as error:
        raise JournalError(say(_JOURNALS, reason=reason_of(error))) from None


def interrupted(place: Place) -> tuple[str, ...]:
    """The transactions that `recover` would deal with; nothing is written.  Raises JournalError."""
    try:
        found = _open(place.journals)
        return tuple(name for name, journal in found.items() if journal is not None)
    except OSError as error:
        raise JournalError(say(_JOURNALS, reason=reason_of(error))) from None


def _open(journals: Tree) -> dict[str, Journal | None]:
    """The journals without an end; None for one whose first line has none: nothing was done then.

    Raises JournalError and OSError.
    """
    found = {}
    for identifier in identifiers(journals):
        stage = stage_of(journals, identifier)
        if stage is None or not stage.is_over:
            found[identifier] = read(journals, identifier)
    return found


def _recovered(place: Place, journal: Journal) -> Recovered:
    header = journal.header
    work = Work(place.tree, header)
    try:
        if journal.stage is Stage.PREPARED and _finish(work):
            work.drop_folders()
            work.clear()
            add(place.journals, header.id, Stage.DONE)
            return Recovered(header.id, finished=True)
        add(place.journals, header.id, Stage.UNDOING)
        left = work.roll_back()
    except StepError as error:
        reason = reason_of(error.error)
        message = say(_STUCK, id=header.id, file=error.path or ".", reason=reason)
        raise UnfinishedError(message, file=error.path) from None
    add(place.journals, header.id, Stage.ROLLED_BACK, left)
    return Recovered(header.id, finished=False, left=left)


def _finish(work: Work) -> bool:
    """Finish it, if every file is as it was or as it is to be."""
    if not work.is_ours():
        return False
    try:
        work.perform()
    except (StepError, ChangedMeanwhileError):
        return False
    return work.is_ours(Found.NEW)
