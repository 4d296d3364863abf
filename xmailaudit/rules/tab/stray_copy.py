"""TAB015: copies of tables, with passwords in them, or taken by XMail for live ones.

XMail keeps no copies itself; these are an editor's or an administrator's (XMail facts: passwords 2,
address-resolution 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from xmailaudit.messages import XMailAuditError, _, plural, say
from xmailaudit.policy.rows.stray_copies import live_copies, secret_copies
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.rows.stray_copies import LiveCopy
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

T = TypeVar("T")

RULE = Rule(
    "TAB015",
    "stray-copy",
    Severity.MEDIUM,
    summary=_("A copy of a table lies in the MailRoot, with passwords in it or live."),
    message=_("{file} is a copy of {original}, with what is secret in it"),
    reads=("*",),
    fix=Applicability.MANUAL,
    references=(cwe(530), xmail("passwords", 2), xmail("address-resolution", 6)),
)

_COPIES = _("{count} files are copies of {original}, with what is secret in it; {file} is one")
_LIVE = _("{file} looks like a copy and takes the mail to {address}")
_LIVE_COPIES = _("{count} files look like copies and take mail; {file} that to {address}")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    gaps: list[XMailAuditError] = []
    copies: dict[str, list[str]] = {}
    for copy in _until_a_gap(secret_copies(root), gaps):
        copies.setdefault(copy.original, []).append(copy.file)
    for original, files in copies.items():
        yield _of_secrets(original, files)
    for group in apart(_until_a_gap(live_copies(root), gaps)):
        yield _of_live(group)
    if gaps:
        raise gaps[0]


def _until_a_gap(found: Iterator[T], gaps: list[XMailAuditError]) -> Iterator[T]:
    """What there is; why there may be more is kept."""
    try:
        yield from found
    except XMailAuditError as gap:
        gaps.append(gap)


def _of_secrets(original: str, files: list[str]) -> Finding:
    title = plural(
        _("Move the copy out of the MailRoot"), _("Move the copies out of it"), by="count"
    )
    steps = (
        OutsideStep(say(_("Delete it, or keep it where only you can read it")), files[0]),
        OutsideStep(say(_("Change the passwords if others could read it"))),
    )
    return RULE.finding(
        *map(Place, files[:MOST_PLACES]),
        total=len(files),
        message=RULE.message if len(files) == 1 else _COPIES,
        key=(original,),
        fixes=[manual("move-away", say(title, count=len(files)), *steps)],
        file=files[0],
        original=original,
        count=len(files),
    )


def _of_live(group: tuple[LiveCopy, ...]) -> Finding:
    first = group[0]
    title = plural(
        _("Delete the file, or give it a name that does not end in .tab"),
        _("Delete the files, or give them names that do not end in .tab"),
        by="count",
    )
    return RULE.finding(
        *(Place(copy.file) for copy in group[:MOST_PLACES]),
        total=len(group),
        message=_LIVE if len(group) == 1 else _LIVE_COPIES,
        key=(first.file,),
        fixes=[manual("move-away", say(title, count=len(group)))],
        file=first.file,
        address=first.address,
        count=len(group),
    )
