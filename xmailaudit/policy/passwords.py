"""What passwords are worth (XMail facts: passwords; access, sections 6 to 8).

Nothing in here gives a password away, or says which of several weaknesses one has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.secret import Secret
from xmailaudit.tables.xmcrypt import encode, is_encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = [
    "SHORTEST",
    "STOCK_ACCOUNT",
    "fits_pop3",
    "is_broken",
    "is_empty",
    "is_stock",
    "is_weak",
    "mark_of",
    "meant_password",
]

#: The account XMail is handed out with, and its password; both are in the package for all to read.
STOCK_ACCOUNT: Final = ("xmailserver.test", "xmailuser")
_STOCK_PASSWORD: Final = "xmail"  # noqa: S105  # it is public, and what the rule is about

#: With fewer characters a password can be tried out.
SHORTEST: Final = 8
#: POP3 cuts a password off there, and the encoder writes beyond its buffer.
_LONGEST: Final = 255
#: Of a name, shorter parts are in many a good password by chance.
_SHORTEST_PART: Final = 3
_ORNAMENTS: Final = "0123456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ "
_BETWEEN_PARTS: Final = ".-_+@"


def is_empty(password: Secret) -> bool:
    """Whether there is none."""
    return not password.reveal()


def is_stock(password: Secret) -> bool:
    """Whether it is the one that XMail is handed out with."""
    return password.reveal() == _STOCK_PASSWORD


def is_weak(password: Secret, names: Iterable[str], is_common: Callable[[str], bool]) -> bool:
    """Whether it is short, a common one, or made of one of the names.

    A name counts in any case, written backwards, and with digits and signs around it.
    """
    text = ascii_lower(password.reveal())
    if _length(text) < SHORTEST or is_common(text):
        return True
    core = text.strip(_ORNAMENTS)
    return any(guess in (text, core) for name in names for guess in _guesses(ascii_lower(name)))


def _length(text: str) -> int:
    """How many characters bytes are, read as latin-1: in UTF-8 if they are that."""
    try:
        return len(text.encode("latin-1").decode("utf-8"))
    except UnicodeDecodeError:
        return len(text)


def _guesses(name: str) -> Iterator[str]:
    parts = [name]
    for mark in _BETWEEN_PARTS:
        parts = [piece for part in parts for piece in part.split(mark)]
    for guess in (name, "".join(parts), *parts):
        if len(guess) >= _SHORTEST_PART:
            yield guess
            yield guess[::-1]


def fits_pop3(password: Secret) -> bool:
    """Whether PASS can carry it: two words, no byte above 127, at most 255 bytes."""
    text = password.reveal()
    return len(text) <= _LONGEST and text.isascii() and not any(c in " \t\r\n" for c in text)


def mark_of(password: Secret, salt: bytes) -> bytes:
    """What is equal for equal passwords of one salt, and tells nothing else."""
    from hashlib import blake2b

    return blake2b(password.reveal().encode("latin-1"), key=salt, digest_size=16).digest()


def meant_password(field: Secret) -> Secret | None:
    """A field that holds a password in clear, as XMail stores it; None where that is in doubt.

    Of digits with hardly another character among them, one may have got lost or been mistyped.
    """
    text = field.reveal()
    others = sum(character not in "0123456789abcdefABCDEF" for character in text)
    is_clear = text.isascii() and text.isprintable() and len(text) <= _LONGEST
    return Secret(encode(text)) if is_clear and 4 * others > len(text) else None


def is_broken(field: Secret) -> bool:
    """Whether a field is no password as XMail stores it."""
    return not is_encoded(field.reveal())
