"""The rules of a mailing list, in plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural

from .location import location
from .text_layout import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.messages import Template
    from xmailaudit.policy.routing.node import Poster, Posting

    from .language import Words

__all__ = ["posting_lines"]


def posting_lines(posting: Posting, words: Words) -> Iterator[str]:
    """Who may post, and what the copies look like."""
    yield from wrap(_who(posting, words), words.width)
    for poster in posting.posters:
        how = words(_how(poster), address=poster.address)
        yield from wrap(f"{location(poster.place, words)}: {how}", words.width, first="  - ")
    if posting.total > len(posting.posters):
        more = words(_("and {count} more"), count=posting.total - len(posting.posters))
        yield from wrap(more, words.width, first="  - ")
    if posting.sender is None:
        yield from wrap(words(_("The copies keep the sender of the post.")), words.width)
    else:
        yield from wrap(
            words(_("The copies come from <{sender}>."), sender=posting.sender), words.width
        )
    if posting.reply_to:
        told = words(_("A Reply-To with the list's address is put in front."))
        yield from wrap(told, words.width)


def _who(posting: Posting, words: Words) -> str:
    if not posting.closed:
        return words(_("Anybody may post."))
    template = plural(
        "By SMTP only {count} member may post; mail from inside is not asked:",
        "By SMTP only {count} members may post; mail from inside is not asked:",
        by="count",
    )
    return words(template, count=posting.total)


def _how(poster: Poster) -> Template:
    if poster.as_sender and poster.as_login:
        return _("whoever writes from {address}, or is logged in as it")
    if poster.as_login:
        return _("whoever is logged in as {address}")
    return _("whoever writes from {address}, logged in or not")
