"""Who may send to foreign domains without logging in (XMail facts: access, section 5).

Two doors: a row of `smtprelay.tab` that matches the client, and a file in `custdomains/` that
covers the recipient's domain, which lets anybody send there.  Gateways, forwards and white lists
open none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.source import Absent, FileKind, Unseen
from xmailaudit.messages import _
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.row import Place
from xmailaudit.tables.smtprelay import RELAY, RelayRow

from .addresses import matched_peers
from .filtered import FilteredRow, LazySet, filtered
from .paths import plain_path

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

    from .addresses import Address, AddressSet
    from .facts import Facts

__all__ = [
    "CUSTOM_DOMAINS",
    "RELAY_FILE",
    "RelayTable",
    "custom_domain_candidates",
    "custom_domain_file",
    "custom_domain_files",
    "relay_table",
]

RELAY_FILE = "smtprelay.tab"
CUSTOM_DOMAINS = "custdomains"


class RelayTable:
    """`smtprelay.tab`, parsed."""

    __slots__ = ("_allowed", "exists", "rows")

    def __init__(self, rows: tuple[FilteredRow[RelayRow], ...], *, exists: bool) -> None:
        self.rows = rows
        self.exists = exists
        self._allowed = LazySet(self._union)

    @property
    def allowed(self) -> AddressSet:
        """Every client some row matches; rows with host names are left out (see `undecided`).

        Raises TooIrregularError.
        """
        return self._allowed.get()

    def _union(self) -> AddressSet:
        usable = (row.usable for row in self.rows)
        return matched_peers(filter_ for filter_ in usable if filter_ is not None)

    @property
    def undecided(self) -> tuple[FilteredRow[RelayRow], ...]:
        """Rows whose addresses only a resolver knows."""
        return tuple(row for row in self.rows if row.host_name is not None)

    def decide(self, facts: Facts, peer: Address) -> bool:
        """Whether `peer` may relay; adds the deciding row to the trace."""
        for row in self.rows:
            if row.matches(facts, peer):
                facts.step(row.row, _("lets {client} relay"), client=str(peer))
                return True
        reason = (
            _("no row matches {client}, so it may not relay")
            if self.exists
            else _("the file does not exist, so no client may relay by its address")
        )
        facts.step(Place(RELAY_FILE), reason, client=str(peer))
        return False


def relay_table(root: MailRoot) -> RelayTable:
    """The relay table.  Raises UnseenFileError."""
    return root.remember("relay table", lambda: _parse(root))


def _parse(root: MailRoot) -> RelayTable:
    rows = tuple(filtered(row) for row in root.rows(RELAY, RELAY_FILE))
    return RelayTable(rows, exists=root.exists(RELAY_FILE))


def custom_domain_candidates(domain: str) -> tuple[str, ...]:
    """The files XMail looks for, in its order: the domain, `.parent` for each parent, `.tab`."""
    name = ascii_lower(domain)
    suffixes = [name]
    dot = name.find(".", 1)
    while dot >= 0:
        suffixes.append(name[dot:])
        dot = name.find(".", dot + 1)
    return (*(f"{CUSTOM_DOMAINS}/{s}.tab" for s in suffixes), f"{CUSTOM_DOMAINS}/.tab")


def custom_domain_file(facts: Facts, domain: str) -> str | None:
    """The custom-domain file that covers `domain`, if one does."""
    for file in map(plain_path, custom_domain_candidates(domain)):
        if file is not None and facts.exists(file):
            return file
    return None


def custom_domain_files(root: MailRoot) -> tuple[str, ...]:
    """All files of `custdomains/`, by path; none where the folder is absent or cannot be seen."""
    entries = root.source.entries(CUSTOM_DOMAINS)
    if isinstance(entries, (Absent, Unseen)):
        return ()
    return tuple(
        f"{CUSTOM_DOMAINS}/{entry.name}"
        for entry in entries
        if entry.kind is FileKind.FILE and entry.name.endswith(".tab")
    )
