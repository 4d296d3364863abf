"""How generated files speak: comments in the reader's language, harmless where they stand."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Protocol

from xmailaudit.messages import English, ascii_safe, render, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.messages import Template

__all__ = ["WIDTH", "Wording", "comments", "english"]

#: Longer lines of comments are wrapped.
WIDTH = 96


class Wording(Protocol):
    """Words a template with its parameters in one language, foreign text made harmless."""

    def __call__(self, template: Template, /, **parameters: object) -> str:
        """The sentence, on one line."""


def english(template: Template, /, **parameters: object) -> str:
    """The wording of files whose reader knows ASCII alone."""
    return render(say(template, **parameters), English(), show=ascii_safe)


def comments(sign: str, *sentences: str) -> Iterator[str]:
    """Each sentence as lines behind a sign of comment; an empty one as the sign alone."""
    for sentence in sentences:
        lines = wrap(sentence, WIDTH, break_long_words=False, break_on_hyphens=False)
        # A backslash at the end of a line would join the next one to it.
        yield from (f"{sign} {line}".rstrip("\\ ") for line in lines or [""])
