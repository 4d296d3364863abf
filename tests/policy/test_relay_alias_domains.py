"""Wild-card rows of aliasdomain.tab: whose domains they take."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from xmailaudit.policy.alias_domains import (
    MOST_PATTERNS,
    TooManyPatternsError,
    WildAliasDomain,
    wild_alias_domains,
)
from xmailaudit.policy.facts import Facts
from xmailaudit.policy.resolution import alias_domain_target
from xmailaudit.policy.world import UNKNOWN_WORLD


def wild(*rows: tuple[str, ...]) -> list[WildAliasDomain]:
    """The wild-card rows of a server that handles example.com; each example is checked."""
    root = mail_root({"aliasdomain.tab": "".join(row(*fields) for fields in rows)})
    found = list(wild_alias_domains(root))
    for one in found:
        if one.example is not None:
            target = alias_domain_target(Facts(root, UNKNOWN_WORLD), one.example)
            assert target == one.row.domain
    return found


@pytest.mark.parametrize(
    ("pattern", "example", "own", "world"),
    [
        ("*", "example.net", False, True),
        ("*.*", "example.net", False, True),
        ("*.net", "example.net", False, False),
        ("*.co.test", "example.co.test", False, False),
        ("*example.com", "exampleexample.com", False, False),
        ("*.example.com", "example.example.com", True, False),
        ("*.EXAMPLE.com", "example.example.com", True, False),
        ("mail?.example.com", "maila.example.com", True, False),
        ("*.sub.example.com", "example.sub.example.com", True, False),
        ("example.*", "example.net", False, False),
        ("*.[ab].test", "example.a.test", False, False),
        ("*.[^a].test", "example.x.test", False, False),
        ("*\\.test", "elsewhere.test", False, False),
    ],
)
def test_what_a_pattern_takes(pattern: str, example: str, *, own: bool, world: bool) -> None:
    """An example that nobody here owns, unless the pattern covers own names only."""
    (only,) = wild((pattern, "example.com"))

    assert (only.example, only.own_names_only, only.covers_the_world) == (example, own, world)


@pytest.mark.parametrize(
    "fields",
    [("example.net", "example.com"), ("[ab].test", "example.com"), ("*",), ("*", "far.test")],
)
def test_rows_that_take_nothing(fields: tuple[str, ...]) -> None:
    """No wild card, no target, or a target that is not handled here."""
    assert wild(fields) == []


def test_an_exact_alias_is_a_domain_of_ones_own() -> None:
    """What lies below it is inside."""
    (only,) = wild(("shop.test", "example.com"), ("*.shop.test", "example.com"))

    assert only.own_names_only


def test_the_first_row_that_matches_decides() -> None:
    """A pattern behind `*` has nothing left."""
    first, second = wild(("*", "example.com"), ("*.net", "example.com"))

    assert first.example == "example.net"
    assert second.example is None


def test_a_thousand_patterns_are_not_all_looked_at() -> None:
    """The work would grow with the square of their number, so it says that it stops."""
    rows = [(f"*.d{number}.test", "example.com") for number in range(MOST_PATTERNS + 1)]

    with pytest.raises(TooManyPatternsError) as raised:
        wild(*rows)
    assert raised.value.file == "aliasdomain.tab"
