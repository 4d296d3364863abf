"""What rules ask of routing: hidden files, diversions, domains not handled, role addresses, SPF."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from xmailaudit.policy.alias_targets import AliasFault, account_behind, alias_fault
from xmailaudit.policy.questions import Route
from xmailaudit.policy.routing.answers import answer_domain
from xmailaudit.policy.routing.diversions import diversions
from xmailaudit.policy.routing.domain import NameKind, domain_names
from xmailaudit.policy.routing.forwards import foreign_forwards
from xmailaudit.policy.routing.hidden_aliases import Matter, odd_alias_files
from xmailaudit.policy.routing.roles import role_gaps
from xmailaudit.policy.routing.unhandled import alias_folders, unhandled
from xmailaudit.policy.world import UNKNOWN_WORLD
from xmailaudit.tables.aliases import ALIASES

REDIRECT = row("redirect", "x@example.net")
OTHER = '"example.org"\t"amy"\t"1512"\t2\t"amy"\t"U"\n'


@pytest.mark.parametrize(
    ("alias", "fault"),
    [
        (("example.com", "info", "bob"), None),
        (("example.com", "info", "bob@EXAMPLE.com"), None),
        (("example.com", "BOB", "bob"), AliasFault.HIDDEN),
        (("example.com", "[ab]", "bob"), AliasFault.BRACKETS),
        (("example.com", "[ab]*", "bob"), None),
        (("example.com", "info", "sales"), AliasFault.TO_ALIAS),
        (("example.com", "info", "press"), AliasFault.TO_COMMAND_ALIAS),
        (("example.com", "info", "bob@alias.test"), AliasFault.TO_ALIAS_DOMAIN),
        (("example.com", "info", "x@example.net"), AliasFault.TO_REMOTE),
        (("example.com", "info", "nobody"), AliasFault.TO_NOBODY),
        (("example.com", "*", "nobody"), AliasFault.TO_NOBODY),
        (("*", "info", "nobody"), None),
        (("*", "info", "nobody@example.com"), AliasFault.TO_NOBODY),
    ],
)
def test_why_an_alias_is_dead(alias: tuple[str, str, str], fault: AliasFault | None) -> None:
    """One step, to an account of this server."""
    root = mail_root(
        {
            "aliases.tab": row(*alias) + row("example.com", "sales", "bob"),
            "aliasdomain.tab": row("alias.test", "example.com"),
            "cmdaliases/example.com/press.tab": REDIRECT,
        }
    )
    first = root.rows(ALIASES, "aliases.tab")[0]

    assert alias_fault(root, first) is fault
    assert account_behind(root, first) == ("bob" if fault is AliasFault.TO_ALIAS else None)


def test_odd_command_files() -> None:
    """Those that hide an account, and those that are never found."""
    root = mail_root(
        {
            "aliasdomain.tab": row("alias.test", "example.com"),
            "cmdaliases/example.com/bob.tab": REDIRECT,
            "cmdaliases/example.com/info.tab": REDIRECT,
            "cmdaliases/example.com/Sales.tab": REDIRECT,
            "cmdaliases/alias.test/info.tab": REDIRECT,
            "cmdaliases/example.com/no address.tab": REDIRECT,
            "cmdaliases/example.com/bob.org": REDIRECT,
        }
    )

    found = {one.file: one.matter for one in odd_alias_files(root, UNKNOWN_WORLD)}

    assert found == {
        "cmdaliases/alias.test/info.tab": Matter.ALIAS_DOMAIN,
        "cmdaliases/example.com/Sales.tab": Matter.CAPITALS,
        "cmdaliases/example.com/bob.tab": Matter.HIDES,
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("*.net", "@g.test")], []),
        ([("*", "@g.test")], [(("example.com", "alias.test"), True)]),
        (
            [("*.com", "g.test"), ("*", "@g.test")],
            [(("example.com",), False), (("alias.test",), True)],
        ),
        ([("alias.test", "@g.test:25")], [(("alias.test",), False)]),
        ([("far.test", "@g.test")], []),
        ([("EXAMPLE.???", "@g.test|26")], [(("example.com",), True)]),
    ],
)
def test_diversions(
    rows: list[tuple[str, str]], expected: list[tuple[tuple[str, ...], bool]]
) -> None:
    """The first row that matches, for domains of this server only."""
    root = mail_root(
        {
            "smtpgw.tab": "".join(row(*one) for one in rows),
            "aliasdomain.tab": row("alias.test", "example.com") + row("far.test", "else.test"),
        }
    )

    assert [(one.domains, one.works) for one in diversions(root, UNKNOWN_WORLD)] == expected


def test_domains_not_handled() -> None:
    """Not listed, or made an alias of what is not."""
    root = mail_root(
        {
            "domains.tab": row("example.com") + row("lost.test"),
            "aliasdomain.tab": row("lost.test", "far.test") + row("alias.test", "example.com"),
            "cmdaliases/example.org/info.tab": REDIRECT,
            "cmdaliases/example.org/Info2.tab": REDIRECT,
            "cmdaliases/lost.test/info.tab": REDIRECT,
            "cmdaliases/alias.test/info.tab": REDIRECT,
        }
    )
    lost, absent = (unhandled(root, UNKNOWN_WORLD, name) for name in ("LOST.test", "example.org"))

    assert lost is not None
    assert lost.row is not None
    assert lost.row.domain == "far.test"
    assert absent is not None
    assert absent.row is None
    assert unhandled(root, UNKNOWN_WORLD, "alias.test") is None
    assert [one.files for one in alias_folders(root, UNKNOWN_WORLD)] == [
        ("cmdaliases/example.org/info.tab",)
    ]


def test_role_addresses() -> None:
    """Each handled domain once; what has the name already is told."""
    root = mail_root(
        {
            "domains.tab": row("example.com") + row("EXAMPLE.com") + row("example.org"),
            "aliases.tab": row("example.com", "postmaster", "bob")
            + row("example.org", "abuse", "nobody"),
        }
    )

    gaps = [(one.address, one.taken) for one in role_gaps(root, UNKNOWN_WORLD)]

    assert gaps == [
        ("abuse@example.com", False),
        ("postmaster@example.org", False),
        ("abuse@example.org", True),
    ]


def test_forwards_that_keep_the_sender() -> None:
    """`redirect` to another server; a macro or a domain of this server is none."""
    root = mail_root(
        {
            "cmdaliases/example.com/a.tab": row("redirect", "bob@example.com", "X@Example.NET"),
            "cmdaliases/example.com/b.tab": row("lredirect", "x@example.net"),
            "cmdaliases/example.com/c.tab": row("redirect", "$(FROM)", "@@RCPT", "no one@x.test"),
            "cmdaliases/example.com/d.tab": row("redirect", "example.net"),
            "domains/example.com/mailproc.tab": row("redirect", "keep@example.org"),
        }
    )

    assert [(one.row.file, one.target) for one in foreign_forwards(root).lines] == [
        ("domains/example.com/mailproc.tab", "keep@example.org"),
        ("cmdaliases/example.com/a.tab", "X@Example.NET"),
        ("cmdaliases/example.com/d.tab", "example.net"),
    ]


def test_names_of_a_domain() -> None:
    """Each once, in XMail's order; names that no address can hold are left out."""
    root = mail_root(
        {
            "mailusers.tab": '"example.com"\t"bob"\t"1512"\t1\t"bob"\t"U"\n' + OTHER,
            "aliases.tab": row("example.com", "BOB", "bob")
            + row("alias.test", "special", "bob@example.com")
            + row("example.com", "a b", "bob")
            + row("*", "sales-??", "bob")
            + row("example.org", "*", "amy"),
            "aliasdomain.tab": row("alias.test", "example.com"),
            "cmdaliases/example.com/info.tab": REDIRECT,
        }
    )

    names = [(one.kind, one.local) for one in domain_names(root, UNKNOWN_WORLD, "alias.test")]

    assert names == [
        (NameKind.COMMAND_ALIAS, "info"),
        (NameKind.ACCOUNT, "bob"),
        (NameKind.ALIAS, "special"),
        (NameKind.PATTERN, "sales-aa"),
        (NameKind.OTHER, "no-such-name"),
    ]


def test_a_pattern_behind_a_longer_one_has_no_name() -> None:
    """No mail was found that the row answers for."""
    root = mail_root(
        {"aliases.tab": row("example.com", "s*", "bob") + row("example.com", "s**", "x")}
    )

    answers = {
        name.pattern: decision and decision.answer.value
        for name, decision in answer_domain(root, Route("@example.com"), UNKNOWN_WORLD)
        if name.kind is NameKind.PATTERN
    }

    assert answers == {"s*": None, "s**": "refuse"}
