"""`xmailaudit access`: exactly which networks a service lets in and shuts out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.cli import status
from xmailaudit.cli.auditing import auditing_options
from xmailaudit.cli.command import Argument, Choice, Command, Option
from xmailaudit.cli.errors import CommandLineError, unknown
from xmailaudit.cli.opening import open_session
from xmailaudit.messages import _, say

if TYPE_CHECKING:
    from xmailaudit.cli.console import Console

__all__ = ["COMMAND"]

_SERVICES = ("smtp", "pop3", "ctrl", "finger", "relay")


def run(
    console: Console,
    *,
    words: tuple[str, ...],
    format: str,  # noqa: A002  # the option's name
    profile: str,
    at: float | None,  # noqa: ARG001  # nothing here depends on it
    command_line: str | None,
) -> int:
    """Print who is let in and who is shut out."""
    target, service = _target_and_service(words)
    session = open_session(console, target, profile=profile, command_line=command_line)
    table, allowed, arriving = session.access(service)
    if format == "json":
        from xmailaudit.report.json_answers import access_json
        from xmailaudit.report.json_text import json_text

        console.out.write(json_text(access_json(service, table, allowed, arriving)))
    else:
        from xmailaudit.report.text_access import access_text

        for line in access_text(service, table, allowed, arriving, console.words, console.style()):
            console.out.line(line)
    return status.DONE


def _target_and_service(words: tuple[str, ...]) -> tuple[str | None, str]:
    """The service is the last word; the one before it, if any, the target."""
    *targets, service = words or ("",)
    services = ", ".join(_SERVICES)
    if not service:
        raise CommandLineError(say(_("name a service: one of {services}"), services=services))
    if len(targets) > 1:
        raise CommandLineError(say(_("unexpected: {words}"), words=" ".join(words[1:-1])))
    if service not in _SERVICES:
        template = _("the last word must be a service, one of {services}; {word} is none.")
        raise unknown(template, service, _SERVICES, services=services)
    return (targets[0] if targets else None), service


def _completed(ctx: Any, param: Any, incomplete: str) -> Any:
    """Completion is rare, so its module is not loaded for a declaration."""
    from xmailaudit.cli.completion import last_word

    return last_word(ctx, param, incomplete, _SERVICES)


COMMAND = Command(
    "access",
    run,
    Argument(
        "words",
        metavar=f"[TARGET] {'|'.join(_SERVICES)}",
        nargs=-1,
        required=False,
        shell_complete=_completed,
        about=_(
            "the MailRoot folder, which may be left out, and a service; relay is who may send to "
            "other domains without logging in"
        ),
    ),
    Option("--format", type=Choice("text", "json"), default="text", about=_("the list's form")),
    *auditing_options(),
    summary=_("list exactly which networks a service lets in and shuts out, and which row says so"),
    examples=("xmailaudit access MailRoot ctrl", "xmailaudit access MailRoot relay --format json"),
)
