"""What SMTP demands and offers, as settings and files alone tell.

XMail facts: server-tab, "SmtpConfig lookup", "SmtpNoTLSAuths" and `EnableSMTP-TLS`; access,
section 3 (what STARTTLS undoes); tls, section 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xmailaudit.policy.decision import Answer, Decision
from xmailaudit.policy.facts import decide
from xmailaudit.policy.reach import listening
from xmailaudit.policy.tls import handshake
from xmailaudit.tables.ctext import ascii_lower, atoi, option_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.facts import Facts
    from xmailaudit.policy.world import World

__all__ = [
    "MECHANISMS",
    "OPTIONS",
    "PASSWORD_MECHANISMS",
    "SMTP_CONFIG",
    "Demands",
    "Slip",
    "allowed_in_clear",
    "blanks_hide",
    "demands_login",
    "demands_of",
    "slips",
    "special_configs",
    "starttls",
]

#: The mechanisms that send the password itself.
PASSWORD_MECHANISMS: Final = ("PLAIN", "LOGIN")
#: All that AUTH obeys; any other is refused, even if it is offered.
MECHANISMS: Final = (*PASSWORD_MECHANISMS, "CRAM-MD5")

#: The setting that says what listeners ask for; single ones have `SmtpConfig-IP[,PORT]`.
SMTP_CONFIG: Final = "SmtpConfig"
_MAIL_AUTH = ("MailAuth", "mail-auth")
_WANT_TLS = "WantTLS"
#: The options XMail knows there, in exactly this case.
OPTIONS: Final = (*_MAIL_AUTH, _WANT_TLS)

#: What people put between options in place of a comma.
_SEPARATORS = ";|/+&\t"
#: Words that mean what XMail takes every word for.
_OFF = ("no", "off", "false", "n", "none", "disabled")


class Demands(NamedTuple):
    """What a listener asks for before it takes MAIL."""

    login: bool = False
    tls: bool = False

    @property
    def options(self) -> tuple[str, ...]:
        """The options that ask for it."""
        return (*(("MailAuth",) if self.login else ()), *((_WANT_TLS,) if self.tls else ()))


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


class Slip(NamedTuple):
    """An option that XMail does not take as it is written.

    `off` tells that it knows the name, and reads what is behind the sign as 0.  `meant` is what it
    would have to be, None where nobody can tell.
    """

    written: str
    off: bool
    meant: str | None


def slips(text: str) -> Iterator[Slip]:
    """The options of an `SmtpConfig…` that do not do what they say.

    Those lost to blanks are left out, and those that say *off*, which a slip is as well.
    """
    for name, value in option_list(text):
        reads_on = value is None or atoi(value) != 0
        means_on = reads_on or not _says_off(value or "")
        written = name if value is None else f"{name}={value}"
        if name in OPTIONS:
            if means_on and not reads_on:
                yield Slip(written, off=True, meant=name)
        elif means_on and name.strip(" ") and not blanks_hide(name):
            yield Slip(written, off=False, meant=_meant(name))


def _says_off(value: str) -> bool:
    """Whether a value that reads as 0 means it."""
    return ascii_lower(value.strip(" ")) in _OFF or value.strip(" +-0") == "" != value.strip(" ")


def _meant(name: str) -> str | None:
    """The option, or several, that a name is but for its case, its signs and what parts them."""
    for separator in _SEPARATORS:
        name = name.replace(separator, " ")
    plain = {_letters(option): option for option in reversed(OPTIONS)}
    options = [plain.get(_letters(word)) for word in name.split()]
    found = dict.fromkeys(option for option in options if option is not None)
    return ",".join(found) if options and None not in options else None


def _letters(word: str) -> str:
    return ascii_lower(word).replace("-", "").replace("_", "")


def special_configs(root: MailRoot) -> tuple[str, ...]:
    """The names of the settings that say what single listeners ask for."""
    beginning = f"{SMTP_CONFIG}-"
    return root.remember(
        beginning, lambda: tuple(n for n in root.setting_names() if n.startswith(beginning))
    )


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
