"""Addresses and domains in plain text: a line each, and the words for what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _
from xmailaudit.policy.known_addresses import Idle, ListedKind
from xmailaudit.tables.row import Place

from .location import location

if TYPE_CHECKING:
    from xmailaudit.policy.known_addresses import Listed

    from .language import Words

__all__ = ["IDLE", "LISTED_KINDS", "listed_line", "listed_place"]

LISTED_KINDS = {
    ListedKind.ACCOUNT: _("account"),
    ListedKind.LIST: _("mailing list"),
    ListedKind.OTHER: _("account of an odd type"),
    ListedKind.ALIAS: _("alias"),
    ListedKind.PATTERN: _("alias with a wild card"),
    ListedKind.COMMAND_ALIAS: _("command alias"),
    ListedKind.DOMAIN: _("domain"),
    ListedKind.ALIAS_DOMAIN: _("alias domain"),
    ListedKind.CUSTOM_DOMAIN: _("custom domain"),
}
#: Why a row or file does nothing.
IDLE = {
    Idle.HIDDEN: _("never found: something else of that name comes first"),
    Idle.UNREACHED: _("never used: no mail comes there"),
    Idle.UNUSABLE: _("unusable: a field is missing or wrong"),
    Idle.UNSEEN: _("cannot be read"),
}


def listed_place(listed: Listed) -> Place:
    """Where it stands; the row itself, which may hold a password, is not in it."""
    return Place(listed.file, listed.line)


def listed_line(listed: Listed, words: Words) -> str:
    """One line, however long the address, which no foreign text begins."""
    parameters = {
        "address": listed.address,
        "kind": words(LISTED_KINDS[listed.kind]),
        "target": listed.target or "-",
        "where": location(listed_place(listed), words),
    }
    if listed.idle is None:
        return words(_("{kind}: {address}, {target} ({where})"), **parameters)
    why = words(IDLE[listed.idle])
    return words(_("{kind}: {address}, {target} ({where}); {why}"), **parameters, why=why)
