"""The answers of `ask` and `access` as JSON values.

A decision's keys are those of a report's witness, with what is missing behind them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.policy.shares import file_of, host_names

from .escape import decoded
from .networks import without_doubles
from .place import shown_place
from .text_access import effective_shares

if TYPE_CHECKING:
    from xmailaudit.policy.access import AccessMap
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.policy.decision import Decision, Step
    from xmailaudit.policy.questions import Question, Route
    from xmailaudit.policy.relay import RelayTable
    from xmailaudit.policy.routing.domain import Name
    from xmailaudit.policy.routing.node import Node, Posting
    from xmailaudit.policy.shares import Share
    from xmailaudit.tables.row import Place

    from .language import Words

    Json = dict[str, Any]

__all__ = [
    "MOST_NETWORKS",
    "access_json",
    "decision_json",
    "name_json",
    "networks_json",
    "posting_json",
    "row_json",
]

#: A set with holes may be made of more networks than anyone can wait for.
MOST_NETWORKS = 4096


def decision_json(question: Question, decision: Decision, words: Words) -> Json:
    """A question and its answer, with the text of every row in the trace."""
    path = {} if decision.path is None else {"path": _node(decision.path, words)}
    return {
        "question": question.kind,
        **question._asdict(),
        "decision": decision.answer.value,
        "reply": None if decision.reply is None else decoded(str(decision.reply)),
        "trace": [_step(step, words) for step in decision.trace],
        "missing": [words.message(missing) for missing in decision.missing],
        **path,
    }


def name_json(question: Route, name: Name, decision: Decision | None, words: Words) -> Json:
    """A name of a domain, the row it comes from, and the answer for it."""
    from .text_domain import outcome

    asked = question._replace(recipient=f"{name.local}{question.recipient}")
    return {
        "kind": name.kind.value,
        "name": None if name.local is None else decoded(name.local),
        "pattern": None if name.pattern is None else decoded(name.pattern),
        **row_json(name.place),
        "what": words.message(outcome(decision)),
        "answer": None if decision is None else decision_json(asked, decision, words),
    }


def _node(node: Node, words: Words) -> Json:
    """What becomes of a mail, or what a command does."""
    from .route_words import happens

    return {
        "event": node.event.value,
        "recipient": decoded(node.recipient),
        "sender": decoded(node.sender),
        "what": words.message(happens(node)),
        **row_json(node.place),
        "member": None if node.origin is None else row_json(node.origin),
        "account": None if node.account is None else decoded(node.account),
        "hosts": [decoded(host) for host in node.hosts],
        "program": None if node.program is None else decoded(node.program),
        "ends": node.ends if node.event.value == "loop" else None,
        "trace": [_step(step, words) for step in node.steps],
        "posting": None if node.posting is None else posting_json(node.posting),
        "filters": [row_json(place) for place in node.filters],
        "missing": [words.message(missing) for missing in node.missing],
        "children": [_node(child, words) for child in node.children],
    }


def posting_json(posting: Posting) -> Json:
    """Who may post to a list; at most the first of `total` posters are named."""
    return {
        "closed": posting.closed,
        "posters": [
            {
                "address": decoded(one.address),
                "as_sender": one.as_sender,
                "as_login": one.as_login,
                **row_json(one.place),
            }
            for one in posting.posters
        ],
        "total": posting.total,
        "sender": None if posting.sender is None else decoded(posting.sender),
        "reply_to": posting.reply_to,
    }


def _step(step: Step, words: Words) -> Json:
    return {**row_json(step.place), "reason": words.message(step.reason)}


def row_json(place: Place | None) -> Json:
    """A place and the row that stands there."""
    shown = None if place is None else shown_place(place)
    return {
        "file": None if shown is None else shown.file,
        "line": None if shown is None else shown.line,
        "text": None if shown is None else shown.row,
    }


def access_json(
    service: str, table: AccessMap | RelayTable, allowed: AddressSet, arriving: AddressSet
) -> Json:
    """Who is let in to a service (or may `relay`), out of the peers `arriving`.

    A list of networks holds at most `MOST_NETWORKS`; `complete` tells whether it is all.  IPv6
    peers that go with the IPv4 address they hold are not listed beside it.
    """
    return {
        "service": service,
        "let_in": networks_json(allowed & arriving),
        "shut_out": networks_json(arriving - allowed),
        "rows": [_share(share, table) for share in effective_shares(table, allowed, arriving)],
        "undecided": [row_json(row.at()) for row, _name in host_names(table)],
    }


def networks_json(peers: AddressSet) -> Json:
    """A set as the list of its networks, as far as that has an end, and its number."""
    alone = without_doubles(peers)
    prefixes = tuple(alone.prefixes(MOST_NETWORKS + 1))
    return {
        "networks": [str(prefix) for prefix in prefixes[:MOST_NETWORKS]],
        "complete": len(prefixes) <= MOST_NETWORKS,
        "ipv4_addresses": alone.count4,
    }


def _share(share: Share, table: AccessMap | RelayTable) -> Json:
    shown = None if share.row is None else shown_place(share.row.at())
    return {
        "file": decoded(file_of(table)) if shown is None else shown.file,
        "line": None if shown is None else shown.line,
        "text": None if shown is None else shown.row,
        "let_in": share.allows,
        **networks_json(share.peers),
    }
