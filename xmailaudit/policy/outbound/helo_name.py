"""What is wrong with the name that XMail greets other servers with (HeloDomain).

Servers expect a name with a dot that the DNS knows, or an address in brackets (RFC 5321, 4.1.1.1
and 4.1.3); a name of a private network, or of nobody, costs the mail at many of them.
"""

from __future__ import annotations

from enum import Enum

from xmailaudit.policy.addresses import inet_aton, inet_pton6
from xmailaudit.policy.outbound.logins import has_private_suffix
from xmailaudit.tables.ctext import ascii_lower

__all__ = ["NameFault", "is_stock", "name_fault"]

#: The domains that XMail's own tables come with, now and in older versions.
_STOCK = ("xmailserver.test", "home.bogus")
_LONGEST_LABEL = 63
_LONGEST_NAME = 253
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


class NameFault(Enum):
    """Why a name is none to greet with."""

    STOCK = "the distribution's"
    ADDRESS = "an address without brackets"
    LITERAL = "an address in brackets"
    MALFORMED = "no host name"
    ONE_LABEL = "without a dot"
    PRIVATE = "known inside one network only"


def is_stock(domain: str) -> bool:
    """Whether a domain is one the distribution comes with, or lies below it."""
    name = ascii_lower(domain).rstrip(".")
    return any(name == one or name.endswith(f".{one}") for one in _STOCK)


def name_fault(name: str) -> NameFault | None:
    """What is wrong with a name, None for one that may be somebody's own."""
    if is_stock(name):
        return NameFault.STOCK
    if name.startswith("[") and name.endswith("]"):
        return NameFault.LITERAL
    if inet_aton(name) is not None or inet_pton6(name) is not None:
        return NameFault.ADDRESS
    labels = ascii_lower(name).removesuffix(".").split(".")
    if len(name) > _LONGEST_NAME or not all(map(_is_label, labels)):
        return NameFault.MALFORMED
    # `localhost.localdomain` has a dot and is nobody's name all the same.
    if has_private_suffix(name) or "localhost" in labels:
        return NameFault.PRIVATE
    return NameFault.ONE_LABEL if len(labels) == 1 else None


def _is_label(label: str) -> bool:
    return (
        0 < len(label) <= _LONGEST_LABEL
        and set(label) <= _LETTERS
        and label[0] != "-"
        and label[-1] != "-"
    )
