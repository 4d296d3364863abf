"""`xmailaudit ask route @DOMAIN`: every address of a domain, printed as it is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.cli import status
from xmailaudit.cli.opening import open_session
from xmailaudit.policy.decision import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.cli.console import Console
    from xmailaudit.policy.decision import Decision
    from xmailaudit.policy.questions import Route
    from xmailaudit.policy.routing.domain import Name

__all__ = ["answer_domain"]


def answer_domain(
    console: Console,
    question: Route,
    *,
    target: str | None,
    format: str,  # noqa: A002  # the option's name
    at: float | None,
    **opening: Any,
) -> int:
    """Print what becomes of mail for each name; the status is that of the best of them."""
    session = open_session(console, target, **opening)
    routes = session.routes(question, at=at)
    show = _print_json if format == "json" else _print_text
    answers = show(console, question, routes)
    best = (Answer.ALLOW, Answer.UNDETERMINED, Answer.REFUSE)
    return status.of_answer(next(one for one in best if one in answers))


def _print_text(
    console: Console, question: Route, routes: Iterable[tuple[Name, Decision | None]]
) -> set[Answer]:
    from xmailaudit.report.text_domain import name_lines

    answers: set[Answer] = set()
    for name, decision in routes:
        for line in name_lines(question.recipient[1:], name, decision, console.words):
            console.out.line(line)
        answers |= _answer(decision)
    return answers


def _print_json(
    console: Console, question: Route, routes: Iterable[tuple[Name, Decision | None]]
) -> set[Answer]:
    """One list, an object for each name."""
    from xmailaudit.cli.json_output import write_list
    from xmailaudit.report.json_answers import name_json

    answers: set[Answer] = set()

    def objects() -> Iterator[object]:
        for name, decision in routes:
            answers.update(_answer(decision))
            yield name_json(question, name, decision, console.words)

    write_list(console.out, objects())
    return answers


def _answer(decision: Decision | None) -> set[Answer]:
    return set() if decision is None else {decision.answer}
