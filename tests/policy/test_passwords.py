"""What passwords are worth."""

from __future__ import annotations

import pytest

from xmailaudit.policy.passwords import (
    fits_pop3,
    is_broken,
    is_empty,
    is_stock,
    is_weak,
    mark_of,
    meant_password,
)
from xmailaudit.tables.secret import Secret
from xmailaudit.tables.xmcrypt import decode


def weak(password: str, *names: str) -> bool:
    """Of a list with one common password."""
    return is_weak(Secret(password), names, lambda text: text == "sunflower")


@pytest.mark.parametrize(
    ("password", "names"),
    [
        ("", ()),
        ("k7#Xq9v", ()),
        ("Sunflower", ()),
        ("margarete", ("margarete",)),
        ("ETERAGRAM", ("Margarete",)),
        ("!margarete1986", ("margarete", "example.com")),
        ("john.smith", ("john.smith",)),
        ("johnsmith", ("john.smith",)),
        ("smith_2026", ("john.smith",)),
        ("example.com", ("anna", "example.com")),
        ("anna@example.com", ("anna@example.com",)),
        ("elpmaxe99", ("anna", "example.com")),
        pytest.param("\u00e3\u0081\u0082" * 7, (), id="seven"),
    ],
)
def test_weak_ones(password: str, names: tuple[str, ...]) -> None:
    """Short, common, or made of a name; characters of UTF-8 count once."""
    assert weak(password, *names)


@pytest.mark.parametrize(
    ("password", "names"),
    [
        ("k7#Xq9vZ", ()),
        ("sunflowers", ()),
        ("margaretw1986", ("margarete",)),
        ("xmargarete", ("margarete",)),
        ("jo-1234567", ("jo",)),
        pytest.param("\u00e3\u0081\u0082" * 8, (), id="eight"),
        pytest.param("\xff" * 8, (), id="bytes"),
        ("12345678", ("",)),
    ],
)
def test_others(password: str, names: tuple[str, ...]) -> None:
    """One letter more or less, or a part of a name too short to tell."""
    assert not weak(password, *names)


def test_empty_and_stock() -> None:
    """Case counts in a password."""
    assert is_empty(Secret(""))
    assert not is_empty(Secret(" "))
    assert is_stock(Secret("xmail"))
    assert not is_stock(Secret("Xmail"))


@pytest.mark.parametrize(
    ("password", "fits"),
    [
        ("plum-harbour", True),
        ("x" * 255, True),
        ("x" * 256, False),
        ("plum harbour", False),
        ("plum\tharbour", False),
        ("pl\xfcm", False),
        ("", True),
    ],
)
def test_what_pop3_carries(password: str, fits: bool) -> None:  # noqa: FBT001  # a table's column
    """One word of ASCII, up to 255 bytes."""
    assert fits_pop3(Secret(password)) is fits


def test_marks_are_equal_for_equal_passwords_of_one_salt() -> None:
    """Another salt gives another mark."""
    one, two = Secret("plum"), Secret("plum")

    assert mark_of(one, b"salt") == mark_of(two, b"salt")
    assert mark_of(one, b"salt") != mark_of(Secret("Plum"), b"salt")
    assert mark_of(one, b"salt") != mark_of(one, b"tlas")


@pytest.mark.parametrize(
    ("field", "broken", "meant"),
    [
        ("160006170011", False, None),
        ("1C0B2A", False, None),
        ("", False, None),
        ("16000617001", True, None),
        ("Secret99", True, "Secret99"),
        ("pass word", True, "pass word"),
        ("abcg", True, None),
        ("abgg", True, "abgg"),
        ("160006170o11", True, None),
        ("caf\xe9", True, None),
        ("tab\x07", True, None),
        ("g" * 256, True, None),
    ],
)
def test_a_field_in_clear_is_known(field: str, broken: bool, meant: str | None) -> None:  # noqa: FBT001  # a table's column
    """And how it was to be stored, unless that is in doubt."""
    assert is_broken(Secret(field)) is broken
    encoded = meant_password(Secret(field))
    assert (None if encoded is None else decode(encoded.reveal()).text) == meant
