"""What a decision comes down to, so that two can be compared.

The rows that decide may have moved or be written otherwise: they are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from .decision import Decision
    from .routing.node import Node

__all__ = ["outcome"]


def outcome(decision: Decision) -> Hashable:
    """The answer, the server's reply, what is missing for it, and where the mail ends up."""
    missing = tuple(sorted(repr(one) for one in decision.missing))
    path = () if decision.path is None else tuple(_fates(decision.path))
    return decision.answer, decision.reply, missing, path


def _fates(path: Node) -> Iterator[Hashable]:
    for node in path.walk():
        yield node.event, node.recipient, node.sender, node.account, node.hosts, node.program
