"""The façade: open, audit, ask.  Library, command line and terminal UI call only this.

    session = start("MailRoot", profile="strict")
    report = session.audit()

A `Session` is one MailRoot under one profile; the functions beside it are what the library offers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import _, say

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from xmailaudit.audit.baseline import Baseline
    from xmailaudit.audit.diff import Difference, Side
    from xmailaudit.audit.engine import Observer
    from xmailaudit.audit.preview import Preview
    from xmailaudit.audit.profile import Profile
    from xmailaudit.audit.report import Report
    from xmailaudit.fix.certificate_install import BroughtFile, Installation
    from xmailaudit.fix.choosing import Wanted
    from xmailaudit.fix.export.exported import Exported
    from xmailaudit.fix.history import History
    from xmailaudit.fix.plan import Plan
    from xmailaudit.fix.state_folder import StateFolder
    from xmailaudit.fix.transaction import Transaction
    from xmailaudit.mailroot.change import Change
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.network.sign import Sign
    from xmailaudit.policy.admission import Access
    from xmailaudit.policy.decision import Decision
    from xmailaudit.policy.questions import Question, Route
    from xmailaudit.policy.routing.domain import Name
    from xmailaudit.policy.tls.certificate_names import ChosenNames
    from xmailaudit.policy.tls.inspection import Inspection
    from xmailaudit.report.language import Words
    from xmailaudit.rules.given import Given

    Moment = float | datetime | None
    Kept = str | os.PathLike[str] | Baseline | None

__all__ = [
    "Export",
    "Session",
    "access",
    "ask",
    "audit",
    "difference",
    "forget_transaction",
    "history",
    "load",
    "past_indexed",
    "start",
    "undo",
]


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
            at=_posix(at),
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

        return answer_domain(self.root, question, World(now=_posix(at)))

    def access(self, service: str) -> Access:
        """Who is let in?  Raises UnseenFileError."""
        return access(self.root, service)

    def certificate(self, *, at: Moment = None, names: Iterable[str] = ()) -> Inspection:
        """What certificate and key there are, and whether XMail can serve them.

        `names` are host names, in ASCII, to check beside the server's own.
        """
        from xmailaudit.policy.tls.inspection import inspect
        from xmailaudit.policy.world import World

        moment = _posix(at)
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
                preview = self.preview_of(plan.changes, at=at, before=plan.before)
                files += _configuration(self.root, words, plan, preview, changed_only=changed_only)
            else:
                recommended = self.root.with_changes(plan.changes)
                files += files_around(kind, recommended, self._given(_posix(at)), words)
        return Export(tuple(files), len(plan.taken))

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

        return installation(self.root, certificates, key, chain, at=_posix(at))

    def plan(
        self, wanted: Wanted | None = None, *, at: Moment = None, observer: Observer | None = None
    ) -> Plan:
        """Choose fixes and say what becomes of the files; nothing is written.

        All rules are asked, whatever `wanted` selects, so that nothing that comes goes unseen.
        Raises UnseenFileError.
        """
        from xmailaudit.fix.choosing import Wanted, choose
        from xmailaudit.fix.plan import Plan

        moment = _posix(at)
        audited = self._auditing(moment, observer)
        before = audited(self.root)
        chosen = choose(self.root, before, audited, wanted or Wanted(), self._given(moment))
        return Plan(before, chosen)

    def preview_of(
        self, changes: Iterable[Change], *, at: Moment = None, before: Report | None = None
    ) -> Preview:
        """What changes of whole files would do; `before` is the audit of now, if there is one."""
        from xmailaudit.audit.preview import preview

        moment = _posix(at)
        audited = self._auditing(moment)
        before = before or audited(self.root)
        return preview(self.root, changes, audited, before=before, given=self._given(moment))

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

    def carry_out(self, changes: Iterable[Change], label: Iterable[str]) -> Transaction:
        """Change files of `folder`, all of them or none; `undo` takes that back.

        Raises RefusedError, JournalError and UnfinishedError.
        """
        from xmailaudit.fix.errors import RefusedError
        from xmailaudit.fix.transaction import apply

        folder = self.folder
        if folder is None:
            template = _("{target} is no folder in which files can be changed")
            raise RefusedError(say(template, target=self.root.source.location))
        return apply(folder, changes, tuple(label), state=_state())

    def signs_of_life(self) -> tuple[Sign, ...]:
        """The signs that a server runs on this MailRoot, or that nobody can tell."""
        from xmailaudit.network.liveness import running

        return running(self.root)


class Export(NamedTuple):
    """What goes into an export's folder, and how many fixes are in it."""

    files: tuple[Exported, ...]
    taken: int


def start(
    target: str | os.PathLike[str] | None = None,
    *,
    profile: str | Profile = "default",
    command_line: str | None = None,
    rules: Iterable[str | os.PathLike[str]] = (),
) -> Session:
    """Open a target under a profile, whose start options count where `command_line` is None.

    `rules` are folders with rules of one's own.  Raises OwnRuleError, ProfileError and TargetError.
    """
    import os

    _load(rules)

    from xmailaudit.mailroot.opening import open_target

    chosen = _profile(profile)
    told = chosen.command_line if command_line is None else command_line
    opened = open_target(None if target is None else os.fspath(target), command_line=told)
    return Session(opened.root, chosen, opened.notices)


def load(
    target: str | os.PathLike[str] | None = None, *, command_line: str | None = None
) -> MailRoot:
    """Read a configuration; without a target the one XMail itself would find is taken.

    `command_line` holds the server's start options (`"-Pl -Sl"`), where they cannot be found.

    Raises:
        TargetError: the target cannot be read as an XMail configuration.
    """
    return start(target, command_line=command_line).root


def audit(
    root: MailRoot,
    profile: str | Profile = "default",
    at: Moment = None,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    suppressions: bool = True,
    baseline: Kept = None,
    rules: Iterable[str | os.PathLike[str]] = (),
) -> Report:
    """Judge a configuration: findings, what could not be evaluated, a summary.

    Args:
        root: what `load` gave.
        profile: the name of a built-in profile, or the path of a TOML file.
        at: the moment to judge for, POSIX time or an aware datetime; now where it is left out.
        select: ids, names or families of the rules to run; all where it is empty.
        ignore: ids, names or families of rules to leave out.
        suppressions: whether those of the profile hide anything.
        baseline: the file of an earlier audit's findings, to tell new ones from.
        rules: folders with rules of one's own; they are known from then on.

    Raises:
        OwnRuleError: one of these rules cannot be loaded.
        ProfileError: the profile is wrong; it says where.
        BaselineError: the file is no baseline.
        SelectionError: no rule is called so.
    """
    _load(rules)
    chosen = _profile(profile)
    return Session(_under(root, chosen), chosen).audit(
        at=at,
        select=select,
        ignore=ignore,
        suppressions=suppressions,
        baseline=baseline,
        rank=True,
    )


def ask(root: MailRoot, question: Question, *, at: Moment = None) -> Decision:
    """What would XMail do?  `question` is a `Relay`, `Connect`, `Auth`, `Route` or `List`.

    The decision is undetermined where it depends on what the configuration does not tell, and then
    says on what.

    Raises:
        QuestionError: the question makes no sense, such as a client that is no address.
    """
    from xmailaudit.policy.ask import ask as decide
    from xmailaudit.policy.world import World

    return decide(root, question, World(now=_posix(at)))


def access(root: MailRoot, service: str) -> Access:
    """Who may reach `smtp`, `pop3`, `ctrl` or `finger`, or `relay` without logging in.

    Raises:
        UnseenFileError: the table cannot be read.
        ValueError: there is no such service.
    """
    from xmailaudit.policy.admission import access as admitted

    return admitted(root, service)


def difference(
    before: Session | Side,
    after: Session | Side,
    *,
    at: Moment = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    observer: Observer | None = None,
) -> Difference:
    """Compare two configurations, each audited now, or reports of earlier audits.

    Of a report only the findings of the chosen rules are looked at.  Who gained or lost access is
    told of two configurations.  Raises SelectionError.
    """
    from xmailaudit.audit.access_change import access_changes
    from xmailaudit.audit.diff import compared, side_of
    from xmailaudit.audit.selection import Selection
    from xmailaudit.policy.world import World

    moment, selection = _posix(at), Selection.parse(select, ignore)

    def audited(side: Session | Side) -> Side:
        if not isinstance(side, Session):
            return side.only(selection)
        report = side.audit(at=moment, select=select, ignore=ignore, observer=observer)
        return side_of(report)

    found = compared(audited(before), audited(after))
    if not isinstance(before, Session) or not isinstance(after, Session):
        return found
    changes = access_changes(before.root, after.root, World(now=moment))
    return found._replace(access=changes)


def undo(transaction: str | None = None) -> Transaction:
    """Take a transaction back; without a name the newest in force that is no undo itself.

    Raises RefusedError, JournalError and UnfinishedError.
    """
    from xmailaudit.fix.undo import undo as take_back

    return take_back(_state(), transaction)


def past_indexed(transaction: str | None = None) -> tuple[tuple[str, ...], tuple[Sign, ...]]:
    """The indexed tables that an undo would change, and what speaks for a server that reads them.

    Raises JournalError.
    """
    from xmailaudit.fix.history import find
    from xmailaudit.fix.place import system_path
    from xmailaudit.fix.plan import indexed_files
    from xmailaudit.mailroot.errors import TargetError

    header = find(_state(), transaction)
    indexed = indexed_files(entry.path for entry in header.entries if entry.changes_bytes)
    if not indexed:
        return (), ()
    try:
        return indexed, start(system_path(header.folder)).signs_of_life()
    except TargetError:  # the undo itself says what is wrong with the folder
        return indexed, ()


def history() -> History:
    """All transactions; what was interrupted is finished or taken back first.

    Raises JournalError.
    """
    from xmailaudit.fix.history import history as past

    return past(_state())


def forget_transaction(transaction: str) -> None:
    """Remove the journal of a transaction.  Raises JournalError and RefusedError."""
    from xmailaudit.fix.history import forget

    forget(_state(), transaction)


def _state() -> StateFolder:
    from xmailaudit.fix.disk import this_disk
    from xmailaudit.fix.state_folder import StateFolder

    return StateFolder.find(this_disk())


def _configuration(
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
        tuple(LeftOut(one.reported.finding.rule.id, one.reason) for one in plan.left_out),
        found.missing,
        InPlace(found.folder, not changed_only, found.scripts, found.restarts),
    )
    text = changes_text(page, root, words).encode("utf-8", "backslashreplace")
    return [*found.exported, Exported("CHANGES.md", text)]


def _load(rules: Iterable[str | os.PathLike[str]]) -> None:
    for folder in rules:
        from pathlib import Path

        from xmailaudit.audit.own_rules import load_folder

        load_folder(Path(folder))


def _profile(profile: str | Profile) -> Profile:
    from xmailaudit.audit.profile import load_profile

    return load_profile(profile) if isinstance(profile, str) else profile


def _baseline(kept: Kept) -> Baseline | None:
    if kept is None:
        return None
    from pathlib import Path

    from xmailaudit.audit.baseline import Baseline, read_baseline

    if isinstance(kept, Baseline):
        return kept
    return read_baseline(Path(kept))


def _under(root: MailRoot, profile: Profile) -> MailRoot:
    """The MailRoot with the start options of the profile, unless somebody told others."""
    from xmailaudit.mailroot.file_names import held
    from xmailaudit.mailroot.origin import Origin, OriginKind
    from xmailaudit.mailroot.start_options import StartOptions
    from xmailaudit.mailroot.switches import split_words

    told = root.start_options.origin.kind is OriginKind.GIVEN
    if told or profile.command_line is None:
        return root
    words = split_words(held(profile.command_line))
    return root.started_with(StartOptions.parse(words, origin=Origin.given()))


def _posix(at: Moment) -> float:
    import time

    if at is None:
        return time.time()
    return at if isinstance(at, (int, float)) else at.timestamp()
