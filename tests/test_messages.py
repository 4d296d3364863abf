"""Sentences as values: wording, plurals, and what happens to what a language asks too much."""

from __future__ import annotations

from xmailaudit.messages import English, Listing, _, plural, render, say

ROWS = plural(_("{name} is odd"), _("{rows} rows are odd"), by="rows")


class OneForm:
    """A language whose one form names everything."""

    language = "xx"

    def gettext(self, message: str, /) -> str:
        """Nothing but plurals is translated."""
        return message

    def ngettext(self, one: str, many: str, n: int, /) -> str:  # noqa: ARG002  # gettext's
        """The same for any number."""
        return "<{name}, {rows}>"


def test_the_count_chooses_the_form() -> None:
    """One, and everything else."""
    words = [render(say(ROWS, name="a", rows=n), English(), show=str) for n in (0, 1, 2)]

    assert words == ["0 rows are odd", "a is odd", "2 rows are odd"]


def test_a_translation_that_asks_too_much_gives_way_to_english() -> None:
    """A case without what the one form names is worded in English, not lost."""
    whole, part = say(ROWS, name="a", rows=2), say(ROWS, rows=2)

    assert render(whole, OneForm(), show=str) == "<a, 2>"
    assert render(part, OneForm(), show=str) == "2 rows are odd"


def test_foreign_text_is_shown_and_never_read_as_a_template() -> None:
    """Every string passes `show`, braces mean nothing, numbers get separators."""
    message = say(_("{a} {b} {c}"), a="{b}", b=Listing(("x", 1234)), c=say(_("in {d}"), d="y"))

    assert render(message, English(), show=str.upper) == "{B} X, 1,234 in Y"
