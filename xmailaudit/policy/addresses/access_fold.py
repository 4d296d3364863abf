"""Many rows, one answer per peer, as exact sets.

XMail facts: access 2.  In an IP map the matching row of highest precedence answers, of equal ones
the later; so rows are ranked by (precedence, place) and the highest rank wins.  Prefixes of a run
of ranks are made into a set in one walk (`prefix_tree`).  A row that is no prefix, because its
mask has holes, splits the ranks into runs; each run becomes a layer (whom it answers, whom it lets
in), and layers are laid upon each other pairwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from .address_set import AddressSet, embed
from .errors import TooIrregularError
from .inet import Address
from .prefix_tree import RankedPrefix, build
from .row_filter import EMBEDDINGS, AddressFilter
from .workshop import WORKSHOP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

__all__ = ["FoldRow", "allowed_peers", "deciding_rows", "matched_peers"]

#: A rank above that of any row.
_LAST = 1 << 62
#: What XMail compares the first matching row's precedence with.
_START = -1
#: Some seconds of work; 100,000 prefixes and a mask with holes take a fraction of it.
_MOST_STEPS = 1 << 19


class FoldRow(NamedTuple):
    """A row of an IP map: whom it matches, its answer, its precedence."""

    peers: AddressFilter | AddressSet
    allows: bool
    precedence: int


class _Prefix(NamedTuple):
    """A row that is a prefix in its own family."""

    rank: int
    peers: AddressFilter
    bits: int
    allows: bool


class _Set(NamedTuple):
    """Any other row."""

    rank: int
    peers: AddressSet
    allows: bool


class _Layer(NamedTuple):
    """What one or more ranks answer: for whom at all, and for whom ALLOW."""

    answered: AddressSet
    allowed: AddressSet

    def under(self, upper: _Layer) -> _Layer:
        """This layer with another laid upon it."""
        return _Layer(self.answered | upper.answered, self.allowed - upper.answered | upper.allowed)


def allowed_peers(rows: Iterable[FoldRow]) -> AddressSet:
    """The peers an IP map lets in; those whom no row matches are let in.

    Rows of a precedence below -1 never answer.
    """
    first, *others = _runs(row for _, row in _by_rank(rows))
    base = _answers(first, default=True) if isinstance(first, list) else AddressSet.everything()
    layers = [_layer(run) for run in others if run]
    if not layers:
        return base
    top = _pairwise(layers, _Layer.under)
    return base - top.answered | top.allowed


def matched_peers(filters: Iterable[AddressFilter | AddressSet]) -> AddressSet:
    """The peers that at least one row matches."""
    rows = [_classified(rank, peers, allows=True) for rank, peers in enumerate(filters)]
    sets = [row.peers for row in rows if isinstance(row, _Set)]
    prefixes = [row for row in rows if isinstance(row, _Prefix)]
    return _pairwise([*sets, _answers(prefixes, default=False)], AddressSet.__or__)


def deciding_rows(rows: Iterable[FoldRow]) -> frozenset[int]:
    """The places (from 0) of the rows that decide for at least one peer; the others are dead."""
    ranked = _by_rank(rows)
    runs = list(_runs(row for _, row in ranked))
    if len(runs) == 1 and isinstance(runs[0], list):
        deciders: set[int] = set()
        _answers(runs[0], default=True, deciders=deciders)
        return frozenset(ranked[rank][0] for rank in deciders if 0 <= rank < len(ranked))
    places = set()
    answered = AddressSet.empty()
    for place, row in reversed(ranked):
        peers = row.peers if isinstance(row, _Set) else row.peers.addresses()
        if not peers <= answered:
            places.add(place)
            answered |= peers
    return frozenset(places)


def _by_rank(rows: Iterable[FoldRow]) -> list[tuple[int, _Prefix | _Set]]:
    """The rows that can answer, with their places, the weakest first."""
    places = [(place, row) for place, row in enumerate(rows) if row.precedence >= _START]
    places.sort(key=_precedence)  # stable: equal ones stay in order, the later wins
    return [
        (place, _classified(rank, row.peers, allows=row.allows))
        for rank, (place, row) in enumerate(places)
    ]


def _precedence(place: tuple[int, FoldRow]) -> int:
    return place[1].precedence


def _classified(rank: int, peers: AddressFilter | AddressSet, *, allows: bool) -> _Prefix | _Set:
    if isinstance(peers, AddressSet):
        return _Set(rank, peers, allows)
    bits = peers.prefix_length
    if bits is None:
        return _Set(rank, peers.addresses(), allows)
    return _Prefix(rank, peers, bits, allows)


def _runs(ranked: Iterable[_Prefix | _Set]) -> Iterator[list[_Prefix] | _Set]:
    """Lists of neighbouring prefixes, maybe empty, with the sets between them."""
    run: list[_Prefix] = []
    for row in ranked:
        if isinstance(row, _Prefix):
            run.append(row)
        else:
            yield run
            yield row
            run = []
    yield run


def _layer(run: list[_Prefix] | _Set) -> _Layer:
    if isinstance(run, _Set):
        return _Layer(run.peers, run.peers if run.allows else AddressSet.empty())
    touched = [row._replace(allows=True) for row in run]
    return _Layer(_answers(touched, default=False), _answers(run, default=False))


def _answers(
    rows: Sequence[_Prefix], *, default: bool, deciders: set[int] | None = None
) -> AddressSet:
    """The peers whom the highest ranked of these prefixes lets in, `default` the others.

    Behind each embedding an IPv6 peer is compared with IPv4 rows too, and an IPv4 peer with the
    IPv6 rows whose own address lies behind one: three spaces of 32 bits beside the IPv6 one.  They
    have the IPv4 rows in common, and mostly all rows.
    """
    rows4 = [row for row in rows if row.peers.family == 4]
    rows6 = [row for row in rows if row.peers.family == 6]
    common = [_ranked(row) for row in rows4]
    made: dict[tuple[RankedPrefix, ...], int] = {}
    with WORKSHOP as diagram:

        def space(*others: RankedPrefix) -> int:
            """A space of 32 bits, where the IPv4 rows meet these."""
            if others not in made:
                made[others] = build(
                    diagram, [*common, *others], 32, default=default, deciders=deciders
                )
            return made[others]

        four = space(*filter(None, map(_for_ipv4_peers, rows6)))
        # What is behind an embedding is not for this walk to say: the last rank wins there.
        shut = [RankedPrefix(network, 96, _LAST, answer=False) for network in EMBEDDINGS]
        six = build(diagram, [*map(_ranked, rows6), *shut], 128, default=default, deciders=deciders)
        for network in EMBEDDINGS:
            inside = space(*filter(None, (_within(row, network) for row in rows6)))
            six = diagram.union(six, embed(diagram, network, inside))
        return AddressSet(diagram, four, six)


def _ranked(row: _Prefix) -> RankedPrefix:
    address, mask = row.peers.address, row.peers.mask
    return RankedPrefix(address & mask, row.bits, row.rank, row.allows)


def _for_ipv4_peers(row: _Prefix) -> RankedPrefix | None:
    """What an IPv6 row is to IPv4 peers: its last 32 bits, if an embedding holds its address."""
    own = Address(6, row.peers.address).embedded
    if own is None:
        return None
    value = own.value & row.peers.mask
    return RankedPrefix(value, max(row.bits - 96, 0), row.rank, row.allows)


def _within(row: _Prefix, network: int) -> RankedPrefix | None:
    """What an IPv6 row is to the IPv6 peers of a /96."""
    if (row.peers.address ^ network) & row.peers.mask >> 32 << 32:
        return None
    value = row.peers.address & row.peers.mask & 0xFFFFFFFF
    return RankedPrefix(value, max(row.bits - 96, 0), row.rank, row.allows)


_Piece = TypeVar("_Piece")


def _pairwise(pieces: list[_Piece], join: Callable[[_Piece, _Piece], _Piece]) -> _Piece:
    """Join neighbours until one is left: each piece is met a logarithmic number of times.

    Raises TooIrregularError when that takes more steps in all than any sensible map needs.
    """
    with WORKSHOP as diagram:
        most = diagram.steps + _MOST_STEPS
        while len(pieces) > 1:
            joined = []
            for pair in zip(pieces[::2], pieces[1::2], strict=False):
                joined.append(join(*pair))
                if diagram.steps > most:
                    raise TooIrregularError
            pieces = joined + pieces[2 * len(joined) :]
    return pieces[0]
