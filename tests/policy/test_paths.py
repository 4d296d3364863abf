"""Paths put together from what a table says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.policy.paths import plain_path

PARTS = st.sampled_from(("domains", "a", ".a", "a.", "..a", "a..b"))
ROUNDABOUT = st.sampled_from((".", "", "x/..", ".a/x/../..", "x//.."))


@given(st.lists(st.tuples(PARTS, st.lists(ROUNDABOUT, max_size=2)), min_size=1, max_size=4))
def test_a_path_without_turns_is_the_same_file(steps: list[tuple[str, list[str]]]) -> None:
    """A plain path stays as it is, and one with turns becomes it."""
    plain = "/".join(part for part, _turns in steps)
    written = "/".join("/".join((*turns, part)) for part, turns in steps)

    assert plain_path(plain) == plain
    assert plain_path(written) == plain
    assert plain_path(f"{written}/") == plain


@given(st.lists(PARTS, max_size=3).map("/".join))
def test_a_path_that_leads_out_is_none(inner: str) -> None:
    """Even where it comes back."""
    depth = len(inner.split("/")) if inner else 0

    assert plain_path(f"{inner}/{'../' * (depth + 1)}back") is None
