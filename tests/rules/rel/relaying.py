"""Running the rules about relaying on small relay tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.roots import mail_root, row
from tests.rules.acl.judging import GIVEN, judged
from xmailaudit.rules.catalogue import entries_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

__all__ = ["OFF", "Found", "family", "found", "one", "relay_root", "relay_rows"]

#: POP before SMTP is a finding of its own.
OFF = row("EnableAuthSMTP-POP3", "0")

#: Rule and line of each finding.
Found = list[tuple[str, int | None]]


def relay_rows(*rows: str) -> str:
    """Rows written with a blank between address and mask."""
    return "".join(row(*text.split(" ")) for text in rows)


def relay_root(
    *rows: str, files: Mapping[str, str | None] | None = None, settings: str = OFF
) -> MailRoot:
    """A server with a relay table."""
    return mail_root({"smtprelay.tab": relay_rows(*rows), **(files or {})}, settings=settings)


def family(root: MailRoot, given: Given = GIVEN) -> list[Finding]:
    """What all rules of the family find; each could be judged."""
    return [f for entry in entries_named("REL") for f in judged(root, entry.id, given)]


def found(root: MailRoot, given: Given = GIVEN) -> Found:
    """Which rule speaks of which line."""
    return [(f.rule.id, place.line) for f in family(root, given) for place in f.places]


def one(root: MailRoot, rule_id: str, given: Given = GIVEN) -> Finding:
    """The only finding of a rule."""
    (finding,) = judged(root, rule_id, given)
    return finding
