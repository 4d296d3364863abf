"""Snippets for the DNS: what receivers ask of the domains that the server sends for.

What nobody told, an address of the server above all, is no record but a commented choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _

from .dns_facts import facts_of, takes_reports
from .dns_records import backup_parts, parts
from .wording import comments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.given import Given

    from .dns_facts import Facts
    from .dns_records import Part, Record
    from .wording import Wording

__all__ = ["dns_files"]

#: A string of a TXT record holds no more bytes.
_LONGEST_STRING = 255

_ABOUT = _("Records to add to the zone of {domain}; lines behind a semicolon are not active yet.")
_OLD = _("Where a record of the same name and type is there already, change it: never have two.")
_PTR = _(
    "To the provider of the server's addresses: please set the reverse name (PTR) of each address "
    "to this one name, which leads back to it:"
)
_PTR_WHY = _("Many receivers refuse mail from an address without it.")
_PTR_NONE = _(
    "CHOOSE: address or host name of the server are not known. Name the addresses in the profile "
    "(server.addresses), the host in HeloDomain, and export again."
)
_TABLE = _("The same records for a web form: name, type, value. TXT values are without quotes.")
_NO_DOMAIN = _("No domain of this server has a name that the DNS of the world knows.")
_PATTERNS = _(
    "Patterns of aliasdomain.tab stand for names that nobody can list, so these have no records "
    "here: {patterns}"
)


def dns_files(root: MailRoot, given: Given, words: Wording) -> dict[str, str]:
    """A zone snippet for each domain, all records as a table, and the request for PTR.

    Raises UnseenFileError.
    """
    facts = facts_of(root, given)
    texts = {"PTR.txt": _ptr(facts, words)}
    table = [*comments("#", words(_TABLE))]
    if not facts.domains:
        table += comments("#", words(_NO_DOMAIN))
    if facts.patterns:
        table += comments("#", words(_PATTERNS, patterns=Listing(facts.patterns)))
    for domain, wanted in _wanted(root, given, facts):
        texts[f"{domain}.zone"] = _zone(domain, wanted, words)
        for record in (one for part in wanted for one in part.records if one.active):
            owner = domain if record.owner == "@" else f"{record.owner}.{domain}"
            table.append(f"{owner}\t{record.kind}\t{record.value}")
    texts["records.txt"] = "\n".join([*table, ""])
    return {f"dns/{name}": text for name, text in texts.items()}


def _wanted(root: MailRoot, given: Given, facts: Facts) -> Iterator[tuple[str, tuple[Part, ...]]]:
    """Each domain with its records."""
    for domain in facts.domains:
        reports = takes_reports(root, given, f"postmaster@{domain}")
        yield domain, tuple(parts(domain, facts, reports=reports))
    for domain in facts.backed_up:
        yield domain, tuple(backup_parts(facts))


def _zone(domain: str, wanted: Iterable[Part], words: Wording) -> str:
    lines = [*comments(";", words(_ABOUT, domain=domain), words(_OLD)), f"$ORIGIN {domain}."]
    for part in wanted:
        sentences = (words(template, **parameters) for template, parameters in part.said)
        lines += ["", *comments(";", *sentences)]
        lines += [_line(record) for record in part.records]
    return "\n".join([*lines, ""])


def _line(record: Record) -> str:
    value = _strings(record.value) if record.kind == "TXT" else record.value
    line = f"{record.owner}\tIN\t{record.kind}\t{value}"
    return line if record.active else f"; {line}"


def _strings(text: str) -> str:
    """A text as strings of the longest length there is; they are joined without a blank."""
    size = _LONGEST_STRING
    return " ".join(f'"{text[at : at + size]}"' for at in range(0, len(text), size))


def _ptr(facts: Facts, words: Wording) -> str:
    """The request to the provider."""
    name = facts.helo or facts.host
    if name is None or not facts.addresses:
        return words(_PTR_NONE) + "\n"
    lines = [words(_PTR), "", *(f"{one}\t{name}" for one in facts.addresses)]
    return "\n".join([*lines, "", words(_PTR_WHY), ""])
