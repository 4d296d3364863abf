"""What the commands that read a configuration have in common: target, profile, moment, options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.messages import _, say

from .command import Argument, Option, Parsed, flag
from .errors import CommandLineError

if TYPE_CHECKING:
    import click

__all__ = [
    "auditing_options",
    "choosing_options",
    "completed_files",
    "completed_profiles",
    "completed_rules",
    "judging_options",
    "moment",
    "own_rules_options",
    "own_rules_words",
    "target_argument",
]


def target_argument() -> Argument:
    """TARGET, which may be left out."""
    return Argument(
        "target",
        metavar="TARGET",
        required=False,
        shell_complete=completed_files,
        about=_(
            "the MailRoot folder, an archive of one, or a text copied out of XMailCFG (- is "
            "standard input); left out, a folder is looked for: MAIL_ROOT, the registry, a running "
            "XMail, the usual folders"
        ),
    )


def completed_files(*asked: Any) -> Any:
    """Files and folders.  Completion is rare: its module is not loaded for a declaration."""
    from .completion import files

    return files(*asked)


def completed_profiles(*asked: Any) -> Any:
    """For options that name profiles."""
    from .completion import profiles

    return profiles(*asked)


def completed_rules(*asked: Any) -> Any:
    """For options and arguments that name rules."""
    from .completion import rules

    return rules(*asked)


def choosing_options() -> tuple[click.Parameter, ...]:
    """`--select` and `--ignore`."""
    return (
        Option(
            "--select",
            metavar="RULE[,…]",
            multiple=True,
            shell_complete=completed_rules,
            about=_("run these rules only: ids, names or families"),
        ),
        Option(
            "--ignore",
            metavar="RULE[,…]",
            multiple=True,
            shell_complete=completed_rules,
            about=_("leave these rules out: ids, names or families"),
        ),
    )


def auditing_options() -> tuple[click.Parameter, ...]:
    """`--profile`, and what else an audit goes by."""
    return (
        Option(
            "--profile",
            metavar="NAME|FILE",
            default="default",
            shell_complete=completed_profiles,
            about=_("what kind of server it is to be: a profile's name, or a file of your own"),
        ),
        *judging_options(),
    )


def judging_options() -> tuple[click.Parameter, ...]:
    """`--at`, `--command-line`, and where rules of one's own come from."""
    return (
        Option(
            "--at",
            type=Parsed(moment),
            metavar="DATE",
            about=_("the moment to judge for (2026-11-24 or 2026-11-24T08:00, UTC); else now"),
        ),
        Option(
            "--command-line",
            metavar="OPTIONS",
            about=_("the server's start options (such as '-Pl -Sl'), where they cannot be found"),
        ),
        *own_rules_options(),
    )


def own_rules_options() -> tuple[click.Parameter, ...]:
    """`--rules` and `--installed-rules`; what they name is loaded before any command runs."""
    return (
        Option(
            "--rules",
            metavar="DIR",
            multiple=True,
            expose_value=False,
            callback=_load_folders,
            shell_complete=completed_files,
            about=_("load rules of your own, too: the Python modules of a folder"),
        ),
        flag(
            "--installed-rules",
            expose_value=False,
            callback=_load_installed,
            about=_("load the rules that installed packages offer, too"),
        ),
    )


def _load_folders(ctx: click.Context, _param: click.Parameter, folders: tuple[str, ...]) -> None:
    if not folders or ctx.resilient_parsing:  # completion runs nobody's code
        return
    from pathlib import Path

    from xmailaudit.audit.own_rules import load_folder

    from .delivery import source

    for folder in folders:
        source("--rules", folder)
        load_folder(Path(folder))
        _typed(ctx).extend(("--rules", folder))


def _load_installed(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from xmailaudit.audit.own_rules import load_installed

        load_installed()
        _typed(ctx).append("--installed-rules")


def own_rules_words() -> tuple[str, ...]:
    """The options about rules of one's own, as they were typed for the command that runs."""
    import click

    return tuple(_typed(click.get_current_context()))


def _typed(ctx: click.Context) -> list[str]:
    words: list[str] = ctx.meta.setdefault(__name__, [])
    return words


def moment(text: str) -> float:
    """A date or a date and time as POSIX time, UTC where no zone is named."""
    from datetime import UTC, datetime

    try:
        when = datetime.fromisoformat(text)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        template = _("{word} is no date like 2026-11-24 or 2026-11-24T08:00")
        raise CommandLineError(say(template, word=text)) from None
