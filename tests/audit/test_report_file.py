"""JSON reports read back: true to the audit they were made of, or refused."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.roots import mail_root, row
from xmailaudit.audit.diff import compared, side_of
from xmailaudit.audit.errors import ReportFileError
from xmailaudit.audit.report_file import is_report_file, parse_report, read_report
from xmailaudit.messages import English
from xmailaudit.report.escape import for_terminal
from xmailaudit.report.json_report import to_json
from xmailaudit.session import audit

if TYPE_CHECKING:
    from pathlib import Path

ROOT = mail_root({"smtprelay.tab": row("0.0.0.0", "0.0.0.0"), "ctrl.ipmap.tab": "é\n"})
REPORT = audit(ROOT, at=1795478400.0)
DATA: dict[str, Any] = to_json(REPORT, ROOT, English(), for_terminal)


def test_a_report_read_back_is_the_side_it_was_made_of() -> None:
    """No finding is new, none is gone, nothing is exposed otherwise."""
    read, made = parse_report(json.dumps(DATA).encode(), "r.json"), side_of(REPORT)

    assert read[:4] == made[:4]
    assert (read.not_judged, read.exposure) == (made.not_judged, made.exposure)
    for before, after in ((read, made), (made, read), (read, read)):
        found = compared(before, after)
        assert (found.new, found.fixed, found.not_judged, found.exposure) == ((), (), (), ())
        assert len(found.unchanged) == len(REPORT.findings)
        for one, other in found.unchanged:
            assert (one.severity, one.line, one.counts) == (
                other.severity,
                other.line,
                other.counts,
            )


@pytest.mark.parametrize(
    ("way", "value", "said"),
    [
        (("format",), "xmailaudit-baseline", "no JSON report of version 1"),
        (("version",), 2, "no JSON report of version 1"),
        (("target",), None, "target"),
        (("target", "location"), 1, "location"),
        (("summary", "grade"), 1, "grade"),
        (("findings",), {}, "findings"),
        (("findings", 0), "x", "findings"),
        (("findings", 0, "locations"), [], "locations"),
        (("findings", 0, "locations", 0, "line"), "1", "line"),
        (("findings", 0, "severity"), "dire", "severity"),
        (("not_evaluated",), [{}], "rule"),
        (("exposure", 0, "from"), None, "from"),
    ],
)
def test_a_broken_report_says_where(way: tuple[str | int, ...], value: object, said: str) -> None:
    """With the file beside it."""
    data = json.loads(json.dumps(DATA))
    inner: Any = data
    for key in way[:-1]:
        inner = inner[key]
    inner[way[-1]] = value

    with pytest.raises(ReportFileError, match=said) as caught:
        parse_report(json.dumps(data).encode(), "r.json")

    assert caught.value.file == "r.json"


@given(st.sampled_from(sorted(DATA)), st.none() | st.integers() | st.text() | st.lists(st.none()))
def test_whatever_stands_under_a_key_only_our_own_error_escapes(key: str, value: object) -> None:
    """Or it makes sense."""
    with suppress(ReportFileError):
        parse_report(json.dumps({**DATA, key: value}).encode(), "r.json")


@given(st.binary(max_size=60))
def test_any_bytes_are_refused(data: bytes) -> None:
    """None of them is a report by chance."""
    with pytest.raises(ReportFileError):
        parse_report(data, "r.json")


@pytest.mark.parametrize(
    ("content", "is_one"),
    [
        (json.dumps(DATA).encode(), True),
        (b"\xef\xbb\xbf\n " + json.dumps(DATA, indent=2).encode(), True),
        (b"", False),
        (b'"xmailaudit-report"', False),
        (b'{"format": "xmailaudit-baseline"}', False),
        (b"SMTP-MaxErrors: 3", False),
    ],
)
def test_a_report_is_told_from_what_can_be_audited(
    tmp_path: Path,
    content: bytes,
    is_one: bool,  # noqa: FBT001  # a table of cases
) -> None:
    """By its beginning."""
    file = tmp_path / "some"
    file.write_bytes(content)

    assert is_report_file(file) is is_one


def test_what_is_no_file_is_no_report(tmp_path: Path) -> None:
    """A folder, nothing at all, a name that can be none."""
    for path in (tmp_path, tmp_path / "no", tmp_path / "a\0b"):
        assert not is_report_file(path)
    with pytest.raises(ReportFileError, match="cannot be read"):
        read_report(tmp_path / "no")
