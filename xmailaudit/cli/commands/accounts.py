"""`xmailaudit accounts`: every address there is, and all about one account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.cli import status
from xmailaudit.cli.auditing import auditing_options
from xmailaudit.cli.command import Argument, Choice, Command, Option
from xmailaudit.cli.errors import CommandLineError
from xmailaudit.cli.opening import open_session
from xmailaudit.messages import _, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xmailaudit.cli.console import Console
    from xmailaudit.policy.account_facts import AccountFacts
    from xmailaudit.policy.known_addresses import Listed

__all__ = ["COMMAND"]


def run(
    console: Console,
    *,
    words: tuple[str, ...],
    domain: str | None,
    format: str,  # noqa: A002  # the option's name
    profile: str,
    at: float | None,  # noqa: ARG001  # nothing here depends on it
    command_line: str | None,
) -> int:
    """List addresses as they are read, or tell about one."""
    target, address = _target_and_address(words)
    if address is not None and domain is not None:
        raise CommandLineError(say(_("name an address or --domain, not both")))
    session = open_session(console, target, profile=profile, command_line=command_line)
    if address is not None:
        _show_account(console, session.account(address), format)
    else:
        _show_list(console, session.addresses(domain), format)
    return status.DONE


def _target_and_address(words: tuple[str, ...]) -> tuple[str | None, str | None]:
    """Of two words the second is the address; one is, if it looks like one."""
    if len(words) > 2:
        raise CommandLineError(say(_("unexpected: {words}"), words=" ".join(words[2:])))
    if len(words) == 2:
        return words[0], words[1]
    if not words:
        return None, None
    from xmailaudit.policy.mail_address import split_address

    (word,) = words
    return (word, None) if split_address(word) is None else (None, word)


def _show_account(console: Console, facts: AccountFacts, form: str) -> None:
    if form == "json":
        from xmailaudit.report.json_account import account_json
        from xmailaudit.report.json_text import json_text

        console.out.write(json_text(account_json(facts)))
        return
    from xmailaudit.report.text_account import account_text

    for line in account_text(facts, console.words, console.style()):
        console.out.line(line)


def _show_list(console: Console, listed: Iterable[Listed], form: str) -> None:
    if form == "json":
        from xmailaudit.cli.json_output import write_list
        from xmailaudit.report.json_account import listed_json

        write_list(console.out, map(listed_json, listed))
        return
    from xmailaudit.report.text_listed import listed_line

    for one in listed:
        console.out.line(listed_line(one, console.words))


def _completed(ctx: Any, param: Any, incomplete: str) -> Any:
    """Completion is rare, so its module is not loaded for a declaration."""
    from xmailaudit.cli.completion import addresses

    return addresses(ctx, param, incomplete)


COMMAND = Command(
    "accounts",
    run,
    Argument(
        "words",
        metavar="[TARGET] [ADDRESS]",
        nargs=-1,
        required=False,
        shell_complete=_completed,
        about=_(
            "the MailRoot folder, which may be left out, and an address to tell all about; a "
            "folder that is called like an address is written ./NAME"
        ),
    ),
    Option("--domain", metavar="DOMAIN", about=_("list what belongs to this domain only")),
    Option("--format", type=Choice("text", "json"), default="text", about=_("the form")),
    *auditing_options(),
    summary=_("list accounts, mailing lists, aliases and domains, or tell all about one account"),
    details=(
        _(
            "Of an account: where its mail lies and how much it is, whether it may log in and with "
            "which permissions, which aliases lead to it, and what is done with its mail. No "
            "password is shown."
        ),
    ),
    examples=(
        "xmailaudit accounts MailRoot",
        "xmailaudit accounts MailRoot --domain example.com --format json",
        "xmailaudit accounts MailRoot anna@example.com",
    ),
)
