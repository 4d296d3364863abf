"""Settings that differ, and whether XMail does the same all the same.

A setting whose every effect is known here is compared by that; one that has any other value now is
taken for a change.  None of the harmless ones turns on what lets somebody in or sends mail
elsewhere (XMail facts: server-tab).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.policy.outbound.tried import tried_by_default
from xmailaudit.policy.outbound.way import DEFAULT_GATEWAYS
from xmailaudit.policy.settings.names import is_read
from xmailaudit.policy.smtp.options import MECHANISMS, SMTP_CONFIG, allowed_in_clear, demands_of
from xmailaudit.tables.server import VARIABLES, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.settings import Setting

    Meaning = Callable[[str | None], Hashable]

__all__ = ["changed_settings"]

#: The code of a block list that refuses whom it lists.
_DROPS = 1


def changed_settings(before: MailRoot, after: MailRoot) -> Iterator[str]:
    """The names of settings that would do something else, in the order of the file."""
    for name in dict.fromkeys((*before.setting_names(), *after.setting_names())):
        if is_read(name) and _does_more(name, before.setting(name), after.setting(name)):
            yield name


def _does_more(name: str, old: Setting, new: Setting) -> bool:
    if old.text == new.text:
        return False
    harmless = _HARMLESS.get(name)
    if harmless is not None:
        return not harmless(old, new)
    meaning = demands_of if name.startswith(SMTP_CONFIG) else _MEANINGS.get(name)
    if meaning is not None:
        return meaning(old.text) != meaning(new.text)
    variable = VARIABLES.get(name)
    if variable is not None and variable.kind is Kind.FLAG:
        return old.flag is not new.flag
    if variable is not None and variable.kind is Kind.INTEGER:
        return old.integer != new.integer
    return True


# ------------------------------------------------------------ what a text means


def _mechanisms(text: str | None) -> Hashable:
    return tuple(name for name in MECHANISMS if allowed_in_clear(text, name))


def _lists(text: str | None) -> Hashable:
    """The block lists that may list somebody, in order; a delay has no sign."""
    from xmailaudit.policy.known_block_lists import CLOSED, DEAD, known_list
    from xmailaudit.policy.smtp.block_lists import block_lists

    asked = []
    for entry in block_lists(text or "").entries:
        known = None if entry.name is None else known_list(entry.name)
        silent = entry.name is None or (known is not None and known.state in (DEAD, CLOSED))
        if not silent:
            asked.append((entry.name, entry.code if entry.code == _DROPS else -abs(entry.code)))
    return tuple(asked)


_MEANINGS: dict[str, Meaning] = {
    "SmtpNoTLSAuths": _mechanisms,
    "CustMapsList": _lists,
    DEFAULT_GATEWAYS: lambda text: None if text is None else tried_by_default(text),
}

#: Settings that leave something out: each with the direction that does.
_HARMLESS: dict[str, Callable[[Setting, Setting], bool]] = {
    "NoSenderBounce": lambda old, new: new.flag or not old.flag,
    "DisableEmitAuthUser": lambda old, new: new.integer != 0 or old.integer == 0,
    "Pop3LogPasswd": lambda old, new: new.integer in (0, old.integer),
}
