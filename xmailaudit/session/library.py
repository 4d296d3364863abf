"""Opening and comparing configurations: what the library offers beside `Session`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .answers import posix
from .session import Session

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from xmailaudit.audit.diff import Difference, Side
    from xmailaudit.audit.engine import Observer
    from xmailaudit.audit.profile import Profile
    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot

    from .answers import Moment
    from .opened import Kept

__all__ = ["audit", "difference", "load", "start"]


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

    moment, selection = posix(at), Selection.parse(select, ignore)

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


def _load(rules: Iterable[str | os.PathLike[str]]) -> None:
    for folder in rules:
        from pathlib import Path

        from xmailaudit.audit.own_rules import load_folder

        load_folder(Path(folder))


def _profile(profile: str | Profile) -> Profile:
    from xmailaudit.audit.profile import load_profile

    return load_profile(profile) if isinstance(profile, str) else profile


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
