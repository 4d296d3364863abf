"""Rules of the Windows firewall that let in whom XMail lets in, before XMail sees them.

A rule that blocks beats every rule that allows, so that whatever else opens XMail's ports does no
harm; one that allows is there for a firewall that lets nobody in of itself.  cmd reads the file in
the code page of its machine, so it is ASCII throughout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _
from xmailaudit.policy.addresses import Address, Prefix, format_address, inet_aton, inet_pton6

from .networks import networks_of
from .wording import comments, english

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xmailaudit.policy.addresses import AddressSet, Family

    from .doors import Door

__all__ = ["LONGEST_COMMAND", "add_text", "delete_text"]

#: cmd takes lines up to this length.
LONGEST_COMMAND = 8191
#: So many networks of a service are written down; Windows looks through them one by one.
MOST_NETWORKS = 1000

#: Packets come from no other addresses; those of this machine are never judged.
_UNICAST: dict[Family, tuple[tuple[str, str], ...]] = {
    4: (("1.0.0.0", "126.255.255.255"), ("128.0.0.0", "223.255.255.255")),
    6: (("1::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),),
}

_ADD = _(
    "Run it as an administrator, on Windows Vista or later. Running it again replaces its rules, "
    "whose names all begin with XMailAudit; {file} takes them away."
)
_DELETE = _("Takes the rules away whose names begin with XMailAudit. Run it as an administrator.")
_LEFT_OUT = _(
    "Not all fits in: {count} IPv4 addresses and some of IPv6 that the map lets in are left out "
    "and shut out here"
)
_NO_ADMIN = "net session >nul 2>&1 || (echo Run this as an administrator. & exit /b 1)"
_RULE = "netsh advfirewall firewall"

#: What cmd takes for anything but text, even behind `rem`, becomes a blank.
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;/()'_@+-=\\")


def add_text(doors: Iterable[Door], undo_file: str) -> str:
    """The file that makes the rules, or makes them anew."""
    known = tuple(doors)
    lines = ["@echo off", *_remarks(english(_ADD, file=undo_file)), _NO_ADMIN]
    lines += _deletions(known)
    for door in known:
        lines.append("")
        told = (english(one.template, **one.parameters) for one in (door.about, *door.notes))
        lines += _remarks(*told)
        if door.let_in is not None:
            lines += _rules(door, door.let_in)
    return "\r\n".join([*lines, ""])


def delete_text(doors: Iterable[Door]) -> str:
    """The file that takes the rules away, whichever of them are there."""
    lines = ["@echo off", *_remarks(english(_DELETE)), _NO_ADMIN, *_deletions(doors)]
    return "\r\n".join([*lines, ""])


def _remarks(*sentences: str) -> Iterator[str]:
    for line in comments("rem", *sentences):
        yield "".join(c if c in _PLAIN else " " for c in line)


def _deletions(doors: Iterable[Door]) -> Iterator[str]:
    for door in doors:
        yield f'{_RULE} delete rule name="{_name(door)}" >nul 2>&1'


def _name(door: Door) -> str:
    """One name for all rules of a service: they are deleted together."""
    return f"XMailAudit {door.name}"


def _rules(door: Door, let_in: AddressSet) -> Iterator[str]:
    networks = networks_of(let_in, MOST_NETWORKS)
    if networks.left_out:
        yield from _remarks(english(_LEFT_OUT, count=networks.left_out.count4))
    families: tuple[tuple[Family, tuple[Prefix, ...]], ...] = (
        (4, networks.four),
        (6, networks.six),
    )
    for family, own in families:
        inside, between = _ranges(family, own)
        yield from _commands(door, "block", between)
        yield from _commands(door, "allow", inside)


def _ranges(family: Family, networks: Sequence[Prefix]) -> tuple[list[str], list[str]]:
    """The ranges of addresses in networks, which are ascending and disjoint, and between them."""
    width = 32 if family == 4 else 128
    taken = [(one.value, one.value + (1 << (width - one.bits)) - 1) for one in networks]
    inside: list[str] = []
    between: list[str] = []
    for first, last in _UNICAST[family]:
        start, end = _value(family, first), _value(family, last)
        for low, high in taken:
            if high < start or low > end:
                continue
            if start < low:
                between.append(_range(family, start, low - 1))
            inside.append(_range(family, max(start, low), min(end, high)))
            start = high + 1
        if start <= end:
            between.append(_range(family, start, end))
    return inside, between


def _value(family: Family, text: str) -> int:
    value = inet_aton(text) if family == 4 else inet_pton6(text)
    return value or 0


def _range(family: Family, low: int, high: int) -> str:
    first, last = (format_address(Address(family, end)) for end in (low, high))
    return first if low == high else f"{first}-{last}"


def _commands(door: Door, action: str, addresses: list[str]) -> Iterator[str]:
    """As many rules as it takes for each command to fit into a line."""
    ports = ",".join(map(str, door.service.ports))
    start = f'{_RULE} add rule name="{_name(door)}" dir=in action={action} protocol=TCP '
    start += f"localport={ports} remoteip="
    line = ""
    for address in addresses:
        if line and len(line) + 1 + len(address) > LONGEST_COMMAND:
            yield line
            line = ""
        line = f"{line},{address}" if line else start + address
    if line:
        yield line
