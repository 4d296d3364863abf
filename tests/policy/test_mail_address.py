"""Mail addresses as XMail takes them apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.policy.mail_address import (
    path_of,
    split_address,
    split_login,
    valid_address,
    valid_host,
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("bob@example.com", ("bob", "example.com")),
        ("o'b+x=y/z@example.com", ("o'b+x=y/z", "example.com")),
        ("bob@[192.0.2.7]", ("bob", "[192.0.2.7]")),
        ("user%far.test@example.com", ("user%far.test", "example.com")),
        ("postmaster", None),
        ("bob@", None),
        ("@example.com", None),
        ("b..b@example.com", None),
        (".b@example.com", None),
        ("bob@example.com.", None),
        ('"bob"@example.com', None),
        ("bob@[nowhere]", None),
        ("bob@[LocalHost]", ("bob", "[LocalHost]")),
        ("bob@[127.1]", ("bob", "[127.1]")),
        ("bob@[::1%1]", ("bob", "[::1%1]")),
        ("bob@[]", None),
        ("b ob@example.com", None),
        ("b\xe9@example.com", None),
        ("@a.test:bob@example.com", None),
    ],
)
def test_addresses_split_or_fail(text: str, parts: tuple[str, str] | None) -> None:
    """Dot-atoms and address literals; nothing quoted, no 8-bit."""
    assert split_address(text) == parts


@pytest.mark.parametrize(
    ("argument", "path"),
    [
        ("<>", ()),
        (" <bob@example.com> SIZE=10", ("bob@example.com",)),
        ("<@a.test,@b.test:bob@example.com>", ("@a.test", "@b.test", "bob@example.com")),
        ("bob@example.com", None),
        ("<bob@example.com", None),
        ("<bob>", None),
        ("<@a.test;bob@example.com>", None),
        (f"<{'a' * 1100}@example.com>", None),
    ],
)
def test_paths_are_taken_from_the_angle_brackets(
    argument: str, path: tuple[str, ...] | None
) -> None:
    """Only what stands between the first `<` and the next `>` counts."""
    assert path_of(argument) == path


@given(st.text(alphabet=st.characters(max_codepoint=255), max_size=60))
def test_any_text_gives_an_answer(text: str) -> None:
    """No input escapes as an exception, and a split address is a valid one."""
    assert isinstance(valid_host(text), bool)
    path_of(text)
    parts = split_address(text)
    assert parts is None or (valid_address(text) and "@".join(parts) == text)


@pytest.mark.parametrize(
    ("login", "parts"),
    [
        ("bob@example.com", ("bob", "example.com")),
        ("bob:a%b", ("bob", "a%b")),
        ("bob%example.com", ("bob", "example.com")),
        ("a:b@c", ("a:b", "c")),
        ("bob", ("bob", "")),
    ],
)
def test_logins_split_at_the_first_separator_there_is(login: str, parts: tuple[str, str]) -> None:
    """An `@` counts before a `:`, and that before a `%`."""
    assert split_login(login) == parts
