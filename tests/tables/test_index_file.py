"""An index leads to every row, or it is said to which it does not."""

from __future__ import annotations

import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tables.indexes import LIMIT, build_index, one_at_a_time, written
from xmailaudit.tables.index_file import (
    INDEXES,
    Case,
    IndexKind,
    Verdict,
    chunk_at,
    hash_of,
    judge,
    opened,
)

ACCOUNTS, ALIASES, DOMAINS = (
    INDEXES[file] for file in ("mailusers.tab", "aliases.tab", "domains.tab")
)
FINE = Verdict((), 0)

names = st.text("abcxyz.-AB1", min_size=1, max_size=8)
patterns = st.text("ab.*?", min_size=1, max_size=4)
rows = st.one_of(
    st.tuples(names, names, st.just("1512")).map("\t".join),
    st.tuples(patterns, patterns, names).map(lambda f: "\t".join(f'"{text}"' for text in f)),
    st.sampled_from(["", "#a\tb\tc", "a", "a\tb\tc", "\t\t"]),
)
tables = st.lists(rows, max_size=30).map(lambda lines: "".join(f"{x}\n" for x in lines).encode())


def judged(table: bytes, limit: int, kind: IndexKind, index: bytes) -> Verdict | None:
    """The verdict about a single index."""
    (verdict,) = judge([Case(table, limit, kind, index)])
    return verdict


def lines_of(table: bytes, verdict: Verdict | None) -> list[int]:
    """The numbers of the lines that are not found."""
    assert verdict is not None
    assert not verdict.tangled
    return [chunk_at(table, offset, LIMIT).line for offset in verdict.hidden]


def table_of(*users: str) -> bytes:
    """Accounts of one domain."""
    return "".join(f'"example.com"\t"{user}"\t"1512"\n' for user in users).encode()


# ------------------------------------------------------------ what is right


@given(tables, st.sampled_from([ACCOUNTS, ALIASES, DOMAINS]), st.sampled_from([64, 32]))
def test_the_index_of_a_table_leads_to_every_row(table: bytes, kind: IndexKind, width: int) -> None:
    """On a machine of either word, in either order of bytes, with any number of buckets."""
    for order in "<>":
        for buckets in (0, 1, 3):
            index = build_index(table, kind, width=width, order=order, buckets=buckets)
            assert judged(table, LIMIT, kind, index) == FINE


@pytest.mark.parametrize(
    "index",
    [b"", b"ABD", b"ABDL\3\0\0\0", b"ABDX" + b"\3\0\0\0" * 3, written([[0]], version=2)],
)
def test_what_is_no_index_is_made_anew(index: bytes) -> None:
    """Cut short, without its letters, of another version."""
    assert judged(table_of("bob"), LIMIT, ACCOUNTS, index) is None
    assert opened(index) is None


def test_the_hash_is_the_one_xmail_computes() -> None:
    """Of the empty key it is the start value, mixed once."""
    assert hash_of("", 64) == (48429 ^ 48429 >> 11) * 32769
    assert hash_of("", 32) == (48429 ^ 48429 >> 11) * 32769 % 2**32
    assert hash_of("example.com\tbob", 64) % 2**32 != hash_of("example.com\tbob", 32)


def test_the_indexes_of_a_machine_are_judged_with_one_word() -> None:
    """Where a single row could be found by chance, the other tables tell."""
    table = b"a.test\n"
    lists: list[list[int]] = [[] for _ in range(5)]
    lists[hash_of("a.test", 32) % 5] = [0]
    assert hash_of("a.test", 64) % 5 != hash_of("a.test", 32) % 5
    alone = Case(table, LIMIT, DOMAINS, written(lists))
    users = table_of("al", "bob", "eve", "joe")
    unix = Case(users, LIMIT, ACCOUNTS, build_index(users, ACCOUNTS))
    windows = Case(users, LIMIT, ACCOUNTS, build_index(users, ACCOUNTS, width=32))

    assert judge([alone]) == (FINE,)
    assert judge([alone, unix]) == (Verdict((0,), 0), FINE)
    assert judge([alone, windows]) == (FINE, FINE)


# ------------------------------------------------------------ what is not found


@given(tables, st.data())
def test_a_row_put_in_or_taken_out_hides_what_a_look_up_misses(
    table: bytes, data: st.DataObject
) -> None:
    """Exactly those rows; what stands before the change is found."""
    index = build_index(table, ALIASES)
    lines = table.splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines)))
    gone = data.draw(st.integers(0, 2))
    put_in = data.draw(st.sampled_from([b"", b'"new.example"\t"new"\t"x"\n', b"\n", b"*\tb\tc\n"]))
    new = b"".join((*lines[:at], put_in, *lines[at + gone :]))

    hidden = lines_of(new, judged(new, LIMIT, ALIASES, index))

    assert all(line > at for line in hidden)
    assert hidden == min((missed(new, index, width) for width in (64, 32)), key=len)


def missed(table: bytes, index: bytes, width: int) -> list[int]:
    """The lines that XMail's way of looking up does not lead to, one look-up after the other."""
    words = struct.unpack(f"<{len(index) // 4}I", index)
    lines = table.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines))]
    kept: list[int] = []
    for number in expected_rows(table):
        key = key_in(lines[number - 1]) or b""
        wild = b"*" in key or b"?" in key
        place = words[3 + (0 if wild else one_at_a_time(key, width) % words[2])] // 4
        offsets = words[place + 1 : place + 1 + words[place]] if place else ()
        if wild:
            end = next((n for n, o in enumerate(offsets) if o >= len(table)), len(offsets))
            is_found = starts[number - 1] in offsets[:end]
        else:
            matches = (o for o in offsets if key_in(table[o:].partition(b"\n")[0]) == key)
            first = next(matches, None)
            is_found = first is not None and starts[number - 1] == max(
                start for start in starts if start <= first
            )
        if not is_found:
            kept.append(number)
    return kept


def key_in(line: bytes) -> bytes | None:
    """The key of a line of two fields at least."""
    fields = [field for field in line.rstrip(b"\n").split(b"\t") if field]
    if len(fields) < 2:
        return None
    return b"\t".join(b.strip(b'"') if b.startswith(b'"') else b for b in fields[:2]).lower()


@given(tables)
def test_appended_rows_alone_are_hidden(table: bytes) -> None:
    """What was there stays found."""
    index = build_index(table, ALIASES)
    new = table + b'"new.example"\t"one"\t"x"\n"new.example"\t"?"\t"x"\n'

    hidden = lines_of(new, judged(new, LIMIT, ALIASES, index))

    count = len(table.splitlines())
    assert hidden == [count + 1, count + 2]


def expected_rows(table: bytes) -> list[int]:
    """The lines a right index leads to: the first of a name, and every wild card."""
    seen: set[bytes] = set()
    kept: list[int] = []
    for number, line in enumerate(table.splitlines(), 1):
        fields = [field for field in line.split(b"\t") if field]
        if line.startswith(b"#") or len(fields) < 2:
            continue
        key = b"\t".join(field.strip(b'"') for field in fields[:2]).lower()
        if b"*" in key or b"?" in key or key not in seen:
            kept.append(number)
        seen.add(key)
    return kept


def test_a_row_taken_out_hides_those_behind_it() -> None:
    """And leaves offsets that lead nowhere."""
    index = build_index(table_of("al", "bob", "eve", "joe"), ACCOUNTS)
    table = table_of("al", "eve", "joe")

    verdict = judged(table, LIMIT, ACCOUNTS, index)

    # The rows of `al` and `eve` have other lengths: nothing is where it was.
    assert lines_of(table, verdict) == [2, 3]
    assert verdict is not None
    assert verdict.strays >= 1


def test_the_last_rows_gone_hide_nothing() -> None:
    """Offsets behind the end lead nowhere, and no look-up needs them."""
    index = build_index(table_of("al", "bob", "eve"), ACCOUNTS)

    assert judged(table_of("al"), LIMIT, ACCOUNTS, index) == Verdict((), 2)


def test_a_row_changed_in_its_place_is_found() -> None:
    """Its password may be another, its name not."""
    table = table_of("al", "bob")
    index = build_index(table, ACCOUNTS)

    assert judged(table.replace(b"1512", b"2225"), LIMIT, ACCOUNTS, index) == FINE
    renamed = table.replace(b'"al"', b'"la"')
    assert lines_of(renamed, judged(renamed, LIMIT, ACCOUNTS, index)) == [1]


def test_the_first_row_of_a_name_must_be_found() -> None:
    """A later one that is found in its place is another account."""
    table = table_of("bob", "eve", "BOB")
    second = table.index(b'"example.com"\t"BOB"')
    other = table.index(b'"example.com"\t"eve"')

    verdict = judged(table, LIMIT, ACCOUNTS, written([[second, other]]))

    assert lines_of(table, verdict) == [1]


def test_the_search_among_wild_cards_ends_where_there_is_no_line() -> None:
    """Rows listed behind an offset beyond the table are not tried."""
    table = b"*\tone\tx\n*\ttwo\tx\n"

    verdict = judged(table, LIMIT, ALIASES, written([[0, 999, 8]]))

    assert lines_of(table, verdict) == [2]


def test_blanks_before_a_row_do_not_hide_it() -> None:
    """An offset behind leading TABs leads to the same row."""
    table = b"\t\texample.com\tbob\t1512\n"

    assert judged(table, LIMIT, ACCOUNTS, written([[2]])) == Verdict((), 1)
    assert lines_of(table, judged(table, LIMIT, ACCOUNTS, written([[3]]))) == [1]


def test_a_line_beyond_the_limit_is_two_rows() -> None:
    """The second begins where XMail's reader cut."""
    table = b"a.test\tx\t" + b"y" * (LIMIT - 9) + b"b.test\tz\t1\n"

    assert lines_of(table, judged(table, LIMIT, ACCOUNTS, written([[0, LIMIT]]))) == []
    verdict = judged(table, LIMIT, ACCOUNTS, written([[0]]))
    assert verdict is not None
    assert verdict.hidden == (LIMIT,)
    assert chunk_at(table, LIMIT, LIMIT).raw == b"b.test\tz\t1"


# ------------------------------------------------------------ hostile bytes


@given(tables, st.binary(max_size=400))
def test_any_bytes_are_judged(table: bytes, tail: bytes) -> None:
    """Whatever the lists are, each hidden offset is the start of a row."""
    verdict = judged(table, LIMIT, ALIASES, b"ABDL\3\0\0\0" + tail)

    assert verdict is None or all(chunk_at(table, offset, LIMIT).raw for offset in verdict.hidden)


def test_no_bucket_at_all_finds_nothing() -> None:
    """A number no look-up can divide by."""
    assert judged(table_of("bob"), LIMIT, ACCOUNTS, written([])) == Verdict((0,), 0)


def test_a_list_cut_short_finds_nothing() -> None:
    """XMail reads a list whole or not at all."""
    assert judged(table_of("bob"), LIMIT, ACCOUNTS, written([[0]])[:-1]) == Verdict((0,), 0)


def test_lists_that_overlap_are_not_followed_for_ever() -> None:
    """All buckets lead to one long list."""
    count, places = 50_000, 50_000
    head = struct.pack("<4s2I", b"ABDL", 3, places)
    lists = struct.pack("<I", 12 + 4 * places) * places
    index = head + lists + struct.pack(f"<{count + 1}I", count, *range(count))
    table = table_of(*(f"user{number}" for number in range(2_000)))
    began = time.process_time()

    verdict = judged(table, LIMIT, ACCOUNTS, index)

    assert verdict is not None
    assert verdict.tangled
    assert time.process_time() - began < 2


@pytest.mark.parametrize("shift", [0, 1])
def test_many_accounts_take_no_long_time(shift: int) -> None:
    """With an index that is right, and with one that is wrong everywhere."""
    count = 20_000
    table = table_of(*(f"user{number}" for number in range(count)))
    index = build_index(table, ACCOUNTS)
    moved = b"\n" * shift + table
    began = time.process_time()

    verdict = judged(moved, LIMIT, ACCOUNTS, index)

    assert verdict is not None
    assert len(verdict.hidden) == count * shift
    assert time.process_time() - began < 3
