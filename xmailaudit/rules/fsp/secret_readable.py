"""FSP002: tables with passwords that others, or a group, can read.

What XMail does to most passwords is no encryption: whoever can read them has them (XMail facts:
passwords, sections 1 and 2).  The key is CRT012's where all others can read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.source import Metadata
from xmailaudit.messages import _, say
from xmailaudit.policy.tls.material import KEY_FILE
from xmailaudit.rules.file_modes import (
    ALL_RIGHTS,
    GROUP,
    OTHERS,
    READ,
    close_to_others,
    files_in,
    gets_into,
    mode_of,
    require_modes,
    shown_mode,
)
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import review
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.tables.edit import TakeRights
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

_TABLES = ("mailusers.tab", "ctrlaccounts.tab", "smtpauth.tab", "pop3links.tab")
_FOLDERS = ("userauth/pop3", "userauth/smtp")

RULE = Rule(
    "FSP002",
    "secret-readable",
    Severity.HIGH,
    summary=_("Tables with passwords can be read by others than XMail."),
    message=_("Everybody on the machine can read {file}, which holds passwords ({mode})"),
    reads=(*_TABLES, KEY_FILE, *(f"{folder}/*" for folder in _FOLDERS)),
    fix=Applicability.SAFE,
    references=(cwe(732), xmail("passwords", 1), xmail("passwords", 2)),
)

_SEVERAL = _("Everybody on the machine can read {count} files in {folder}, which hold passwords")
_BY_GROUP = _("The group of {file} can read it, and it holds passwords ({mode})")
_SEVERAL_BY_GROUP = _("A group can read {count} files in {folder}, which hold passwords")
_KEY_BY_GROUP = _("The group of {file} can read the private key in it ({mode})")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    require_modes(root, given)
    for file in _TABLES:
        if _holds_something(root, file):
            yield from _judged(root, "", [(file, mode_of(root, file))])
    if _holds_something(root, KEY_FILE):
        mode = mode_of(root, KEY_FILE)
        told = mode & READ << OTHERS and gets_into(root, "", OTHERS)
        yield from () if told else _judged(root, "", [(KEY_FILE, mode)])
    for folder in _FOLDERS:
        if gets_into(root, folder, GROUP):
            yield from _judged(root, folder, list(files_in(root, folder)))


def _holds_something(root: MailRoot, file: str) -> bool:
    known = root.source.metadata(file)
    return isinstance(known, Metadata) and known.size != 0


def _judged(root: MailRoot, folder: str, files: list[tuple[str, int]]) -> Iterator[Finding]:
    """One finding for all of them: what all others can read goes first."""
    for who in (OTHERS, GROUP):
        found = [(file, mode) for file, mode in files if mode & READ << who]
        if found and gets_into(root, folder, who):
            yield _of(root, who, folder, found)
            return


def _of(root: MailRoot, who: int, folder: str, found: list[tuple[str, int]]) -> Finding:
    file, mode = found[0]
    by_group = _KEY_BY_GROUP if file == KEY_FILE else _BY_GROUP
    by_others = RULE.message
    if len(found) > 1:
        by_group, by_others = _SEVERAL_BY_GROUP, _SEVERAL
    named = folder if len(found) > 1 else file
    return RULE.finding(
        *(Place(path) for path, _mode in found[:MOST_PLACES]),
        total=len(found),
        severity=Severity.MEDIUM if who == GROUP else None,
        message=by_group if who == GROUP else by_others,
        key=(folder or file,),
        fixes=[_close_to_group(named) if who == GROUP else _close(root, named)],
        file=file,
        folder=f"{folder}/",
        mode=shown_mode(root, mode),
        count=len(found),
    )


def _close(root: MailRoot, named: str) -> Fix:
    changed = OutsideStep(say(_("Have the passwords changed if strangers have accounts there")))
    return close_to_others(root, named, changed)


def _close_to_group(named: str) -> Fix:
    members = _("Leave them where the group is XMail's own and has no other members")
    return review(
        "close-group",
        say(_("Look who is in the group, and take its rights away")),
        TakeRights(named, ALL_RIGHTS << GROUP),
        steps=(OutsideStep(say(members)),),
    )
