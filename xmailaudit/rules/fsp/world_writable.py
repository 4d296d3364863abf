"""FSP003: files and folders that everybody on the machine can write.

XMail as a daemon makes every file 0666, so where the folders above are open, all of them are
(XMail facts: command-line, section 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.listing import names_in
from xmailaudit.mailroot.source import Absent, FileKind, Unseen
from xmailaudit.messages import _, say
from xmailaudit.rules.file_modes import MAIL_ROOT, WRITE, has_access_lists, require_modes, taking
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.rules.walked import walked
from xmailaudit.tables.edit import TakeRights
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.walked import Heap

RULE = Rule(
    "FSP003",
    "world-writable",
    Severity.CRITICAL,
    summary=_("Everybody on the machine can change what XMail goes by, or mail itself."),
    message=_("Everybody on the machine can write {file} ({mode})"),
    reads=("*",),
    fix=Applicability.SAFE,
    references=(cwe(732), cwe(276), xmail("command-line", 3)),
)

_IN_MAIL_ROOT = _(
    "Everybody on the machine can write {count} files of the MailRoot, {file} among them"
)
_IN_FOLDER = _(
    "Everybody on the machine can write {count} files and folders in {folder}, {file} among them"
)
_MAIL = _("Everybody on the machine can write {count} files and folders of mailboxes in {folder}")
_WHOLE = _("Everybody on the machine can put files of his own into the MailRoot ({mode})")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    require_modes(root, given)
    seen = walked(root)
    for folder, heap in sorted(seen.writable.items()):
        yield _of(root, folder, heap, _IN_FOLDER if folder else _IN_MAIL_ROOT, "")
    for folder, heap in sorted(seen.mail.items()):
        yield _of(root, folder, heap, _MAIL, "mail")
    for gap in (seen.unknown, seen.gap):
        if gap is not None:
            raise gap


def _of(root: MailRoot, folder: str, heap: Heap, several: Template, kind: str) -> Finding:
    file, mode = heap.first[0]
    one = _WHOLE if folder == MAIL_ROOT else None
    return RULE.finding(
        *(Place(path) for path, _mode in heap.first),
        total=heap.count,
        message=one if heap.count == 1 else several,
        key=(folder, kind),
        fixes=[_close(root, folder, file if heap.count == 1 else "")],
        file=file,
        mode=mode,
        folder=f"{folder}/",
        count=heap.count,
    )


def _close(root: MailRoot, folder: str, file: str) -> Fix:
    closed = _("Close the MailRoot as well (chmod o-rwx): XMail makes new files with mode 0666")
    checked = _("See whether somebody has changed anything meanwhile")
    more = () if has_access_lists(root) else (OutsideStep(say(closed)),)
    where = "" if folder == MAIL_ROOT else file or folder
    title = say(_("Take the right to write from all others"))
    rights = _rights(root, folder, file)
    return taking(root, title, where, *rights, steps=(*more, OutsideStep(say(checked))))


def _rights(root: MailRoot, folder: str, file: str) -> Iterator[TakeRights]:
    """What is taken: from the MailRoot, the one file, all in a folder, or files of the MailRoot."""
    if folder == MAIL_ROOT:
        yield TakeRights("", WRITE)
    elif file:
        yield TakeRights(file, WRITE)
    elif folder:
        yield TakeRights(folder, WRITE, below=True)
    else:
        names = names_in(root.source, "")
        for name in () if isinstance(names, (Absent, Unseen)) else names:
            if name.kind is FileKind.FILE and name.mode is not None and name.mode & WRITE:
                yield TakeRights(name.path, WRITE)
