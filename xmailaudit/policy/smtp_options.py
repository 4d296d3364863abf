"""What SMTP demands and offers, as settings and files alone tell.

XMail facts: server-tab, "SmtpConfig lookup", "SmtpNoTLSAuths" and `EnableSMTP-TLS`; access,
section 3 (what STARTTLS undoes); tls, section 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xmailaudit.tables.ctext import ascii_lower, atoi, option_list

from .decision import Answer, Decision
from .facts import decide
from .reach import listening
from .tls import handshake

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

    from .facts import Facts
    from .world import World

__all__ = [
    "OPTIONS",
    "SMTP_CONFIG",
    "Demands",
    "allowed_in_clear",
    "blanks_hide",
    "demands_login",
    "demands_of",
    "special_configs",
    "starttls",
]

#: The setting that says what listeners ask for; single ones have `SmtpConfig-IP[,PORT]`.
SMTP_CONFIG: Final = "SmtpConfig"
_MAIL_AUTH = ("MailAuth", "mail-auth")
_WANT_TLS = "WantTLS"
#: The options XMail knows there, in exactly this case.
OPTIONS: Final = (*_MAIL_AUTH, _WANT_TLS)


class Demands(NamedTuple):
    """What a listener asks for before it takes MAIL."""

    login: bool = False
    tls: bool = False


def demands_of(text: str | None) -> Demands:
    """What the value of an `SmtpConfig…` asks for; a later option cannot take an earlier one back.

    `Name=n` is off where n reads as 0.
    """
    on = {name for name, value in option_list(text or "") if value is None or atoi(value) != 0}
    return Demands(not on.isdisjoint(_MAIL_AUTH), _WANT_TLS in on)


def blanks_hide(name: str, known: tuple[str, ...] = OPTIONS) -> bool:
    """Whether an option's name would be one, or several, that XMail knows but for its blanks."""
    words = name.split()
    return name not in known and bool(words) and all(word in known for word in words)


def special_configs(root: MailRoot) -> tuple[str, ...]:
    """The names of the settings that say what single listeners ask for."""
    return tuple(n for n in root.setting_names() if n.startswith(f"{SMTP_CONFIG}-"))


def demands_login(root: MailRoot) -> bool:
    """Whether some listener takes mail from those only who log in (`MailAuth`)."""
    names = (SMTP_CONFIG, *special_configs(root))
    return any(demands_of(root.setting(name).text).login for name in names)


def allowed_in_clear(allowed: str | None, mechanism: str) -> bool:
    """Whether `SmtpNoTLSAuths`, None where it is unset, lets a mechanism be used on a clear link.

    XMail's matcher finds a name only where the list begins with it: later entries never match,
    unless a whole entry before it ends where the search goes on.
    """
    return allowed is None or _found_in_list(ascii_lower(allowed), ascii_lower(mechanism))


def _found_in_list(text: str, name: str) -> bool:
    """An occurrence counts at the place the search starts from, and before a comma or the end."""
    start = 0
    while True:
        found = text.find(name, start)
        if found < 0 or not name:
            return False
        end = found + len(name)
        if found == start and text[end : end + 1] in ("", ","):
            return True
        start = end


def starttls(root: MailRoot, world: World) -> Decision:
    """Whether STARTTLS succeeds at the plain SMTP port, for a client without a certificate."""

    def run(facts: Facts) -> Decision:
        offered = listening(root, "smtp", twin=False) and facts.flag("EnableSMTP-TLS")
        succeeds = bool(offered) and handshake(facts).succeeds
        return Decision(Answer.ALLOW if succeeds else Answer.REFUSE, tuple(facts.trace))

    return decide(root, run, world)
