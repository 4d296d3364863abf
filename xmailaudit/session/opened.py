"""`Session`: one MailRoot under one profile, and all that can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import _, say

from .answers import access, ask, posix
from .carrying import Objections, kept_plan, objections
from .exporting import Export, configuration
from .past import state_folder

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from xmailaudit.audit.baseline import Baseline
    from xmailaudit.audit.engine import Observer
    from xmailaudit.audit.preview import Preview
    from xmailaudit.audit.profile import Profile
    from xmailaudit.audit.report import Report
    from xmailaudit.audit.server_facts import ServerFacts
    from xmailaudit.audit.suppressing import Wish
    from xmailaudit.fix.certificate_install import BroughtFile, Installation
    from xmailaudit.fix.export.exported import Exported
    from xmailaudit.fix.phase import Phase
    from xmailaudit.fix.plan import Plan
    from xmailaudit.fix.transaction import Transaction
    from xmailaudit.fix.wanted import Wanted
    from xmailaudit.mailroot.change import Change
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.network.sign import Sign
    from xmailaudit.policy.account_facts import AccountFacts
    from xmailaudit.policy.admission import Access
    from xmailaudit.policy.decision import Decision
    from xmailaudit.policy.known_addresses import Listed
    from xmailaudit.policy.questions import Question, Route
    from xmailaudit.policy.routing.domain import Name
    from xmailaudit.policy.tls.certificate_names import ChosenNames
    from xmailaudit.policy.tls.inspection import Inspection
    from xmailaudit.report.language import Words
    from xmailaudit.rules.given import Given

    from .answers import Moment
    from .suppressing import Suppressed

    Kept = str | os.PathLike[str] | Baseline | None

__all__ = ["Kept", "Session"]


class Session(NamedTuple):
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

    def ask(self, question: Question, *, at: Moment = None) -> Decision:
        """What would XMail do?  Raises QuestionError."""
        return ask(self.root, question, at=at)

    def routes(
        self, question: Route, *, at: Moment = None
    ) -> Iterator[tuple[Name, Decision | None]]:
        """What becomes of mail for every address of a domain: the recipient is `@example.com`.

        Raises QuestionError and UnseenFileError.
        """
        from xmailaudit.policy.routing.answers import answer_domain
        from xmailaudit.policy.world import World

        return answer_domain(self.root, question, World(now=posix(at)))

    def access(self, service: str) -> Access:
        """Who is let in?  Raises UnseenFileError."""
        return access(self.root, service)

    def addresses(self, domain: str | None = None) -> Iterator[Listed]:
        """Every address and domain that a table or file names, or those of a domain, as a stream.

        Raises UnseenFileError.
        """
        from xmailaudit.mailroot.file_names import held
        from xmailaudit.policy.known_addresses import known_addresses

        return known_addresses(self.root, None if domain is None else held(domain))

    def account(self, address: str) -> AccountFacts:
        """What is known of the account that mail for an address comes to.

        Raises QuestionError where there is none, and UnseenFileError.
        """
        from xmailaudit.mailroot.file_names import held
        from xmailaudit.policy.account_facts import account_facts

        return account_facts(self.root, held(address))

    def complete(self, prefix: str, most: int = 20) -> tuple[str, ...]:
        """The known addresses that begin so, in any case; `@` and more gives domains."""
        from .completing import complete

        return complete(self.root, prefix, most)

    def certificate(self, *, at: Moment = None, names: Iterable[str] = ()) -> Inspection:
        """What certificate and key there are, and whether XMail can serve them.

        `names` are host names, in ASCII, to check beside the server's own.
        """
        from xmailaudit.policy.tls.inspection import inspect
        from xmailaudit.policy.world import World

        moment = posix(at)
        return inspect(self.root, World(now=moment), moment, tuple(names))

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

    def certificate_names(self, given: Iterable[str] = (), *, closed: bool = False) -> ChosenNames:
        """The names that a certificate is to be for; `closed` takes those of one network, too.

        Raises NoNameError.
        """
        from xmailaudit.policy.tls.certificate_names import chosen_names

        return chosen_names(self.root, tuple(given), closed=closed)

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

    def _auditing(
        self, moment: float, observer: Observer | None = None
    ) -> Callable[[MailRoot], Report]:
        def audited(root: MailRoot) -> Report:
            return self._replace(root=root).audit(at=moment, observer=observer)

        return audited

    def _given(self, moment: float) -> Given:
        copied = self.root.copied
        version = None if copied is None else copied.version
        return self.profile.given(moment, shown_version=version)

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

    def facts(self, *, at: Moment = None, counting: bool = True) -> ServerFacts:
        """What server it is: version, start options, ports, names, certificates, how much it holds.

        Without `counting` it costs next to nothing; 100,000 accounts are counted in about a second
        and a half, once.
        """
        from xmailaudit.audit.server_facts import server_facts

        return server_facts(self.root, self.profile, posix(at), counting=counting)

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
        tell: Callable[[Phase], None] | None = None,
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


def _baseline(kept: Kept) -> Baseline | None:
    if kept is None:
        return None
    from pathlib import Path

    from xmailaudit.audit.baseline import Baseline, read_baseline

    if isinstance(kept, Baseline):
        return kept
    return read_baseline(Path(kept))
