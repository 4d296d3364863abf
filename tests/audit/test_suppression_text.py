"""A suppression as text: what it says, and that nothing else of a profile changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import tomli
from hypothesis import example, given
from hypothesis import strategies as st

from xmailaudit.audit.errors import ProfileError, SuppressionError
from xmailaudit.audit.suppression import Suppression
from xmailaudit.audit.suppression_text import new_profile, quoted, with_suppression

FILE = "mine.toml"
WANTED = Suppression(
    rule_id="ACL003",
    file="finger.ipmap.tab",
    key="203.0.113.24\t255.255.255.0",
    reason='He said "yes" \\ ok',
    owner=None,
    expires=date(2027, 3, 31),
    declared_in=FILE,
    line=None,
)
TABLE = """[[suppress]]
rule = "ACL003"
file = "finger.ipmap.tab"
key = "203.0.113.24\\t255.255.255.0"
reason = "He said \\"yes\\" \\\\ ok"
expires = 2027-03-31
"""
TEXTS = st.text(st.characters(exclude_categories=["Cs"])).filter(str.strip)


def added(data: bytes, wanted: Suppression = WANTED) -> bytes:
    """What stands behind a profile."""
    new, _read = with_suppression(data, wanted)
    assert new.startswith(data)
    return new[len(data) :]


def last(data: bytes) -> dict[str, Any]:
    """The last suppression, as any TOML reader sees it."""
    table: dict[str, Any] = tomli.loads(data.decode("utf-8-sig"))["suppress"][-1]
    return table


def test_a_new_profile_extends_another() -> None:
    """With an empty line between."""
    new, read = with_suppression(new_profile("default"), WANTED)

    assert new.decode() == 'extends = "default"\n\n' + TABLE
    assert read == WANTED._replace(line=3, row=b"[[suppress]]")


@pytest.mark.parametrize(
    ("before", "gap"),
    [
        ("", ""),
        ("\ufeff", ""),
        ("# mine", "\n\n"),
        ("# mine\n", "\n"),
        ("# mine\n\n", ""),
        ("# mine\r\n", "\r\n"),
        ("# mine\r\n\r\n", ""),
        ("# mine\r\n# more", "\r\n\r\n"),
        ("# mine\r\n# more\n", "\n"),
        ("# mine\n# more\r\n", "\r\n"),
    ],
)
def test_it_goes_behind_with_the_line_ends_that_are_there(before: str, gap: str) -> None:
    """An empty line stands between, and no byte changes before it."""
    end = "\r\n" if "\r\n" in gap or before.endswith("\r\n") else "\n"

    assert added(before.encode()).decode() == gap + TABLE.replace("\n", end)


def test_it_comes_last_of_several() -> None:
    """Whatever table stands at the end."""
    one = "[[suppress]]\nrule = 'REL004'\nreason = 'x'\npermanent = true\n[server]\nmx = true\n"

    new, read = with_suppression(one.encode(), WANTED)

    assert [table["rule"] for table in tomli.loads(new.decode())["suppress"]] == [
        "REL004",
        "ACL003",
    ]
    assert read.line == 8


@pytest.mark.parametrize("array", ["[]", "[{rule = 'REL004', reason = 'x', permanent = true}]"])
def test_an_array_in_one_piece_takes_no_table(array: str) -> None:
    """It says where, and what to do."""
    with pytest.raises(SuppressionError) as caught:
        with_suppression(f"# mine\nsuppress = {array}\n".encode(), WANTED)

    assert (caught.value.file, caught.value.line) == (FILE, 2)
    assert "[[suppress]]" in str(caught.value)


@pytest.mark.parametrize("data", [b"\xff", b"a = ", b"nothing = 1\n", b"suppress = 1\n"])
def test_a_profile_that_is_wrong_gets_nothing(data: bytes) -> None:
    """It says what is wrong, as an audit does."""
    with pytest.raises(ProfileError):
        with_suppression(data, WANTED)


@given(reason=TEXTS, owner=st.none() | TEXTS, key=st.none() | TEXTS, file=st.none() | TEXTS)
@example(reason="a\nb\r\nc\rd", owner="\x00\x7f\x1b[31m", key="\u202e", file="\ud7ff\ue000")
@example(reason='"""', owner="'''", key="\\u0041", file="\\")
def test_any_text_comes_back(
    reason: str, owner: str | None, key: str | None, file: str | None
) -> None:
    """Read by any TOML reader, and by a profile's."""
    wanted = WANTED._replace(reason=reason, owner=owner, key=key, file=file, expires=None)

    new, read = with_suppression(new_profile("default"), wanted)

    told = {"reason": reason, "owner": owner, "key": key, "file": file}
    expected = {name: text for name, text in told.items() if text is not None}
    assert last(new) == {"rule": "ACL003", **expected, "permanent": True}
    assert read._replace(line=None, row=b"") == wanted


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_quoted_text_is_one_line_that_shows_all_of_itself(text: str) -> None:
    """No line end, no control character, nothing that turns the line around."""
    written = quoted(text)

    assert written.isprintable()
    assert tomli.loads(f"a = {written}")["a"] == text


BEFORE = st.lists(
    st.sampled_from(
        [
            "# a comment",
            "",
            "fail-on = 'low'",
            "[server]\nmx = true",
            "[rules.REL004]\nseverity = '''low'''",
            "[[suppress]]\nrule = 'REL004'\nreason = '''\n[[suppress]]\n'''\npermanent = true",
            "[trusted]\nnetworks = [\n  '192.0.2.0/24', # ]\n]",
        ]
    ),
    unique=True,
)


@given(
    parts=BEFORE,
    end=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    ended=st.integers(0, 2),
)
def test_whatever_stands_there_stays(parts: list[str], end: str, mark: bytes, ended: int) -> None:
    """Byte for byte, and so does what it means."""
    top = sorted(parts, key=lambda part: part.startswith("["))
    text = "\n".join(top).replace("\n", end) + end * ended
    data = mark + text.encode()

    new, _read = with_suppression(data, WANTED)

    values = tomli.loads(new.decode("utf-8-sig"))
    *others, _last = values.pop("suppress")
    before = tomli.loads(text)
    assert new.startswith(data)
    assert {**values, **({"suppress": others} if others else {})} == before
    assert last(new)["reason"] == WANTED.reason
