"""What becomes of mail: loops, silent losses, what nobody knows, and that any tables end."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.roots import mail_root, row
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import Unseen
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import say
from xmailaudit.policy.ask import ask
from xmailaudit.policy.decision import Answer, Decision
from xmailaudit.policy.errors import QuestionError
from xmailaudit.policy.outbound.way import Way
from xmailaudit.policy.questions import List, Route
from xmailaudit.policy.routing import delivery
from xmailaudit.policy.routing.delivery import deliver
from xmailaudit.policy.routing.node import Event, Node
from xmailaudit.policy.world import World

if TYPE_CHECKING:
    from xmailaudit.mailroot.source import Content

CLOSED = World(closed=True)
BOB = "domains/example.com/bob/mailproc.tab"
USERS = '"example.com"\t"bob"\t"1512"\t1\t"bob"\t"U"\n'
LISTS = "".join(
    f'"example.com"\t"{name}"\t"1512"\t{number}\t"{name}"\t"M"\n'
    for number, name in enumerate(("news", "team"), 2)
)


def sent(recipient: str = "bob@example.com", **files: str | None) -> Node:
    """What becomes of a mail in the queue."""
    return deliver(mail_root(files), CLOSED, recipient, "someone@example.org")


def events(node: Node) -> list[Event]:
    """The ends of a mail, in order."""
    return [one.event for one in node.walk() if not one.children]


def test_a_mailbox_is_an_end() -> None:
    """The plain case, with the rows that lead there."""
    node = sent()

    assert (node.event, node.account) == (Event.MAILBOX, "bob@example.com")
    assert [step.place and step.place.file for step in node.steps] == [
        "domains.tab",
        "mailusers.tab",
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", [Event.DISCARDED]),
        (row("wait", "5"), [Event.IGNORED, Event.DISCARDED]),
        (row("smtprelay", ";"), [Event.IGNORED, Event.DISCARDED]),
        (row("external", "0", "60", "/opt/x", "@@FILE"), [Event.PROGRAM]),
        (
            row("filter", "0", "0", "/opt/x", "@@FILE") + row("mailbox"),
            [Event.FILTERED, Event.IGNORED, Event.DISCARDED],
        ),
        (row("mailbox") + row("redirect", "a@example.net"), [Event.MAILBOX, Event.SENT]),
        (row("redirect", "$(FROM)"), [Event.SENT]),
        (row("redirect", "$(FILE)"), [Event.UNDETERMINED]),
        (row("redirect", "no address"), [Event.FROZEN]),
        (row("redirect", "a@b@c"), [Event.FROZEN]),
        (row("redirect", "nobody@example.com"), [Event.BOUNCED]),
        (row("redirect", "$(RRCPT)"), [Event.LOOP]),
    ],
)
def test_commands_of_an_account(lines: str, expected: list[Event]) -> None:
    """Each line, and the loss where none delivers."""
    assert events(sent(**{BOB: lines})) == expected


def test_a_full_mailbox_ends_the_run() -> None:
    """The mail is bounced, so the lines below are not run."""
    node = sent(
        **{
            BOB: row("mailbox") + row("redirect", "a@example.net"),
            "mailusers.tab": USERS.replace('"bob"\t"U"', '"gone"\t"U"'),
            "domains/example.com/gone/mailproc.tab": row("mailbox") + row("redirect", "a@b.test"),
        }
    )

    assert events(node) == [Event.BOUNCED]


def test_a_redirect_keeps_the_sender_and_lredirect_does_not() -> None:
    """In mailproc.tab the account becomes the sender, elsewhere the recipient."""
    lines = row("redirect", "example.net") + row("lredirect", "a@example.net")
    node = sent(**{BOB: lines})
    kept, own = (child.children[0] for child in node.children)
    alias = sent("Info@example.com", **{"cmdaliases/example.com/info.tab": lines})
    there, local = (child.children[0] for child in alias.children)

    assert (kept.recipient, kept.sender) == ("bob@example.net", "someone@example.org")
    assert (own.recipient, own.sender) == ("a@example.net", "bob@example.com")
    assert (there.recipient, there.sender) == ("Info@example.net", "someone@example.org")
    assert (local.recipient, local.sender) == ("a@example.net", "Info@example.com")


@pytest.mark.parametrize(
    ("files", "recipient", "ends"),
    [
        ({BOB: row("redirect", "bob@example.com")}, "bob@example.com", True),
        ({BOB: row("redirect", "BOB@Example.COM")}, "bob@example.com", True),
        (
            {"cmdaliases/example.com/a.tab": row("redirect", "a@example.com")},
            "a@example.com",
            False,
        ),
        (
            {
                "cmdaliases/example.com/a.tab": row("redirect", "bob@example.com"),
                BOB: row("redirect", "a@example.com"),
            },
            "a@example.com",
            True,
        ),
        ({"custdomains/.tab": row("redirect", "x@example.net")}, "x@example.net", False),
        (
            {
                "mailusers.tab": LISTS,
                "domains/example.com/news/mlusers.tab": row("team@example.com"),
                "domains/example.com/team/mlusers.tab": row("news@example.com", "R"),
            },
            "news@example.com",
            False,
        ),
    ],
)
def test_loops(files: dict[str, str], recipient: str, *, ends: bool) -> None:
    """Only a step through mailproc.tab adds a header that the loop check counts."""
    (loop,) = [one for one in sent(recipient, **files).walk() if one.event is Event.LOOP]

    assert loop.ends is ends


def test_lists() -> None:
    """A copy for each R, from ListSender; a list without one loses the mail."""
    files = {
        "mailusers.tab": USERS + LISTS,
        "domains/example.com/news/user.tab": row("ListSender", "owner@example.com"),
        "domains/example.com/news/mlusers.tab": row("bob@example.com")
        + row("a@example.net", "W")
        + row("b@example.net", "RA")
        + "#c@example.net\n",
        "domains/example.com/team/mlusers.tab": row("bob@example.com", "W"),
    }

    news = sent("news@example.com", **files)
    team = sent("team@example.com", **files)

    assert [one.recipient for one in news.children] == [
        "bob@example.com",
        "b@example.net",
        "#c@example.net",
    ]
    assert {one.sender for one in news.children} == {"owner@example.com"}
    assert [one.origin and one.origin.line for one in news.children] == [1, 3, 4]
    assert events(team) == [Event.DISCARDED]


def test_a_list_without_members_file_is_tried_in_vain() -> None:
    """XMail cannot read it, and keeps the mail in the queue."""
    assert events(sent("news@example.com", **{"mailusers.tab": LISTS})) == [Event.DEFERRED]


def test_lists_of_lists_are_followed_once() -> None:
    """Each list is opened out where it first stands."""
    names = [f"list{number}" for number in range(30)]
    users = "".join(f'"example.com"\t"{name}"\t"1512"\t1\t"{name}"\t"M"\n' for name in names)
    members = {
        f"domains/example.com/{name}/mlusers.tab": "".join(
            row(f"{other}@example.com") for other in names[number + 1 :]
        )
        or row("a@example.net")
        for number, name in enumerate(names)
    }

    node = sent("list0@example.com", **{"mailusers.tab": users, **members})

    assert len([one for one in node.walk() if one.event is Event.LIST]) == len(names)


def test_a_way_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recipient that grows with each step is no loop."""
    monkeypatch.setattr(delivery, "MOST_STEPS", 10)
    files = {"custdomains/example.net.tab": row("redirect", "x$(RCPT)")}

    assert events(sent("x@example.net", **files)) == [Event.UNDETERMINED]


def test_many_steps_are_frozen() -> None:
    """A chain of mailproc redirects longer than MaxMTAOps."""
    names = [f"user{number}" for number in range(20)]
    users = "".join(f'"example.com"\t"{name}"\t"1512"\t1\t"{name}"\t"U"\n' for name in names)
    files = {
        f"domains/example.com/{name}/mailproc.tab": row("redirect", f"{after}@example.com")
        for name, after in pairwise(names)
    }

    *_others, last = sent("user0@example.com", **{"mailusers.tab": users, **files}).walk()

    assert (last.event, last.recipient, last.headers) == (Event.FROZEN, "user16@example.com", 17)


@pytest.mark.parametrize(
    ("files", "settings_", "recipient", "event", "way", "hosts"),
    [
        ({}, "", "a@example.net", Event.SENT, Way.MAIL_EXCHANGER, ("example.net",)),
        ({}, "", "a@[192.0.2.1]", Event.SENT, None, ("192.0.2.1",)),
        (
            {},
            row("DefaultSMTPGateways", "a.test,NeedTLS=1;b.test"),
            "a@[192.0.2.1]",
            Event.SENT,
            Way.DEFAULT,
            ("a.test", "b.test"),
        ),
        ({}, row("DefaultSMTPGateways", ""), "a@b.test", Event.DISCARDED, Way.DEFAULT, ()),
        (
            {"smtpfwd.tab": row("*.test", "#a.test:26;b.test")},
            "",
            "a@b.test",
            Event.SENT,
            Way.FORWARD,
            ("a.test:26", "b.test"),
        ),
        ({"smtpfwd.tab": row("*", "")}, "", "a@b.test", Event.DISCARDED, Way.FORWARD, ()),
        ({}, "", "@gate.test:a@b.test", Event.SENT, Way.GATEWAY, ("gate.test",)),
        ({}, "", "@gate.test:25:a@b.test", Event.FROZEN, None, ()),
        ({}, "", "a@[::1]", Event.FROZEN, None, ()),
        ({}, "", "@[::1]:a@b.test", Event.FROZEN, None, ()),
        ({}, row("MaxMTAOps", "0"), "bob@example.com", Event.FROZEN, None, ()),
    ],
)
def test_ways_out(  # the columns of one table
    files: dict[str, str],
    settings_: str,
    recipient: str,
    event: Event,
    way: Way | None,
    hosts: tuple[str, ...],
) -> None:
    """XMail's order of routes."""
    node = deliver(mail_root(files, settings=settings_), CLOSED, recipient, "")

    assert (node.event, node.way, node.hosts) == (event, way, hosts)


def test_filters_are_noted() -> None:
    """By the account behind sender and recipient; a row for others is none."""
    rows = row("*", "bob@*", "0.0.0.0/0", "0.0.0.0/0", "scan") + row("x@*", "*", "", "", "other")

    node = sent(**{"filters.in.tab": rows})

    assert [place.line for place in node.filters] == [1]


def test_filters_come_before_the_look_at_the_mailbox() -> None:
    """So that one of them may keep a full mailbox's mail from being bounced."""
    rows = row("*", "*", "0.0.0.0/0", "0.0.0.0/0", "scan")
    users = USERS.replace('"bob"\t"U"', '"gone"\t"U"')

    full = sent(**{"filters.in.tab": rows, "mailusers.tab": users})
    nobody = sent("nobody@example.com", **{"filters.in.tab": rows})

    assert (full.event, len(full.filters)) == (Event.BOUNCED, 1)
    assert (nobody.event, nobody.filters) == (Event.BOUNCED, ())


@pytest.mark.parametrize("sender", ["the owner", "owner", "a@b@c"])
def test_copies_with_a_broken_sender_are_frozen(sender: str) -> None:
    """XMail cannot read the envelope that it has written itself."""
    files = {
        "mailusers.tab": USERS + LISTS,
        "domains/example.com/news/user.tab": row("ListSender", sender),
        "domains/example.com/news/mlusers.tab": row("bob@example.com"),
    }

    assert events(sent("news@example.com", **files)) == [Event.FROZEN]
    files["domains/example.com/news/user.tab"] = row("ListSender", "")
    assert events(sent("news@example.com", **files)) == [Event.MAILBOX]


@pytest.mark.parametrize(
    ("recipient", "event"),
    [
        ("sales@example.com", Event.COMMAND_ALIAS),
        ("/sales@example.com", Event.COMMAND_ALIAS),
        ("sales@example.com/", Event.COMMAND_ALIAS),
        ("x/sales@example.com", Event.BOUNCED),
        ("a@fwd.test", Event.CUSTOM_DOMAIN),
        ("a@/fwd.test", Event.CUSTOM_DOMAIN),
        ("a@/./fwd.test", Event.CUSTOM_DOMAIN),
        ("a@/far.test", Event.SENT),
    ],
)
def test_a_slash_in_an_address_is_one_in_a_path(recipient: str, event: Event) -> None:
    """The file system takes two for one."""
    lines = row("redirect", "bob@example.com")
    files = {"cmdaliases/example.com/sales.tab": lines, "custdomains/fwd.test.tab": lines}

    assert sent(recipient, **files).event is event


# ------------------------------------------------------------ questions


def asked(question: Route | List, files: dict[str, str | None] | None = None) -> Decision:
    """The answer to a question."""
    return ask(mail_root(files), question)


def test_a_stranger_is_heard_for_accounts_only() -> None:
    """Refused mail has no path; a login with R may go anywhere."""
    far = asked(Route("a@example.net"))
    relayed = asked(Route("a@example.net", login="bob@example.com"))

    assert asked(Route("bob@example.com")).allowed
    assert (far.answer, str(far.reply), far.path) == (Answer.REFUSE, "550 Relay denied", None)
    assert relayed.allowed
    assert relayed.path is not None


def test_a_gateway_takes_local_mail_too() -> None:
    """`smtpgw.tab` is looked at for every recipient that SMTP takes, and only there."""
    files: dict[str, str | None] = {"smtpgw.tab": row("*", "@gate.example.net")}

    outside = asked(Route("bob@example.com"), files).path
    inside = asked(Route("bob@example.com", local=True), files).path

    assert outside is not None
    assert (outside.event, outside.hosts) == (Event.SENT, ("gate.example.net",))
    assert inside is not None
    assert inside.event is Event.MAILBOX


def test_mail_from_inside_passes_what_smtp_refuses() -> None:
    """`ReceiveEnable` is asked at RCPT only."""
    files: dict[str, str | None] = {"domains/example.com/bob/user.tab": row("ReceiveEnable", "0")}

    assert asked(Route("bob@example.com"), files).answer is Answer.REFUSE
    assert asked(Route("bob@example.com", local=True), files).allowed


def test_what_is_not_seen_is_undetermined() -> None:
    """A mailproc.tab that cannot be read is not a missing one."""

    class Hidden(MemorySource):
        def read(self, path: str, /) -> Content:
            return Unseen(say("hidden")) if path == BOB else super().read(path)

    plain = mail_root().source
    assert isinstance(plain, MemorySource)
    files = {name: plain.read(name) for name in ("server.tab", "domains.tab", "mailusers.tab")}
    source = Hidden({name: data for name, data in files.items() if isinstance(data, bytes)})
    root = MailRoot(source, StartOptions.assumed())

    assert ask(root, Route("bob@example.com", local=True)).answer is Answer.UNDETERMINED


def test_a_list_is_told_with_its_rules() -> None:
    """Who may post, and the copies even of a post that is refused."""
    files: dict[str, str | None] = {
        "mailusers.tab": USERS + LISTS,
        "domains/example.com/news/user.tab": row("ClosedML", "1"),
        "domains/example.com/news/mlusers.tab": row("bob@example.com", "RW")
        + row("a@example.net", "A")
        + row("b@example.net", "R"),
    }

    stranger = asked(List("news@example.com"), files)
    member = asked(List("news@example.com", "bob@example.com"), files)

    assert (stranger.answer, member.answer) == (Answer.REFUSE, Answer.ALLOW)
    assert stranger.path is not None
    rules = stranger.path.posting
    assert rules is not None
    assert [(one.address, one.as_sender, one.as_login) for one in rules.posters] == [
        ("bob@example.com", True, False),
        ("a@example.net", False, True),
    ]
    with pytest.raises(QuestionError, match="is not a mailing list"):
        asked(List("bob@example.com"), files)


# ------------------------------------------------------------ any tables

_WORDS = st.sampled_from(
    [
        *("mailbox", "redirect", "lredirect", "smtp", "smtprelay", "external", "filter", "0", "@"),
        *("bob@example.com", "news@example.com", "example.com", "x@example.net"),
        *("$(RCPT)", "@@FROM", "\xff"),
    ]
)
_LINES = st.lists(st.lists(_WORDS, max_size=6).map("\t".join), max_size=6).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(_LINES, _LINES, _LINES, _LINES)
def test_any_commands_end(user: str, alias: str, custom: str, members: str) -> None:
    """Nothing raises, and a node below another is no longer way than is followed."""
    node = sent(
        **{
            "mailusers.tab": USERS + LISTS,
            BOB: user,
            "cmdaliases/example.com/info.tab": alias,
            "custdomains/.net.tab": custom,
            "domains/example.com/news/mlusers.tab": members,
            "aliases.tab": row("example.com", "*", "news"),
        }
    )

    assert sum(1 for _one in node.walk()) < 2000
