"""A fix's edits as SARIF's replacements of whole lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.tables.edit import CreateFile, DeleteFile, TakeRights, splices
from xmailaudit.tables.errors import EditError
from xmailaudit.tables.secret import MASK
from xmailaudit.tables.shown import shown_lines

from .edits import document_of, edits_of, is_pasted
from .sarif_places import artifact

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Fix
    from xmailaudit.tables.document import TabDocument
    from xmailaudit.tables.edit import LineEdit, Splice

    Json = dict[str, Any]

__all__ = ["replacements"]


def replacements(fix: Fix, root: MailRoot) -> list[Json] | None:
    """The changes of a fix, file by file; None where SARIF cannot carry all of them.

    Whoever pasted a text changes his server on XMailCFG's screens, and no file.
    """
    if is_pasted(root):
        return None
    by_file: dict[str, list[LineEdit]] = {}
    for edit in edits_of(fix):
        if isinstance(edit, (CreateFile, DeleteFile, TakeRights)):
            return None
        by_file.setdefault(edit.file, []).append(edit)
    changes: list[Json] = []
    for file, edits in by_file.items():
        document = document_of(root, file)
        replaced = None if document is None else _replaced(document, edits)
        if replaced is None:
            return None
        if replaced:
            changes.append({"artifactLocation": artifact(file), "replacements": replaced})
    return changes


def _replaced(document: TabDocument, edits: list[LineEdit]) -> list[Json] | None:
    try:
        if any(_is_masked(edit, document) for edit in edits):
            return None
        return [_replacement(splice) for splice in splices(document, edits)]
    except (EditError, UnicodeDecodeError):
        return None


def _is_masked(edit: LineEdit, document: TabDocument) -> bool:
    return any(MASK in (lines or "") for lines in shown_lines(edit, document))


def _replacement(splice: Splice) -> Json:
    b"".join(splice.old).decode("utf-8")  # else its columns would be another encoding's
    text = b"".join(splice.new).decode("utf-8")
    replaced: Json = {"deletedRegion": _region(splice)}
    return {**replaced, "insertedContent": {"text": text}} if text else replaced


def _region(splice: Splice) -> Json:
    """Whole lines; the last one of a file may have no end to take along."""
    last = splice.old[-1] if splice.old else b"\n"
    if last.endswith((b"\n", b"\r")):
        end = {"endLine": splice.at + len(splice.old), "endColumn": 1}
    else:
        end = {"endLine": splice.at + len(splice.old) - 1, "endColumn": len(last.decode()) + 1}
    return {"startLine": splice.at, "startColumn": 1, **end}
