"""`Session`: one MailRoot under one profile, and all that can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .answering import Answering
from .answers import posix
from .carrying import Objections, kept_plan, objections
from .exporting import Export, configuration
from .past import state_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from xmailaudit.audit.engine import Observer
    from xmailaudit.audit.preview import Preview
    from xmailaudit.audit.report import Report
    from xmailaudit.audit.suppressing import Wish
    from xmailaudit.fix.certificate_install import BroughtFile, Installation
    from xmailaudit.fix.export.exported import Exported
    from xmailaudit.fix.phase import Phase
    from xmailaudit.fix.plan import Plan
    from xmailaudit.fix.transaction import Transaction
    from xmailaudit.fix.wanted import Wanted
    from xmailaudit.mailroot.change import Change
    from xmailaudit.network.sign import Sign
    from xmailaudit.report.language import Words

    from .answers import Moment
    from .suppressing import Suppressed

__all__ = ["Session"]


class Session(Answering):
    """A MailRoot under a profile; `notices` say how it was found and what was assumed.

    What it answers stands in `Answering`; here its fixes are planned, previewed, exported, carried
    out.
    """

    __slots__ = ()

    def plan(
        self, wanted: Wanted | None = None, *, at: Moment = None, observer: Observer | None = None
    ) -> Plan:
        """Choose fixes and say what becomes of the files; nothing is written.

        All rules are asked, whatever `wanted` selects, so that nothing that comes goes unseen.
        Raises UnseenFileError.
        """
        from xmailaudit.fix.choosing import choose
        from xmailaudit.fix.plan import Plan
        from xmailaudit.fix.wanted import Wanted

        moment = posix(at)
        audited = self._auditing(moment, observer)
        before = audited(self.root)
        chosen = choose(self.root, before, audited, wanted or Wanted(), self._given(moment))
        return Plan(before, chosen)

    def preview_of(
        self,
        changes: Iterable[Change],
        *,
        at: Moment = None,
        before: Report | None = None,
        observer: Observer | None = None,
    ) -> Preview:
        """What changes of whole files would do; `before` is the audit of now, if there is one."""
        from xmailaudit.audit.preview import preview

        moment = posix(at)
        audited = self._auditing(moment, observer)
        before = before or audited(self.root)
        return preview(self.root, changes, audited, before=before, given=self._given(moment))

    def objections(
        self,
        preview: Preview,
        *,
        accepted: tuple[str, ...] = (),
        fail_on: str | None = None,
        stopped: bool = False,
    ) -> Objections:
        """What speaks against carrying out what a preview shows.

        `accepted` are rules that may have something new to say, from `fail_on` on it counts (else
        from the profile's threshold); `stopped` is somebody's word that no server runs.  Raises
        SelectionError.
        """
        return objections(self, preview, accepted=accepted, fail_on=fail_on, stopped=stopped)

    def kept_plan(
        self, plan: Plan, wanted: Wanted, *, profile: str, command_line: str | None
    ) -> bytes:
        """The bytes of a plan's file, which is to be private.

        `profile` and `command_line` are what this session was started with.
        """
        return kept_plan(self, plan, wanted, profile=profile, command_line=command_line)

    def export(
        self,
        words: Words,
        *,
        what: Sequence[str] = ("config",),
        wanted: Wanted | None = None,
        changed_only: bool = False,
        at: Moment = None,
        observer: Observer | None = None,
    ) -> Export:
        """The recommended configuration as files, and those for what stands around it.

        Raises UnseenFileError.
        """
        from xmailaudit.fix.export.writers import CONFIG, files_around

        plan = self.plan(wanted, at=at, observer=observer)
        files: list[Exported] = []
        for kind in what:
            if kind == CONFIG:
                preview = self.preview_of(
                    plan.changes, at=at, before=plan.before, observer=observer
                )
                files += configuration(self.root, words, plan, preview, changed_only=changed_only)
            else:
                recommended = self.root.with_changes(plan.changes)
                files += files_around(kind, recommended, self._given(posix(at)), words)
        return Export(tuple(files), plan)

    def installation(
        self,
        certificates: BroughtFile,
        key: BroughtFile | None = None,
        chain: BroughtFile | None = None,
        *,
        at: Moment = None,
    ) -> Installation:
        """What puts a certificate in place; nothing is written yet.

        Raises UnfitFileError, RefusedError and UnseenFileError.
        """
        from xmailaudit.fix.certificate_install import installation

        return installation(self.root, certificates, key, chain, at=posix(at))

    def suppress(
        self,
        wish: Wish,
        *,
        file: str | None = None,
        at: Moment = None,
        report: Report | None = None,
        observer: Observer | None = None,
    ) -> Suppressed:
        """Accept a finding: add it to the session's profile, or to a new one that extends it.

        `report` is an audit of now by this session, where there is one.  Raises SuppressionError,
        ProfileError and RefusedError.
        """
        from .suppressing import suppress

        return suppress(self, wish, file, posix(at), report, observer)

    def carry_out(
        self,
        changes: Iterable[Change],
        label: Iterable[str],
        *,
        tell: Callable[[Phase], object] | None = None,
    ) -> Transaction:
        """Change files of `folder`, all of them or none; `undo` takes that back.

        `tell` is told what is begun, from the thread that does it.
        Raises RefusedError, JournalError and UnfinishedError.
        """
        from xmailaudit.fix.errors import RefusedError
        from xmailaudit.fix.transaction import apply

        folder = self.folder
        if folder is None:
            raise RefusedError(self._no_folder())
        return apply(folder, changes, tuple(label), state=state_folder(), tell=tell)

    def signs_of_life(self) -> tuple[Sign, ...]:
        """The signs that a server runs on this MailRoot, or that nobody can tell."""
        from xmailaudit.network.liveness import running

        return running(self.root)
