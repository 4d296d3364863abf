"""Who gains and loses access when a row counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import judged, networks, with_fix
from xmailaudit.policy.access import access_map
from xmailaudit.policy.reach import listening
from xmailaudit.policy.relay import relay_table
from xmailaudit.policy.rows.ignored_rows import ignored_rows
from xmailaudit.policy.rows.table_files import shared_tables
from xmailaudit.rules.ignored_fixes import Effect, effect

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

DENY_ALL = row("0.0.0.0", "0.0.0.0", "DENY", "1")
ALLOW_ALL = row("0.0.0.0", "0.0.0.0", "ALLOW", "1")


def change(root: MailRoot) -> Effect:
    """The effect of the one row that does nothing."""
    tables = shared_tables(root).seen
    (found,) = (one for table in tables for one in ignored_rows(table))
    worked_out = effect(root, found)
    assert worked_out is not None
    return worked_out


@pytest.mark.parametrize(
    ("rows", "gained", "lost"),
    [
        (DENY_ALL + row("10.0.0.0/8", "ALLOW", "2"), ["10.0.0.0/8"], []),
        (row("10.0.0.0/8", "ALLOW", "1") + DENY_ALL, [], []),
        (DENY_ALL + row("10.0.0.0/8", "ALLOW", "1"), ["10.0.0.0/8"], []),
        (ALLOW_ALL + row("10.0.0.0/8", "DENY", "2"), [], ["10.0.0.0/8"]),
        (DENY_ALL + row("10.0.0.0/8", "DENY", "2"), [], []),
        (
            ALLOW_ALL
            + row("10.0.0.0/8", "DENY", "2")
            + row("10.0.0.0", "255.128.0.0", "ALLOW", "3"),
            [],
            ["10.128.0.0/9"],
        ),
    ],
)
def test_the_effect_is_the_difference_the_row_makes(
    rows: str, gained: list[str], lost: list[str]
) -> None:
    """No more and no less than comparing the map before and after."""
    root = mail_root({"pop3.ipmap.tab": rows})

    found = change(root)

    (finding,) = judged(root, "TAB001")
    before = access_map(root, "pop3").allowed
    after = access_map(with_fix(root, finding.fixes[0]), "pop3").allowed
    arriving = listening(root, "pop3")
    assert found.gained == networks(*gained) & arriving == (after - before) & arriving
    assert found.lost == networks(*lost) & arriving == (before - after) & arriving


def test_a_relay_row_lets_only_those_relay_who_could_not() -> None:
    """The others are allowed by another row already."""
    root = mail_root({"smtprelay.tab": row("192.0.2.0/25") + "192.0.2.0 255.255.255.0\n"})

    assert "192.0.2.128" in {str(p).partition("/")[0] for p in change(root).gained.prefixes(1)}
    (finding,) = judged(root, "TAB001")
    fixed = relay_table(with_fix(root, finding.fixes[0])).allowed
    assert networks("192.0.2.0/24") <= fixed


def test_many_rows_are_one_finding_and_quickly_found() -> None:
    """A table of spaces for TABs, typed a thousandfold."""
    text = "".join(f"10.{n // 256}.{n % 256}.0 255.255.255.0 DENY 2\n" for n in range(20_000))
    (finding,) = judged(mail_root({"pop3.ipmap.tab": text}), "TAB001")

    assert finding.total == 20_000
    assert len(finding.fixes[0].edits) == 40_000


def test_passwords_stay_secret() -> None:
    """In the edits and in the sentence."""
    root = mail_root({"ctrlaccounts.tab": "admin 160006170011\n"})

    (finding,) = judged(root, "TAB001")

    assert "160006170011" not in repr(finding.fixes) + repr(finding.message)
