"""Transactions of the past: listed, taken back, forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xmailaudit.fix.history import History
    from xmailaudit.fix.state_folder import StateFolder
    from xmailaudit.fix.transaction import Transaction
    from xmailaudit.network.sign import Sign

__all__ = ["forget_transaction", "history", "past_indexed", "state_folder", "undo"]


def undo(transaction: str | None = None) -> Transaction:
    """Take a transaction back; without a name the newest in force that is no undo itself.

    Raises RefusedError, JournalError and UnfinishedError.
    """
    from xmailaudit.fix.undo import undo as take_back

    return take_back(state_folder(), transaction)


def past_indexed(transaction: str | None = None) -> tuple[tuple[str, ...], tuple[Sign, ...]]:
    """The indexed tables that an undo would change, and what speaks for a server that reads them.

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

        return indexed, start(system_path(header.folder)).signs_of_life()
    except TargetError:  # the undo itself says what is wrong with the folder
        return indexed, ()


def history() -> History:
    """All transactions; what was interrupted is finished or taken back first.

    Raises JournalError.
    """
    from xmailaudit.fix.history import history as past

    return past(state_folder())


def forget_transaction(transaction: str) -> None:
    """Remove the journal of a transaction.  Raises JournalError and RefusedError."""
    from xmailaudit.fix.history import forget

    forget(state_folder(), transaction)


def state_folder() -> StateFolder:
    """Where the journals lie.  Raises JournalError."""
    from xmailaudit.fix.disk import this_disk
    from xmailaudit.fix.state_folder import StateFolder

    return StateFolder.find(this_disk())
