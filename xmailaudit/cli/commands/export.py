"""`xmailaudit export`: the recommended configuration as files, the original untouched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.cli import status
from xmailaudit.cli.auditing import auditing_options, choosing_options, target_argument
from xmailaudit.cli.command import Command, Option, Parsed, flag
from xmailaudit.cli.delivery import destination
from xmailaudit.cli.errors import CommandLineError, unknown
from xmailaudit.cli.fixing import Wishes, expect_known, fixing_options, wanted_of
from xmailaudit.cli.opening import open_session, watching
from xmailaudit.messages import _, plural, say

if TYPE_CHECKING:
    from xmailaudit.cli.console import Console
    from xmailaudit.cli.fixing import Pairs
    from xmailaudit.fix.wanted import Pick

__all__ = ["COMMAND"]

_KINDS = ("config", "dns", "firewall", "fail2ban")
_DONE = plural(
    "{folder} holds the recommended configuration with {count} fix; read {page} first",
    "{folder} holds the recommended configuration with {count} fixes; read {page} first",
    by="count",
)
_SECRET = _("the files in it hold passwords: keep them to yourself")
_AROUND = _("{folder} holds the files for {kinds}")


def run(  # noqa: PLR0913  # one parameter an option
    console: Console,
    *,
    target: str | None,
    out: str,
    what: tuple[tuple[str, ...], ...],
    changed_only: bool,
    unsafe: bool,
    picks: tuple[Pick, ...],
    choose: Pairs,
    answer: Pairs,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    profile: str,
    at: float | None,
    command_line: str | None,
) -> int:
    """Choose fixes, and write the configuration with them."""
    from pathlib import Path

    from xmailaudit.fix.errors import RefusedError
    from xmailaudit.fix.export.writing import write_export

    wanted = wanted_of(Wishes(unsafe, picks, choose, answer, select, ignore))
    session = open_session(console, target, profile=profile, command_line=command_line)
    folder = destination(out, session.root, "--out")
    if folder is None:
        raise CommandLineError(say(_("{option} needs the name of a folder"), option="--out"))
    kinds = tuple(dict.fromkeys(kind for kinds in what for kind in kinds)) or _KINDS[:1]
    with watching(console) as observer:
        made = session.export(
            console.words,
            what=kinds,
            wanted=wanted,
            changed_only=changed_only,
            at=at,
            observer=observer,
        )
    expect_known(wanted, made.plan)
    try:
        write_export(Path(folder), made.files)
    except RefusedError as error:
        console.complain(error)
        return status.REFUSED
    _tell(console, folder, kinds, len(made.plan.taken))
    return status.DONE


def _tell(console: Console, folder: str, kinds: tuple[str, ...], taken: int) -> None:
    if _KINDS[0] in kinds:
        console.tell(_DONE, folder=folder, count=taken, page="CHANGES.md")
        console.tell(_SECRET)
    others = tuple(kind for kind in kinds if kind != _KINDS[0])
    if others:
        console.tell(_AROUND, folder=folder, kinds=", ".join(others))


def _kinds(text: str) -> tuple[str, ...]:
    words = tuple(word.strip() for word in text.split(","))
    for word in words:
        if word not in _KINDS:
            template = _("{word} is none of {kinds}.")
            raise unknown(template, word, _KINDS, kinds=", ".join(_KINDS))
    return words


COMMAND = Command(
    "export",
    run,
    target_argument(),
    Option(
        "--out",
        "-o",
        metavar="DIR",
        required=True,
        about=_("the folder to write: new or empty, not in the MailRoot"),
    ),
    Option(
        "--what",
        type=Parsed(_kinds),
        metavar="|".join(_KINDS),
        multiple=True,
        about=_("what to write, several with commas; else config"),
    ),
    flag("--changed-only", about=_("only the files that change, not the whole configuration")),
    *fixing_options(),
    *choosing_options(),
    *auditing_options(),
    summary=_("write the recommended configuration as files; the original stays untouched"),
    details=(
        _(
            "CHANGES.md says in plain words what changes and what is left to do. apply.sh and "
            "apply.cmd carry it out where xmailaudit cannot run, and undo.sh and undo.cmd take it "
            "back; they need nothing installed."
        ),
        _(
            "The files hold passwords that anybody can read: the folder is for you alone, keep it "
            "so."
        ),
    ),
    examples=(
        "xmailaudit export MailRoot --out recommended",
        "xmailaudit export mail.tar.gz --out recommended --unsafe --profile strict",
        "xmailaudit export MailRoot --out jails --what fail2ban",
    ),
)
