"""TAB013: something without which XMail does not start, or does not serve.

Only what is certainly missing counts (XMail facts: reload 1; access 3; server-tab).  Folders are
judged in a folder of a machine alone, for nobody packs empty ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.mailroot.source import Absent, FileKind, TargetKind, Unseen
from xmailaudit.messages import Listing, XMailAuditError, _, plural, say
from xmailaudit.policy.reach import listening
from xmailaudit.rules.finding import Applicability, Confidence, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, review
from xmailaudit.rules.rule import NotJudgedError, Rule, cwe, xmail
from xmailaudit.tables.edit import CreateFile
from xmailaudit.tables.files import INDEXED_FILES
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

_SPAMMERS = "spammers.tab"
_LOCKS = "pop3locks"
#: XMail makes the numbered folders in the last one, and nothing above them.
_START_FOLDERS = ("tabindex", "spool", "dnscache/mx")

RULE = Rule(
    "TAB013",
    "missing-table",
    Severity.CRITICAL,
    summary=_("A table or folder is missing that XMail does not start or serve without."),
    message=_("{file} is missing: XMail does not start without it"),
    reads=(SERVER_FILE, _SPAMMERS, *INDEXED_FILES),
    fix=Applicability.REVIEW,
    references=(cwe(1188), xmail("reload", 1), xmail("server-tab"), xmail("access", 3)),
    absence=True,
)

_NO_SESSION = _("{file} is missing: XMail starts and then refuses every SMTP and POP3 session")
_NO_SMTP = _("{file} is missing: XMail refuses every SMTP client")
_NO_LOGIN = _("The folder {file} is missing: nobody can log in to POP3")
_NO_FOLDER = plural(
    _("The folder {file} is missing: XMail does not start without it"),
    _("The folders {file} are missing: XMail does not start without them"),
    by="folders",
)
_EMPTY_WILL_DO = (_SPAMMERS, "aliases.tab", "aliasdomain.tab", "extaliases.tab")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    gaps: list[XMailAuditError] = []
    for file in (SERVER_FILE, _SPAMMERS, *INDEXED_FILES):
        needed = file != _SPAMMERS or bool(listening(root, "smtp"))
        if needed and _is_missing(_no_file, root, file, gaps):
            yield _of_table(file)
    if root.source.kind is TargetKind.DIRECTORY:
        yield from _of_folders(root, gaps)
    if gaps:
        raise gaps[0]


def _is_missing(
    judge: Callable[[MailRoot, str], bool], root: MailRoot, path: str, gaps: list[XMailAuditError]
) -> bool:
    """Whether it is certainly missing; why nobody can tell is kept, and the rest judged first."""
    try:
        return judge(root, path)
    except XMailAuditError as gap:
        gaps.append(gap)
        return False


def _no_file(root: MailRoot, file: str) -> bool:
    if root.exists(file):
        return False
    if not root.source.shows_all(file):
        raise NotJudgedError(say(_("it is not shown whether there is {file}"), file=file))
    return True


def _no_folder(root: MailRoot, folder: str) -> bool:
    found = root.source.metadata(folder)
    if isinstance(found, Unseen):
        raise UnseenFileError(folder, found.reason)
    return isinstance(found, Absent) or found.kind is not FileKind.FOLDER


# ------------------------------------------------------------ tables


def _of_table(file: str) -> Finding:
    message = {SERVER_FILE: _NO_SESSION, _SPAMMERS: _NO_SMTP}.get(file)
    return RULE.finding(
        Place(file), message=message, key=(file,), fixes=[_new_table(file)], file=file
    )


def _new_table(file: str) -> Fix:
    if file in _EMPTY_WILL_DO:
        title = say(_("Create {file}; empty will do"), file=file)
        return review("create", title, CreateFile(file, ()))
    title = say(_("Bring {file} back: empty, it would be of no use"), file=file)
    copy = say(_("Look for a copy of {file} made before it went"), file=file)
    return manual("restore", title, OutsideStep(copy, file))


# ------------------------------------------------------------ folders


def _of_folders(root: MailRoot, gaps: list[XMailAuditError]) -> Iterator[Finding]:
    missing = tuple(name for name in _START_FOLDERS if _is_missing(_no_folder, root, name, gaps))
    no_locks = _is_missing(_no_folder, root, _LOCKS, gaps)
    is_copy = no_locks and missing == _START_FOLDERS
    confidence = Confidence.LIKELY if is_copy else Confidence.CERTAIN
    if missing:
        yield _of_folder(missing, confidence, Severity.CRITICAL)
    if no_locks and listening(root, "pop3"):
        yield _of_folder((_LOCKS,), confidence, Severity.HIGH)


def _of_folder(folders: tuple[str, ...], confidence: Confidence, severity: Severity) -> Finding:
    title = plural(_("Create the folder {file}"), _("Create the folders {file}"), by="folders")
    named = Listing(tuple(f"{folder}/" for folder in folders))
    owner = OutsideStep(say(_("Give it to the user XMail runs as, closed to everybody else")))
    return RULE.finding(
        *map(Place, folders),
        severity=severity,
        confidence=confidence,
        message=_NO_LOGIN if folders == (_LOCKS,) else _NO_FOLDER,
        key=folders,
        fixes=[manual("create-folder", say(title, file=named, folders=len(folders)), owner)],
        file=named,
        folders=len(folders),
    )
