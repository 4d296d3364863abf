"""When a reply of policy is the same decision as a recorded line.

The decision is in the first characters: the code, with the words for 550 and 501; in EHLO the lines
about AUTH, STARTTLS and SIZE; in CAPA the one of STLS; in a VRFY 250 the whole text; in the
greeting and the POP3 USER reply the domain.  `connect` only tells let in from refused, the
greeting's domain aside.  Which alert ended a handshake and what a clock measured are not compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.policy.decision import Reply

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["differences"]

_WORDS = {
    "550": ("Relay denied", "Mailbox unavailable", "Account disabled"),
    "501": ("forward path", "return path", "parameters"),
}
#: Parts that hold a CTRL result: sign and five digits.
_EXACT = ("login", "result", "tls")
#: Parts that hold the replies to several commands.
_LISTS = ("replies", "before", "inject", "after")
_CAPABILITIES = ("capa", "tls_capa")
_NOT_COMPARED = ("alert", "delays")
_GREETINGS = ("220", "+OK", "+00000")
_LINES_THAT_COUNT = ("AUTH", "STARTTLS", "SIZE")


def differences(
    kind: str, observed: Mapping[str, object], got: Mapping[str, object]
) -> Iterator[tuple[str, object, object]]:
    """Each part of an exchange that differs: its key, what was recorded, what policy says."""
    for part, recorded in observed.items():
        actual = got.get(part)
        if part not in _NOT_COMPARED and not _alike(kind, part, recorded, actual):
            yield part, recorded, actual
    for part in got.keys() - observed.keys() - {"ehlo"}:
        yield part, "(the exchange had ended)", got[part]


def _alike(kind: str, part: str, recorded: object, actual: object) -> bool:
    if recorded is None or actual is None:
        return recorded is None and actual is None
    if part in _LISTS and isinstance(recorded, list) and isinstance(actual, list):
        pairs = zip(recorded, actual, strict=False)
        return len(recorded) == len(actual) and all(_alike(kind, "reply", *pair) for pair in pairs)
    if isinstance(actual, Reply):
        # Of the lines of an EHLO that was refused there is one.
        line = str(recorded[-1] if isinstance(recorded, list) and recorded else recorded)
        return _same_connect(line, actual) if part == "connect" else _same(kind, part, line, actual)
    if isinstance(actual, tuple):
        lines = recorded if isinstance(recorded, list) else str(recorded).split("\n")
        if part in _CAPABILITIES:
            return ("STLS" in lines) == ("STLS" in actual)
        return _ehlo(lines) == _own_ehlo(actual)
    return recorded == actual


def _same_connect(line: str, reply: Reply) -> bool:
    """Let in or refused; of the SMTP greeting its domain counts too, up to a blank."""
    let_in = line.startswith(_GREETINGS)
    if let_in != str(reply).startswith(_GREETINGS):
        return False
    return not (let_in and reply.code == "220") or line == f"220 {reply.text.partition(' ')[0]}"


def _same(kind: str, part: str, line: str, reply: Reply) -> bool:
    if part == "user":
        return line == str(reply)
    if kind == "vrfy" and line.startswith("250"):
        return line == str(reply)
    if line[:1] in "+-":
        return line[:1] == reply.code[:1] and (part not in _EXACT or line[:6] == reply.code)
    # A line that an administrator wrote may have no code at all.
    own = str(reply)
    return line[:3].rstrip() == own[:3].rstrip() and _words(line) == _words(own)


def _words(line: str) -> tuple[str, ...]:
    return tuple(word for word in _WORDS.get(line[:3], ()) if word in line)


def _ehlo(lines: list[str]) -> list[str]:
    """The domain and the lines that count, without codes."""
    texts = [line[4:] for line in lines]
    return texts[:1] + [text for text in texts[1:] if text.startswith(_LINES_THAT_COUNT)]


def _own_ehlo(lines: tuple[str, ...]) -> list[str]:
    return [*lines[:1], *(line for line in lines[1:] if line.startswith(_LINES_THAT_COUNT))]
