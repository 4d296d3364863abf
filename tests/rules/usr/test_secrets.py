"""No form of a report tells a password that a rule of the family looked at."""

from __future__ import annotations

from shutil import copytree
from typing import TYPE_CHECKING

import pytest

from tests.rules.rule_files import CASES, Case
from xmailaudit.cli import main
from xmailaudit.tables.files import table_of
from xmailaudit.tables.row import SecretColumn
from xmailaudit.tables.xmcrypt import decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TRIGGERS = tuple(case for case in CASES if case.triggers and case.rule.family == "usr")
FORMS = ("text", "json", "html")
#: With fewer characters it may stand anywhere by chance.
SHORTEST = 5


def secrets(case: Case) -> Iterator[str]:
    """What stands in the fields of passwords, as it is, decoded, and as XMail would store it."""
    folder = case.folder / "MailRoot"
    for path in folder.rglob("*.tab"):
        file = path.relative_to(folder).as_posix()
        table = table_of(file)
        if table is None or not table.row.holds_secrets:
            continue
        columns = [one for one in vars(table.row).values() if isinstance(one, SecretColumn)]
        for row in table.read(file, path.read_bytes()):
            for column in columns:
                stored = column.__get__(row, table.row).reveal()
                yield from (stored, decode(stored).text, encode(stored))


@pytest.mark.parametrize("case", TRIGGERS, ids=str)
def test_a_report_tells_no_password(
    case: Case,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """All rules on each of the family's samples."""
    # The distribution's account has its password for the beginning of its name.
    hidden = {one for one in secrets(case) if len(one) >= SHORTEST} - {"xmail"}
    there = copytree(case.folder, tmp_path / "here")  # Some password is a word of the old path.
    monkeypatch.chdir(there)
    profile = "profile.toml" if (there / "profile.toml").is_file() else "default"
    for form in FORMS:
        main(["audit", "MailRoot", "--format", form, "--profile", profile])
        said = capsys.readouterr()
        assert [secret for secret in hidden if secret in said.out + said.err] == [], form
