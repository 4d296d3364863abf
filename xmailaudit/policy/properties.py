"""Properties of clients: `smtp.ipprop.tab` and `smtp.hnprop.tab` (XMail facts: access, section 3).

In either table the first row that matches the client decides, and what both rows grant adds up.  A
row of the first table matches by an `address/bits` (a mask in a field of its own is never read), a
row of the second by the *beginning* of the client's reverse name.  Where the second table exists, a
client without a reverse name is refused, whatever the table holds.

`ip_properties` and `host_properties` give the row for one client, `granted` what a row grants;
`peers_granted` is the first table's decision for all peers at once, as an exact set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xmailaudit.tables.ctext import ascii_lower, atoi
from xmailaudit.tables.properties import HOST_PROPERTIES, IP_PROPERTIES, PropertyRow

from .addresses import AddressSet, FoldRow, allowed_peers, deciding_rows
from .filtered import FilteredRow, filtered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot

    from .addresses import Address
    from .facts import Facts

__all__ = [
    "EASE_TLS",
    "ENABLE_ETRN",
    "ENABLE_VRFY",
    "HOST_PROPERTIES_FILE",
    "IP_PROPERTIES_FILE",
    "NO_AUTH",
    "SENDER_DOMAIN_CHECK",
    "WHITE_LIST",
    "Property",
    "granted",
    "host_properties",
    "host_property_rows",
    "host_property_rows_in_use",
    "host_sub_match",
    "ip_properties",
    "ip_property_rows",
    "ip_property_rows_in_use",
    "matched_beginning",
    "peers_granted",
    "properties_of",
]

IP_PROPERTIES_FILE: Final = "smtp.ipprop.tab"
HOST_PROPERTIES_FILE: Final = "smtp.hnprop.tab"

WHITE_LIST: Final = "WhiteList"
NO_AUTH: Final = "NoAuth"
ENABLE_VRFY: Final = "EnableVRFY"
ENABLE_ETRN: Final = "EnableETRN"
#: Counts with a value of 0 only: it switches the check of the sender's domain off.
SENDER_DOMAIN_CHECK: Final = "SenderDomainCheck"
#: Read, and then overwritten by SmtpConfig: it has no effect.
EASE_TLS: Final = "EaseTLS"

_SWITCHED_ON = frozenset({WHITE_LIST, NO_AUTH, ENABLE_VRFY, ENABLE_ETRN})


class Property(NamedTuple):
    """One property field of a row: `Name` or `Name=value`; `field` is the number of it."""

    field: int
    name: str
    value: str | None

    @property
    def counts(self) -> bool:
        """Whether XMail knows the name (in exactly this case) and the value grants it."""
        if self.name == SENDER_DOMAIN_CHECK:
            return self.value is not None and atoi(self.value) == 0
        return self.name in _SWITCHED_ON and self.is_on

    @property
    def is_on(self) -> bool:
        """Whether it reads as a switch that is on: no value, or one that is not 0."""
        return self.value is None or atoi(self.value) != 0

    @property
    def known(self) -> bool:
        """Whether XMail reads the name at all."""
        return self.name in (SENDER_DOMAIN_CHECK, EASE_TLS) or self.name in _SWITCHED_ON


def properties_of(row: PropertyRow) -> Iterator[Property]:
    """The property fields of a row, in order."""
    for number, field in enumerate(row.properties, start=1):
        name, equals, value = field.partition("=")
        yield Property(number, name, value if equals else None)


def granted(row: PropertyRow | None) -> frozenset[str]:
    """The names of the properties that a row grants the clients it decides for."""
    return frozenset(p.name for p in properties_of(row) if p.counts) if row else frozenset()


# ------------------------------------------------------------ by address


def ip_property_rows(root: MailRoot) -> tuple[FilteredRow[PropertyRow], ...]:
    """The rows of `smtp.ipprop.tab` with their filters, in order.  Raises UnseenFileError."""
    return root.remember(
        IP_PROPERTIES_FILE,
        lambda: tuple(filtered(row, 1) for row in root.rows(IP_PROPERTIES, IP_PROPERTIES_FILE)),
    )


def ip_properties(facts: Facts, peer: Address) -> PropertyRow | None:
    """The row of `smtp.ipprop.tab` that decides for `peer`: the first one that matches."""
    for row in ip_property_rows(facts.root):
        if row.matches(facts, peer):
            return row.row
    return None


def ip_property_rows_in_use(root: MailRoot) -> tuple[FilteredRow[PropertyRow], ...]:
    """The rows that decide for at least one client; rows with host names are left out."""
    rows = [row for row in ip_property_rows(root) if row.usable is not None]
    folded = [FoldRow(row.usable, allows=True, precedence=0) for row in rows if row.usable]
    places = deciding_rows(reversed(folded))
    return tuple(row for place, row in enumerate(rows) if len(rows) - 1 - place in places)


def peers_granted(root: MailRoot, name: str) -> AddressSet:
    """Every peer to whom `smtp.ipprop.tab` grants a property; rows with host names left out."""
    nobody = FoldRow(AddressSet.everything(), allows=False, precedence=0)
    rows = [
        FoldRow(row.usable, name in granted(row.row), 0)
        for row in ip_property_rows(root)
        if row.usable is not None
    ]
    # Of rows with equal precedence the later one answers; here the first must.
    return allowed_peers([nobody, *reversed(rows)])


# ------------------------------------------------------------ by reverse name


def host_property_rows(root: MailRoot) -> tuple[PropertyRow, ...]:
    """The rows of `smtp.hnprop.tab`, in order.  Raises UnseenFileError."""
    return root.rows(HOST_PROPERTIES, HOST_PROPERTIES_FILE)


def host_property_rows_in_use(root: MailRoot) -> Iterator[PropertyRow]:
    """Rows that some name reaches: no earlier row matches all that they match."""
    seen: set[str] = set()
    for row in host_property_rows(root):
        beginning = matched_beginning(row.selector)
        if beginning is None or any(beginning[:end] in seen for end in range(len(beginning) + 1)):
            continue
        seen.add(beginning)
        yield row


def host_properties(facts: Facts, name: str) -> PropertyRow | None:
    """The row of `smtp.hnprop.tab` that decides for a client of this reverse name."""
    for row in host_property_rows(facts.root):
        if host_sub_match(name, row.selector):
            return row
    return None


def host_sub_match(name: str, pattern: str) -> bool:
    """Whether XMail takes a reverse name for one of the pattern's (`MscHostSubMatch`)."""
    beginning = matched_beginning(pattern)
    return beginning is not None and ascii_lower(name).startswith(beginning)


def matched_beginning(pattern: str) -> str | None:
    """How a reverse name must begin for the pattern to match, in lower case; None: it never does.

    A dot at the end does not count.  With a dot in front XMail compares from the character before
    the name on, so that nothing matches: unless a second dot at the end makes up for it, and what
    stands behind the first one is the beginning again.
    """
    if not pattern.startswith("."):
        return ascii_lower(pattern.removesuffix("."))
    return ascii_lower(pattern[1:]) if pattern.endswith(".") else None
