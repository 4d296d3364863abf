"""What the commands that change a configuration have in common: choosing, accepting, refusing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.audit.threshold import THRESHOLDS
from xmailaudit.messages import Listing, _, say

from . import status
from .auditing import completed_rules
from .command import Choice, Option, Parsed, flag
from .errors import CommandLineError, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import click

    from xmailaudit.audit.report import Report, Reported
    from xmailaudit.fix.transaction import Transaction
    from xmailaudit.fix.wanted import Wanted
    from xmailaudit.network.sign import Sign
    from xmailaudit.session import Session

    from .console import Console

__all__ = [
    "Pairs",
    "accepting_options",
    "expect_known",
    "fixing_options",
    "refuse",
    "require_folder",
    "stopped_option",
    "tell_done",
    "tell_served",
    "wanted_of",
]

Pairs = tuple[tuple[str, str], ...]

_MOST_FILES = 5
_DONE = _("transaction {id}: {files}; `xmailaudit undo {id}` takes it back")


# ------------------------------------------------------------ options


def fixing_options() -> tuple[click.Parameter, ...]:
    """`--unsafe`, `--choose` and `--answer`."""
    return (
        flag("--unsafe", about=_("also fixes that are for review, not only safe ones")),
        Option(
            "--choose",
            type=Parsed(_pair),
            metavar="RULE=FIX",
            multiple=True,
            about=_("which fix of a rule to take, by its id"),
        ),
        Option(
            "--answer",
            type=Parsed(_pair),
            metavar="RULE.NAME=VALUE",
            multiple=True,
            about=_("what a fix asks for, such as a network or a name"),
        ),
    )


def accepting_options() -> tuple[click.Parameter, ...]:
    """`--accept-new` and `--fail-on`."""
    return (
        Option(
            "--accept-new",
            "accepted",
            metavar="RULE[,…]",
            multiple=True,
            shell_complete=completed_rules,
            about=_("go on where these rules have something new to say"),
        ),
        Option(
            "--fail-on",
            type=Choice(*THRESHOLDS),
            about=_("the severity from which on a finding counts; else the profile's (high)"),
        ),
    )


def stopped_option() -> click.Parameter:
    """`--server-stopped`."""
    return flag(
        "--server-stopped",
        about=_("change indexed tables, too, whatever speaks for a running server"),
    )


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise CommandLineError(say(_("{word} is no NAME=VALUE"), word=text))
    return name, value


def wanted_of(
    choose: Pairs, answer: Pairs, *, unsafe: bool, select: Iterable[str], ignore: Iterable[str]
) -> Wanted:
    """What the options ask for.  Raises CommandLineError and SelectionError."""
    from xmailaudit.audit.selection import Selection
    from xmailaudit.fix.wanted import Wanted

    answers: dict[tuple[str, str], str] = {}
    for asked, value in answer:
        rule, dot, name = asked.partition(".")
        if not dot:
            template = _("{option} takes RULE.NAME=VALUE, not {word}")
            raise CommandLineError(say(template, option="--answer", word=f"{asked}={value}"))
        answers[_rule("--answer", rule), name] = value
    return Wanted(
        unsafe=unsafe,
        selection=Selection.parse(select, ignore),
        fixes={_rule("--choose", rule): fix for rule, fix in choose},
        answers=answers,
    )


def _rule(option: str, word: str) -> str:
    from xmailaudit.rules.catalogue import entry_of, known_words

    entry = entry_of(word)
    if entry is None:
        raise unknown(_("{option}: no rule is called {word}."), word, known_words(), option=option)
    return entry.id


def expect_known(wanted: Wanted, report: Report) -> None:
    """Raise CommandLineError for a fix or a question that no finding has."""
    fixes: dict[str, set[str]] = {}
    names: dict[str, set[str]] = {}
    for reported in report.findings:
        for fix in reported.finding.fixes:
            rule = reported.finding.rule.id
            fixes.setdefault(rule, set()).add(fix.id)
            if fix.choice is not None:
                names.setdefault(rule, set()).add(fix.choice.name)
    for rule, word in wanted.fixes.items():
        if rule in fixes and word not in fixes[rule]:
            template = _("{rule} has no fix {word}, only {fixes}.")
            known = sorted(fixes[rule])
            raise unknown(template, word, known, rule=rule, fixes=", ".join(known))
    for rule, word in wanted.answers:
        if rule in fixes and word not in names.get(rule, ()):
            template = _("{rule} does not ask for {word}.")
            raise unknown(template, word, sorted(names.get(rule, ())), rule=rule)


# ------------------------------------------------------------ may it be done


def require_folder(session: Session) -> None:
    """Raise CommandLineError for a target in which nothing can be changed."""
    if session.folder is None:
        template = _(
            "{target} is no folder in which files can be changed; `xmailaudit export` writes files "
            "to copy"
        )
        raise CommandLineError(say(template, target=session.root.source.location))


def refuse(console: Console, worse: Sequence[Reported]) -> int:
    """Name each finding that stops it, and how to accept it."""
    for one in worse:
        rule = one.finding.rule
        console.tell(
            _("{rule} {name} would come: {message}; --accept-new {rule} goes on all the same"),
            rule=rule.id,
            name=rule.name,
            message=one.finding.message,
        )
    return status.REFUSED


def tell_served(console: Console, indexed: Sequence[str], signs: Sequence[Sign]) -> None:
    """Why an indexed table is not changed now."""
    console.tell(
        _("{file} has an index: nothing is changed while XMail may run ({sign})"),
        file=indexed[0],
        sign=signs[0].message,
    )
    console.tell(_("stop XMail and do it again; --server-stopped is for where it looks wrong"))


def tell_done(console: Console, transaction: Transaction) -> None:
    """The name of a transaction, and how to take it back; what was put right before it."""
    from xmailaudit.tables.index_file import INDEXES

    for earlier in transaction.recovered:
        finished = _("transaction {id}, which was interrupted, is finished")
        taken_back = _("transaction {id}, which was interrupted, is taken back")
        console.tell(finished if earlier.finished else taken_back, id=earlier.id)
    named = [file or "." for file in transaction.files]
    files = Listing((*named[:_MOST_FILES], *["…"][: len(named) > _MOST_FILES]))
    console.tell(_DONE, id=transaction.id, files=files)
    if any(kind.file in transaction.files for kind in INDEXES.values()):
        console.tell(_("start XMail again: it builds the index of the changed tables anew"))
