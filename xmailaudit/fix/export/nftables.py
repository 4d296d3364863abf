"""A table of nftables that lets in whom XMail lets in, before XMail sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _
from xmailaudit.policy.addresses import Address, AddressSet, Term, format_address

from .networks import MOST_NETWORKS, networks_of, on_the_wire
from .wording import comments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.policy.addresses import Family

    from .doors import Door
    from .wording import Wording

__all__ = ["TABLE", "load_text", "undo_text"]

#: A table of its own: no other one is touched.
TABLE = "inet xmailaudit"
_FAMILIES: dict[Family, str] = {4: "ip", 6: "ip6"}
_HEADS = ("#!/usr/sbin/nft -f",)

_LOAD = _(
    "Load it: nft -f {file}. Loading it again replaces the table. To have it after a restart, "
    "include the file in /etc/nftables.conf."
)
_UNDO = _("Takes the table away: nft -f {file}")
_SCOPE = _(
    "Only packets to XMail's ports are judged, everything else passes; what other tables drop "
    "stays dropped. Connections that exist and this machine itself are let in."
)
_LEFT_OUT = _(
    "Not all fits in: {count} IPv4 addresses and some of IPv6 that the map lets in are left out "
    "and shut out here"
)


def load_text(doors: Iterable[Door], words: Wording, file: str) -> str:
    """The file that makes the table, or makes it anew."""
    known = tuple(doors)
    ruled = tuple((one, one.let_in) for one in known if one.let_in is not None)
    lines = [*_HEADS, *comments("#", words(_LOAD, file=file), words(_SCOPE)), ""]
    # A table that is not there cannot be deleted: adding one that is there does no harm.
    lines += [f"add table {TABLE}", f"delete table {TABLE}", "", f"table {TABLE} {{"]
    for door, let_in in ruled:
        lines += _service(door, let_in, words)
    lines += ["\tchain input {", "\t\ttype filter hook input priority filter; policy accept;"]
    lines += ['\t\tiifname "lo" accept', "\t\tct state established,related accept"]
    for door in known:
        lines += _about(door, words, "\t\t#")
        if door.let_in is not None:
            ports = ", ".join(map(str, door.service.ports))
            lines.append(f"\t\ttcp dport {{ {ports} }} jump {door.name}")
    return "\n".join([*lines, "\t}", "}", ""])


def undo_text(words: Wording, file: str) -> str:
    """The file that takes the table away, be it there or not."""
    lines = [*_HEADS, *comments("#", words(_UNDO, file=file))]
    return "\n".join([*lines, "", f"add table {TABLE}", f"delete table {TABLE}", ""])


def _about(door: Door, words: Wording, sign: str) -> Iterator[str]:
    told = (words(one.template, **one.parameters) for one in (door.about, *door.notes))
    yield from comments(sign, *told)


def _service(door: Door, let_in: AddressSet, words: Wording) -> Iterator[str]:
    """The sets of a service, and the chain that knows whom to let in."""
    terms, left_out = _terms(let_in)
    accepting: list[str] = []
    for family, selector in _FAMILIES.items():
        own = [term for term in terms if term.family == family]
        name = f"{door.name}_ipv{family}"
        plain = [term for term in own if term.prefix_length]
        if any(not term.mask for term in own):
            accepting.append(f"meta nfproto ipv{family} accept")
        elif plain:
            yield from _set(name, family, plain)
            accepting.append(f"{selector} saddr @{name} accept")
        accepting += [
            f"{selector} saddr & {_text(family, term.mask)} == {_text(family, term.value)} accept"
            for term in own
            if term.prefix_length is None
        ]
    yield f"\tchain {door.name} {{"
    if left_out:
        yield from comments("\t\t#", words(_LEFT_OUT, count=left_out.count4))
    yield from (f"\t\t{line}" for line in (*accepting, "counter drop"))
    yield from ("\t}", "")


def _terms(peers: AddressSet) -> tuple[tuple[Term, ...], AddressSet]:
    """The terms of a set, with masks that have holes where networks are too many."""
    networks = networks_of(peers)
    if networks.left_out:
        exact = on_the_wire(peers).describe_terms(MOST_NETWORKS)
        if exact is not None:
            return exact, AddressSet.empty()
    return tuple(map(Term.of, networks.all)), networks.left_out


def _set(name: str, family: Family, terms: list[Term]) -> Iterator[str]:
    yield f"\tset {name} {{"
    yield f"\t\ttype ipv{family}_addr"
    yield "\t\tflags interval"
    yield "\t\telements = {"
    yield from (f"\t\t\t{_element(term)}," for term in terms)
    yield from ("\t\t}", "\t}", "")


def _element(term: Term) -> str:
    """A network; a host without its length."""
    bits = 32 if term.family == 4 else 128
    host = _text(term.family, term.value)
    return host if term.prefix_length == bits else f"{host}/{term.prefix_length}"


def _text(family: Family, value: int) -> str:
    return format_address(Address(family, value))
