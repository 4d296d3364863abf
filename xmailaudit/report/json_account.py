"""Addresses, and one account, as JSON values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.policy.accounts import AccountKind
from xmailaudit.policy.known_addresses import KINDS_OF_ACCOUNTS

from .escape import decoded
from .json_answers import posting_json, row_json
from .labels import ANSWERS
from .place import shown_place
from .text_listed import listed_place

if TYPE_CHECKING:
    from xmailaudit.policy.account_facts import AccountFacts, Mailbox, Members, PopLogin, SmtpLogin
    from xmailaudit.policy.known_addresses import Listed
    from xmailaudit.tables.row import Place

    Json = dict[str, Any]

__all__ = ["account_json", "listed_json"]


def listed_json(listed: Listed) -> Json:
    """An address or a domain."""
    return {
        "kind": listed.kind.value,
        "address": decoded(listed.address),
        "domain": decoded(listed.domain),
        "target": decoded(listed.target),
        "idle": None if listed.idle is None else listed.idle.value,
        **_where(listed_place(listed)),
    }


def account_json(facts: AccountFacts) -> Json:
    """All about one account; the row of the account itself is not shown."""
    return {
        "address": decoded(facts.address),
        "kind": KINDS_OF_ACCOUNTS[facts.kind].value,
        "real_name": None if facts.real_name is None else decoded(facts.real_name),
        **_where(facts.place),
        "directory": _directory(facts.mailbox),
        "mailbox": _mailbox(facts.mailbox) if facts.kind is AccountKind.USER else None,
        "receiving": {
            "domain_handled": facts.receiving.handled,
            "taken_by": _text(facts.receiving.taken_by),
            "enabled": facts.receiving.enabled,
        },
        "smtp": _smtp(facts.smtp),
        "pop3": _pop3(facts.pop3),
        "aliases": [
            {"address": decoded(f"{row.alias}@{row.domain}"), **_where(row.at())}
            for row in facts.aliases
        ],
        "alias_domains": [
            {"domain": decoded(row.alias), **_where(row.at())} for row in facts.domains
        ],
        "commands": None
        if facts.commands is None
        else [{**row_json(one.row.at()), "runs": one.runs} for one in facts.commands],
        "filters": [row_json(place) for place in facts.filters],
        "members": None if facts.members is None else _members(facts.members),
    }


def _directory(mailbox: Mailbox) -> Json:
    path, state, actual = mailbox.folder
    return {"path": decoded(path), "state": state.value, "actual": _text(actual)}


def _mailbox(mailbox: Mailbox) -> Json:
    """The mailbox: its bytes, and its limit in KiB."""
    return {
        "path": _text(mailbox.directory),
        "size": mailbox.size,
        "limit": mailbox.limit or None,
    }


def _smtp(login: SmtpLogin) -> Json:
    place = login.letters.place
    return {
        "answer": ANSWERS[login.answer][0],
        "served": login.served,
        "programs": [decoded(mechanism) for mechanism in login.programs],
        "permissions": login.letters.effective,
        "permissions_from": None if place is None else _where(place),
    }


def _pop3(login: PopLogin) -> Json:
    return {
        "answer": ANSWERS[login.answer][0],
        "served": login.served,
        "enabled": login.enabled,
        "own_map": None if login.own_map is None else decoded(login.own_map.file),
        "program": None if login.program is None else _where(login.program),
    }


def _members(members: Members) -> Json:
    return {
        "count": members.total,
        "receiving": members.receiving,
        "posting": posting_json(members.posting),
    }


def _where(place: Place) -> Json:
    shown = shown_place(place)
    return {"file": shown.file, "line": shown.line}


def _text(text: str | None) -> str | None:
    return None if text is None else decoded(text)
