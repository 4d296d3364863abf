"""How long XMail tries to deliver a message (XMail facts: spool-and-logs 1; command-line 5).

The first wait is `-Qt` seconds, each later one longer by its `-Qi`-th part, and after `-Qr` tries
the message is given up.  The sums are those of a 32-bit word without a sign.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xmailaudit.mailroot.start_options import StartOptions

__all__ = ["Retries", "retries", "tries_for"]

_WORD = 2**32
#: Whoever waits longer waits for ever.
_FOR_EVER = 10 * 365 * 86400


class Retries(NamedTuple):
    """How many times a message is tried, and the seconds from the first to the last of them."""

    tries: int
    seconds: int


def retries(options: StartOptions) -> Retries:
    """What the start options make of a message that meets no answer."""
    tries = max(1, options.number("-Qr"))
    span = 0
    wait = options.number("-Qt") % _WORD
    ratio = options.number("-Qi") % _WORD
    for done in range(1, tries):
        grown = _next(wait, ratio)
        if grown == wait:
            return Retries(tries, min(span + wait * (tries - done), _FOR_EVER))
        span, wait = span + wait, grown
        if span >= _FOR_EVER:
            return Retries(tries, _FOR_EVER)
    return Retries(tries, span)


def tries_for(options: StartOptions, seconds: int) -> int | None:
    """The least `-Qr` with which tries go on so long; None where the waits are too short."""
    wait = options.number("-Qt") % _WORD
    ratio = options.number("-Qi") % _WORD
    span, tries = 0, 1
    while span < seconds:
        grown = _next(wait, ratio)
        if grown == wait:
            return None if not wait else tries + -(-(seconds - span) // wait)
        span, wait, tries = span + wait, grown, tries + 1
    return tries


def _next(wait: int, ratio: int) -> int:
    return (wait + wait // ratio) % _WORD if ratio else wait
