"""The words rules make fixes of: edits taken from rows, and the three promises."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from xmailaudit.mailroot.overlay import Overlay
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.messages import say
from xmailaudit.rules.finding import Applicability, OutsideStep
from xmailaudit.rules.fixes import (
    insert_row,
    manual,
    remove_row,
    review,
    safe,
    set_field,
    set_setting,
)
from xmailaudit.tables.edit import Edit, InsertRow, RemoveRow, SetField
from xmailaudit.tables.ipmap import AccessRow

TITLE = say("Mend it")
DENY = ("0.0.0.0", "0.0.0.0", "DENY", "1")


def with_map(text: str) -> MailRoot:
    """A MailRoot with a ctrl map."""
    return mail_root({"ctrl.ipmap.tab": text})


def after(root: MailRoot, *edits: Edit | None) -> MailRoot:
    """The MailRoot with edits applied."""
    return MailRoot(Overlay(root.source, [e for e in edits if e is not None]), root.start_options)


@pytest.mark.parametrize("column", ["mask", AccessRow.mask, 1])
def test_a_column_may_be_named_in_three_ways(column: object) -> None:
    """By its name, by itself, or by number."""
    (one,) = with_map(row(*DENY)).access_map("ctrl")

    edit = set_field(one, column, "255.0.0.0")  # type: ignore[arg-type]  # each kind in turn

    assert edit == SetField("ctrl.ipmap.tab", 1, 1, "255.0.0.0")


def test_a_row_is_removed_by_its_line() -> None:
    """Comments and blank lines count."""
    root = with_map("# who\n\n" + row(*DENY))
    (one,) = root.access_map("ctrl")

    assert remove_row(one) == RemoveRow("ctrl.ipmap.tab", 3)


def test_a_piece_of_a_long_line_has_no_edit() -> None:
    """The fix it was meant for becomes one that a person does, and says what comes first."""
    long_comment = "#" + "x" * 509
    root = with_map(long_comment + row(*DENY))
    (one,) = root.access_map("ctrl")
    assert one.start == 510

    step = OutsideStep(say("Restart"))
    fix = review("mend", TITLE, remove_row(one), set_field(one, "mask", "x"), steps=(step,))

    assert fix.applicability is Applicability.MANUAL
    assert fix.edits == ()
    assert len(fix.steps) == 2
    assert fix.steps[1] == step


def test_the_first_piece_of_a_long_line_has_no_edit_either() -> None:
    """Changing it would change what the rest is read as."""
    long_row = row(*DENY)[:-1] + "\t" + "x" * 600 + "\n"
    first = with_map(long_row).access_map("ctrl")[0]

    assert first.start == 0
    assert remove_row(first) is None


def test_the_longest_line_that_is_read_whole_can_be_edited() -> None:
    """510 bytes with its end, in a table read into 512."""
    filler = "x" * (509 - len(row(*DENY)))
    (one,) = with_map(row(*DENY)[:-1] + "\t" + filler + "\n").access_map("ctrl")

    assert len(one.raw) == 509
    assert remove_row(one) is not None


def test_fixes_carry_what_they_promise() -> None:
    """The same edits under either promise; a manual one has steps alone."""
    edit = insert_row("ctrl.ipmap.tab", *DENY, after=0)

    assert safe("mend", TITLE, edit).applicability is Applicability.SAFE
    assert safe("mend", TITLE, edit).edits == (InsertRow("ctrl.ipmap.tab", 0, DENY),)
    assert review("mend", TITLE, edit).applicability is Applicability.REVIEW
    assert manual("mend", TITLE).applicability is Applicability.MANUAL
    assert manual("mend", TITLE).edits == ()


def test_a_setting_is_set_in_the_row_that_counts() -> None:
    """The first one of its name; without a row a new one is added."""
    root = mail_root(settings=row("MaxMTAOps", "1") + row("MaxMTAOps", "2"))

    assert set_setting(root, "MaxMTAOps", "100") == SetField("server.tab", 1, 1, "100")
    assert after(root, set_setting(root, "MaxMTAOps", "100")).setting("MaxMTAOps").integer == 100
    assert after(root, set_setting(root, "HeloDomain", "x")).setting("HeloDomain").text == "x"
