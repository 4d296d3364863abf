"""The questions of the simulator as forms: which fields each has, and the question they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xmailaudit.messages import _
from xmailaudit.policy.questions import Auth, Connect, List, Relay, Route

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xmailaudit.policy.questions import Question

__all__ = ["FORMS", "Field", "Form", "question_of", "values_of"]

_NO, _YES = "no", "yes"
_FLAG = (_NO, _YES)


class Field(NamedTuple):
    """A field: the name of the question's part, what it is called, and what stands in it first.

    With `choices` it is one of them; what may be left empty is `optional`, what may be one of the
    server's addresses is completed.
    """

    name: str
    label: str
    before: str = ""
    choices: tuple[str, ...] = ()
    optional: bool = False
    address: bool = False

    @property
    def is_flag(self) -> bool:
        """Whether it is yes or no."""
        return self.choices == _FLAG


class Form(NamedTuple):
    """A kind of question: its name on the command line, what it asks, its fields."""

    kind: str
    title: str
    make: Callable[..., Question]
    fields: tuple[Field, ...]


_CLIENT = Field("client", _("client's address"), "203.0.113.9")
_ANY_CLIENT = Field("client", _("client's address"), optional=True)
_SENDER = Field("sender", _("sender"), "someone@example.org", address=True)
_LOGIN = Field("login", _("logged in as"), optional=True, address=True)
_TLS = Field("tls", _("inside TLS"), _NO, _FLAG)

FORMS = (
    Form(
        "relay",
        _("May this client send a mail to this recipient?"),
        Relay,
        (
            _CLIENT,
            Field("recipient", _("recipient"), "someone@example.net", address=True),
            _SENDER,
            _LOGIN,
            _TLS,
            Field("ordinary", _("has a name, is in no list"), _NO, _FLAG),
            Field("listener", _("arrives at"), optional=True),
        ),
    ),
    Form(
        "connect",
        _("May this client connect to a service?"),
        Connect,
        (
            Field(
                "service",
                _("service"),
                "smtp",
                ("smtp", "smtps", "pop3", "pop3s", "ctrl", "ctrls", "finger"),
            ),
            _CLIENT,
            _TLS,
        ),
    ),
    Form(
        "auth",
        _("May this client log in to SMTP as this account?"),
        Auth,
        (
            _CLIENT,
            Field("login", _("account"), address=True),
            Field("mechanism", _("mechanism"), "PLAIN", ("PLAIN", "LOGIN", "CRAM-MD5")),
            _TLS,
        ),
    ),
    Form(
        "route",
        _("What becomes of mail for this recipient?"),
        Route,
        (
            Field("recipient", _("recipient"), address=True),
            _SENDER,
            _LOGIN,
            _ANY_CLIENT,
            Field("local", _("put into the spool"), _NO, _FLAG),
        ),
    ),
    Form(
        "list",
        _("May this sender post to a mailing list, and who gets a copy?"),
        List,
        (Field("recipient", _("list"), address=True), _SENDER, _LOGIN),
    ),
)


def question_of(form: Form, values: Mapping[str, str]) -> Question | None:
    """The question that filled fields make; None while one is empty that must not be."""
    parts: dict[str, Any] = {}
    for field in form.fields:
        value = values.get(field.name, field.before).strip()
        if field.is_flag:
            parts[field.name] = value == _YES
        elif value or field.name == "sender":  # an empty sender is the null sender
            parts[field.name] = value
        elif not field.optional:
            return None
    return form.make(**parts)


def values_of(question: Question) -> tuple[Form, dict[str, str]]:
    """The form of a question, and what stands in its fields."""
    form = next(one for one in FORMS if one.kind == question.kind)
    values: dict[str, str] = {}
    for field in form.fields:
        part = getattr(question, field.name)
        if field.is_flag:
            values[field.name] = _YES if part else _NO
        else:
            values[field.name] = part or ""
    return form, values
