"""Circles of redirects and lists: each found once, with its rows, and whether it ends."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from xmailaudit.policy.routing.loops import Loop, mail_loops
from xmailaudit.policy.world import UNKNOWN_WORLD

ALIASES = "cmdaliases/example.com"
BOB = "domains/example.com/bob/mailproc.tab"


def user(name: str, kind: str = "U") -> str:
    """A row of mailusers.tab."""
    return f'"example.com"\t"{name}"\t"1512"\t1\t"{name}"\t"{kind}"\n'


def loops(**files: str | None) -> list[tuple[set[str], list[tuple[str, int | None]], bool]]:
    """The recipients, rows and end of each loop."""
    found = mail_loops(mail_root(files), UNKNOWN_WORLD)
    assert found.gap is None
    return [(set(one.recipients), _places(one), one.ends) for one in found.loops]


def _places(loop: Loop) -> list[tuple[str, int | None]]:
    return sorted((place.file, place.line) for place in loop.places)


def test_a_circle_is_found_once_from_wherever_it_is_met() -> None:
    """Two files that lead to each other, and a third that leads into the circle."""
    assert loops(
        **{
            f"{ALIASES}/a.tab": row("redirect", "b@example.com"),
            f"{ALIASES}/b.tab": row("mailbox") + row("redirect", "x@example.net", "a@example.com"),
            f"{ALIASES}/c.tab": row("redirect", "a@example.com"),
        }
    ) == [
        (
            {"a@example.com", "b@example.com"},
            [(f"{ALIASES}/a.tab", 1), (f"{ALIASES}/b.tab", 2)],
            False,
        )
    ]


def test_a_mailproc_in_the_circle_lets_it_end() -> None:
    """It adds the header that is counted; the mailbox may be full today."""
    files = {BOB: row("mailbox") + row("redirect", "info@example.com")}
    alias = {f"{ALIASES}/info.tab": row("redirect", "bob@example.com")}

    assert loops(**files, **alias) == [
        (
            {"bob@example.com", "info@example.com"},
            [(f"{ALIASES}/info.tab", 1), (BOB, 2)],
            True,
        )
    ]


def test_lists_and_users_that_end_are_no_circle() -> None:
    """A member with a mailbox is the end of its copy."""
    files = {
        "mailusers.tab": user("bob") + user("news", "M"),
        "domains/example.com/news/mlusers.tab": row("bob@example.com") + row("x@example.net"),
    }

    assert loops(**files) == []
    assert loops(**files, **{f"{ALIASES}/bob.tab": row("redirect", "news@example.com")}) == [
        (
            {"bob@example.com", "news@example.com"},
            [(f"{ALIASES}/bob.tab", 1), ("domains/example.com/news/mlusers.tab", 1)],
            False,
        )
    ]


@pytest.mark.parametrize("domain", ["example.com", "alias.test"])
def test_an_alias_domain_may_close_a_circle(domain: str) -> None:
    """The account is looked for behind it."""
    files = {"aliasdomain.tab": row("alias.test", "example.com")}

    (loop,) = loops(**files, **{BOB: row("redirect", f"bob@{domain}")})

    assert loop[2] is True


def test_a_domain_that_is_another_ones_alias_is_not_at_its_end() -> None:
    """Its accounts come first, but the files of the target do so even before."""
    files = {
        "aliasdomain.tab": row("example.com", "example.org"),
        "domains.tab": row("example.com") + row("example.org"),
        "cmdaliases/example.org/bob.tab": row("redirect", "bob@example.com"),
    }

    (loop,) = loops(**files)

    assert loop[0] == {"bob@example.com"}
