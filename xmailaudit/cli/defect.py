"""What a person is told when xmailaudit itself is at fault."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from xmailaudit import __version__
from xmailaudit.messages import _
from xmailaudit.report.escape import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .console import Console

__all__ = ["report_defect"]

_PACKAGE = Path(__file__).resolve().parents[1]


def report_defect(console: Console, defect: Exception) -> None:
    """Name the defect and how to report it; the traceback only with `--debug`.

    The defect's own text is left out of both: it may quote the configuration, passwords included.
    """
    if console.debug:
        for line in _traceback(defect):
            console.err.line(escaped(line))
    template = _(
        "a defect in xmailaudit {version}: {kind} at {place}. Please report this line, "
        "with the command and what it prints with --debug added."
    )
    console.tell(template, version=__version__, kind=type(defect).__name__, place=_place_of(defect))


def _traceback(defect: BaseException) -> Iterator[str]:
    """The lines of the traceback, of what led to the defect too; names instead of texts."""
    cause = defect.__cause__ or (None if defect.__suppress_context__ else defect.__context__)
    if cause is not None:
        yield from _traceback(cause)
        yield ""
    yield "Traceback (most recent call last):"
    yield from "".join(traceback.format_tb(defect.__traceback__)).splitlines()
    yield type(defect).__qualname__


def _place_of(defect: Exception) -> str:
    """The innermost line of ours that the defect passed."""
    place = "?"
    for frame, line in traceback.walk_tb(defect.__traceback__):
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(_PACKAGE):
            place = f"{file.relative_to(_PACKAGE).as_posix()}:{line}"
    return place
