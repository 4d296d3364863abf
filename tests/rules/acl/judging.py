"""Running rules of the family, and their fixes, on MailRoots in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.roots import mail_root, row
from xmailaudit.audit.judgement import Judgement
from xmailaudit.mailroot.overlay import Overlay
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.mailroot.switches import split_words
from xmailaudit.policy.addresses import AddressSet, Prefix, matched_peers
from xmailaudit.rules.catalogue import entries_named, entry_of
from xmailaudit.rules.given import Given

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xmailaudit.audit.report import NotEvaluated
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.tables.edit import Edit

__all__ = [
    "DENY",
    "GIVEN",
    "LOOPBACK",
    "edits_of",
    "family",
    "gaps",
    "judged",
    "map_root",
    "networks",
    "with_edits",
    "with_fix",
]

DENY = ("0.0.0.0", "0.0.0.0", "DENY", "1")
LOOPBACK = ("127.0.0.0", "255.0.0.0", "ALLOW", "2")

#: 2026-11-24, and nothing declared.
GIVEN = Given(now=1795478400.0)


def map_root(
    *rows: tuple[str, ...],
    service: str = "pop3",
    options: str = "",
    settings: str = "",
    files: Mapping[str, str | None] | None = None,
) -> MailRoot:
    """A MailRoot with one access map, other files, and start options somebody told."""
    words = StartOptions.parse(split_words(options), origin=Origin.given())
    text = "".join(row(*fields) for fields in rows)
    return mail_root(
        {f"{service}.ipmap.tab": text, **(files or {})}, settings=settings, options=words
    )


def networks(*texts: str) -> AddressSet:
    """Networks as a profile declares them: an IPv4 one counts behind its embeddings too."""
    plain = AddressSet.from_prefixes(map(Prefix.parse, texts))
    return matched_peers([plain, plain.embedded(0), plain.embedded(0xFFFF << 32)])


def judged(root: MailRoot, rule_id: str, given: Given = GIVEN) -> list[Finding]:
    """What a rule finds; that it could be judged is part of the expectation."""
    judgement = _judgement(root, [rule_id], given)
    assert judgement.gaps == ()
    return judgement.findings


def gaps(root: MailRoot, rule_id: str, given: Given = GIVEN) -> tuple[NotEvaluated, ...]:
    """Why a rule could not be judged."""
    return _judgement(root, [rule_id], given).gaps


def family(root: MailRoot, given: Given = GIVEN) -> list[Finding]:
    """What all rules of the family find."""
    return _judgement(root, [entry.id for entry in entries_named("ACL")], given).findings


def _judgement(root: MailRoot, rule_ids: Sequence[str], given: Given) -> Judgement:
    judgement = Judgement(root, given)
    entries = [entry for entry in map(entry_of, rule_ids) if entry is not None]
    assert len(entries) == len(rule_ids)
    rules = [entry.load() for entry in entries]
    for rule in rules:
        judgement.judge(rule)
    judgement.judge_accounts([rule for rule in rules if rule.looks_at_accounts])
    return judgement


def edits_of(fix: Fix) -> tuple[Edit, ...]:
    """A fix's edits; those of the proposed answer where something must be chosen."""
    if fix.choice is not None and fix.choice.default is not None:
        return fix.choice.edits(fix.choice.default)
    return fix.edits


def with_edits(root: MailRoot, edits: Sequence[Edit]) -> MailRoot:
    """The MailRoot with edits applied."""
    return MailRoot(Overlay(root.source, edits), root.start_options)


def with_fix(root: MailRoot, fix: Fix) -> MailRoot:
    """The MailRoot with a fix applied."""
    return with_edits(root, edits_of(fix))
