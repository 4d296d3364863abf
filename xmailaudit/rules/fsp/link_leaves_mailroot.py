"""FSP004: symbolic links that lead out of the MailRoot.

What lies there is kept by other folders' rights, is missing from copies, and is not audited here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.rules.walked import walked
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.walked import Heap

RULE = Rule(
    "FSP004",
    "link-leaves-mailroot",
    Severity.MEDIUM,
    summary=_("A symbolic link leads out of the MailRoot."),
    message=_("{file} is a link that leads out of the MailRoot, to {target}"),
    reads=("*",),
    fix=Applicability.MANUAL,
    references=(cwe(59), xmail("command-line", 3)),
)

_IN_FOLDER = _("{count} links in {folder} lead out of the MailRoot; {file} leads to {target}")
_IN_MAIL_ROOT = _("{count} links in the MailRoot lead out of it; {file} leads to {target}")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    seen = walked(root)
    for folder, heap in sorted(seen.leaving.items()):
        yield _of(folder, heap)
    if seen.gap is not None:
        raise seen.gap


def _of(folder: str, heap: Heap) -> Finding:
    file, target = heap.first[0]
    several = _IN_FOLDER if folder else _IN_MAIL_ROOT
    fix = manual(
        "bring-in",
        say(_("Bring what it leads to into the MailRoot, or look after it where it is")),
        OutsideStep(say(_("If room is the reason, mount another disk in the link's place")), file),
        OutsideStep(say(_("Else close the folder there to all but XMail's user, and back it up"))),
        OutsideStep(say(_("Remove a link that nobody remembers having made"))),
    )
    return RULE.finding(
        *(Place(path) for path, _target in heap.first),
        total=heap.count,
        message=None if heap.count == 1 else several,
        key=(folder, "links"),
        fixes=[fix],
        file=file,
        target=target,
        folder=f"{folder}/",
        count=heap.count,
    )
