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
    from .journal import Journal
    from .place import Place

__all__ = ["Recovered", "recover"]

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
        journals = tuple(_interrupted(place))
        return tuple(_recovered(place, journal) for journal in journals)
    except OSError as error:
        raise JournalError(say(_JOURNALS, reason=reason_of(error))) from None


def _interrupted(place: Place) -> list[Journal]:
    found = []
    for identifier in identifiers(place.journals):
        stage = stage_of(place.journals, identifier)
        if stage is not None and stage.is_over:
            continue
        journal = read(place.journals, identifier)
        if journal is None:  # nothing was done before it was written to its end
            place.journals.remove(identifier + SUFFIX)
        else:
            found.append(journal)
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
