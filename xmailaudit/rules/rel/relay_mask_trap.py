"""REL008: a row matches other hosts than whoever wrote it meant.

`24` in the mask field is the mask 0.0.0.24, `/255.0.0.0` is a single host, `010` is eight and
`192.168` is 192.0.0.168 (XMail facts: access, section 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural
from xmailaudit.policy.notation import misreading, shown
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.relay_findings import (
    evidence,
    mask_place,
    places,
    portions,
    refusal,
    show_rows,
)
from xmailaudit.rules.relay_fixes import spell_out, write_what_was_meant
from xmailaudit.rules.relay_rows import relays
from xmailaudit.rules.rule import Rule, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.notation import Misreading
    from xmailaudit.rules.finding import Finding, Witness
    from xmailaudit.rules.given import Given

RULE = Rule(
    "REL008",
    "relay-mask-trap",
    Severity.HIGH,
    summary=_("A row's address or mask is written so that it matches other hosts than it seems."),
    message=plural(
        _("{rows} matches {matched}, not {meant}"),
        _("{count} rows match other hosts than it seems, the first {matched}, not {meant}: {rows}"),
        by="count",
    ),
    reads=("smtprelay.tab",),
    fix=Applicability.SAFE,
    references=(xmail("access", 1),),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    for rows in portions(relays(root, given).owned_by(RULE.id)):
        readings = [reading for reading in map(misreading, rows) if reading is not None]
        yield RULE.finding(
            *places(rows, mask_place),
            total=len(rows),
            witness=_surprise(root, given, readings[0]),
            count=len(rows),
            rows=show_rows(rows),
            matched=shown(readings[0].matched),
            meant=shown(readings[0].meant),
            fixes=[*spell_out(rows), *write_what_was_meant(rows)],
        )


def _surprise(root: MailRoot, given: Given, reading: Misreading) -> Witness | None:
    """Somebody who relays though he is not meant, else somebody meant who may not."""
    view = relays(root, given)
    matched, meant = reading.matched.addresses(), reading.meant.addresses()
    proof = evidence(root, given, (view.allowed & matched) - meant)
    if proof is not None:
        return proof.witness
    return refusal(root, given, (view.heard & meant) - view.allowed)
