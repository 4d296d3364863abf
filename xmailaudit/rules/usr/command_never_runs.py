"""USR016: a command that XMail passes over, or a file of commands that it never looks into.

What a command needs and where it is known differ from its manual in places (XMail facts: mailproc
1, 2 and 8; address-resolution 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.routing.command_lines import command_lines
from xmailaudit.policy.routing.idle_files import (
    custom_files_of_handled_domains,
    mailproc_of_a_list,
)
from xmailaudit.policy.routing.mistakes import Mistake, mistake_of
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import MOST_PLACES, Rule, xmail
from xmailaudit.rules.shown import field_text
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.routing.commands import Command
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally

RULE = Rule(
    "USR016",
    "command-never-runs",
    Severity.HIGH,
    summary=_("A command is passed over, because XMail does not know it there or lacks a field."),
    message=plural(
        _("XMail 1.27 knows no command {word} and passes over the line"),
        _("XMail 1.27 knows no command {word} and the like, and passes over {count} lines"),
        by="count",
    ),
    reads=("mailusers.tab", "domains/*", "cmdaliases/*", "custdomains/*"),
    fix=Applicability.MANUAL,
    references=(xmail("mailproc", 1), xmail("mailproc", 2), xmail("mailproc", 8)),
)

_MESSAGES: dict[Mistake, Template] = {
    Mistake.UNKNOWN: RULE.message,
    Mistake.WAIT: plural(
        _("XMail 1.27 knows no command wait, though its own sample has one: the line is skipped"),
        _("XMail 1.27 knows no command wait, though its own sample has one: {count} lines"),
        by="count",
    ),
    Mistake.BLANKS: plural(
        _("Only a TAB begins another field: XMail takes the whole line for one word and skips it"),
        _("Only a TAB begins another field: XMail takes {count} whole lines for one word each"),
        by="count",
    ),
    Mistake.NO_ARGUMENT: plural(
        _("XMail runs a program only with an argument behind it, and skips this {command}"),
        _("XMail runs a program only with an argument behind it, and skips {count} lines"),
        by="count",
    ),
    Mistake.TOO_FEW: plural(
        _("{command} needs {needed} fields at least and has {fields}: XMail skips the line"),
        _("{count} lines have fewer fields than their commands need: XMail skips them"),
        by="count",
    ),
    Mistake.TOO_MANY: plural(
        _("{command} stands alone, and has {fields} fields: XMail skips the line"),
        _("{count} commands that must stand alone have something behind them: XMail skips them"),
        by="count",
    ),
    Mistake.MAILBOX: plural(
        _("There is no mailbox in this place: XMail skips the line"),
        _("There is no mailbox in the place of {count} lines: XMail skips them"),
        by="count",
    ),
    Mistake.SMTP: plural(
        _("XMail knows smtp in aliases and custom domains only, and skips the line"),
        _("XMail knows smtp in aliases and custom domains only, and skips {count} lines"),
        by="count",
    ),
}
_OF_A_LIST = plural(
    _("{whose} is a mailing list: XMail never looks for its mailproc.tab"),
    _("{whose} and others are mailing lists: XMail never looks for their {count} mailproc.tab"),
    by="count",
)
_OF_A_HANDLED_DOMAIN = plural(
    _("{whose} is handled here, so XMail never looks for its file in custdomains"),
    _("{whose} and others are handled here, so XMail never looks for {count} files in custdomains"),
    by="count",
)

_TITLES = {
    Mistake.WAIT: _("Take the line away: XMail cannot be told to wait"),
    Mistake.NO_ARGUMENT: _("Give the program an argument, such as @@FILE"),
    Mistake.MAILBOX: _("Write redirect with the account's address in place of mailbox"),
    Mistake.SMTP: _("Write redirect or smtprelay in place of smtp"),
}


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:  # one signature for all
    lines = command_lines(root)
    by_mistake: dict[Mistake, list[Command]] = {}
    for command in lines.commands:
        mistake = mistake_of(command)
        if mistake is not None:
            by_mistake.setdefault(mistake, []).append(command)
    for mistake, commands in by_mistake.items():
        for group in apart(commands):
            yield _of_lines(mistake, group)
    yield from _of_files(custom_files_of_handled_domains(root), _OF_A_HANDLED_DOMAIN)
    lines.demand_all()


@RULE.each
def look(account: Account, tally: Tally) -> None:
    file = mailproc_of_a_list(account)
    if file is not None:
        tally.setdefault("files", []).append((file, account.address))


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    yield from _of_files(tally.get("files", []), _OF_A_LIST)


def _of_lines(mistake: Mistake, group: tuple[Command, ...]) -> Finding:
    first = group[0]
    title = _TITLES.get(mistake, _("Write the command as XMail reads it, or take the line away"))
    return RULE.finding(
        *(command.row.at() for command in group[:MOST_PLACES]),
        total=len(group),
        message=_MESSAGES[mistake],
        fixes=[manual("correct-line", say(title))],
        word=_word(first),
        command=first.kind.value,
        needed=first.needed,
        fields=len(first.row.fields),
        count=len(group),
    )


def _word(command: Command) -> str:
    """The command, where it is a word; a line typed with blanks may end in a password."""
    word = command.row.command
    return word if word.isascii() and word.isalpha() else field_text(command.row, 0)


def _of_files(files: Iterable[tuple[str, str]], message: Template) -> Iterator[Finding]:
    for group in apart(files):
        yield RULE.finding(
            *(Place(file) for file, _whose in group[:MOST_PLACES]),
            total=len(group),
            message=message,
            fixes=[manual("take-away", say(_("Take the file away, or do its work elsewhere")))],
            whose=group[0][1],
            count=len(group),
        )
