"""C's and XMail's text primitives."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xmailaudit.tables.ctext import (
    WildPattern,
    ascii_lower,
    atoi,
    atol,
    option_list,
    wild_match,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("10M", 10),
        ("yes", 0),
        ("", 0),
        (" \t\n\v\f\r7", 7),
        ("-3", -3),
        ("+4", 4),
        ("- 4", 0),
        ("--4", 0),
        ("0x10", 0),
        ("007", 7),
        ("2147483647", 2147483647),
        ("2147483648", -2147483648),
        ("4294967297", 1),
        ("99999999999999999999", -1),
        ("-99999999999999999999", 0),
        ("٣", 0),
        ("²", 0),
    ],
)
def test_atoi_stops_where_c_stops(text: str, number: int) -> None:
    """Blanks and a sign lead, digits count, the rest is nothing; 32 bits remain."""
    assert atoi(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2147483648", 2**31),
        ("-4294967297k", -(2**32) - 1),
        ("9223372036854775808", 2**63 - 1),
        ("99999999999999999999", 2**63 - 1),
        ("-99999999999999999999", -(2**63)),
        ("x", 0),
    ],
)
def test_atol_keeps_64_bits(text: str, number: int) -> None:
    """The wide reader keeps what `atoi` cuts off, and stops at the ends of 64 bits."""
    assert atol(text) == number


@given(st.integers(-(2**31), 2**31 - 1), st.sampled_from(["", " ", "x", ".5", "M", "-1"]))
def test_atoi_reads_every_int_whatever_follows(number: int, rest: str) -> None:
    """Each 32-bit number comes back from its decimal digits."""
    assert atoi(f"{number}{rest}") == number


@given(st.text(st.characters(max_codepoint=0xFF)))
def test_only_ascii_letters_have_two_cases(text: str) -> None:
    """Bytes beyond ASCII stay as they are, those that Unicode would lower too."""
    expected = "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)
    assert ascii_lower(text) == expected


def test_options_are_not_trimmed() -> None:
    """A blank behind the comma belongs to the name; empty items vanish."""
    assert option_list("MailAuth, WantTLS,,A=1=2,B=") == (
        ("MailAuth", None),
        (" WantTLS", None),
        ("A", "1=2"),
        ("B", ""),
    )
    assert option_list("A\r\nB=x") == (("A", None), ("B", "x"))
    assert option_list("") == ()


# ---------------------------------------------------------------- wild cards


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("*", ["", "a", "a.b"], []),
        ("", [""], ["a"]),
        ("a*", ["a", "ab"], ["", "ba"]),
        ("*.example.com", ["x.example.com", ".example.com"], ["example.com", "x.example.comx"]),
        ("?", ["a", "?"], ["", "ab"]),
        ("A?C", ["abc", "AxC"], ["ac"]),
        ("***a", ["a", "ba"], ["", "ab"]),
        ("[a-c]", ["a", "b", "C"], ["d", "-", ""]),
        ("[^a-c]", ["d", "]"], ["a", "b"]),
        ("[abc]x", ["ax", "Bx"], ["x", "dx"]),
        ("[]a]", [], ["]", "a", "]a]", "a]"]),
        ("[^]a]", [], ["b", "]", "b]"]),
        ("[\\]a]", ["]", "a"], ["\\", "b"]),
        ("[a\\-c]", ["a", "-", "c"], ["b", "\\"]),
        ("[a-\\c]", ["a", "b", "c"], ["-", "\\"]),
        ("[-a]", [], ["-", "a", "b"]),
        ("[a-]", [], ["a", "-"]),
        ("[a-]]", ["a"], ["b", "-", "]"]),
        ("[Z-]]", ["z"], ["-", "]", "y"]),
        ("[!-]]", ["!", "-", "0", "]", "["], ["a", "\x20"]),
        ("[a-b-d]", ["a", "b", "c", "d"], ["e", "-"]),
        ("[^^]", ["a"], ["^"]),
        ("[a", [], ["a", "[a"]),
        ("[", [], ["[", ""]),
        ("[^", [], ["a", "^"]),
        ("[a\\", [], ["a", "\\"]),
        ("*[a", [], ["a", "*[a"]),
        ("\\*", ["*"], ["a", "\\*", ""]),
        ("\\a", ["a"], ["\\a"]),
        ("a\\", [], ["a", "a\\"]),
        ("\\\\", ["\\"], ["\\\\"]),
        ("[*?]", ["*", "?"], ["a"]),
        ("a]", ["a]"], ["a"]),
    ],
)
def test_a_pattern_matches_what_xmail_matches(
    pattern: str, matching: list[str], others: list[str]
) -> None:
    """Stars, question marks, classes and escapes, the malformed ones included."""
    assert [text for text in matching if not wild_match(text, pattern)] == []
    assert [text for text in others if wild_match(text, pattern)] == []


def test_bytes_beyond_ascii_come_before_it_in_a_range() -> None:
    """C's `char` is signed on XMail's platforms: 0x80 to 0xff are negative."""
    assert not wild_match("\xe9", "[a-\xe9]")
    assert wild_match("\xe9", "[\x80-z]")
    assert wild_match("b", "[\x80-z]")
    assert wild_match("\xe5", "[\xe0-\xe9]")
    assert not wild_match("\x7f", "[\x80-z]")
    assert wild_match("\xe9", "?")
    assert wild_match("\xe9", "[^a]")


def test_a_class_takes_the_end_of_the_text_before_a_last_star() -> None:
    """`[^x]*` also matches nothing, because XMail compares the class with the NUL at the end."""
    assert wild_match("joe", "joe[^x]*")
    assert wild_match("", "[^x]*")
    assert wild_match("xa", "*a[^b]*")
    assert wild_match("joe", "joe[\x80-a]*")
    assert not wild_match("joe", "joe[a]*")
    assert not wild_match("joe", "joe[^x]")
    assert not wild_match("joe", "joe[^x]*y")
    assert not wild_match("", "*[^x]*")
    assert not wild_match("x", "*[^x]*")


def reference_match(text: str, pattern: str) -> bool:
    """A matcher of another kind: the set of places in the text that a prefix can lead to.

    For well-formed patterns that leave nothing to what lies behind the text.
    """
    places = {0}
    while pattern:
        if pattern[0] == "*":
            places = {later for place in places for later in range(place, len(text) + 1)}
            pattern = pattern[1:]
            continue
        if pattern[0] == "[":
            body, _bracket, pattern = pattern[1:].partition("]")
            members = set(body.removeprefix("^"))
            wanted = {c for c in text if (c in members) != body.startswith("^")}
        elif pattern[0] == "\\":
            wanted, pattern = {pattern[1]}, pattern[2:]
        else:
            wanted = set(text) if pattern[0] == "?" else {pattern[0]}
            pattern = pattern[1:]
        places = {place + 1 for place in places if text[place : place + 1] in wanted}
    return len(text) in places


_pattern = st.lists(
    st.sampled_from(["a", "b", ".", "*", "?", "[ab]", "[b.]", "\\*", "\\a", "[?*]"]), max_size=8
).map("".join)


@given(st.text(st.sampled_from("ab.*?"), max_size=8), _pattern)
@example("aab", "*a*b")
@example("ab.ab", "*ab")
def test_matching_agrees_with_another_matcher(text: str, pattern: str) -> None:
    """On well-formed patterns the result is that of a matcher that tries everything."""
    assert wild_match(text, pattern) == reference_match(text, pattern)


@given(
    st.text(st.sampled_from("ab."), min_size=1, max_size=6),
    st.text(st.sampled_from("ab*?"), max_size=4),
)
def test_an_inverted_class_takes_what_the_class_leaves(text: str, tail: str) -> None:
    """Before a character of the text, `[^…]` and `[…]` divide all matches between them."""
    either = wild_match(text, "[ab]" + tail), wild_match(text, "[^ab]" + tail)
    assert either[text[0] not in "ab"] == wild_match(text, "?" + tail)
    assert not either[text[0] in "ab"]


@given(st.text(st.characters(max_codepoint=0xFF)), st.text(st.characters(max_codepoint=0xFF)))
def test_any_text_and_pattern_have_an_answer(text: str, pattern: str) -> None:
    """Nothing breaks the matcher, and case never matters to it."""
    assert wild_match(text, pattern) is wild_match(ascii_lower(text), ascii_lower(pattern))


@given(st.text(st.sampled_from("ab.*?[]^-\\\xe9A"), max_size=8), st.text(max_size=8) | _pattern)
def test_a_pattern_for_many_texts_matches_the_same(text: str, pattern: str) -> None:
    """What it cannot do without is only a short cut."""
    assert WildPattern.of(pattern).matches(ascii_lower(text)) is wild_match(text, pattern)


@given(
    st.text(st.sampled_from("ab[^]-*?\\"), max_size=8),
    st.text(st.sampled_from("ab[^]-*?\\"), max_size=8),
)
def test_the_short_cut_holds_for_broken_patterns(text: str, pattern: str) -> None:
    """A class without an end takes nothing, and an escape at the end neither."""
    assert WildPattern.of(pattern).matches(text) is wild_match(text, pattern)


def test_a_pattern_of_many_stars_takes_no_exponential_time() -> None:
    """What would keep XMail busy for years is answered at once."""
    began = time.process_time()
    assert not wild_match("a" * 500, "*a" * 100 + "b")
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("pattern", "literal"),
    [
        ("*@Example.com", "@example.com"),
        ("ab*cde?f", "cde"),
        ("[a-c]x[y]z*", "xyz"),
        ("a\\*b", "a*b"),
        ("*", ""),
        ("[ab]", ""),
        ("a[", "a"),
    ],
)
def test_the_text_that_a_match_holds(pattern: str, literal: str) -> None:
    """In one piece, the longest there is."""
    assert WildPattern.of(pattern).needed == literal
