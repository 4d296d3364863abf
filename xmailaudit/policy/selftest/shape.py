"""What a record and a question must hold to be played.

Checked before anything is played, so that a damaged recording is one clear error.
"""

from __future__ import annotations

from typing import Any

from xmailaudit.policy.addresses import Address, AddressError

__all__ = ["TLS_VERSIONS", "is_playable", "is_record"]

#: What a client may speak; without a word it is the first.
TLS_VERSIONS = ("1.2", "1.0", "1.1", "1.3")

#: The texts each kind needs besides `client`.
_TEXTS: dict[str, tuple[str, ...]] = {
    "smtp_rcpt": ("mail_from", "rcpt_to"),
    "vrfy": ("arg",),
    "etrn": ("arg",),
    "pop3_login": ("user", "password"),
    "ctrl_login": ("user", "password"),
    "xmcrypt": ("input",),
}
_WITHOUT_CLIENT = ("ctrl", "xmcrypt")
_LOGIN = ("mech", "user", "password")
#: What a question may have: lists of command lines, logins, and texts that come in pairs.
_COMMANDS = ("before", "inject", "after")
_LOGINS = ("auth", "tls_auth")
_PAIRS = (("mail_from", "rcpt_to"), ("user", "password"))


def is_record(record: object) -> bool:
    """Whether a JSON value has a record's parts."""
    return (
        isinstance(record, dict)
        and isinstance(record.get("id"), str)
        and isinstance(record.get("files"), dict)
        and all(_is_bytes(text) for text in record["files"].values())
        and isinstance(record.get("queries"), list)
        and all(_is_query(query) for query in record["queries"])
        and _is_ports(record.get("listen", {}))
    )


def _is_query(query: object) -> bool:
    return (
        isinstance(query, dict)
        and isinstance(query.get("kind"), str)
        and isinstance(query.get("observed"), dict)
    )


def is_playable(query: dict[str, Any]) -> bool:
    """Whether a question has what its kind needs, each of the right type."""
    kind = query["kind"]
    return (
        all(_is_bytes(query.get(name)) for name in _TEXTS.get(kind, ()))
        and (kind in _WITHOUT_CLIENT or _is_address(query.get("client")))
        and _is_bytes(query.get("mail_params", ""))
        and all(_is_login(query[name]) for name in _LOGINS if name in query)
        and all(_is_lines(query[name]) for name in _COMMANDS if name in query)
        and all(_is_pair(query, *pair) for pair in _PAIRS)
        and _is_tls_client(query)
        and (kind != "smtp_session" or _is_lines(query.get("commands")))
        and (kind != "ctrl" or _is_lines(query.get("command")))
        and ("auth" in query or kind != "auth")
    )


def _is_ports(ports: object) -> bool:
    """The port of each service; `bool` is an `int` to Python, and no port."""
    return isinstance(ports, dict) and all(
        type(port) is int and 0 < port < 1 << 16 for port in ports.values()
    )


def _is_login(login: object) -> bool:
    return isinstance(login, dict) and all(_is_bytes(login.get(name)) for name in _LOGIN)


def _is_pair(query: dict[str, Any], first: str, second: str) -> bool:
    """Both or none of two texts."""
    return (first in query) == (second in query) and all(
        _is_bytes(query[name]) for name in (first, second) if name in query
    )


def _is_tls_client(query: dict[str, Any]) -> bool:
    """What a client brings to a handshake: a version that there is, and PEM."""
    return (
        _is_bytes(query.get("present", ""))
        and query.get("version", TLS_VERSIONS[0]) in TLS_VERSIONS
    )


def _is_bytes(text: object) -> bool:
    """A text that holds bytes as latin-1."""
    return isinstance(text, str) and all(character <= "\xff" for character in text)


def _is_address(text: object) -> bool:
    if not isinstance(text, str):
        return False
    try:
        Address.parse(text)
    except AddressError:
        return False
    return True


def _is_lines(lines: object) -> bool:
    return isinstance(lines, list) and all(_is_bytes(line) for line in lines)
