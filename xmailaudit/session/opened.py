"""`Opened`: one MailRoot under one profile, and the audit that all else rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import _, say

from .answers import posix
from .past import state_folder

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from xmailaudit.audit.baseline import Baseline
    from xmailaudit.audit.engine import Observer
    from xmailaudit.audit.profile import Profile
    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.rules.given import Given

    from .answers import Moment

    Kept = str | os.PathLike[str] | Baseline | None

__all__ = ["Kept", "Opened"]


class Opened(NamedTuple):
    """A MailRoot under a profile; `notices` say how it was found and what was assumed."""

    root: MailRoot
    profile: Profile
    notices: tuple[Message, ...] = ()

    def audit(
        self,
        *,
        at: Moment = None,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        suppressions: bool = True,
        baseline: Kept = None,
        observer: Observer | None = None,
        rank: bool = False,
    ) -> Report:
        """Run the rules; `rank` tells to find out what to do first.

        Raises SelectionError, and BaselineError for a file that is none.
        """
        from xmailaudit.audit.engine import Observer, run_audit
        from xmailaudit.audit.selection import Selection

        selection = Selection.parse(select, ignore)
        profile = self.profile if suppressions else self.profile._replace(suppressions=())
        return run_audit(
            self.root,
            profile=profile,
            selection=selection,
            baseline=_baseline(baseline),
            at=posix(at),
            observer=observer or Observer(),
            rank=rank,
        )

    @property
    def folder(self) -> Path | None:
        """The folder whose files can be changed; None for an archive, a text, what was gathered."""
        from pathlib import Path

        from xmailaudit.mailroot.gathered import collected_of
        from xmailaudit.mailroot.source import TargetKind

        source = self.root.source
        path = getattr(source, "path", None)
        if path is None or source.kind is not TargetKind.DIRECTORY or collected_of(source):
            return None
        return Path(path)

    def stale(self) -> tuple[str, ...]:
        """The files and folders that changed on the disk since they were read here, sorted.

        "." is the MailRoot itself.  Nothing is read for it, and no account is looked at by itself:
        what a server writes at work is left out, and so is most of many thousand accounts.
        """
        look: Callable[[], tuple[str, ...]] | None = getattr(self.root.source, "stale", None)
        return () if look is None else look()

    def hindrance(self) -> Message | None:
        """Why no file can be changed here, so that fixes can only be exported; None: they can be.

        Nothing is written to find out.
        """
        from xmailaudit.fix.hindrance import hindrance

        folder = self.folder
        return self._no_folder() if folder is None else hindrance(folder, state_folder)

    def _no_folder(self) -> Message:
        template = _("{target} is no folder in which files can be changed")
        return say(template, target=self.root.source.location)

    def _given(self, moment: float) -> Given:
        copied = self.root.copied
        version = None if copied is None else copied.version
        return self.profile.given(moment, shown_version=version)

    def _auditing(
        self, moment: float, observer: Observer | None = None
    ) -> Callable[[MailRoot], Report]:
        def audited(root: MailRoot) -> Report:
            return self._replace(root=root).audit(at=moment, observer=observer)

        return audited


def _baseline(kept: Kept) -> Baseline | None:
    if kept is None:
        return None
    from pathlib import Path

    from xmailaudit.audit.baseline import Baseline, read_baseline

    if isinstance(kept, Baseline):
        return kept
    return read_baseline(Path(kept))
