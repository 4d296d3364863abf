"""The keys of a profile: what each may hold, and what it becomes.

`checked` turns a document into a flat dictionary from dotted keys to values that can be laid over
each other, an extended profile's below.  An unknown key, rule or value raises ProfileError, which
names file, key, line and the nearest known name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.messages import _
from xmailaudit.policy.addresses import Address, AddressError, Prefix
from xmailaudit.policy.mail_address import valid_host
from xmailaudit.rules.catalogue import catalogue, entry_of
from xmailaudit.rules.finding import Severity

from .errors import nearest
from .suppression import suppressions

if TYPE_CHECKING:
    from collections.abc import Callable

    from .profile_document import Document, Spot

    Check = Callable[[Spot], Any]

__all__ = ["NEVER", "OWN_RULES", "PARAMETERS", "checked", "own_rules_of", "rule_id"]

OWN_RULES = "own-rules"

NEVER = "never"

#: Numbers that rules go by: the least and the greatest that make sense.
PARAMETERS = {
    "certificate-expiry-days": (1, 3650),
    "minimum-rsa-bits": (512, 16384),
}


def checked(document: Document) -> dict[str, Any]:
    """What a document says, by dotted key."""
    values: dict[str, Any] = {}
    for key, spot in document.spot.children():
        if key in _TABLES:
            _table(spot, _TABLES[key], values)
        elif key == "rules":
            _rules(spot, values)
        elif key in _TOP:
            values[key] = _TOP[key](spot)
        else:
            raise spot.unknown((*_TOP, *_TABLES, "rules"))
    return values


def own_rules_of(document: Document) -> dict[str, Any]:
    """What a document says of rules of somebody's own, by key; it says something."""
    values: dict[str, Any] = {}
    _table(document.spot.child(OWN_RULES), _TABLES[OWN_RULES], values)
    return {key.rpartition(".")[2]: value for key, value in values.items()}


def _table(table: Spot, known: dict[str, Check], values: dict[str, Any]) -> None:
    for key, spot in table.children():
        if key not in known:
            raise spot.unknown(known)
        values[spot.key] = known[key](spot)


def _rules(table: Spot, values: dict[str, Any]) -> None:
    seen: set[str] = set()
    for name, rule in table.children():
        identity = rule_id(rule, name)
        if identity in seen:
            raise rule.wrong(_("{key}: {rule} was named before"), rule=identity)
        seen.add(identity)
        changes: dict[str, Any] = {}
        _table(rule, _OF_A_RULE, changes)
        for key, value in changes.items():
            values[f"rules.{identity}.{key.rpartition('.')[2]}"] = value


def rule_id(spot: Spot, word: str) -> str:
    """The id of a rule that is named by id or name."""
    entry = entry_of(word)
    if entry is None:
        known = [name for rule in catalogue() for name in (rule.id, rule.name)]
        raise spot.wrong(
            _("{key}: {word} is no rule; the nearest is {nearest}"),
            word=word,
            nearest=nearest(word, known),
        )
    return entry.id


# ------------------------------------------------------------ values


def _text(spot: Spot) -> str:
    return spot.text()


def _flag(spot: Spot) -> bool:
    if not isinstance(spot.value, bool):
        raise spot.wrong(_("{key} must be true or false"))
    return spot.value


def _severity(spot: Spot) -> Severity:
    return Severity(spot.one_of(severity.value for severity in Severity))


def _threshold(spot: Spot) -> Severity | None:
    word = spot.one_of([*(severity.value for severity in Severity), NEVER])
    return None if word == NEVER else Severity(word)


def _platform(spot: Spot) -> str:
    return spot.one_of(("unix", "windows"))


def _version(spot: Spot) -> str:
    text = spot.text()
    parts = text.split(".")
    if len(parts) < 2 or not all(part.isascii() and part.isdigit() for part in parts):
        raise spot.wrong(_('{key} must be a version as in "1.27", not {value}'))
    return text


def _options(spot: Spot) -> str:
    """Start options; none at all is an answer too."""
    if not isinstance(spot.value, str) or "\0" in spot.value:
        raise spot.wrong(_("{key} must be a text"))
    return spot.value


def _addresses(spot: Spot) -> tuple[Address, ...]:
    return tuple(_parsed(item, Address.parse) for item in spot.items())


def _networks(spot: Spot) -> tuple[Prefix, ...]:
    return tuple(_parsed(item, Prefix.parse) for item in spot.items())


def _texts(spot: Spot) -> tuple[str, ...]:
    return tuple(item.text() for item in spot.items())


def _parsed(item: Spot, parse: Callable[[str], Any]) -> Any:
    try:
        return parse(item.text())
    except AddressError as error:
        raise item.wrong(_("{key}: {reason}"), reason=error.message) from None


def _domains(spot: Spot) -> tuple[str, ...]:
    return tuple(_domain(item) for item in spot.items())


def _domain(item: Spot) -> str:
    text = item.text()
    if not valid_host(text) or text.startswith("["):
        raise item.wrong(_("{key} must be a domain, not {value}"))
    return text


def _parameter(spot: Spot) -> int:
    least, greatest = PARAMETERS[str(spot.path[-1])]
    value = spot.value
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= greatest:
        raise spot.wrong(
            _("{key} must be a whole number from {least} to {greatest}"),
            least=least,
            greatest=greatest,
        )
    return value


_TOP: dict[str, Check] = {
    "extends": _text,
    "fail-on": _threshold,
    "suppress": lambda spot: suppressions(spot, rule_id),
}

_TABLES: dict[str, dict[str, Check]] = {
    "server": {
        "version": _version,
        "command-line": _options,
        "addresses": _addresses,
        "platform": _platform,
        "mx": _flag,
        "web-server": _flag,
        "public-resolver": _flag,
        "backup-domains": _domains,
    },
    "trusted": {"networks": _networks, "admins": _networks},
    "parameters": dict.fromkeys(PARAMETERS, _parameter),
    OWN_RULES: {"folders": _texts, "installed": _flag},
}

_OF_A_RULE: dict[str, Check] = {"severity": _severity, "enabled": _flag}
