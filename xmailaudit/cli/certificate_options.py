"""Options that the commands about certificates share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say

from .command import Option, Parsed
from .errors import CommandLineError

if TYPE_CHECKING:
    import click

__all__ = ["host_name", "name_option", "number_of_days"]


def name_option(about: str) -> click.Option:
    """`--name`, as often as there are names."""
    return Option(
        "--name", "names", type=Parsed(host_name), multiple=True, metavar="HOST", about=about
    )


def host_name(text: str) -> str:
    """A host name as certificates hold it; a leftmost `*` may stand for a label."""
    from xmailaudit.certificates.host_names import ascii_name

    name = ascii_name(text)
    if name is None:
        template = _("{word} is no host name; one beyond ASCII may need its form that begins xn--")
        raise CommandLineError(say(template, word=text))
    return name


#: More is beyond what a certificate can say in four digits of a year.
_MOST_DAYS = 36_500


def number_of_days(text: str) -> int:
    """How many days, one at least."""
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= _MOST_DAYS:
        template = _("{word} is no number of days from 1 to {most}")
        raise CommandLineError(say(template, word=text, most=_MOST_DAYS))
    return int(text)
