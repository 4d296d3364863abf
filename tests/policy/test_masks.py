"""Masks as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.policy.addresses import inet_aton
from xmailaudit.policy.masks import dotted_mask, meant_prefix


@pytest.mark.parametrize(
    ("text", "bits"),
    [
        ("24", 24),
        ("8", 8),
        ("0", 0),
        ("32", 32),
        ("255.255.255.0", 24),
        ("255.255", 16),
        ("255.255.255", 24),
        ("255", 8),
        ("0.0.0.255", 24),
        ("0.0.255.255", 16),
        ("255.255.225.0", 24),
        ("255.225.255.0", 24),
        ("255.0.255.0", 24),
        ("255.255.255.2555", 32),
        ("twenty-four", 32),
        ("", 32),
        ("9" * 5000, 32),
    ],
)
def test_what_a_mask_was_meant_to_be(text: str, bits: int) -> None:
    """Bits, short forms, masks turned round, typing errors; else the host alone."""
    assert meant_prefix(text) == bits


@given(st.integers(0, 32))
def test_a_proper_mask_means_itself(bits: int) -> None:
    """Dotted as XMail reads it, and back."""
    assert inet_aton(dotted_mask(bits)) == (1 << 32) - (1 << (32 - bits))
    assert meant_prefix(dotted_mask(bits)) == bits


@given(st.text(max_size=20))
def test_any_text_means_some_mask(text: str) -> None:
    """Whatever stands in the field."""
    assert 0 <= meant_prefix(text) <= 32
