"""Recipients as a running XMail 1.27 resolved them: its replies to RCPT, and its delivery log.

`tests/data/resolution` holds the tables and what was seen.  A host that was down is not known to
policy: of the hosts of a route any may stand in the log.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.policy.facts import Facts
from xmailaudit.policy.outbound.way import Way
from xmailaudit.policy.questions import Route
from xmailaudit.policy.routing.accepting import Accepted, accept
from xmailaudit.policy.routing.commands import Kind
from xmailaudit.policy.routing.delivery import deliver
from xmailaudit.policy.routing.node import Event, Node
from xmailaudit.policy.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parents[2] / "data" / "resolution"
CLOSED = World(closed=True)


class Case(NamedTuple):
    """A line of the recording."""

    name: str
    sender: str
    login: str | None
    recipient: str
    reply: str
    log: frozenset[str]


def cases() -> Iterator[Case]:
    """All that was observed."""
    with (DATA / "expected.tsv").open(encoding="ascii", newline="") as file:
        for line in list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]:
            name, sender, login, recipient, reply, log, _left = line
            entries = frozenset(entry.strip() for entry in log.split(" | ") if entry)
            yield Case(name, sender, sender if login == "yes" else None, recipient, reply, entries)


@pytest.fixture(scope="module")
def root() -> MailRoot:
    """The tables, and the mailbox folders that were there."""
    base = DATA / "MailRoot"
    files = {
        path.relative_to(base).as_posix(): path.read_bytes()
        for path in base.rglob("*")
        if path.is_file()
    }
    folders = [f"{Path(file).parent}/Maildir" for file in files if file.endswith("/user.tab")]
    return MailRoot(MemorySource(files, folders=folders), StartOptions.assumed())


def accepted(root: MailRoot, case: Case) -> Accepted:
    """What the server answers; `recipient` may be anything."""
    question = Route(case.recipient, case.sender, case.login, client="127.0.0.1")
    return accept(Facts(root, CLOSED), question)


def entries(node: Node) -> Iterator[tuple[str, ...]]:
    """What a node leaves in the log; of several hosts one."""
    for one in node.walk():
        envelope = f"<{one.sender}> -> <{one.recipient}>"
        match one.event:
            case Event.MAILBOX:
                yield (f"LOCAL {one.account} {envelope}",)
            case Event.SENT:
                word = {Way.FORWARD: "FWD", Way.COMMAND: "RLYS"}.get(one.way or Way.GATEWAY, "SMTP")
                yield tuple(f"{word} {host} {envelope}" for host in one.hosts)
            case Event.REDIRECTED if one.account is not None and one.command is not None:
                word = "REDIR" if one.command.kind is Kind.REDIRECT else "LREDIR"
                for target in one.command.arguments:
                    yield (f"{word} {target} {envelope}",)


def test_every_case_is_here() -> None:
    """None got lost."""
    assert sum(1 for _case in cases()) == 70


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_the_reply_to_the_recipient(root: MailRoot, case: Case) -> None:
    """Code and text; what XMail says behind a syntax error is its own code for it."""
    assert case.reply.startswith(str(accepted(root, case).reply))


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_the_log_of_the_delivery(root: MailRoot, case: Case) -> None:
    """Every entry comes from one node, and every node leaves its entry."""
    reply, queued = accepted(root, case)
    expected = set(case.log)
    if not reply.positive:
        assert not expected
        return

    for possible in entries(deliver(root, CLOSED, queued, case.sender)):
        seen = expected & set(possible)
        assert len(seen) == 1, possible
        expected -= seen

    assert not expected
