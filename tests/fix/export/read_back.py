"""Rules for firewalls, read back as the sets of peers that they let in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.policy.addresses import Address, AddressSet, Prefix, Term

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SENDERS", "Netsh", "netsh_rules", "nft_ports", "nft_sets"]


def _set(*texts: str) -> AddressSet:
    return AddressSet.from_prefixes(map(Prefix.parse, texts))


#: Where packets from other machines come from.
SENDERS = _set(
    *("1.0.0.0/8", "2.0.0.0/7", "4.0.0.0/6", "8.0.0.0/5", "16.0.0.0/4", "32.0.0.0/3"),
    *("64.0.0.0/3", "96.0.0.0/4", "112.0.0.0/5", "120.0.0.0/6", "124.0.0.0/7", "126.0.0.0/8"),
    *("128.0.0.0/2", "192.0.0.0/3", "2000::/3", "fc00::/7", "fe80::/10"),
)

_BLOCK = re.compile(r"^\t(set|chain) (\w+) \{\n(.*?)^\t\}", re.MULTILINE | re.DOTALL)
_MASKED = re.compile(r"ip6? saddr & (\S+) == (\S+) accept")


def nft_sets(text: str) -> dict[str, AddressSet]:
    """Whom each chain of a service accepts."""
    blocks = {(kind, name): body for kind, name, body in _BLOCK.findall(text)}
    return {
        name: _accepted(body, blocks)
        for (kind, name), body in blocks.items()
        if kind == "chain" and name != "input"
    }


def _accepted(chain: str, blocks: dict[tuple[str, str], str]) -> AddressSet:
    found = AddressSet.empty()
    *rules, last = (line.strip() for line in chain.splitlines() if "#" not in line)
    assert last == "counter drop"
    for rule in rules:
        if masked := _MASKED.fullmatch(rule):
            mask, value = (Address.parse(part) for part in masked.groups())
            found |= AddressSet.term(Term(value.family, value.value, mask.value))
        elif rule.startswith("meta nfproto ipv"):
            found |= _set("0.0.0.0/0" if "ipv4" in rule else "::/0")
        else:
            name = re.fullmatch(r"ip6? saddr @(\w+) accept", rule)
            assert name
            found |= _elements(blocks["set", name[1]])
    return found


def _elements(body: str) -> AddressSet:
    inside = body.partition("elements = {")[2].partition("}")[0]
    return _set(*(part.strip() for part in inside.split(",") if part.strip()))


def nft_ports(text: str) -> dict[str, tuple[int, ...]]:
    """The ports from which the input chain jumps to a service's."""
    found = re.findall(r"^\t\ttcp dport \{ ([\d, ]+) \} jump (\w+)$", text, re.MULTILINE)
    return {name: tuple(map(int, ports.split(","))) for ports, name in found}


class Netsh(NamedTuple):
    """What the rules of a service say."""

    ports: set[str]
    allowed: AddressSet
    blocked: AddressSet


_RULE = re.compile(
    r'netsh advfirewall firewall add rule name="XMailAudit (\w+)" dir=in action=(allow|block) '
    r"protocol=TCP localport=([\d,]+) remoteip=(\S+)"
)


def netsh_rules(text: str) -> dict[str, Netsh]:
    """The rules of each service; every line that adds one must be understood."""
    found: dict[str, Netsh] = {}
    for line in text.split("\r\n"):
        if " add rule " not in line:
            continue
        rule = _RULE.fullmatch(line)
        assert rule, line
        name, action, ports, addresses = rule.groups()
        old = found.get(name, Netsh(set(), AddressSet.empty(), AddressSet.empty()))
        more = AddressSet.from_prefixes(p for a in addresses.split(",") for p in _prefixes(a))
        allowed = old.allowed | more if action == "allow" else old.allowed
        blocked = old.blocked | more if action == "block" else old.blocked
        found[name] = Netsh(old.ports | {ports}, allowed, blocked)
    return found


def _prefixes(text: str) -> Iterator[Prefix]:
    """A range of addresses as networks."""
    first, _dash, last = text.partition("-")
    low, high = Address.parse(first), Address.parse(last or first)
    assert low.family == high.family
    assert low.value <= high.value
    width = 32 if low.family == 4 else 128
    at = low.value
    while at <= high.value:
        room = at & -at if at else 1 << width
        while at + room - 1 > high.value:
            room >>= 1
        yield Prefix(low.family, at, width - room.bit_length() + 1)
        at += room
