"""The files of an export."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xmailaudit.audit.preview import Preview
    from xmailaudit.fix.export.exported import Exported
    from xmailaudit.fix.plan import Plan
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.report.language import Words

__all__ = ["Export", "configuration"]


class Export(NamedTuple):
    """What goes into an export's folder, and the plan that was carried out for it."""

    files: tuple[Exported, ...]
    plan: Plan


def configuration(
    root: MailRoot, words: Words, plan: Plan, preview: Preview, *, changed_only: bool
) -> list[Exported]:
    """The files of the recommended configuration with the page about them."""
    from xmailaudit.fix.export.config import configuration
    from xmailaudit.fix.export.exported import Exported
    from xmailaudit.report.markdown_changes import (
        ChangesPage,
        InPlace,
        LeftOut,
        Taken,
        changes_text,
    )

    found = configuration(root, plan.changes, changed_only=changed_only)
    page = ChangesPage(
        preview,
        tuple(Taken(*one) for one in plan.taken),
        tuple(
            LeftOut(one.reported.finding.rule.id, one.why.value, one.reason)
            for one in plan.left_out
        ),
        found.missing,
        InPlace(found.folder, not changed_only, found.scripts, found.restarts),
    )
    text = changes_text(page, root, words).encode("utf-8", "backslashreplace")
    return [*found.exported, Exported("CHANGES.md", text)]
