"""The sockets at which SMTP waits, each with the setting that says what it asks for.

Which addresses a server has, no table tells: where XMail listens on all of them, those that keys of
`SmtpConfig` name are taken for its own, and one address of documentation stands for all others.

XMail facts: server-tab, "SmtpConfig lookup"; command-line, section 4 (what is bound).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xmailaudit.policy.addresses import (
    Address,
    AddressError,
    documentation,
    embedded_ipv4,
    inet_aton,
    inet_pton6,
)

from .options import SMTP_CONFIG, special_configs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.settings import Setting
    from xmailaudit.mailroot.start_options import Listener

__all__ = [
    "Entrance",
    "Key",
    "address_read",
    "entrances",
    "hears",
    "key_of",
    "meant_key",
    "sibling",
    "without",
]

#: The services that SmtpConfig is about.
_SERVICES: Final = ("smtp", "smtps")
_ANY = (Address(4, 0), Address(6, 0))


# ------------------------------------------------------------ keys


class Key(NamedTuple):
    """The address and the port that a name `SmtpConfig-ADDRESS[,PORT]` holds, as they stand."""

    address: str
    port: str | None

    @property
    def named(self) -> Address | None:
        """The address, where XMail could ever ask for the key: it writes addresses in one way.

        The port, in digits without a nought in front.
        """
        port = "1" if self.port is None else self.port
        numeric = port.isascii() and port.isdigit() and port == str(int(port))
        address = _parsed(self.address)
        exact = address is not None and str(address) == self.address
        return address if exact and numeric and 0 < int(port) < 1 << 16 else None


def key_of(name: str) -> Key:
    """The parts of the name of a special setting."""
    address, comma, port = name.removeprefix(f"{SMTP_CONFIG}-").partition(",")
    return Key(address, port if comma else None)


def meant_key(name: str) -> str | None:
    """The name XMail would look up that a special setting's name most likely means.

    A port behind a colon, brackets, a nought before the port, IPv6 in other letters: with them it
    is never found.  None where only a person can tell.
    """
    address, port = _address_and_port(*key_of(name))
    own = _parsed(address)
    known = _parsed(address.lower()) if own is None else own
    if known is None or known in _ANY:
        return None
    if port is None:
        return f"{SMTP_CONFIG}-{known}"
    digits = port.strip(" ")
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < _LONGEST else 0
    return f"{SMTP_CONFIG}-{known},{number}" if 0 < number < 1 << 16 else None


_LONGEST = 9


def _address_and_port(address: str, port: str | None) -> tuple[str, str | None]:
    """The two parts of a key that is written in another way, or as they are."""
    text = address.strip(" ")
    if text[:1] == "[" and "]" in text:
        text, _bracket, behind = text[1:].partition("]")
        return text, port or behind.lstrip(_PORT_SIGNS) or None
    if port is None and _parsed(text) is None:
        for sign in _PORT_SIGNS:
            before, found, behind = text.rpartition(sign)
            if found:
                return before.strip(" "), behind
    return text, port


_PORT_SIGNS = ":;|/# "


def without(root: MailRoot, name: str) -> Setting:
    """The setting that would decide for a key's listener if the key were not there."""
    key = key_of(name)
    general = f"{SMTP_CONFIG}-{key.address}"
    here = key.port is not None and root.setting(general).row is not None
    return root.setting(general if here else SMTP_CONFIG)


def sibling(name: str) -> str | None:
    """The key of the same IPv4 address as the other kind of socket shows it.

    At a socket for both families an IPv4 client comes to `::ffff:a.b.c.d`.
    """
    key = key_of(name)
    own = key.named
    if own is None or (own.family == 6 and own.value >> 32 != _MAPPED >> 32):
        return None
    other = Address(6, _MAPPED + own.value) if own.family == 4 else own.embedded
    return f"{SMTP_CONFIG}-{other}" + ("" if key.port is None else f",{key.port}")


_MAPPED = 0xFFFF << 32


def _parsed(text: str) -> Address | None:
    try:
        return Address.parse(text)
    except AddressError:
        return None


def address_read(text: str) -> Address | None:
    """A numeric address as the C library reads it in a `-?I`; None for a name."""
    value = inet_aton(text)
    if value is not None:
        return Address(4, value)
    value6 = inet_pton6(text)
    return None if value6 is None else Address(6, value6)


# ------------------------------------------------------------ sockets


class Entrance(NamedTuple):
    """One socket, and the setting that decides for it.

    `named` tells that the address is the server's own as far as anybody says; else it stands for
    all that nobody names.
    """

    address: Address
    port: int
    setting: Setting
    named: bool

    def __str__(self) -> str:
        host = f"[{self.address}]" if self.address.family == 6 else str(self.address)
        return f"{host}:{self.port}"


def entrances(root: MailRoot, service: str, declared: Iterable[Address] = ()) -> Iterator[Entrance]:
    """The sockets of `smtp` or `smtps`; `declared` are addresses of the server somebody told."""
    listener = root.start_options.service(service)
    keyed = (key_of(name).named for name in special_configs(root))
    own = dict.fromkeys(a for a in (*declared, *keyed) if a is not None and a not in _ANY)
    for bound, port in _bound(listener) if listener.enabled else ():
        here = [a for a in own if bound == Address(a.family, 0)] if bound in _ANY else [bound]
        for address in here:
            if address is not None:
                yield Entrance(address, port, _deciding(root, address, port), named=True)
        if bound is None or bound in _ANY:
            other = _other_address(own, 4 if bound is None else bound.family)
            yield Entrance(other, port, root.setting(SMTP_CONFIG), named=False)


def hears(root: MailRoot, key: Key, services: Iterable[str] = _SERVICES) -> bool:
    """Whether a client can arrive where a key speaks of.

    A listener bound to a host name may have any address, and one on all addresses any of its
    family; an IPv4 client of a socket for both shows itself at `::ffff:a.b.c.d`.
    """
    listeners = map(root.start_options.service, services)
    return any(
        key.port in (None, str(port)) and (address is None or _may_be(address, key.named))
        for listener in listeners
        if listener.enabled
        for address, port in _bound(listener)
    )


def _may_be(bound: Address, own: Address | None) -> bool:
    """Whether a connection to a bound address, or to all of a family, may come to one's own."""
    return own is not None and own not in _ANY and bound in (own, Address(own.family, 0))


def _bound(listener: Listener) -> Iterator[tuple[Address | None, int]]:
    """The addresses and ports; 0.0.0.0 or :: for all interfaces, None for a host name."""
    for text, port in listener.addresses:
        yield address_read(text), port
    if not listener.addresses:
        yield _ANY[listener.ipv6_any], listener.port


def _deciding(root: MailRoot, address: Address, port: int) -> Setting:
    """The first key found is used alone."""
    keys = (f"{SMTP_CONFIG}-{address},{port}", f"{SMTP_CONFIG}-{address}")
    return root.setting(next((key for key in keys if root.setting(key).row), SMTP_CONFIG))


def _other_address(named: Iterable[Address], family: int) -> Address:
    """An address of documentation that nobody names."""
    plain = documentation() - embedded_ipv4()
    networks = [prefix for prefix in plain.prefixes() if prefix.family == family]
    hosts = (Address(p.family, p.value + host) for p in networks for host in range(1, 255))
    taken = frozenset(named)
    return next(host for host in hosts if host not in taken)
