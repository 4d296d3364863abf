"""A transaction: all changes of a plan, or none.

    lock, finish what was interrupted, look at every file, write the journal, write every new file
    beside the old one and read it back, note that it is prepared, rename one by one, read all of it
    back, note that it is done.

Whatever fails on the way takes everything back at once.  Whatever ends the process is dealt with by
the next transaction (`recovery`).
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.failures import reason_of
from xmailaudit.messages import _, say

from .checks import examine
from .entry import INDEX_FILES
from .errors import JournalError, RefusedError, UnfinishedError
from .identifiers import new_identifier
from .journal import SUFFIX, Header, Stage, add, begin
from .past import prune
from .phase import Phase, nobody
from .place import opened
from .recovery import Recovered, recover
from .work import ChangedMeanwhileError, StepError, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from xmailaudit.mailroot.change import Change
    from xmailaudit.messages import Message

    from .place import Place
    from .state_folder import StateFolder

__all__ = ["Transaction", "apply", "carry_out", "left_alone"]

_UNWRITTEN_JOURNAL = _("the journal cannot be written: {reason}; nothing was changed")
_FAILED = _("{file} cannot be written: {reason}; nothing was changed")
_MEANWHILE = _("{file} was changed by somebody else meanwhile; nothing was changed, audit again")
_LEFT = _("{file} was changed by somebody else meanwhile and is left as it is")
_UNFINISHED = _(
    "{file} cannot be put back: {reason}; "
    "mend that and run `xmailaudit history`, which takes transaction {id} back"
)


class Transaction(NamedTuple):
    """A transaction that was carried out.

    `recovered` are earlier ones that were found interrupted and finished or taken back before it.
    """

    id: str
    folder: str
    label: tuple[str, ...]
    files: tuple[str, ...]
    undoes: str | None = None
    recovered: tuple[Recovered, ...] = ()

    @property
    def indexes(self) -> tuple[str, ...]:
        """The indexes that went with their tables; XMail makes them anew when it starts."""
        return tuple(file for file in self.files if file in INDEX_FILES)


def apply(
    folder: Path,
    changes: Iterable[Change],
    label: Sequence[str],
    *,
    state: StateFolder,
    now: float | None = None,
    tell: Callable[[Phase], object] | None = None,
) -> Transaction:
    """Change a MailRoot.  `label` names the fixes; there is no transaction without changes.

    `tell` is told what is begun.

    Raises RefusedError (nothing was changed), JournalError and UnfinishedError.
    """
    moment = time.time() if now is None else now
    tell = tell or nobody
    tell(Phase.LOOK)
    with opened(folder, state) as place:
        recovered = recover(place)
        identifier = new_identifier(state, moment)
        examined = examine(place.tree, changes, identifier)
        header = Header(
            identifier, int(moment), place.folder, tuple(label), examined.entries, examined.made
        )
        if not header.entries:
            raise RefusedError(say(_("there is nothing to change")))
        carry_out(place, header, tell)
        prune(place, moment)
    return transaction_of(header, recovered)


def transaction_of(header: Header, recovered: tuple[Recovered, ...]) -> Transaction:
    """What is told of a transaction that was carried out."""
    return Transaction(
        header.id, header.folder, header.label, header.files, header.undoes, recovered
    )


def carry_out(place: Place, header: Header, tell: Callable[[Phase], object] = nobody) -> None:
    """Do what a header says, or nothing.  Raises as `apply` does."""
    tell(Phase.JOURNAL)
    try:
        begin(place.journals, header)
    except OSError as error:
        with suppress(OSError):
            place.journals.remove(header.id + SUFFIX)
        raise JournalError(say(_UNWRITTEN_JOURNAL, reason=reason_of(error))) from None
    work = Work(place.tree, header)
    try:
        tell(Phase.WRITE)
        work.prepare()
        add(place.journals, header.id, Stage.PREPARED)
        tell(Phase.RENAME)
        work.perform()
        tell(Phase.CHECK)
        work.verify()
        work.drop_folders()
        add(place.journals, header.id, Stage.DONE)
    except BaseException as error:
        left = _take_back(place, header, work)
        _explain(error, left)
        raise
    tell(Phase.DONE)


def _take_back(place: Place, header: Header, work: Work) -> tuple[str, ...]:
    """Undo what was done so far.  Raises UnfinishedError."""
    with suppress(OSError):  # noted or not, it is taken back now
        add(place.journals, header.id, Stage.UNDOING)
    try:
        left = work.roll_back()
    except StepError as error:
        reason = reason_of(error.error)
        message = say(_UNFINISHED, file=error.path, reason=reason, id=header.id)
        raise UnfinishedError(message, file=error.path) from None
    with suppress(OSError):  # then the next transaction finds nothing to take back
        add(place.journals, header.id, Stage.ROLLED_BACK, left)
    return left


def _explain(error: BaseException, left: tuple[str, ...]) -> None:
    """Raise a RefusedError for what is no defect of ours and no interrupt."""
    if isinstance(error, StepError):
        message = say(_FAILED, file=error.path or ".", reason=reason_of(error.error))
        raise RefusedError(message, *left_alone(left), file=error.path) from None
    if isinstance(error, ChangedMeanwhileError):
        message = say(_MEANWHILE, file=error.path)
        others = tuple(path for path in left if path != error.path)
        raise RefusedError(message, *left_alone(others), file=error.path) from None
    if isinstance(error, OSError):
        raise RefusedError(say(_UNWRITTEN_JOURNAL, reason=reason_of(error))) from None


def left_alone(paths: Iterable[str]) -> tuple[Message, ...]:
    """What to say of files that are neither as they were nor as they were to be."""
    return tuple(say(_LEFT, file=path) for path in paths)
