"""A certificate that is to be put in place: the chain as it will be sent, with remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _

from .text_certificate import key_message, validity
from .text_layout import wrap
from .text_style import PLAIN, styled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xmailaudit.messages import Message
    from xmailaudit.policy.tls.inspection import Inspection

    from .language import Words
    from .text_style import Style

__all__ = ["installation_lines"]


def installation_lines(
    found: Inspection, remarks: Sequence[Message], words: Words, style: Style = PLAIN
) -> Iterator[str]:
    """The lines about the certificates as they will be (`found`), with remarks behind them."""
    yield from styled("bold", words(_("To be sent, in this order:")), words, style)
    for number, one in enumerate(found.presented, 1):
        head = words(
            _("{number}. {subject}"), number=number, subject=one.certificate.subject or "-"
        )
        yield from wrap(head, words.width, first="  ", rest="     ")
        for detail in (validity(one, found.at), key_message(one.certificate.key)):
            yield from wrap(words.message(detail), words.width, first="     ", rest="       ")
    for remark in remarks:
        yield from wrap(words.message(remark), words.width, first="  - ")
