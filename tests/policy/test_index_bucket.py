"""Rows without `*` and `?` that chance puts among the wild-card rows of an index."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.roots import mail_root, row
from xmailaudit.policy.facts import Facts
from xmailaudit.policy.index_bucket import bucket_count, in_first_bucket
from xmailaudit.policy.resolution import alias_domain_target
from xmailaudit.policy.world import World

LIMIT = 2046


def test_brackets_count_in_the_first_bucket_only() -> None:
    """A row with brackets is a pattern where it shares the bucket of the wild-card rows."""
    mapped = set()
    for name in (f"{first}{second}.test" for first in "abcdefgh" for second in "abcdefgh"):
        pattern = f"[{name[0]}]{name[1:]}"
        table = row(pattern, "example.com")
        facts = Facts(mail_root({"aliasdomain.tab": table}), World(closed=True))
        is_mapped = alias_domain_target(facts, name) is not None
        assert is_mapped is in_first_bucket(pattern, bucket_count(table.encode(), LIMIT))
        mapped.add(is_mapped)

    assert mapped == {False, True}


def test_an_index_of_nothing_has_the_fewest_buckets() -> None:
    """Comments and blank lines do not count as lines."""
    assert bucket_count(b"", LIMIT) == bucket_count(b"# a comment\n\r\n\0x\n", LIMIT) == 17


def test_buckets_grow_with_the_lines() -> None:
    """As many as lines of the average length, and 17, and up to the next prime."""
    assert bucket_count(b'"a.test"\t"b.test"\n' * 10, LIMIT) == 29


@given(st.binary(max_size=400), st.integers(2, 50))
def test_any_bytes_have_a_prime_number_of_buckets(data: bytes, limit: int) -> None:
    """Whatever the lines, there are 17 buckets at least."""
    buckets = bucket_count(data, limit)

    assert buckets >= 17
    assert all(buckets % divisor for divisor in range(2, buckets))


@given(st.text(st.characters(max_codepoint=0xFF), max_size=30))
def test_case_does_not_move_a_row(key: str) -> None:
    """ASCII letters of either case lead to the same bucket."""
    upper = "".join(c.upper() if c.isascii() else c for c in key)

    assert [in_first_bucket(key, n) for n in range(1, 40)] == [
        in_first_bucket(upper, n) for n in range(1, 40)
    ]
