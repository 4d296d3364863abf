"""For which names a certificate is to be: the server's own, and those somebody gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import XMailAuditError, _, say
from xmailaudit.policy.outbound.helo_name import NameFault

from .server_names import server_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message, Template

    from .server_names import ServerName

__all__ = ["ChosenNames", "NoNameError", "chosen_names"]


class NoNameError(XMailAuditError):
    """The server goes by no name that a certificate could be for, and none was given."""


class ChosenNames(NamedTuple):
    """The names in ASCII, the first one first, and why others are left out."""

    names: tuple[str, ...]
    left_out: tuple[Message, ...]


_FAULTS: dict[NameFault, Template] = {
    NameFault.STOCK: _("{setting} is {name}, which XMail comes with"),
    NameFault.ADDRESS: _("{setting} is {name}, an address"),
    NameFault.LITERAL: _("{setting} is {name}, an address"),
    NameFault.MALFORMED: _("{setting} is {name}, which is no host name"),
    NameFault.ONE_LABEL: _("{setting} is {name}, a name without a dot"),
    NameFault.PRIVATE: _("{setting} is {name}, which only one network knows"),
}


def chosen_names(root: MailRoot, given: Sequence[str], *, closed: bool = False) -> ChosenNames:
    """The server's own names and those given; `closed` takes names of one network, too.

    Raises NoNameError where one of its own is none to certify and nobody gave another.
    """
    called = server_names(root)
    fine: list[str] = []
    left_out: list[Message] = []
    for one in called.names:
        if one.ascii is None or not (one.fault is None or (closed and _is_private(one))):
            fault = one.fault or NameFault.MALFORMED
            left_out.append(say(_FAULTS[fault], setting=one.setting, name=one.name))
        else:
            fine.append(one.ascii)
    names = tuple(dict.fromkeys((*fine, *given)))
    if given:
        return ChosenNames(names, tuple(left_out))
    if left_out:
        template = _("{why}: name the host that clients connect to with --name")
        raise NoNameError(say(template, why=left_out[0]))
    if not names:
        raise NoNameError(_nothing(called.hidden))
    return ChosenNames(names, ())


def _is_private(one: ServerName) -> bool:
    return one.fault is NameFault.PRIVATE


def _nothing(hidden: Sequence[str]) -> Message:
    if hidden:
        template = _("{setting} is not shown: name the host that clients connect to with --name")
        return say(template, setting=hidden[0])
    return say(
        _(
            "neither SmtpServerDomain nor HeloDomain is set: name the host that clients connect to "
            "with --name"
        )
    )
