"""What the commands that change a configuration have in common: choosing, accepting, refusing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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
    from xmailaudit.fix.plan import Plan
    from xmailaudit.fix.transaction import Transaction
    from xmailaudit.fix.wanted import Pick, Wanted
    from xmailaudit.network.sign import Sign
    from xmailaudit.session import Session

    from .console import Console

__all__ = [
    "DIFFERENT",
    "Pairs",
    "Wishes",
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
#: Two options that nobody can mean at once.
DIFFERENT = _("{option} and {other} are different wishes; name one of them")
_NO_FINDING = _(
    "{rule} has no finding {word} here; `xmailaudit audit --format json` names each with its fixes"
)
_SUPPRESSED = _("{pick}: what is suppressed is never fixed")
_DONE = _("transaction {id}: {files}; `xmailaudit undo {id}` takes it back")


# ------------------------------------------------------------ options


def fixing_options() -> tuple[click.Parameter, ...]:
    """`--unsafe`, `--pick`, `--choose` and `--answer`."""
    return (
        flag("--unsafe", about=_("also fixes that are for review, not only safe ones")),
        Option(
            "--pick",
            "picks",
            type=Parsed(_pick),
            metavar="RULE/FIX/FINGERPRINT",
            multiple=True,
            about=_(
                "only this fix of this finding, as audit --format json names it; may be given "
                "several times"
            ),
        ),
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


def _pick(text: str) -> Pick:
    from xmailaudit.fix.wanted import Pick

    rule, _slash, rest = text.partition("/")
    fix, _slash, fingerprint = rest.rpartition("/")
    if not (rule and fix and fingerprint):
        raise CommandLineError(say(_("{word} is no RULE/FIX/FINGERPRINT"), word=text))
    return Pick(_rule("--pick", rule), fingerprint, fix)


class Wishes(NamedTuple):
    """What the options of `fixing_options` and `choosing_options` hold."""

    unsafe: bool
    picks: tuple[Pick, ...]
    choose: Pairs
    answer: Pairs
    select: tuple[str, ...]
    ignore: tuple[str, ...]


def wanted_of(wishes: Wishes) -> Wanted:
    """What the options ask for.  Raises CommandLineError and SelectionError."""
    from xmailaudit.audit.selection import Selection
    from xmailaudit.fix.wanted import Wanted

    answers: dict[tuple[str, str], str] = {}
    for asked, value in wishes.answer:
        rule, dot, name = asked.partition(".")
        if not dot:
            template = _("{option} takes RULE.NAME=VALUE, not {word}")
            raise CommandLineError(say(template, option="--answer", word=f"{asked}={value}"))
        answers[_rule("--answer", rule), name] = value
    if wishes.picks:
        _expect_only_picks(wishes)
    return Wanted(
        unsafe=wishes.unsafe,
        selection=Selection.parse(wishes.select, wishes.ignore),
        fixes={_rule("--choose", rule): fix for rule, fix in wishes.choose},
        answers=answers,
        picks=frozenset(wishes.picks) or None,
    )


def _expect_only_picks(wishes: Wishes) -> None:
    for name in ("unsafe", "choose", "select", "ignore"):
        if getattr(wishes, name):
            raise CommandLineError(say(DIFFERENT, option="--pick", other=f"--{name}"))


def _rule(option: str, word: str) -> str:
    from xmailaudit.rules.catalogue import entry_of, known_words

    entry = entry_of(word)
    if entry is None:
        raise unknown(_("{option}: no rule is called {word}."), word, known_words(), option=option)
    return entry.id


def expect_known(wanted: Wanted, plan: Plan) -> None:
    """Raise CommandLineError for a fix, a question or a pick that no finding has."""
    for pick in plan.unknown:
        raise _no_such(pick, plan.before)
    fixes: dict[str, set[str]] = {}
    names: dict[str, set[str]] = {}
    for reported in plan.before.findings:
        for fix in reported.finding.fixes:
            rule = reported.finding.rule.id
            fixes.setdefault(rule, set()).add(fix.id)
            if fix.choice is not None:
                names.setdefault(rule, set()).add(fix.choice.name)
    for rule, word in wanted.fixes.items():
        if rule in fixes and word not in fixes[rule]:
            raise _no_fix(rule, word, fixes[rule])
    for rule, word in wanted.answers:
        if rule in fixes and word not in names.get(rule, ()):
            template = _("{rule} does not ask for {word}.")
            raise unknown(template, word, sorted(names.get(rule, ())), rule=rule)


def _no_such(pick: Pick, report: Report) -> CommandLineError:
    """Why nothing is to be had by a pick."""
    found = next((one for one in report.findings if one.fingerprint == pick.fingerprint), None)
    if found is None or found.finding.rule.id != pick.rule:
        return CommandLineError(say(_NO_FINDING, rule=pick.rule, word=pick.fingerprint))
    if found.suppressed is not None:
        return CommandLineError(say(_SUPPRESSED, pick=pick.word))
    return _no_fix(pick.rule, pick.fix, {fix.id for fix in found.finding.fixes})


def _no_fix(rule: str, word: str, known: Iterable[str]) -> CommandLineError:
    template = _("{rule} has no fix {word}, only {fixes}.")
    fixes = sorted(known)
    return unknown(template, word, fixes, rule=rule, fixes=", ".join(fixes))


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
    for earlier in transaction.recovered:
        finished = _("transaction {id}, which was interrupted, is finished")
        taken_back = _("transaction {id}, which was interrupted, is taken back")
        console.tell(finished if earlier.finished else taken_back, id=earlier.id)
    named = [file or "." for file in transaction.files]
    files = Listing((*named[:_MOST_FILES], *["…"][: len(named) > _MOST_FILES]))
    console.tell(_DONE, id=transaction.id, files=files)
    if transaction.indexes:
        console.tell(_("start XMail again: it builds the index of the changed tables anew"))
