"""`xmailaudit profiles`: the built-in profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.cli import status
from xmailaudit.cli.command import Choice, Command, Option
from xmailaudit.messages import _

if TYPE_CHECKING:
    from xmailaudit.cli.console import Console

__all__ = ["COMMAND"]


def run(console: Console, *, format: str) -> int:  # noqa: A002  # the option's name
    """Print the names, and what each is for."""
    from xmailaudit.audit.profile import built_in_profiles

    listed = [(name, console.words(about)) for name, about in built_in_profiles()]
    if format == "json":
        from xmailaudit.report.json_text import json_text

        console.out.write(json_text([{"name": name, "about": about} for name, about in listed]))
        return status.DONE
    from xmailaudit.report.text_layout import wrap

    room = max(len(name) for name, _about in listed) + 2
    for name, about in listed:
        for line in wrap(about, console.words.width, first=name.ljust(room)):
            console.out.line(line)
    return status.DONE


COMMAND = Command(
    "profiles",
    run,
    Option("--format", type=Choice("text", "json"), default="text", about=_("the list's form")),
    summary=_("list the built-in profiles"),
    details=(
        _(
            "A profile says what kind of server is judged. One of your own is a TOML file that "
            "extends one of these; --profile takes its name."
        ),
    ),
    examples=("xmailaudit profiles", "xmailaudit audit MailRoot --profile internal-only"),
)
