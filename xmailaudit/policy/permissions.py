"""Permission letters of SMTP logins (XMail facts: access, section 6).

Capitals only count, in any order; all other characters are ignored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xmailaudit.mailroot.settings import State

from .smtp.options import SMTP_CONFIG, demands_of, special_configs

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

__all__ = ["LETTERS", "SENDING", "beyond_sending", "has_effect", "in_vain", "sending_part"]

#: What a user needs to send: M where MailAuth asks for a login, R to send elsewhere.
SENDING: Final = "MR"
#: VRFY, ETRN, no size limit, no TLS where it is asked for.
_BEYOND: Final = "VTZS"
LETTERS: Final = SENDING + _BEYOND


def beyond_sending(text: str) -> str:
    """The letters that allow more than to send mail."""
    return "".join(letter for letter in _BEYOND if letter in text)


def in_vain(text: str) -> str:
    """The lower-case letters that look like permissions and are none."""
    capitals = (letter for letter in LETTERS if letter not in text)
    return "".join(letter.lower() for letter in capitals if letter.lower() in text)


def sending_part(text: str, *, as_meant: bool = False) -> str:
    """What is left of it for sending; `as_meant` reads lower-case letters as capitals."""
    return "".join(
        letter for letter in SENDING if letter in text or (as_meant and letter.lower() in text)
    )


def has_effect(root: MailRoot, letter: str) -> bool | None:
    """Whether the letter changes anything as things are; None where a setting is not shown.

    M is not asked about: it is what makes `MailAuth` bearable, and harmless without.
    """
    match letter:
        case "V":
            return _is_nought(root, "AllowSmtpVRFY")
        case "T":
            return _is_nought(root, "AllowSmtpETRN")
        case "Z":
            unlimited = _is_nought(root, "MaxMessageSize")
            return None if unlimited is None else not unlimited
        case "S":
            return _asks_for_tls(root)
    return True


def _is_nought(root: MailRoot, name: str) -> bool | None:
    setting = root.setting(name)
    return None if setting.state is State.UNKNOWN else setting.integer == 0


def _asks_for_tls(root: MailRoot) -> bool | None:
    settings = [root.setting(name) for name in (SMTP_CONFIG, *special_configs(root))]
    if any(demands_of(setting.text).tls for setting in settings):
        return True
    return None if any(one.state is State.UNKNOWN for one in settings) else False
