"""Transactions of the past: listed, taken back, forgotten."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xmailaudit.audit.engine import Observer
    from xmailaudit.audit.preview import Preview
    from xmailaudit.audit.profile import Profile
    from xmailaudit.audit.report import Report
    from xmailaudit.fix.history import History, Past
    from xmailaudit.fix.phase import Phase
    from xmailaudit.fix.state_folder import StateFolder
    from xmailaudit.fix.transaction import Transaction
    from xmailaudit.fix.undo import Undoing
    from xmailaudit.mailroot.change import Change
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.network.sign import Sign
    from xmailaudit.report.text_history import PastLine
    from xmailaudit.report.text_undo import UndoPart

    from .answers import Moment
    from .session import Session

__all__ = [
    "UndoPreview",
    "forget_transaction",
    "history",
    "past_indexed",
    "past_line",
    "state_folder",
    "undo",
    "undo_part",
    "undo_preview",
]


class UndoPreview(NamedTuple):
    """What taking a transaction back would do to its MailRoot, as `session` reads that now."""

    session: Session
    undoing: Undoing
    preview: Preview


def undo(
    transaction: str | None = None,
    *,
    foreseen: tuple[Change, ...] | None = None,
    tell: Callable[[Phase], object] | None = None,
) -> Transaction:
    """Take a transaction back; without a name the newest in force that is no undo itself.

    `foreseen` are the changes of a preview, where no others are wanted; `tell` is told what is
    begun, from the thread that does it.
    Raises RefusedError, JournalError and UnfinishedError.
    """
    from xmailaudit.fix.undo import undo as take_back

    return take_back(state_folder(), transaction, foreseen=foreseen, tell=tell)


def undo_preview(
    transaction: str | None = None,
    *,
    profile: str | Profile = "default",
    command_line: str | None = None,
    at: Moment = None,
    observer: Observer | None = None,
    known: tuple[Session, Report] | None = None,
) -> UndoPreview:
    """What `undo` would do; nothing is changed.

    The MailRoot is opened anew, as `start` does it, unless one that is open with its audit is
    `known`, and nothing has changed since it was read.

    Raises RefusedError and JournalError as `undo` does, ProfileError, TargetError and
    UnseenFileError.
    """
    from xmailaudit.fix.place import system_path
    from xmailaudit.fix.undo import undo_changes

    from .library import start

    undoing = undo_changes(state_folder(), transaction)
    if known is not None and _is_as_read(known[0], undoing):
        session, before = known
    else:
        folder = system_path(undoing.folder)
        session, before = start(folder, profile=profile, command_line=command_line), None
    preview = session.preview_of(undoing.changes, at=at, before=before, observer=observer)
    return UndoPreview(session, undoing, preview)


def _is_as_read(session: Session, undoing: Undoing) -> bool:
    """Whether a session still shows the MailRoot, and each file that would change, as it is."""
    from xmailaudit.fix.place import system_path

    if session.folder is None or os.path.realpath(session.folder) != system_path(undoing.folder):
        return False
    return not session.stale() and all(_as_read(session.root, one) for one in undoing.changes)


def _as_read(root: MailRoot, change: Change) -> bool:
    from xmailaudit.mailroot.source import ABSENT, Metadata

    if change.changes_bytes:
        content = root.content(change.path)
        return change.old == (None if content is ABSENT else content)
    found = root.source.metadata(change.path)
    return isinstance(found, Metadata) and found.mode == change.old_mode


def past_indexed(
    transaction: str | None = None, *, session: Session | None = None
) -> tuple[tuple[str, ...], tuple[Sign, ...]]:
    """The indexed tables that an undo would change, and what speaks for a server that reads them.

    `session` is one of this MailRoot, if there is one: it knows start options that were told.
    Raises JournalError.
    """
    from xmailaudit.fix.history import find
    from xmailaudit.fix.place import system_path
    from xmailaudit.fix.plan import indexed_files
    from xmailaudit.mailroot.errors import TargetError

    header = find(state_folder(), transaction)
    indexed = indexed_files(entry.path for entry in header.entries if entry.changes_bytes)
    if not indexed:
        return (), ()
    try:
        from .library import start

        opened = start(system_path(header.folder)) if session is None else session
        return indexed, opened.signs_of_life()
    except TargetError:  # the undo itself says what is wrong with the folder
        return indexed, ()


def history(folder: Path | None = None) -> History:
    """All transactions, or those of a MailRoot; the interrupted are finished or taken back first.

    Raises JournalError.
    """
    from xmailaudit.fix.history import history as past

    return past(state_folder(), folder)


def past_line(one: Past) -> PastLine:
    """What reports tell of a transaction of the past."""
    from xmailaudit.report.text_history import PastLine

    return PastLine(
        id=one.id,
        when=one.when,
        until=one.until,
        folder=one.folder,
        label=one.label,
        state="undone" if one.undone_by is not None else one.stage.value,
        files=one.files,
        undoes=one.undoes,
    )


def undo_part(undoing: Undoing) -> UndoPart:
    """What reports tell of an undo that is not carried out."""
    from xmailaudit.report.text_undo import UndoPart

    return UndoPart(undoing.id, undoing.folder, undoing.label, undoing.undoes)


def forget_transaction(transaction: str) -> None:
    """Remove the journal of a transaction.  Raises JournalError and RefusedError."""
    from xmailaudit.fix.history import forget

    forget(state_folder(), transaction)


def state_folder() -> StateFolder:
    """Where the journals lie.  Raises JournalError."""
    from xmailaudit.fix.disk import this_disk
    from xmailaudit.fix.state_folder import StateFolder

    return StateFolder.find(this_disk())
