"""Findings about a text somebody copied: what they rest on that the text does not tell.

A rule judges the tables a text shows as if they were XMail's.  Where something in a table is only
assumed, so is every finding about it, and no fix that writes the table is one to apply unseen.
Where a row's address was made unreadable, nothing can be said about it.  What cannot be judged
because the rest of the server is not shown is judged as if that were as XMail comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.copied import Remark, copied_place
from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.messages import _, say
from xmailaudit.rules.finding import Applicability, Confidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.rules.finding import Finding, Fix

__all__ = ["masked", "qualified", "remarks_on", "supposed", "supposed_root"]


def masked(finding: Finding, root: MailRoot) -> Message | None:
    """Why a finding cannot be made: all of its rows were made unreadable."""
    if root.copied is None or not all(map(root.copied.is_masked, finding.places)):
        return None
    return say(_("part of the row was made unreadable"))


def qualified(finding: Finding, root: MailRoot) -> Finding:
    """The finding with the confidence that the tables behind it deserve."""
    if root.copied is None or not root.copied.assumed:
        return finding
    assumed = root.copied.assumed
    if any(file in assumed for file in _files(finding)):
        finding = finding._replace(confidence=Confidence.ASSUMED)
    fixes = tuple(_for_review(fix) if _writes(fix, assumed) else fix for fix in finding.fixes)
    return finding._replace(fixes=fixes)


def supposed_root(root: MailRoot) -> MailRoot | None:
    """The text as a whole server; None for any other configuration."""
    if root.copied is None:
        return None
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.xmailcfg.supposed import SupposedSource

    return MailRoot(SupposedSource(root.source), root.start_options, root.copied)


def supposed(finding: Finding, root: MailRoot) -> Finding | None:
    """A finding about the supposed server as one about the text; None if it is not about a row.

    Its proof is none, for whoever asks about the text gets no answer.
    """
    place = finding.places[0]
    if place.file == SERVER_FILE or copied_place(place) is None or masked(finding, root):
        return None
    fixes = tuple(map(_for_review, finding.fixes))
    return finding._replace(confidence=Confidence.ASSUMED, witness=None, fixes=fixes)


def remarks_on(root: MailRoot, *, supposing: bool) -> tuple[Remark, ...]:
    """How the text was read, and what was supposed besides."""
    if root.copied is None:
        return ()
    template = _(
        "some findings are assumed: of what the text does not show they suppose that it is as "
        "XMail comes, and that the server takes mail from everybody"
    )
    return (*root.copied.remarks, *([Remark(None, say(template))] if supposing else ()))


def _files(finding: Finding) -> Iterator[str]:
    """The files a finding is about, and those its proof looked at."""
    yield from (place.file for place in finding.places)
    if finding.witness is not None:
        trace = finding.witness.decision.trace
        yield from (step.place.file for step in trace if step.place is not None)


def _writes(fix: Fix, files: Mapping[str, object]) -> bool:
    return any(edit.file in files for edit in fix.edits)


def _for_review(fix: Fix) -> Fix:
    if fix.applicability is not Applicability.SAFE:
        return fix
    return fix._replace(applicability=Applicability.REVIEW)
