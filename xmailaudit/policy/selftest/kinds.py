"""How each kind of recorded question is played; the result has the recording's keys.

A value is a `Reply`, the lines of EHLO, or None where the server had closed the connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.policy import ctrl, ctrl_lists, pop3
from xmailaudit.policy.addresses import Address
from xmailaudit.policy.decision import Reply
from xmailaudit.policy.smtp.connect import open_session
from xmailaudit.policy.smtp.dialogue import Answered, command
from xmailaudit.policy.smtp.greeting import ehlo
from xmailaudit.policy.smtp.login import authenticate
from xmailaudit.policy.smtp.mail import mail
from xmailaudit.policy.smtp.queries import etrn, vrfy
from xmailaudit.policy.smtp.recipient import recipient
from xmailaudit.policy.smtp.session import Session, Stage
from xmailaudit.tables.xmcrypt import encode

from .kinds_tls import TLS_PLAYERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from xmailaudit.policy.facts import Facts

    Outcome = dict[str, object]
    Query = dict[str, Any]

__all__ = ["PLAYERS"]


def _peer(query: Query) -> Address:
    return Address.parse(query["client"])


def _smtp_connect(query: Query, facts: Facts) -> Outcome:
    opened = open_session(facts, _peer(query))
    return {"connect": opened if isinstance(opened, Reply) else Reply("220", opened.domain)}


def _smtp_delay(query: Query, facts: Facts) -> Outcome:
    opened = open_session(facts, _peer(query))
    if isinstance(opened, Reply):
        return {"connect": opened}
    return {
        "connect": Reply("220", opened.domain),
        "noop": Reply("250", "OK"),
        "delay": opened.delay,
    }


def _pop3_connect(query: Query, facts: Facts) -> Outcome:
    return {"connect": pop3.connect(facts, _peer(query))}


def _ctrl_connect(query: Query, facts: Facts) -> Outcome:
    return {"connect": ctrl.connect(facts, _peer(query))}


def _begin(query: Query, facts: Facts, outcome: Outcome) -> Session | None:
    """Connect, EHLO, and AUTH if the query has it; None where the server ended it before."""
    opened = open_session(facts, _peer(query))
    if isinstance(opened, Reply):
        outcome["connect"] = opened
        return None
    outcome["connect"] = Reply("220", opened.domain)
    outcome["ehlo"] = ehlo(opened)
    login = query.get("auth")
    if login is not None:
        outcome["auth"] = _unless_closed(
            opened, lambda: authenticate(opened, login["mech"], login["user"], login["password"])
        )
    return opened


def _unless_closed(session: Session, ask: Callable[[], Reply]) -> Reply | None:
    return None if session.stage is Stage.CLOSED else ask()


def _ehlo(query: Query, facts: Facts) -> Outcome:
    outcome: Outcome = {}
    _begin(query, facts, outcome)
    if "ehlo" in outcome:
        outcome["reply"] = outcome.pop("ehlo")
    return outcome


def _auth(query: Query, facts: Facts) -> Outcome:
    outcome: Outcome = {}
    _begin(query, facts, outcome)
    return outcome


def _smtp_rcpt(query: Query, facts: Facts) -> Outcome:
    outcome: Outcome = {}
    session = _begin(query, facts, outcome)
    if session is None:
        return outcome
    sender = f"<{query['mail_from']}>{query.get('mail_params', '')}"
    reply = _unless_closed(session, lambda: mail(session, sender))
    outcome["mail"] = reply
    if reply is not None and reply.code == "250":
        argument = f"<{query['rcpt_to']}>"
        outcome["rcpt"] = _unless_closed(session, lambda: recipient(session, argument))
    return outcome


def _vrfy(query: Query, facts: Facts) -> Outcome:
    return _query(query, facts, vrfy)


def _etrn(query: Query, facts: Facts) -> Outcome:
    return _query(query, facts, etrn)


def _query(query: Query, facts: Facts, verb: Callable[[Session, str], Reply]) -> Outcome:
    outcome: Outcome = {}
    session = _begin(query, facts, outcome)
    if session is not None:
        outcome["reply"] = _unless_closed(session, lambda: verb(session, query["arg"]))
    return outcome


def _smtp_session(query: Query, facts: Facts) -> Outcome:
    opened = open_session(facts, _peer(query))
    if isinstance(opened, Reply):
        return {"connect": opened, "replies": [None]}
    replies: list[Answered] = []
    for line in query["commands"]:
        replies.append(command(opened, line))
        if replies[-1] is None:
            break
    return {"connect": Reply("220", opened.domain), "replies": replies}


def _pop3_login(query: Query, facts: Facts) -> Outcome:
    greeting = pop3.connect(facts, _peer(query))
    outcome: Outcome = {"connect": greeting}
    if greeting.positive:
        user = pop3.user_reply(facts, query["user"])
        outcome["user"] = user
        outcome["pass"] = pop3.log_in(facts, _peer(query), query["user"], query["password"])
    return outcome


def _ctrl_login(query: Query, facts: Facts) -> Outcome:
    greeting = ctrl.connect(facts, _peer(query))
    if not greeting.positive:
        return {"connect": greeting}
    words = (query["user"], query["password"])
    line = "\t".join(f'"{word}"' for word in words) if query.get("quoted") else "\t".join(words)
    return {"connect": greeting, "login": ctrl.log_in(facts, line)}


def _ctrl(query: Query, facts: Facts) -> Outcome:
    listed = ctrl_lists.command(facts, query["command"])
    outcome: Outcome = {"result": listed.result}
    if listed.lines or listed.result.code == "+00100":
        outcome["lines"] = list(listed.lines)
    return outcome


def _xmcrypt(query: Query, facts: Facts) -> Outcome:  # noqa: ARG001  # no server is asked
    return {"output": encode(query["input"])}


PLAYERS: dict[str, Callable[[Query, Facts], Outcome]] = {
    "smtp_connect": _smtp_connect,
    "smtp_delay": _smtp_delay,
    "pop3_connect": _pop3_connect,
    "ctrl_connect": _ctrl_connect,
    "ehlo": _ehlo,
    "auth": _auth,
    "smtp_rcpt": _smtp_rcpt,
    "vrfy": _vrfy,
    "etrn": _etrn,
    "smtp_session": _smtp_session,
    "pop3_login": _pop3_login,
    "ctrl_login": _ctrl_login,
    "ctrl": _ctrl,
    "xmcrypt": _xmcrypt,
    **TLS_PLAYERS,
}
