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
    from xmailaudit.policy.questions import Question
    from xmailaudit.policy.relay import RelayTable
    from xmailaudit.policy.shares import Share

    from .language import Words

    Json = dict[str, Any]

__all__ = ["MOST_NETWORKS", "access_json", "decision_json"]

#: A set with holes may be made of more networks than anyone can wait for.
MOST_NETWORKS = 4096


def decision_json(question: Question, decision: Decision, words: Words) -> Json:
    """A question and its answer, with the text of every row in the trace."""
    return {
        "question": question.kind,
        **question._asdict(),
        "decision": decision.answer.value,
        "reply": None if decision.reply is None else decoded(str(decision.reply)),
        "trace": [_step(step, words) for step in decision.trace],
        "missing": [words.message(missing) for missing in decision.missing],
    }


def _step(step: Step, words: Words) -> Json:
    shown = None if step.place is None else shown_place(step.place)
    return {
        "file": None if shown is None else shown.file,
        "line": None if shown is None else shown.line,
        "text": None if shown is None else shown.row,
        "reason": words.message(step.reason),
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
        "let_in": _networks(allowed & arriving),
        "shut_out": _networks(arriving - allowed),
        "rows": [_share(share, table) for share in effective_shares(table, allowed, arriving)],
        "undecided": [
            {"file": shown.file, "line": shown.line, "text": shown.row}
            for shown in (shown_place(row.at()) for row, _name in host_names(table))
        ],
    }


def _networks(peers: AddressSet) -> Json:
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
        **_networks(share.peers),
    }
