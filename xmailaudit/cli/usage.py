"""What click finds wrong with a command line, in our words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from xmailaudit.messages import _, say

from .errors import CommandLineError, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xmailaudit.messages import Message

__all__ = ["name_of", "reworded"]


def reworded(error: click.UsageError, parameters: Sequence[click.Parameter]) -> CommandLineError:
    """The error of a command that takes these parameters."""
    options = [option for option in parameters if isinstance(option, click.Option)]
    match error:
        case click.NoSuchOption():
            known = [name for option in options for name in option.opts]
            return unknown(_("there is no option {word}."), error.option_name, known)
        case click.BadOptionUsage():
            return CommandLineError(_misused(error.option_name, options))
        case click.MissingParameter(param=click.Parameter() as parameter):
            return CommandLineError(say(_("{option} is missing"), option=name_of(parameter)))
        case _:
            template = _("the command line is wrong: {reason}")
            return CommandLineError(say(template, reason=error.message))


def _misused(name: str, options: Sequence[click.Option]) -> Message:
    """An option lacks its value, or a flag was given one."""
    if any(name in option.opts and option.is_flag for option in options):
        return say(_("{option} takes no value"), option=name)
    return say(_("{option} needs a value"), option=name)


def name_of(parameter: click.Parameter) -> str:
    """How a person writes a parameter."""
    if isinstance(parameter, click.Option):
        return parameter.opts[0]
    return str(getattr(parameter, "metavar", parameter.name))
