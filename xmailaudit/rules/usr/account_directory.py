"""USR009: an account whose directory is missing, misplaced, or another's too.

XMail appends the directory's field to the domain's folder, in the case it is written in and without
looking at it (XMail facts: mailbox 1; tab-format 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.gathered import collected_of
from xmailaudit.messages import _, plural, say
from xmailaudit.policy.account_folders import (
    FolderFinder,
    FolderState,
    domain_folder,
    shows_missing_folders,
)
from xmailaudit.policy.accounts import every_account
from xmailaudit.rules.finding import Applicability, Confidence, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, review, set_field
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import MOST_PLACES, NotJudgedError, Rule, cwe, xmail
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.mailusers import MailUserRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.account_folders import Folder
    from xmailaudit.policy.accounts import Account
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally

    Found = tuple[Account, Folder]

RULE = Rule(
    "USR009",
    "account-directory",
    Severity.HIGH,
    summary=_("The directory of an account is missing, misplaced, or that of another one too."),
    message=plural(
        _("The directory of {account} is missing, so that no mail arrives there: {directory}"),
        _("The directories of {count} accounts are missing, so that no mail arrives there"),
        by="count",
    ),
    reads=("mailusers.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(22), cwe(178), xmail("mailbox", 1), xmail("tab-format", 4)),
)

_OTHER_CASE = plural(
    _(
        "{account} has the directory {directory}, and on the disk it is {actual}: where case "
        "counts, XMail does not find it"
    ),
    _(
        "{count} accounts have directories that differ in case from those on the disk: where case "
        "counts, XMail does not find them"
    ),
    by="count",
)
_ELSEWHERE = plural(
    _("The directory of {account} is not below its domain's folder, but {directory}"),
    _("The directories of {count} accounts are not below their domains' folders"),
    by="count",
)
_NO_MAILBOX = plural(
    _("The directory of {account} has no mailbox in it, so that mail for it is refused"),
    _("The directories of {count} accounts have no mailbox in them: mail for them is refused"),
    by="count",
)
_SHARED = plural(
    _("{count} accounts have the same directory, {directory}: each reads the other's mail"),
    _("{count} accounts have directories together with others, {directory} among them"),
    by="directories",
)
_MESSAGES: dict[FolderState, Template] = {
    FolderState.OTHER_CASE: _OTHER_CASE,
    FolderState.ELSEWHERE: _ELSEWHERE,
    FolderState.NO_MAILBOX: _NO_MAILBOX,
}

_ABSENCES = (FolderState.MISSING, FolderState.NO_MAILBOX)


@RULE.each
def look(account: Account, tally: Tally) -> None:
    if not tally:
        tally["finder"] = FolderFinder(account.root)
        tally["numbers"] = {}
    path = account.folder
    if path is not None:
        numbers: dict[str, int] = tally["numbers"]
        numbers[path] = numbers.get(path, 0) + 1
    finder: FolderFinder = tally["finder"]
    folder = finder.find(account)
    if folder.state is not FolderState.FINE:
        tally.setdefault(folder.state.name, []).append((account, folder))


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    any_case = _is_windows(root, given)
    yield from _shared(root, tally.get("numbers", {}), any_case=any_case)
    missing: list[Folder] = []
    for state in FolderState:
        found: list[Found] = tally.get(state.name, [])
        if any_case:
            found = [one for one in found if one[1].actual is None]
        if state in _ABSENCES and not shows_missing_folders(root):
            missing += (folder for _account, folder in found[:1])
            continue
        for group in apart(found):
            yield _finding(group, given)
    if missing:
        raise NotJudgedError(
            say(_("it is not shown whether there is {file}"), file=missing[0].path)
        )


def _is_windows(root: MailRoot, given: Given) -> bool:
    """Whether the server finds files in any case of letters."""
    told = collected_of(root.source)
    return given.platform == "windows" or (told is not None and told.windows)


def _finding(group: Sequence[Found], given: Given) -> Finding:
    account, folder = group[0]
    is_unsure = folder.state is FolderState.OTHER_CASE and given.platform is None
    return RULE.finding(
        *(one.row.at(MailUserRow.directory) for one, _folder in group[:MOST_PLACES]),
        total=len(group),
        confidence=Confidence.LIKELY if is_unsure else Confidence.CERTAIN,
        message=_MESSAGES.get(folder.state),
        fixes=_fixes(group),
        account=account.address,
        directory=folder.path,
        actual=folder.actual or "",
        count=len(group),
    )


# ------------------------------------------------------------ fixes


def _fixes(group: Sequence[Found]) -> Iterator[Fix]:
    state = group[0][1].state
    if state is FolderState.ELSEWHERE:
        yield _move_below(group)
    elif state is FolderState.OTHER_CASE:
        yield from _in_case(group)
    else:
        title = plural(
            _("Make the folder, with the mailbox in it"),
            _("Make the folders, with the mailboxes in them"),
            by="number",
        )
        step = OutsideStep(say(_("Nobody but the server's own user may enter it: mode 0700")))
        yield manual("make-folder", say(title, number=len(group)), step)


def _move_below(group: Sequence[Found]) -> Fix:
    title = plural(
        _("Give the account a directory of its own below its domain's folder"),
        _("Give the accounts directories of their own below their domains' folders"),
        by="number",
    )
    step = OutsideStep(
        say(_("Move what is in the old directory, while XMail is stopped")), before=True
    )
    edits = (set_field(one.row, MailUserRow.directory, one.row.name) for one, _folder in group)
    return review("own-directory", say(title, number=len(group)), *edits, steps=(step,))


def _in_case(group: Sequence[Found]) -> Iterator[Fix]:
    domains = [f"{domain_folder(account)}/" for account, _folder in group]
    actual = [folder.actual or "" for _account, folder in group]
    if all(path.startswith(domain) for path, domain in zip(actual, domains, strict=True)):
        edits = (
            set_field(account.row, MailUserRow.directory, path.removeprefix(domain))
            for (account, _folder), path, domain in zip(group, actual, domains, strict=True)
        )
        title = plural(
            _("Write the directory as it is called on the disk"),
            _("Write the directories as they are called on the disk"),
            by="number",
        )
        yield review("as-on-disk", say(title, number=len(group)), *edits)
    rename = plural(
        _("Rename the folder on the disk to {directory}"),
        _("Rename the folders on the disk as XMail looks for them"),
        by="number",
    )
    yield manual("rename", say(rename, number=len(group), directory=group[0][1].path))


# ------------------------------------------------------------ directories of several accounts


def _shared(root: MailRoot, numbers: dict[str, int], *, any_case: bool) -> Iterator[Finding]:
    together: dict[str, int] = {}
    for path, number in numbers.items():
        key = ascii_lower(path) if any_case else path
        together[key] = together.get(key, 0) + number
    shared = {path for path, number in together.items() if number > 1}
    groups: dict[str, list[Account]] = {}
    for account in every_account(root) if shared else ():
        path = account.folder or ""
        key = ascii_lower(path) if any_case else path
        if key in shared:
            groups.setdefault(key, []).append(account)
    for some in apart(groups.items()):
        accounts = [account for _path, own in some for account in own]
        title = say(_("Give each account a directory of its own, or make one an alias"))
        yield RULE.finding(
            *(account.row.at(MailUserRow.directory) for account in accounts[:MOST_PLACES]),
            total=len(accounts),
            message=_SHARED,
            fixes=[manual("part", title)],
            account=accounts[0].address,
            directory=some[0][0],
            directories=len(some),
            count=len(accounts),
        )
