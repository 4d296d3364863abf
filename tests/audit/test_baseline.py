"""Baselines as files: what is written is read, and whatever else is there ends in one error."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.audit.baseline import Baseline, parse_baseline, read_baseline
from xmailaudit.audit.errors import BaselineError

if TYPE_CHECKING:
    from pathlib import Path

#: 2026-11-24.
WHOLE = Baseline(1795478400.0, "0.1.0", {"0" * 32: "ACL003", "1" * 32: "REL001"})


def test_what_is_written_is_read() -> None:
    """Day, version of the tool, and the rule of each fingerprint; nothing else is in it."""
    data = WHOLE.as_json()

    assert parse_baseline(json.dumps(data).encode(), "b.json") == WHOLE._replace(path="b.json")
    assert set(data) == {"format", "version", "tool", "created_at", "findings"}
    assert data["created_at"] == "2026-11-24T00:00:00Z"
    assert data["findings"][0] == {"rule": "ACL003", "fingerprint": "0" * 32}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": "xmailaudit-report"}, "no baseline"),
        ({"version": 2}, "another version"),
        ({"version": True}, "another version"),
        ({"created_at": "yesterday"}, "created_at"),
        ({"created_at": None}, "created_at"),
        ({"tool": "xmailaudit"}, "tool.version"),
        ({"findings": {}}, "findings"),
        ({"findings": [1]}, "findings.fingerprint"),
        ({"findings": [{"fingerprint": "a", "rule": 3}]}, "findings.rule"),
    ],
)
def test_a_broken_baseline_is_an_error_that_says_where(changes: dict[str, Any], said: str) -> None:
    """One sentence, with the file beside it."""
    data = json.dumps(WHOLE.as_json() | changes).encode()

    with pytest.raises(BaselineError, match=said) as caught:
        parse_baseline(data, "b.json")

    assert caught.value.file == "b.json"


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"null", b"\xff", b"[" * 100_000])
def test_any_other_file_is_no_baseline(data: bytes) -> None:
    """However it looks."""
    with pytest.raises(BaselineError, match="no baseline"):
        parse_baseline(data, "b.json")


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("rule", "fingerprint", "version")), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(WHOLE.as_json())), _VALUES))
def test_whatever_a_key_holds_only_our_own_error_escapes(changes: dict[str, Any]) -> None:
    """Or it makes sense."""
    data = json.dumps(WHOLE.as_json() | changes).encode()
    with suppress(BaselineError):
        parse_baseline(data, "b.json")


@given(st.binary(max_size=60))
def test_any_bytes_are_refused(data: bytes) -> None:
    """None of them is a baseline by chance."""
    with pytest.raises(BaselineError):
        parse_baseline(data, "b.json")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """One that is not there, a folder, a name that can be none."""
    for path in (tmp_path / "no.json", tmp_path, tmp_path / "a\0b"):
        with pytest.raises(BaselineError) as caught:
            read_baseline(path)
        assert caught.value.file
