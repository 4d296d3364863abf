"""One fact, one finding: which rule of the family speaks of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import family
from xmailaudit.mailroot.start_options import Origin, StartOptions

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

DENY = ("0.0.0.0", "0.0.0.0", "DENY", "1")
LOOPBACK = ("127.0.0.0", "255.0.0.0", "ALLOW", "2")
#: Neither finger nor POP3 listens, so that only the map in question speaks.
QUIET = "-F- -P- -B-"


def ctrl(*rows: tuple[str, ...], options: str = QUIET) -> MailRoot:
    """A MailRoot with a ctrl map."""
    words = StartOptions.parse(options.split(), origin=Origin.given())
    return mail_root({"ctrl.ipmap.tab": "".join(row(*r) for r in rows)}, options=words)


def smtp(*rows: tuple[str, ...], code: str) -> MailRoot:
    """A MailRoot with an SMTP map and a reaction to it; no other service listens."""
    words = StartOptions.parse([*QUIET.split(), "-C-", "-W-"], origin=Origin.given())
    text = "".join(row(*fields) for fields in rows)
    return mail_root(
        {"smtp.ipmap.tab": text}, settings=row("SMTP-IpMapDropCode", code), options=words
    )


def spoken(root: MailRoot) -> list[tuple[str, tuple[int | None, ...]]]:
    """Which rules speak, and of which lines."""
    return sorted(
        (found.rule.id, tuple(place.line for place in found.places)) for found in family(root)
    )


@pytest.mark.parametrize(
    ("wide", "expected"),
    [
        (("203.0.113.24", "255.255.255.0", "ALLOW", "2"), [("ACL003", (3,))]),
        (("203.0.113.24", "255.0.0.0", "ALLOW", "2"), [("ACL001", (3,))]),
        (("203.0.113.24", "0.0.0.0", "ALLOW", "2"), [("ACL001", (3,))]),
        (("198.51.100.0", "255.255.255.0", "ALLOW", "2"), [("ACL001", (3,))]),
        (("198.51.100.0", "255.255.0.255", "ALLOW", "2"), [("ACL004", (3,))]),
        (("198.51.100.7", "24", "ALLOW", "2"), [("ACL001", (3,)), ("ACL004", (3,))]),
        (("203.0.113.24", "255.255.255.0", "ALLOW", "-2"), [("ACL007", (3,))]),
        (("203.0.113.24", "24", "ALLOW", "-2"), [("ACL007", (3,))]),
        (("203.0.113.24", "255.255.255.0", "PERMIT", "2"), [("ACL008", (3,))]),
        (("203.0.113.24", "255.255.255.0", "PERMIT", "-2"), [("ACL007", (3,))]),
    ],
)
def test_a_row_of_the_admin_port_has_one_rule(
    wide: tuple[str, ...], expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    """But for a mask with holes that opens it to the world: a typing error, and its effect."""
    assert spoken(ctrl(DENY, LOOPBACK, wide)) == expected


def test_a_map_without_a_row_for_everybody_has_two() -> None:
    """The exposure, without a row to blame, and the rows that do nothing."""
    assert spoken(ctrl(LOOPBACK)) == [("ACL001", (None,)), ("ACL002", (1,))]
    missing = mail_root(options=StartOptions.parse(QUIET.split(), origin=Origin.given()))
    assert spoken(missing) == [("ACL001", (None,))]


def test_neighbours_who_get_in_anyway_are_no_strangers_of_a_row() -> None:
    """The row under a wide mask is not what lets them in."""
    wide = ("203.0.113.24", "255.255.255.0", "ALLOW", "2")

    assert spoken(ctrl(wide)) == [("ACL001", (None,)), ("ACL002", (1,))]


@pytest.mark.parametrize("code", ["0", "no"])
def test_a_map_that_is_switched_off_is_spoken_of_once(code: str) -> None:
    """Whatever is wrong with its rows has no effect."""
    root = smtp(
        ("203.0.113.24", "255.255.255.0", "ALLOW", "2"),
        ("198.51.100.0", "24", "PERMIT", "x"),
        ("198.51.100.0", "255.255.255.0", "DENY", "-2"),
        ("office.example.net", "255.255.255.255", "ALLOW", "2"),
        code=code,
    )

    assert spoken(root) == [("ACL009", (1,))]


def test_the_map_of_a_service_that_is_off_is_not_spoken_of() -> None:
    """Nobody connects, whatever it says."""
    root = ctrl(("203.0.113.24", "24", "PERMIT", "x"), options=f"{QUIET} -C- -W-")

    assert spoken(root) == []


def test_a_host_name_row_that_is_never_used_is_not_a_look_up() -> None:
    """It is below -1, which is said; XMail looks it up all the same."""
    name = ("office.example.net", "255.255.255.255", "ALLOW", "-2")

    assert spoken(ctrl(DENY, LOOPBACK, name)) == [("ACL007", (3,))]


def test_a_property_row_has_one_rule() -> None:
    """Dead by its dot, dead by its mask, hidden by an earlier one, or too wide."""
    quiet = StartOptions.parse([*QUIET.split(), "-C-", "-W-"], origin=Origin.given())
    names = mail_root(
        {"smtp.hnprop.tab": row(".partner.test", "WhiteList", "EaseTLS")}, options=quiet
    )
    addresses = mail_root(
        {
            "smtp.ipprop.tab": row("198.51.100.0", "255.255.255.0", "WhiteList")
            + row("192.0.2.0/24", "WhiteList")
            + row("192.0.2.0/25", "WhiteList")
        },
        options=quiet,
    )

    assert spoken(names) == [("ACL015", (1,)), ("ACL016", (None,))]
    assert spoken(addresses) == [("ACL013", (2,)), ("ACL015", (1,))]
