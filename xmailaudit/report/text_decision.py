"""Decisions in plain text: the answer, the server's reply, and the rows that lead to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from xmailaudit.messages import Listing, _, say
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.questions import Auth, Connect, List, Relay, Route

from .location import location
from .place import shown_place
from .text_layout import excerpt, wrap
from .text_style import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.messages import Message
    from xmailaudit.policy.decision import Decision, Step
    from xmailaudit.policy.questions import Question
    from xmailaudit.policy.routing.node import Node

    from .language import Words
    from .text_style import Style

__all__ = ["answered", "decision_text", "trace_lines"]

_LOOKS = {Answer.ALLOW: "yes", Answer.REFUSE: "bold", Answer.UNDETERMINED: "unknown"}


def decision_text(
    question: Question, decision: Decision, words: Words, style: Style = PLAIN
) -> Iterator[str]:
    """The lines that answer a question."""
    first, *rest = wrap(words.message(answered(question, decision)), words.width)
    yield style(_LOOKS[decision.answer], first)
    yield from rest
    if decision.reply is not None:
        yield from wrap(
            words(_("The server answers: {reply}"), reply=str(decision.reply)), words.width
        )
    if decision.trace:
        yield ""
        yield from trace_lines(decision.trace, words, indent=2, rows=True)
    if decision.path is not None:
        yield from _path_lines(decision.path, decision.trace, words)
    if decision.missing:
        yield ""
        yield from wrap(words(_("It depends on what is not known:")), words.width)
        for missing in decision.missing:
            yield from wrap(words.message(missing), words.width, first="  - ")


def _path_lines(path: Node, trace: tuple[Step, ...], words: Words) -> Iterator[str]:
    """What becomes of the mail, without the rows that are shown already."""
    from .text_list import posting_lines
    from .text_route import route_tree

    yield ""
    if path.posting is not None:
        yield from posting_lines(path.posting, words)
        yield ""
    steps = tuple(step for step in path.steps if step not in trace)
    yield from route_tree(path._replace(steps=steps), words)


def answered(question: Question, decision: Decision) -> Message:
    """The answer to a question in one sentence."""
    what = question_message(question)
    if isinstance(question, Route) and decision.path is not None:
        return _delivered(decision.answer, what)
    match decision.answer:
        case Answer.ALLOW:
            return say(_("ALLOWED: {what}"), what=what)
        case Answer.REFUSE:
            return say(_("REFUSED: {what}"), what=what)
        case Answer.UNDETERMINED:
            return say(_("CANNOT TELL: {what}"), what=what)
    assert_never(decision.answer)


def _delivered(answer: Answer, what: Message) -> Message:
    """What becomes of a mail that is taken."""
    match answer:
        case Answer.ALLOW:
            return say(_("DELIVERED: {what}"), what=what)
        case Answer.REFUSE:
            return say(_("NOBODY GETS IT: {what}"), what=what)
        case Answer.UNDETERMINED:
            return say(_("CANNOT TELL: {what}"), what=what)
    assert_never(answer)


def question_message(question: Question) -> Message:
    """What is asked, as a phrase."""
    match question:
        case Connect():
            return say(
                _("{client} connecting to {service}{how}"),
                client=question.client,
                service=question.service,
                how=say(_(" and starting TLS")) if question.tls else "",
            )
        case Relay():
            template = _("{client} sending from <{sender}> to <{recipient}>{how}{supposed}")
            return say(
                template,
                client=question.client,
                sender=question.sender,
                recipient=question.recipient,
                how=_how(question.login, tls=question.tls),
                supposed=_supposed(question),
            )
        case Auth():
            template = _("{client} logging in as {login} with {mechanism}{how}")
            return say(
                template,
                client=question.client,
                login=question.login,
                mechanism=question.mechanism,
                how=_how(None, tls=question.tls),
            )
        case Route():
            return say(
                _("mail from <{sender}> to <{recipient}>{how}"),
                sender=question.sender,
                recipient=question.recipient,
                how=_comes_in(question),
            )
        case List():
            return say(
                _("a post from <{sender}> to the list <{recipient}>{how}"),
                sender=question.sender,
                recipient=question.recipient,
                how=_how(question.login, tls=False),
            )
    assert_never(question)


def _comes_in(question: Route) -> Message | str:
    """How a mail reaches the server."""
    if question.local:
        return say(_(", put into the spool"))
    if question.client is not None:
        how = _how(question.login, tls=False)
        return say(_(", sent by {client}{how}"), client=question.client, how=how)
    return _how(question.login, tls=False)


def _how(login: str | None, *, tls: bool) -> Message | str:
    if login is not None and tls:
        return say(_(", logged in as {login} inside TLS"), login=login)
    if login is not None:
        return say(_(", logged in as {login}"), login=login)
    return say(_(" inside TLS")) if tls else ""


def _supposed(question: Relay) -> Message | str:
    """What the question supposes that no configuration tells."""
    notes: list[Message] = []
    if question.ordinary:
        notes += [say(_("with a DNS name")), say(_("in no block list"))]
    if question.listener is not None:
        notes.append(say(_("arriving at {listener}"), listener=question.listener))
    return say(_(" ({notes})"), notes=Listing(tuple(notes))) if notes else ""


def trace_lines(
    trace: tuple[Step, ...], words: Words, *, indent: int, rows: bool = False
) -> Iterator[str]:
    """What was looked at, step by step; with `rows` the text of each row, too."""
    margin = " " * indent
    for step in trace:
        where = "" if step.place is None else f"{location(step.place, words)}: "
        reason = words.message(step.reason)
        yield from wrap(where + reason, words.width, first=f"{margin}- ", rest=f"{margin}  ")
        if rows and step.place is not None and step.place.line is not None:
            room = words.width - indent - 4
            row = shown_place(step.place).row or ""
            yield f"{margin}    {excerpt(row, None, room).row}"
