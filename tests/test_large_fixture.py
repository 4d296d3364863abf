"""The generator of large MailRoots: what it makes is whole, and the same every time."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from fixtures.large import main, make
from xmailaudit.policy.accounts import every_account
from xmailaudit.session import start

if TYPE_CHECKING:
    from pathlib import Path


def contents(root: Path) -> dict[str, bytes]:
    """Every file and its bytes."""
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def test_the_same_numbers_give_the_same_bytes(tmp_path: Path) -> None:
    """Measurements can be repeated."""
    first, second = (
        make(tmp_path / name, accounts=250, rows=50, findings=300) for name in ("first", "second")
    )

    assert contents(first) == contents(second)


def test_every_account_is_read(tmp_path: Path) -> None:
    """With its folder and settings, and every row of a map."""
    root = start(make(tmp_path / "MailRoot", accounts=1001, rows=50)).root

    accounts = list(every_account(root))

    assert len(accounts) == 1001
    assert len({account.row.domain for account in accounts}) == 3
    assert all("MaxMBSize" in account.variables for account in accounts)
    assert len(root.access_map("ctrl")) == 52


def test_an_audit_of_it_finds_no_slip_of_the_generator(tmp_path: Path) -> None:
    """No row of it is ignored or dead."""
    session = start(make(tmp_path / "MailRoot", accounts=200, rows=20))

    report = session.audit(select=["TAB"])

    assert [one.finding.rule.id for one in report.findings] == []


def test_as_many_findings_as_asked_for_from_many_rules(tmp_path: Path) -> None:
    """Beside what is found in such a MailRoot anyway."""
    plain, slips = (
        start(make(tmp_path / str(findings), accounts=250, rows=20, findings=findings)).audit()
        for findings in (0, 500)
    )

    added = Counter(one.finding.rule.id for one in slips.findings)
    added.subtract(one.finding.rule.id for one in plain.findings)
    assert 500 <= added.total() <= 520
    assert sum(number >= 20 for number in added.values()) >= 15
    assert slips.not_evaluated == plain.not_evaluated


def test_nothing_is_written_into_a_folder_in_use(tmp_path: Path) -> None:
    """A target with something in it is refused."""
    (tmp_path / "mine").touch()

    with pytest.raises(FileExistsError):
        make(tmp_path, accounts=1, rows=1)


def test_the_program_prints_where_the_mailroot_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`large.py TARGET --accounts N --rows N --findings N`."""
    target = tmp_path / "MailRoot"

    assert main([str(target), "--accounts", "3", "--rows", "2", "--findings", "4"]) == 0

    assert capsys.readouterr().out == f"{target}\n"
