"""--select and --ignore."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.audit.made_up import rule
from xmailaudit.audit.errors import SelectionError
from xmailaudit.audit.selection import EVERYTHING, Selection

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(autouse=True)
def _catalogue(plant: Callable[..., None]) -> None:
    plant(rule("ACL901"), rule("ACL902"), rule("REL901"))


def ids(selection: Selection, *disabled: str) -> list[str]:
    """The rules that run."""
    return [entry.id for entry in selection.entries(frozenset(disabled))]


@pytest.mark.parametrize(
    ("select", "chosen"),
    [
        ((), ["ACL901", "ACL902", "REL901"]),
        (("ACL",), ["ACL901", "ACL902"]),
        (("REL901",), ["REL901"]),
        (("made-up-acl902",), ["ACL902"]),
        (("rel901, Acl902",), ["ACL902", "REL901"]),
        (("REL901", "ACL"), ["ACL901", "ACL902", "REL901"]),
        ((" ,",), ["ACL901", "ACL902", "REL901"]),
    ],
)
def test_rules_are_chosen_by_id_name_or_family(select: tuple[str, ...], chosen: list[str]) -> None:
    """In lists with commas, given once or several times, in any case of letters."""
    assert ids(Selection.parse(select)) == chosen


def test_what_is_ignored_is_taken_away_last() -> None:
    """Ignoring beats selecting."""
    assert ids(Selection.parse(["ACL"], ["made-up-acl901"])) == ["ACL902"]
    assert ids(Selection.parse([], ["ACL,REL"])) == []


@pytest.mark.parametrize(
    ("word", "nearest"),
    [("ACL91", "ACL901"), ("RELL", "REL"), ("made-up-rel90", "made-up-rel901")],
)
@pytest.mark.parametrize("option", ["select", "ignore"])
def test_an_unknown_word_is_refused_with_the_nearest_known(
    option: str, word: str, nearest: str
) -> None:
    """Nobody should believe that a rule with a typing error in its name was run."""
    with pytest.raises(SelectionError) as caught:
        Selection.parse(**{option: [word]})

    assert caught.value.message.parameters["word"] == word
    assert caught.value.message.parameters["nearest"] == nearest


def test_the_profile_switches_off_what_nobody_names() -> None:
    """By its own id or name a rule runs though the profile says no; by its family it does not."""
    assert ids(EVERYTHING, "ACL901") == ["ACL902", "REL901"]
    assert ids(Selection.parse(["ACL"]), "ACL901") == ["ACL902"]
    assert ids(Selection.parse(["ACL901"]), "ACL901") == ["ACL901"]
