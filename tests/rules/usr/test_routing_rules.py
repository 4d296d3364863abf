"""Rules about where mail goes: many rows make one finding, what cannot be told is no finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import PLAIN, mail_root, row
from xmailaudit.messages import Listing
from xmailaudit.rules.finding import Applicability
from xmailaudit.rules.given import Given
from xmailaudit.rules.rule import NotJudgedError
from xmailaudit.rules.usr import (
    alias_dead,
    cmdalias_hides_account,
    domain_not_handled,
    empty_forward_list,
    forward_breaks_spf,
    gateway_diverts_local,
    mail_loop,
    no_postmaster,
)
from xmailaudit.tables.edit import InsertRow

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.rule import Rule, Tally

GIVEN = Given(now=0.0)
#: More than a finding has places for.
MANY = 25
REDIRECT = row("redirect", "someone@example.net")


def found(rule: Rule, root: MailRoot) -> list[Finding]:
    """What a rule says of a MailRoot."""
    from xmailaudit.policy.accounts import every_account

    tally: Tally = {}
    for account in every_account(root) if rule.looks_at_accounts else ():
        rule.see(account, tally)
    return [*rule.run(root, GIVEN), *rule.conclude(root, GIVEN, tally)]


def test_many_dead_aliases_of_one_kind_are_one_finding() -> None:
    """With the first places, and one fix that removes all; another kind has its own."""
    aliases = "".join(row("example.com", f"a{number}", "nobody") for number in range(MANY))
    root = mail_root({"aliases.tab": aliases + row("example.com", "bob", "bob")})

    dead, hidden = found(alias_dead.RULE, root)

    assert (dead.total, hidden.total) == (MANY, 1)
    assert len(dead.places) == 20
    assert [len(fix.edits) for fix in dead.fixes] == [MANY]


def test_a_dead_alias_that_is_cut_or_padded_is_left_to_other_rules() -> None:
    """A row beyond the buffer, and a name with a blank."""
    root = mail_root({"aliases.tab": row("example.com", "a ", "x") + '"example.com"\t"b"\n'})

    assert found(alias_dead.RULE, root) == []


@pytest.mark.parametrize(
    ("domain", "target", "fixes"),
    [
        ("example.com", "x@example.net", ["make-command-alias", "remove-row"]),
        ("other.test", "x@example.net", ["remove-row"]),
        ("other.test", "x", ["remove-row"]),
    ],
)
def test_a_command_file_is_made_of_an_alias_only_where_it_does_the_same(
    domain: str, target: str, fixes: list[str]
) -> None:
    """Redirect takes a bare word for a domain, and a file lets anybody send to a foreign domain."""
    root = mail_root({"aliases.tab": row(domain, "a", target)})

    (dead,) = found(alias_dead.RULE, root)

    assert [fix.id for fix in dead.fixes] == fixes
    assert dead.message.parameters["target"] == (target if "@" in target else "x@other.test")


@pytest.mark.parametrize(
    ("pattern", "empty"),
    [("example.com", 0), ("Example.com", 0), ("*.example.com", 1), ("example.net", 1)],
)
def test_an_empty_forward_of_a_handled_domain_drops_nothing(pattern: str, empty: int) -> None:
    """Its mail is delivered here, before smtpfwd.tab is looked into."""
    root = mail_root({"smtpfwd.tab": row(pattern, "")})

    assert len(found(empty_forward_list.RULE, root)) == empty


def test_many_command_files_are_one_finding() -> None:
    """Those that hide accounts, and those that are never found."""
    users = "".join(f'"example.com"\t"u{n}"\t"1512"\t{n}\t"u{n}"\t"U"\n' for n in range(MANY))
    hiding = {f"cmdaliases/example.com/u{n}.tab": REDIRECT for n in range(MANY)}
    lost = {f"cmdaliases/example.com/X{n}.tab": REDIRECT for n in range(MANY)}

    both = found(cmdalias_hides_account.RULE, mail_root({"mailusers.tab": users, **hiding, **lost}))

    assert [one.total for one in both] == [MANY, MANY]


def test_many_domains_without_postmaster_are_one_finding() -> None:
    """The rows of all are in its fix, once an account is named."""
    domains = "".join(row(f"d{number}.test") for number in range(MANY))
    root = mail_root({"domains.tab": domains})

    (one,) = found(no_postmaster.RULE, root)

    (fix,) = one.fixes
    assert fix.choice is not None
    assert fix.choice.default is None
    assert len(fix.choice.edits("bob@example.com")) == 2 * MANY


def test_the_postmaster_setting_is_offered_if_it_is_an_account() -> None:
    """An alias can lead to nothing else."""
    settings = row("PostMaster", "bob@example.com")
    (one,) = found(no_postmaster.RULE, mail_root(settings=settings))
    (other,) = found(no_postmaster.RULE, mail_root(settings=row("PostMaster", "x@example.com")))
    choice, without = one.fixes[0].choice, other.fixes[0].choice

    assert choice is not None
    assert choice.default == "bob@example.com"
    assert choice.edits("bob@example.com")[0] == InsertRow(
        "aliases.tab", None, ("example.com", "postmaster", "bob@example.com")
    )
    assert without is not None
    assert without.default is None


def test_what_cannot_be_told_about_a_postmaster_is_not_judged() -> None:
    """An alias row without its last field crashes the server: no answer then."""
    root = mail_root({"aliases.tab": '"example.com"\t"postmaster"\n'})

    with pytest.raises(NotJudgedError):
        found(no_postmaster.RULE, root)


def test_domains_that_are_taken_away_by_a_pattern_have_a_fix_by_hand() -> None:
    """The pattern may be wanted for other names."""
    lines = {"aliasdomain.tab": row("*.com", "far.test")}
    (by_pattern,) = found(domain_not_handled.RULE, mail_root(lines))
    (by_name,) = found(
        domain_not_handled.RULE, mail_root({"aliasdomain.tab": row("example.com", "far.test")})
    )

    assert by_pattern.fixes[0].applicability is Applicability.MANUAL
    assert by_name.fixes[0].applicability is Applicability.REVIEW


def test_accounts_of_a_lost_domain_are_counted() -> None:
    """Twenty are named."""
    users = "".join(f'"x.test"\t"u{n}"\t"1512"\t{n}\t"u{n}"\t"U"\n' for n in range(MANY))

    (one,) = found(
        domain_not_handled.RULE, mail_root({"mailusers.tab": PLAIN["mailusers.tab"] + users})
    )

    assert (one.total, len(one.places)) == (MANY, 20)
    assert one.message.parameters["domain"] == "x.test"


def test_a_diverting_row_moves_to_smtpfwd() -> None:
    """With the port as that table writes it, in front of what is there."""
    files = {"smtpgw.tab": row("*", "@gate.test|2525"), "smtpfwd.tab": row("a.test", "b.test")}

    (one,) = found(gateway_diverts_local.RULE, mail_root(files))

    (fix,) = one.fixes
    assert fix.edits[1] == InsertRow("smtpfwd.tab", 0, ("*", "gate.test:2525"))


def test_many_forwards_are_one_finding() -> None:
    """All of them are changed by its fix."""
    files = {f"cmdaliases/example.com/a{n}.tab": REDIRECT for n in range(MANY)}

    (one,) = found(forward_breaks_spf.RULE, mail_root(files))

    assert one.total == MANY
    assert [len(fix.edits) for fix in one.fixes] == [MANY]


def test_a_long_circle_names_its_first_recipients() -> None:
    """And how many more there are."""
    files = {
        f"cmdaliases/example.com/a{n}.tab": row("redirect", f"a{(n + 1) % 8}@example.com")
        for n in range(8)
    }

    (one,) = found(mail_loop.RULE, mail_root(files))

    names = one.message.parameters["recipients"]
    assert isinstance(names, Listing)
    assert len(names.items) == 6
    assert one.total == 8
