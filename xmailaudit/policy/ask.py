"""`ask`: answer a question about a configuration.

The one door from questions to decisions; each kind of question has its own module behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from .questions import Auth, Connect, List, Relay, Route
from .world import UNKNOWN_WORLD, World

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

    from .decision import Decision
    from .questions import Question

__all__ = ["ask"]


def ask(root: MailRoot, question: Question, world: World = UNKNOWN_WORLD) -> Decision:
    """What XMail would do.  Raises QuestionError for a question that makes no sense."""
    from .answers import answer_auth, answer_connect, answer_relay

    match question:
        case Connect():
            return answer_connect(root, question, world)
        case Relay():
            return answer_relay(root, question, world)
        case Auth():
            return answer_auth(root, question, world)
        case Route():
            from .routing.answers import answer_route

            return answer_route(root, question, world)
        case List():
            from .routing.answers import answer_list

            return answer_list(root, question, world)
    assert_never(question)
