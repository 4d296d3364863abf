"""TAB010, TAB011 and TAB017: what they name, hide and remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import PLAIN, mail_root, row
from tests.rules.acl.judging import judged, with_fix
from xmailaudit.cli import main
from xmailaudit.rules.finding import Applicability, Severity

if TYPE_CHECKING:
    from pathlib import Path

STAFF = '"example.com"\t"staff"\t"1512"\t2\t"staff"\t"M"\n'
MEMBERS = "domains/example.com/staff/mlusers.tab"


def lists(count: int, members: str) -> dict[str, str]:
    """Mailing lists with the same members' file."""
    names = [f"list{number}" for number in range(count)]
    accounts = "".join(f'"example.com"\t"{name}"\t""\t9\t"{name}"\t"M"\n' for name in names)
    files = {f"domains/example.com/{name}/mlusers.tab": members for name in names}
    return {"mailusers.tab": PLAIN["mailusers.tab"] + accounts, **files}


@pytest.mark.parametrize(
    "table",
    ['#"admin"\t"2225242c28"\n', "# admin 2225242c28\tx\n", '#"admin\t2225242c28"\t"y"\n'],
)
def test_a_commented_login_shows_no_password(
    table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor where blanks stand for TABs, or a quote is forgotten."""
    root = mail_root({"ctrlaccounts.tab": table})
    for file, text in {**PLAIN, "ctrlaccounts.tab": table}.items():
        (tmp_path / file).write_text(text, encoding="ascii", newline="")

    for form in ("json", "text"):
        main(["audit", str(tmp_path), "--select", "TAB010", "--format", form])
        said = capsys.readouterr().out
        assert "TAB010" in said
        assert "2225242c28" not in said

    (finding,) = judged(root, "TAB010")

    assert finding.severity is Severity.CRITICAL
    assert "2225242c28" not in repr(finding)
    assert judged(with_fix(root, finding.fixes[0]), "TAB010") == []


def test_no_row_of_a_removed_login_stays_behind() -> None:
    """A second row of the name would decide after the first is gone."""
    root = mail_root({"ctrlaccounts.tab": '#"a"\t"22"\n"b"\t"22"\n#"A"\t"24"\n'})

    (finding,) = judged(root, "TAB010")

    assert (finding.total, len(finding.fixes[0].edits)) == (1, 2)
    assert judged(with_fix(root, finding.fixes[0]), "TAB010") == []


@pytest.mark.parametrize(("rule", "line"), [("TAB010", "#x@example.org\n"), ("TAB011", "\n")])
def test_many_lists_make_one_finding(rule: str, line: str) -> None:
    """With every line counted, and removed by the fix."""
    root = mail_root(lists(30, row("bob@example.com") + line * 2))

    (finding,) = judged(root, rule)

    assert (finding.total, len(finding.places), len(finding.fixes[0].edits)) == (60, 20, 60)
    assert judged(with_fix(root, finding.fixes[0]), rule) == []


def test_an_end_behind_a_full_line_is_for_a_person() -> None:
    """No line can be removed where XMail takes a line end for one."""
    table = f'"bob@example.com"\t"{"x" * 490}"\n'
    root = mail_root({"mailusers.tab": STAFF, MEMBERS: table})

    (finding,) = judged(root, "TAB011")

    assert len(table) == 511
    assert finding.fixes[0].applicability is Applicability.MANUAL


def test_removal_is_safe_where_nobody_takes_the_place() -> None:
    """A row that begins to work is for review."""
    short = row("example.com", "info")
    alone = mail_root({"aliases.tab": short})
    before = mail_root({"aliases.tab": short + row("example.com", "*", "bob")})

    (one,), (other,) = judged(alone, "TAB017"), judged(before, "TAB017")

    assert one.fixes[0].applicability is Applicability.SAFE
    assert other.fixes[0].applicability is Applicability.REVIEW


def test_many_crash_rows_make_one_finding() -> None:
    """Each name counted once, each row removed."""
    table = "".join(row("example.com", f"info{number}") * 2 for number in range(40))
    root = mail_root({"aliases.tab": table})

    (finding,) = judged(root, "TAB017")

    assert finding.message.parameters["names"] == 40
    assert (finding.total, len(finding.fixes[0].edits)) == (80, 80)


@pytest.mark.parametrize(("length", "applicability"), [(509, "safe"), (510, "manual")])
def test_no_newline_is_added_that_would_be_a_blank_line(length: int, applicability: str) -> None:
    """XMail reads 510 bytes at once: the newline behind them is a line of its own."""
    members = row("bob@example.com") + "#" + "x" * (length - 1)
    root = mail_root({"mailusers.tab": PLAIN["mailusers.tab"] + STAFF, MEMBERS: members})

    (finding,) = judged(root, "TAB008")

    assert finding.fixes[0].applicability.value == applicability
    assert judged(with_fix(root, finding.fixes[0]), "TAB011") == []
