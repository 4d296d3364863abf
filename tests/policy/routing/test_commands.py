"""Lines of command files: what each does in its place, and whether mail is kept by them."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from xmailaudit.policy.routing.commands import (
    Command,
    Delivers,
    Fate,
    Fault,
    Kind,
    Where,
    fate,
    read_commands,
)
from xmailaudit.tables.commands import CUSTOM, MAILPROC

PROGRAM = ("0", "60", "/opt/scan", "@@FILE")
UNWAITED = ("0", "0", "/opt/scan", "@@FILE")


def read(*lines: str, where: Where = Where.MAILPROC) -> tuple[Command, ...]:
    """The commands of a file in some place."""
    table = MAILPROC if where is Where.MAILPROC else CUSTOM
    root = mail_root({"commands": "".join(lines)})
    return read_commands(root.stream(table, "commands"), where)


@pytest.mark.parametrize(
    ("line", "kind", "mailproc", "elsewhere"),
    [
        (row("mailbox"), Kind.MAILBOX, None, Fault.NOT_HERE),
        (row("MailBox"), Kind.MAILBOX, None, Fault.NOT_HERE),
        (row("mailbox", ""), Kind.MAILBOX, Fault.TOO_MANY, Fault.NOT_HERE),
        (row("smtp"), Kind.SMTP, Fault.NOT_HERE, None),
        (row("smtp", "host"), Kind.SMTP, Fault.NOT_HERE, Fault.TOO_MANY),
        (row("redirect", "bob@example.com"), Kind.REDIRECT, None, None),
        (row("redirect"), Kind.REDIRECT, Fault.TOO_FEW, Fault.TOO_FEW),
        (row("lredirect", "example.net"), Kind.LOCAL_REDIRECT, None, None),
        (row("lredirect"), Kind.LOCAL_REDIRECT, Fault.TOO_FEW, Fault.TOO_FEW),
        (row("external", *PROGRAM), Kind.EXTERNAL, None, None),
        (row("external", *PROGRAM[:3]), Kind.EXTERNAL, Fault.TOO_FEW, Fault.TOO_FEW),
        (row("filter", *PROGRAM), Kind.FILTER, None, None),
        (row("filter", *PROGRAM[:3]), Kind.FILTER, Fault.TOO_FEW, Fault.TOO_FEW),
        (row("smtprelay", "mx.example.net"), Kind.RELAY, None, None),
        (row("smtprelay"), Kind.RELAY, Fault.TOO_FEW, Fault.TOO_FEW),
        (row("wait", "5"), Kind.UNKNOWN, Fault.UNKNOWN, Fault.UNKNOWN),
        (row("mailbox "), Kind.UNKNOWN, Fault.UNKNOWN, Fault.UNKNOWN),
        (row("$(NOTHING)mailbox"), Kind.MAILBOX, None, Fault.NOT_HERE),
        (row("$(FROM)mailbox"), Kind.UNKNOWN, Fault.UNKNOWN, Fault.UNKNOWN),
    ],
)
def test_a_line_runs_or_has_a_fault(
    line: str, kind: Kind, mailproc: Fault | None, elsewhere: Fault | None
) -> None:
    """By its word, its fields and the kind of file it stands in."""
    (inside,) = read(line)
    (alias,) = read(line, where=Where.COMMAND_ALIAS)
    (custom,) = read(line, where=Where.CUSTOM_DOMAIN)

    assert (inside.kind, inside.fault) == (kind, mailproc)
    assert (alias.kind, alias.fault) == (custom.kind, custom.fault) == (kind, elsewhere)


def test_comments_and_blank_lines_are_no_commands() -> None:
    """Only lines that XMail reads."""
    assert read("# mailbox\n", "\n", "\t\n") == ()


@pytest.mark.parametrize(
    ("line", "delivers", "may_stop", "always"),
    [
        (row("mailbox"), Delivers.YES, False, False),
        (row("redirect", "bob@example.com"), Delivers.YES, False, False),
        (row("smtprelay", "#a.example.net;b.example.net"), Delivers.YES, False, False),
        (row("smtprelay", "#;"), Delivers.NO, False, False),
        (row("smtprelay", ""), Delivers.NO, False, False),
        (row("external", *PROGRAM), Delivers.PERHAPS, True, False),
        (row("external", *UNWAITED), Delivers.PERHAPS, False, False),
        (row("filter", *PROGRAM), Delivers.NO, True, False),
        (row("filter", *UNWAITED), Delivers.NO, True, True),
        (row("filter", "0", "soon", *PROGRAM[2:]), Delivers.NO, True, True),
        (row("filter", *UNWAITED[:3]), Delivers.NO, False, False),
        (row("wait", "5"), Delivers.NO, False, False),
    ],
)
def test_what_a_line_does(line: str, delivers: Delivers, *, may_stop: bool, always: bool) -> None:
    """It delivers, and it may end the run."""
    (command,) = read(line)

    assert command.delivers is delivers
    assert (command.may_stop, command.always_stops) == (may_stop, always)


def test_hosts_and_program() -> None:
    """What a line names."""
    relay, external, short = read(
        row("smtprelay", "#a.example.net:25;;b.example.net"),
        row("external", *PROGRAM),
        row("external", "0", "60"),
    )

    assert relay.hosts == ("a.example.net:25", "b.example.net")
    assert relay.arguments == ("#a.example.net:25;;b.example.net",)
    assert external.program == "/opt/scan"
    assert (relay.program, external.hosts, short.program) == (None, (), None)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((), Fate.DISCARDED),
        ((row("mailbox"),), Fate.KEPT),
        ((row("wait", "5"),), Fate.DISCARDED),
        ((row("filter", *PROGRAM),), Fate.DISCARDED),
        ((row("external", *PROGRAM),), Fate.PERHAPS_DISCARDED),
        ((row("external", *PROGRAM), row("mailbox")), Fate.KEPT),
        ((row("filter", *UNWAITED), row("mailbox")), Fate.DISCARDED),
        ((row("mailbox"), row("filter", *UNWAITED)), Fate.KEPT),
        ((row("filter", *UNWAITED), row("external", *PROGRAM)), Fate.DISCARDED),
        ((row("filter", *UNWAITED[:3]), row("mailbox")), Fate.KEPT),
        ((row("smtp"),), Fate.DISCARDED),
    ],
)
def test_what_a_file_means_for_mail(lines: tuple[str, ...], expected: Fate) -> None:
    """Without a line that delivers and is reached, mail is thrown away."""
    assert fate(read(*lines)) is expected


def test_a_line_behind_a_sure_stop_is_never_reached() -> None:
    """Its own fault stays the one that is told."""
    stop, mailbox, wait = read(row("filter", *UNWAITED), row("mailbox"), row("wait", "5"))

    assert stop.runs
    assert mailbox.fault is Fault.NOT_REACHED
    assert wait.fault is Fault.UNKNOWN
