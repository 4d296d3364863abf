"""A change taken out of what a file holds by now."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.fix.inverse import TouchedError, taken_out

LINES = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"\n"]), max_size=8).map(b"".join)


@given(LINES, LINES)
def test_what_was_not_touched_comes_back(old: bytes, new: bytes) -> None:
    """Whatever was changed."""
    assert taken_out(old, new, new) == old


@given(LINES, LINES, st.lists(st.sampled_from([b"x\n", b"y\n"]), min_size=1).map(b"".join))
def test_lines_before_and_after_stay(old: bytes, new: bytes, others: bytes) -> None:
    """Or nothing is guessed."""
    for now, wanted in ((others + new, others + old), (new + others, old + others)):
        try:
            assert taken_out(old, new, now) == wanted
        except TouchedError:
            continue


@pytest.mark.parametrize("same", [True, False], ids=["all alike", "all different"])
@pytest.mark.parametrize("changed", [3, 5000])
def test_many_lines_take_a_moment(same: bool, changed: int) -> None:  # noqa: FBT001  # a parameter
    """In all cases that a table can hold."""
    count = 30_000
    lines = [b"line\n" if same else b"line %d\n" % n for n in range(count)]
    written = [line.upper() if n < changed else line for n, line in enumerate(lines)]
    old, new = b"".join(lines), b"".join(written)
    began = time.monotonic()
    assert taken_out(old, new, new + b"more\n") == old + b"more\n"
    assert time.monotonic() - began < 10
