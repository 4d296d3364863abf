"""The answers behind `ask route` and `ask list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.accounts import AccountKind
from xmailaudit.policy.answers import check_addresses
from xmailaudit.policy.decision import Answer, Decision
from xmailaudit.policy.errors import QuestionError
from xmailaudit.policy.facts import Facts, Undecided, settle
from xmailaudit.policy.mail_address import split_address, valid_host
from xmailaudit.policy.questions import Route
from xmailaudit.policy.resolution import find_account_or_alias, handled_domain

from .accepting import Accepted, accept, supposed
from .delivery import deliver
from .domain import domain_names
from .node import ENDS_WELL, Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.questions import List
    from xmailaudit.policy.world import World

    from .domain import Name
    from .node import Node

__all__ = ["answer_domain", "answer_list", "answer_route"]


def answer_route(root: MailRoot, question: Route, world: World) -> Decision:
    """Whether mail for a recipient gets anywhere, and by which way.  Raises QuestionError."""
    check_addresses(question.recipient, question.sender)
    world = supposed(root, question, world)
    if question.local:
        node = deliver(root, world, question.recipient, question.sender)
        return Decision(_arrives(node), node.steps, path=node)

    def run(facts: Facts) -> Accepted:
        return accept(facts, question)

    found = settle(root, run, world)
    if isinstance(found, Undecided):
        return Decision(Answer.UNDETERMINED, missing=found.missing)
    (reply, queued), trace = found
    if not reply.positive:
        return Decision(Answer.REFUSE, trace, reply)
    node = deliver(root, world, queued, question.sender)
    return Decision(_arrives(node), trace, reply, path=node)


def answer_domain(
    root: MailRoot, question: Route, world: World
) -> Iterator[tuple[Name, Decision | None]]:
    """The answer for every name of the domain that a question's recipient is (`@example.com`).

    None where no name was found that a wild-card row answers for.  Raises QuestionError, and
    UnseenFileError where a table of names cannot be read.
    """
    domain = question.recipient.removeprefix("@")
    if not valid_host(domain):
        raise QuestionError(say(_("{domain} is not a domain"), domain=domain))
    for name in domain_names(root, world, domain):
        asked = question._replace(recipient=f"{name.local}@{domain}")
        yield name, None if name.local is None else answer_route(root, asked, world)


def _arrives(node: Node) -> Answer:
    """Whether somebody gets the mail, or a program."""
    events = {one.event for one in node.walk()}
    if events & ENDS_WELL:
        return Answer.ALLOW
    return Answer.UNDETERMINED if Event.UNDETERMINED in events else Answer.REFUSE


def answer_list(root: MailRoot, question: List, world: World) -> Decision:
    """Whether a sender may post to a list, and who gets a post.  Raises QuestionError.

    The path is that of a post by somebody who may.
    """
    check_addresses(question.recipient, question.sender)
    found = settle(root, lambda facts: _is_list(facts, question.recipient), world)
    if not isinstance(found, Undecided) and not found.value:
        template = _("{address} is not a mailing list")
        raise QuestionError(say(template, address=question.recipient))
    route = Route(question.recipient, question.sender, question.login)
    decision = answer_route(root, route, world)
    if decision.path is not None:
        return decision
    world = supposed(root, route, world)
    return decision._replace(path=deliver(root, world, question.recipient, question.sender))


def _is_list(facts: Facts, address: str) -> bool:
    """Whether the address is that of a list, or an alias of one."""
    local, domain = split_address(address) or ("", "")
    account = find_account_or_alias(facts, domain, local) if handled_domain(facts, domain) else None
    return account is not None and account.kind is not AccountKind.USER
