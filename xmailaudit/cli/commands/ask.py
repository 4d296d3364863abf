"""`xmailaudit ask`: one question, XMail's answer, and the rows that decide it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.cli import status
from xmailaudit.cli.auditing import auditing_options, target_argument
from xmailaudit.cli.command import Argument, Choice, Command, Group, Option, flag
from xmailaudit.cli.opening import open_session
from xmailaudit.messages import _
from xmailaudit.policy.questions import Auth, Connect, List, Relay, Route

if TYPE_CHECKING:
    import click

    from xmailaudit.cli.console import Console
    from xmailaudit.policy.questions import Question

__all__ = ["AUTH", "COMMAND", "CONNECT", "LIST", "RELAY", "ROUTE"]

_SERVICES = ("smtp", "smtps", "pop3", "pop3s", "ctrl", "ctrls", "finger")
_EXAMPLE = "xmailaudit ask relay MailRoot --client 203.0.113.9 --to someone@example.net"
_STATUSES = _("Exit status: 0 allowed, 1 refused, 4 cannot tell.")


def connect(console: Console, *, service: str, client: str, tls: bool, **rest: Any) -> int:
    """Answer `ask connect`."""
    return _answer(console, Connect(service, client, tls), **rest)


def relay(  # the options of one question
    console: Console,
    *,
    client: str,
    recipient: str,
    sender: str,
    login: str | None,
    tls: bool,
    ordinary: bool,
    listener: str | None,
    **rest: Any,
) -> int:
    """Answer `ask relay`."""
    question = Relay(client, recipient, sender, login, tls, ordinary, listener)
    return _answer(console, question, **rest)


def auth(
    console: Console, *, client: str, login: str, mechanism: str, tls: bool, **rest: Any
) -> int:
    """Answer `ask auth`."""
    return _answer(console, Auth(client, login, mechanism, tls), **rest)


def route(
    console: Console,
    *,
    target: str | None,
    recipient: str | None,
    sender: str,
    login: str | None,
    client: str | None,
    local: bool,
    **rest: Any,
) -> int:
    """Answer `ask route`, for one address or for all of a domain."""
    target, recipient = _last(target, recipient)
    question = Route(recipient, sender, login, client, local)
    if recipient.startswith("@") and "@" not in recipient[1:]:
        from xmailaudit.cli.domain import answer_domain

        return answer_domain(console, question, target=target, **rest)
    return _answer(console, question, target=target, **rest)


def posting(
    console: Console,
    *,
    target: str | None,
    recipient: str | None,
    sender: str,
    login: str | None,
    **rest: Any,
) -> int:
    """Answer `ask list`."""
    target, recipient = _last(target, recipient)
    return _answer(console, List(recipient, sender, login), target=target, **rest)


def _last(target: str | None, recipient: str | None) -> tuple[str | None, str]:
    """Target and address: a single word is the address."""
    return (None, target or "") if recipient is None else (target, recipient)


def _answer(
    console: Console,
    question: Question,
    *,
    target: str | None,
    format: str,  # noqa: A002  # the option's name
    at: float | None,
    **opening: Any,
) -> int:
    session = open_session(console, target, **opening)
    decision = session.ask(question, at=at)
    if format == "json":
        from xmailaudit.report.json_answers import decision_json
        from xmailaudit.report.json_text import json_text

        console.out.write(json_text(decision_json(question, decision, console.words)))
    else:
        from xmailaudit.report.text_decision import decision_text

        for line in decision_text(question, decision, console.words, console.style()):
            console.out.line(line)
    return status.of_answer(decision.answer)


def _question(
    name: str,
    run: Any,
    *parameters: click.Parameter,
    summary: str,
    examples: tuple[str, ...],
    details: tuple[str, ...] = (_STATUSES,),
) -> Command:
    """A command that asks; all of them begin and end alike."""
    return Command(
        name,
        run,
        target_argument(),
        *parameters,
        Option(
            "--format", type=Choice("text", "json"), default="text", about=_("the answer's form")
        ),
        *auditing_options(),
        summary=summary,
        details=details,
        examples=examples,
    )


def _client(*, required: bool = True) -> Option:
    return Option(
        "--client",
        required=required,
        metavar="ADDRESS",
        about=_("the IP address the client connects from"),
    )


def _sender() -> Option:
    return Option(
        "--from",
        "sender",
        default=Relay._field_defaults["sender"],
        metavar="ADDRESS",
        about=_("the sender, MAIL FROM; '' is the null sender"),
    )


def _login() -> Option:
    return Option(
        "--login",
        metavar="ACCOUNT",
        about=_("log in as this account first, with the right password"),
    )


def _address(about: str) -> Argument:
    return Argument("recipient", metavar="ADDRESS", required=False, about=about)


def _tls(about: str) -> Option:
    return flag("--tls", about=about)


CONNECT = _question(
    "connect",
    connect,
    _client(),
    Option("--service", required=True, type=Choice(*_SERVICES), about=_("the service")),
    _tls(_("start TLS behind the greeting, with STARTTLS, STLS or #!TLS")),
    summary=_("ask whether this client may connect to a service"),
    examples=("xmailaudit ask connect MailRoot --service ctrl --client 203.0.113.9",),
)

RELAY = _question(
    "relay",
    relay,
    _client(),
    Option(
        "--to",
        "recipient",
        required=True,
        metavar="ADDRESS",
        about=_("the recipient, RCPT TO"),
    ),
    _sender(),
    _login(),
    _tls(_("say STARTTLS first")),
    flag(
        "--ordinary",
        about=_(
            "suppose that the client has a DNS name and is in no block list, and that the sender's "
            "domain exists"
        ),
    ),
    Option(
        "--listener",
        metavar="ADDRESS:PORT",
        about=_("where the client connects to, such as 192.0.2.24:25; matters to SmtpConfig-…"),
    ),
    summary=_("ask whether this client may send a mail to this recipient"),
    examples=(
        _EXAMPLE,
        f"{_EXAMPLE} --login anna@example.com --tls",
    ),
)

AUTH = _question(
    "auth",
    auth,
    _client(),
    Option(
        "--login",
        required=True,
        metavar="ACCOUNT",
        about=_("the account; its password is taken as right"),
    ),
    Option(
        "--mechanism",
        default=Auth._field_defaults["mechanism"],
        metavar="NAME",
        about=_("the mechanism the client chooses"),
    ),
    _tls(_("say STARTTLS first")),
    summary=_("ask whether this client may log in to SMTP as this account"),
    examples=("xmailaudit ask auth MailRoot --client 203.0.113.9 --login anna@example.com --tls",),
)

ROUTE = _question(
    "route",
    route,
    _address(_("the recipient, or @DOMAIN for every address of a domain")),
    _sender(),
    _login(),
    _client(required=False),
    flag(
        "--local",
        about=_("mail that never meets the SMTP server, such as redirects and copies of lists"),
    ),
    summary=_("ask what becomes of mail for an address, and which rows decide it"),
    details=(
        _("Exit status: 0 the mail gets somewhere, 1 nobody gets it, 4 cannot tell."),
        _("Left out, the client is a stranger that no table names."),
    ),
    examples=(
        "xmailaudit ask route MailRoot info@example.com",
        "xmailaudit ask route MailRoot @example.com",
    ),
)

LIST = _question(
    "list",
    posting,
    _address(_("the mailing list")),
    _sender(),
    _login(),
    summary=_("ask who may post to a mailing list, and who gets a copy"),
    examples=("xmailaudit ask list MailRoot news@example.com --from anna@example.com",),
)

COMMAND = Group(
    "ask",
    {name: f"{__name__}:{name.upper()}" for name in ("connect", "relay", "auth", "route", "list")},
    summary=_("ask what XMail would decide, and which rows decide it"),
    details=(_STATUSES,),
    examples=(_EXAMPLE,),
)
