"""Reading unknowns forks; runs that agree make a decision, others name what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import PLAIN, mail_root
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import Unseen
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import English, render, say
from xmailaudit.policy.addresses import Address
from xmailaudit.policy.decision import Answer, Decision
from xmailaudit.policy.facts import MOST_BRANCHES, Facts, Undecided, decide, explore
from xmailaudit.policy.world import UNKNOWN_WORLD, World

if TYPE_CHECKING:
    from xmailaudit.mailroot.source import Content

CLIENT = Address.parse("192.0.2.7")


class Partial(MemorySource):
    """A source that shows some settings only, and hides one file."""

    def read(self, path: str, /) -> Content:
        """Everything but the relay table."""
        if path == "smtprelay.tab":
            return Unseen(say("the disk is on fire"))
        return super().read(path)

    def shows_all(self, file: str, /) -> bool:
        """Settings that are not shown may be there all the same."""
        return file != "server.tab"


@pytest.fixture
def partial() -> MailRoot:
    """A MailRoot of which not all settings are known."""
    files = {path: text.encode() for path, text in PLAIN.items()}
    return MailRoot(Partial(files), StartOptions.assumed())


def allow_if(*, yes: bool) -> Decision:
    """A bare decision."""
    return Decision(Answer.ALLOW if yes else Answer.REFUSE)


def test_a_known_setting_does_not_fork() -> None:
    """One run is enough where nothing is unknown."""
    branches = explore(mail_root(), UNKNOWN_WORLD, lambda facts: facts.flag("EnableSMTP-TLS"))

    assert [branch.outcome for branch in branches] == [True]


def test_an_unknown_setting_is_tried_with_each_representative(partial: MailRoot) -> None:
    """The run sees every value that the setting's definition names."""
    branches = explore(partial, UNKNOWN_WORLD, lambda facts: facts.text("SmtpNoTLSAuths"))

    assert {branch.outcome for branch in branches} == {None, "", "CRAM-MD5", "PLAIN", "LOGIN"}


def test_a_shown_setting_counts_although_others_are_unknown(partial: MailRoot) -> None:
    """A row that is shown is certain."""
    branches = explore(partial, UNKNOWN_WORLD, lambda facts: facts.text("RootDomain"))

    assert [branch.outcome for branch in branches] == ["example.com"]


def test_runs_that_agree_decide(partial: MailRoot) -> None:
    """An unknown that does not matter leaves no doubt."""

    def run(facts: Facts) -> Decision:
        facts.flag("EnableSMTP-TLS")
        return allow_if(yes=True)

    assert decide(partial, run).answer is Answer.ALLOW


def test_runs_that_differ_name_what_is_missing(partial: MailRoot) -> None:
    """The answer hangs on the setting, so it is named."""
    decision = decide(partial, lambda facts: allow_if(yes=facts.flag("AllowNullSender")))

    assert decision.answer is Answer.UNDETERMINED
    (missing,) = decision.missing
    assert "AllowNullSender" in render(missing, English(), show=str)


def test_an_unknown_that_does_not_matter_is_not_missing(partial: MailRoot) -> None:
    """Only what would lead elsewhere is named."""

    def run(facts: Facts) -> Decision:
        facts.flag("CheckMailerDomain")
        yes = facts.flag("AllowNullSender")
        facts.text("SmtpNoTLSAuths")
        return allow_if(yes=yes)

    (missing,) = decide(partial, run).missing

    assert "AllowNullSender" in render(missing, English(), show=str)


def test_an_unseen_file_leaves_the_decision_open(partial: MailRoot) -> None:
    """A file that cannot be read is not an absent one."""
    decision = decide(partial, lambda facts: allow_if(yes=facts.exists("smtprelay.tab")))

    assert decision.answer is Answer.UNDETERMINED
    assert "on fire" in render(decision.missing[0], English(), show=str)


def test_unknowns_without_end_give_up() -> None:
    """More combinations than anybody can try make the decision undetermined."""

    def run(facts: Facts) -> Decision:
        for number in range(100):
            facts.assume(number, say("fact {number}", number=number), (False, True))
        return allow_if(yes=True)

    branches = explore(mail_root(), UNKNOWN_WORLD, run)

    assert len(branches) <= MOST_BRANCHES + 1
    assert decide(mail_root(), run).answer is Answer.UNDETERMINED


def test_a_closed_world_knows_that_there_is_nothing_else() -> None:
    """What a closed world does not hold does not exist."""
    world = World(closed=True)

    def run(facts: Facts) -> tuple[object, ...]:
        return (
            facts.reverse_name(CLIENT),
            facts.name_is("host.example.net", CLIENT),
            facts.has_mail_exchanger("example.net"),
            facts.is_listed("list.example.net", CLIENT),
        )

    (branch,) = explore(mail_root(), world, run)

    assert branch.outcome == (None, False, False, False)


def test_a_world_is_believed() -> None:
    """What the world holds needs no assumption."""
    world = World(
        reverse={CLIENT: "a.example.net"},
        forward={"a.example.net": (CLIENT,)},
        mail_domains={"example.net": True},
        listed={("list.example.net", CLIENT): True},
    )

    def run(facts: Facts) -> tuple[object, ...]:
        return (
            facts.reverse_name(CLIENT),
            facts.name_is("A.example.net", CLIENT),
            facts.has_mail_exchanger("example.NET"),
            facts.is_listed("list.example.net", CLIENT),
        )

    (branch,) = explore(mail_root(), world, run)

    assert branch.outcome == ("a.example.net", True, True, True)


def test_localhost_needs_no_resolver() -> None:
    """The one name every machine knows."""
    loopback = Address.parse("127.0.0.1")

    (branch,) = explore(mail_root(), UNKNOWN_WORLD, lambda f: f.name_is("localhost", loopback))

    assert branch.outcome is True


def test_giving_up_says_why() -> None:
    """A run that meets the undefined ends with its reason."""

    def run(facts: Facts) -> Decision:
        facts.give_up("XMail crashes on {name}", name="x")

    (branch,) = explore(mail_root(), UNKNOWN_WORLD, run)

    assert isinstance(branch.outcome, Undecided)
    assert render(branch.outcome.missing[0], English(), show=str) == "XMail crashes on x"
