"""Decision diagrams of few bits against their truth tables."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.messages import XMailAuditError
from xmailaudit.policy.addresses import AddressFilter, TooIrregularError, matched_peers
from xmailaudit.policy.addresses.decision_diagram import FALSE, TRUE, Diagram
from xmailaudit.policy.addresses.listing import blocks, lowest, terms
from xmailaudit.policy.addresses.prefix_tree import NOBODY, RankedPrefix, build

WIDTH = 6
POINTS = range(2**WIDTH)

#: A function as a recipe, so that the same can be made in another diagram.
_matches = st.tuples(st.integers(0, 63), st.integers(0, 63))
_recipes = st.recursive(
    _matches,
    lambda inner: st.tuples(st.sampled_from(["and", "or", "minus"]), inner, inner),
    max_leaves=12,
)
Recipe = tuple[int, int] | tuple[str, "Recipe", "Recipe"]


def cook(diagram: Diagram, recipe: Recipe) -> int:
    """Make the function of a recipe."""
    if len(recipe) == 2:
        value, mask = recipe
        return diagram.match(value, mask)
    operation = {"and": diagram.intersection, "or": diagram.union, "minus": diagram.difference}
    name, left, right = recipe
    return operation[name](cook(diagram, left), cook(diagram, right))


def expected(recipe: Recipe, point: int) -> bool:
    """What the function of a recipe says at one point."""
    if len(recipe) == 2:
        value, mask = recipe
        return (point ^ value) & mask == 0
    name, left, right = recipe
    one, other = expected(left, point), expected(right, point)
    return {"and": one and other, "or": one or other, "minus": one and not other}[name]


def table(diagram: Diagram, function: int) -> int:
    """The truth table of a function, a bit for each point."""
    return sum(diagram.holds(function, point) << point for point in POINTS)


@given(_recipes)
def test_a_function_says_what_its_recipe_says(recipe: Recipe) -> None:
    """At every point."""
    diagram = Diagram()
    function = cook(diagram, recipe)
    assert [diagram.holds(function, point) for point in POINTS] == [
        expected(recipe, point) for point in POINTS
    ]


@given(st.lists(_recipes, min_size=2, max_size=12))
def test_equal_functions_are_one_reference(recipes: list[Recipe]) -> None:
    """And different ones are not: each function has one form, inverted or not."""
    diagram = Diagram()
    seen: dict[int, int] = {}
    for recipe in recipes:
        function = cook(diagram, recipe)
        for each in (function, function ^ 1):
            assert seen.setdefault(table(diagram, each), each) == each
    assert len(set(seen.values())) == len(seen)


@pytest.mark.parametrize("bits", [1, 2, 3])
def test_every_function_of_few_bits_has_one_form(bits: int) -> None:
    """Built point by point in any order, all of them."""
    diagram = Diagram()
    points = [diagram.match(point, 2**bits - 1) for point in range(2**bits)]
    forms = set()
    for wanted in range(2 ** len(points)):
        chosen = [point for n, point in enumerate(points) if wanted >> n & 1]
        forward, backward = FALSE, FALSE
        for one, other in zip(chosen, reversed(chosen), strict=True):
            forward, backward = diagram.union(forward, one), diagram.union(other, backward)
        assert forward == backward
        forms.add(forward)
    assert len(forms) == 2 ** len(points)
    assert {TRUE, FALSE} <= forms


@given(_recipes)
def test_listings_are_the_function(recipe: Recipe) -> None:
    """Blocks and terms are disjoint, ascending, and cover what is true; sizes and the least fit."""
    diagram = Diagram()
    function = cook(diagram, recipe)
    true = [point for point in POINTS if diagram.holds(function, point)]
    found = list(blocks(diagram, function, WIDTH))
    assert [point for value, height in found for point in range(value, value + 2**height)] == true
    parts = list(terms(diagram, function))
    held = [[p for p in POINTS if (p ^ value) & mask == 0] for value, mask in parts]
    assert sorted(point for part in held for point in part) == true
    assert [part[0] for part in held] == sorted(part[0] for part in held)
    assert len(parts) <= len(found)
    assert diagram.size(function, WIDTH) == len(true)
    assert lowest(diagram, function) == (true[0] if true else None)


@given(st.lists(_recipes, min_size=1, max_size=4))
def test_an_adopted_function_is_the_same(recipes: list[Recipe]) -> None:
    """It gets the form it would have had if it had been made here."""
    old, new = Diagram(), Diagram()
    for recipe in recipes:
        assert new.adopt(old, cook(old, recipe)) == cook(new, recipe)


_prefixes = st.lists(
    st.tuples(st.integers(0, 63), st.integers(0, WIDTH), st.booleans()), max_size=10
)


@given(rows=_prefixes, default=st.booleans(), dice=st.randoms(use_true_random=False))
def test_the_highest_ranked_prefix_answers(
    rows: list[tuple[int, int, bool]], *, default: bool, dice: random.Random
) -> None:
    """At every point; and the deciders are those that answer somewhere."""
    prefixes = []
    for rank, (value, bits, answer) in enumerate(rows):
        shift = WIDTH - bits
        prefixes.append(RankedPrefix(value >> shift << shift, bits, rank, answer))
    shuffled = dice.sample(prefixes, len(prefixes))
    diagram, deciders = Diagram(), set[int]()
    function = build(diagram, shuffled, WIDTH, default=default, deciders=deciders)
    answering = set()
    for point in POINTS:
        best = RankedPrefix(0, 0, NOBODY, default)
        for prefix in prefixes:
            if point >> (WIDTH - prefix.bits) == prefix.value >> (WIDTH - prefix.bits):
                best = prefix
        answering.add(best.rank)
        assert diagram.holds(function, point) == best.answer
    assert deciders == answering


def test_a_network_is_one_node() -> None:
    """However long its prefix."""
    diagram = Diagram()
    function = diagram.match(0x20010DB8 << 96, (1 << 128) - (1 << 64))
    assert len(diagram) == 2
    assert diagram.size(function, 128) == 2**64


def test_masks_with_holes_everywhere_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """With an error of ours, in bounded time, and the sets can be used on."""
    monkeypatch.setattr("xmailaudit.policy.addresses.decision_diagram._TOO_MANY", 2000)
    monkeypatch.setattr("xmailaudit.policy.addresses.decision_diagram._REMEMBERED", 0)
    dice = random.Random(25)  # repeatable, not secret
    rows = [AddressFilter(4, dice.getrandbits(32), dice.getrandbits(32)) for _ in range(300)]
    with pytest.raises(TooIrregularError) as caught:
        matched_peers(rows)
    assert isinstance(caught.value, XMailAuditError)
    assert matched_peers(rows[:1]) == rows[0].addresses()
