"""The façade: open, audit, ask, fix, undo, export.  Library and surfaces call this alone.

    session = start("MailRoot", profile="strict")
    report = session.audit()

A `Session` is one MailRoot under one profile; the functions beside it are what the library offers.
"""

from __future__ import annotations

from .answers import access, ask
from .carrying import Objections, fix_options, plan_part
from .exporting import Export
from .library import audit, difference, load, start
from .past import (
    UndoPreview,
    forget_transaction,
    history,
    past_indexed,
    past_line,
    undo,
    undo_part,
    undo_preview,
)
from .session import Session
from .suppressing import OWN_PROFILE, Suppressed

__all__ = [
    "OWN_PROFILE",
    "Export",
    "Objections",
    "Session",
    "Suppressed",
    "UndoPreview",
    "access",
    "ask",
    "audit",
    "difference",
    "fix_options",
    "forget_transaction",
    "history",
    "load",
    "past_indexed",
    "past_line",
    "plan_part",
    "start",
    "undo",
    "undo_part",
    "undo_preview",
]
