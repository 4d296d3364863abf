"""The fuzzer's targets take their own seeds, cut and changed, without an exception."""

from __future__ import annotations

import random

import pytest

from tests.fuzz.targets import SEEDS, TARGETS, run


@pytest.mark.parametrize("number", range(len(SEEDS)))
def test_a_seed_and_what_becomes_of_it(number: int) -> None:
    """As it is, cut off, with a few bytes changed."""
    target, data = SEEDS[number]
    chance = random.Random(number)

    run(target, data)
    for _time in range(10):
        changed = bytearray(data[: chance.randrange(1, len(data) + 1)])
        for _change in range(chance.randrange(4)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        run(target, bytes(changed))


def test_every_target_has_a_seed() -> None:
    """From nothing a fuzzer would not find the way in."""
    assert {target for target, _data in SEEDS} == set(TARGETS)
