"""FSP005: XMail runs as root, and stays so.

It never changes its user (XMail facts: command-line, section 3).  A process or a unit tells whom it
runs as; else the owner of what only the server makes is a good sign.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.gathered import collected_of
from xmailaudit.mailroot.source import Absent, Metadata, Unseen
from xmailaudit.messages import _, say
from xmailaudit.policy.logs import LOGS_FOLDER
from xmailaudit.rules.finding import Applicability, Confidence, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.platforms import is_windows
from xmailaudit.rules.rule import MOST_PLACES, NotJudgedError, Rule, cwe, xmail
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "FSP005",
    "runs-as-root",
    Severity.INFO,
    summary=_("XMail runs as root, and so does every program it starts."),
    message=_("XMail runs as root, and so does every filter and program it starts"),
    reads=("*",),
    fix=Applicability.MANUAL,
    references=(cwe(250), xmail("command-line", 3)),
)

_OWNS = _("XMail seems to run as root: what it makes itself, {file} for one, belongs to root")
_ROOT = ("root", "0")
_COUNTER = "message.id"
_INDEXES = "tabindex"
#: Enough of a folder's files to tell whose they are.
_ENOUGH = 20


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    user = _told_user(root)
    if user is not None:
        if user in _ROOT:
            yield RULE.finding(root.start_options.place(), key=("user",), fixes=[_own_user()])
        return
    owners = {} if is_windows(root, given) else dict(_owners(root))
    mine = [file for file, owner in owners.items() if owner == 0]
    if mine:
        yield RULE.finding(
            *map(Place, mine[:MOST_PLACES]),
            total=len(mine),
            confidence=Confidence.LIKELY,
            message=_OWNS,
            key=("user",),
            fixes=[_own_user()],
            file=mine[0],
        )
    elif not owners or collected_of(root.source) is None:  # a copy belongs to whoever made it
        raise NotJudgedError(say(_("it is not known which user XMail runs as")))


def _told_user(root: MailRoot) -> str | None:
    """Whom a process or a unit says; a unit that names nobody means root."""
    options = root.start_options
    told = options.surroundings
    if told is None:
        return None
    is_unit = (options.origin.file or "").endswith(".service")
    return told.user or ("root" if is_unit else None)


def _owners(root: MailRoot) -> Iterator[tuple[str, int]]:
    """Files that the server alone makes, with their owners."""
    for file in (_COUNTER, *_some_of(root, _INDEXES), *_some_of(root, LOGS_FOLDER)):
        known = root.source.metadata(file)
        if isinstance(known, Metadata) and known.owner is not None and not known.link:
            yield file, known.owner


def _some_of(root: MailRoot, folder: str) -> list[str]:
    entries = root.source.entries(folder)
    if isinstance(entries, (Absent, Unseen)):
        return []
    return [f"{folder}/{entry.name}" for entry in entries[-_ENOUGH:]]


def _own_user() -> Fix:
    own = _("Give it a user of its own, whom the MailRoot belongs to (chown -R)")
    ports = _(
        "Let that user open ports below 1024: AmbientCapabilities=CAP_NET_BIND_SERVICE in the "
        "unit, or other ports and a redirection in the firewall"
    )
    steps = (OutsideStep(say(own)), OutsideStep(say(ports)))
    return manual("own-user", say(_("Run XMail as a user of its own")), *steps)
