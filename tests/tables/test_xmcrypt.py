"""XMCrypt: what the program writes, and what the server reads, of broken fields too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.tables.xmcrypt import Decoded, decode, encode

VECTORS = Path(__file__).parents[1] / "data" / "vectors" / "xmcrypt.jsonl"


@pytest.mark.parametrize(
    ("password", "encoded"),
    [
        ("a", "04"),
        ("xmail", "1d08040c09"),
        ("secret", "160006170011"),
        ("P@ss w0rd!", "35251616451255170144"),
        ("#hash", "460d04160d"),
        ("café".encode().decode("latin-1"), "060403a6cc"),
        ("0123456789", "55545756515053525d5c"),
        ("", ""),
    ],
)
def test_it_encodes_as_the_program_does(password: str, encoded: str) -> None:
    """Bytes XOR 0x65 as lower-case hex, and back."""
    assert encode(password) == encoded
    assert decode(encoded) == Decoded(ok=True, text=password)
    assert decode(encoded.upper()) == Decoded(ok=True, text=password)


@given(st.text(st.characters(min_codepoint=1, max_codepoint=0xFF)))
def test_every_password_comes_back(password: str) -> None:
    """Decoding reverses encoding for all bytes but NUL."""
    assert decode(encode(password)) == Decoded(ok=True, text=password)


@pytest.mark.parametrize(
    ("field", "ok", "text"),
    [
        ("abc", "no", ""),  # an odd number of digits
        ("Secret99", "no", ""),  # fails at once
        ("41zz99", "no", "$"),  # keeps what was decoded before
        ("Beef99", "yes", "\xdb\x8a\xfc"),  # a clear-text password that happens to be hex
        ("4z", "yes", "a"),  # one digit counts
        (" 4", "yes", "a"),  # blanks are skipped
        ("4 ", "yes", "a"),
        ("-1", "yes", "\x9a"),  # a sign is taken
        ("+4", "yes", "a"),
        ("0x", "yes", "e"),  # a prefix without digits is the 0 in it
        ("0X", "yes", "e"),
        ("x0", "no", ""),
        ("--", "no", ""),
        ("- ", "no", ""),
        ("  ", "no", ""),
        ("\xa0" + "4", "no", ""),  # no blank in the C locale
        ("0465", "yes", "a"),  # a decoded NUL ends the text
        ("6504", "yes", ""),
    ],
)
def test_a_broken_field_is_read_as_sscanf_does(field: str, ok: str, text: str) -> None:
    """Each pair goes through C's `%x`; the first that does not fit ends the decoding."""
    assert decode(field) == Decoded(ok=ok == "yes", text=text)


@given(st.text(st.characters(max_codepoint=0xFF)))
def test_any_field_has_a_reading(field: str) -> None:
    """Nothing breaks the decoder, and what it leaves is never longer than half the field."""
    decoded = decode(field)
    assert 2 * len(decoded.text) <= len(field)
    assert "\0" not in decoded.text


@pytest.mark.skipif(not VECTORS.exists(), reason="the recorded decisions are not here")
def test_it_agrees_with_the_recorded_program() -> None:
    """Every recorded run of the XMCrypt program gives what `encode` gives."""
    records = [json.loads(line) for line in VECTORS.read_text("ascii").splitlines()]
    queries = [query for record in records for query in record["queries"]]
    assert queries
    for query in queries:
        assert encode(query["input"]) == query["observed"]["output"]
