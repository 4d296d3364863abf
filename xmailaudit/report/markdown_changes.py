"""CHANGES.md: what an export changes, in plain words, for who is to put it in place.

Markdown that reads well as it is: no password in it, foreign text as code.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit import __version__
from xmailaudit.audit.diff import seen
from xmailaudit.messages import _, plural, say

from .edits import edits_of, fix_steps, is_pasted
from .labels import SEVERITIES
from .location import location
from .markdown_text import code, escaped_words, fence, sentence
from .summary import audited
from .text_finding import also, heading, no_row
from .text_plan import LEFT_OUT
from .text_preview import balance_lines, grades
from .unified import unified_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.audit.diff import Seen
    from xmailaudit.audit.preview import Preview
    from xmailaudit.audit.report import Reported
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message, Template
    from xmailaudit.rules.finding import Fix

    from .language import Words

__all__ = ["ChangesPage", "InPlace", "LeftOut", "Taken", "changes_text"]

_MOST = 50
_MORE = plural(_("… and {more} more"), _("… and {more} more"), by="more")


class Taken(NamedTuple):
    """A finding and the fix that the export carries out."""

    reported: Reported
    fix: Fix


class LeftOut(NamedTuple):
    """A fix that is not carried out, by the id of its rule, the kind of reason, and what it is."""

    rule: str
    why: str
    reason: Message


class InPlace(NamedTuple):
    """How the files get to their place: by which scripts, and whether XMail must be stopped.

    `folder` holds the files; `whole` is whether it is a whole MailRoot.
    """

    folder: str
    whole: bool
    scripts: tuple[str, ...]
    restarts: bool


class ChangesPage(NamedTuple):
    """All that the page tells; `missing` are files that could not be had, and why."""

    preview: Preview
    taken: tuple[Taken, ...]
    left_out: tuple[LeftOut, ...]
    missing: tuple[tuple[str, Message], ...]
    in_place: InPlace


def changes_text(page: ChangesPage, root: MailRoot, words: Words) -> str:
    """The page about changes to `root`, ending with a newline."""
    return "\n\n".join(_blocks(page, root, words)) + "\n"


def _blocks(page: ChangesPage, root: MailRoot, words: Words) -> Iterator[str]:
    yield f"# {escaped_words(words(_('Recommended changes')))}"
    yield sentence(audited(page.preview.before), words)
    yield sentence(grades(page.preview), words)
    yield f"**{escaped_words(words(_SECRET))}**"
    yield from _how(page.in_place, words, pasted=is_pasted(root))
    yield from _what(page.taken, root, words)
    yield from _who(page.preview, words)
    yield from _findings(page.preview, words)
    yield from _by_hand(page, words)
    yield from _lines(page.preview, words, pasted=is_pasted(root))
    yield from _listed(_MISSING, [_missing(*one) for one in page.missing], words)
    yield "---"
    yield sentence(say(_MADE_BY, version=__version__), words)


_SECRET = _(
    "The files in this folder hold passwords that anybody can read, and maybe the key of the TLS "
    "certificate. Keep them to yourself, do not mail them in clear, delete them when you are done."
)
_MISSING = _("Not in this folder")
_MADE_BY = _("Made by xmailaudit {version}, which changed nothing of the original.")


def _missing(file: str, reason: Message) -> Message:
    return say(_("{file}: {reason}"), file=file, reason=reason)


def _listed(heading: Template, told: Iterable[Message], words: Words) -> Iterator[str]:
    lines = [sentence(one, words) for one in told]
    if lines:
        yield _section(heading, words)
        yield _items(lines)


def _section(heading: Template, words: Words) -> str:
    return f"## {escaped_words(words(heading))}"


def _items(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


# ------------------------------------------------------------ how it gets to its place

_STOP = _("Stop XMail: tables with an index change, which a running server must not see.")
_START = _("Start XMail again. It builds the indexes anew.")
_RUN = _(
    "On the server run {posix} (Unix) or {windows} (Windows), with the right folder. It looks at "
    "every file first: where one is not as it was audited, nothing at all is done. What it "
    "replaces is kept in the folder {backup} beside it."
)
_RUN_POSIX = _(
    "On the server run {posix}, with the right folder. It looks at every file first: where one is "
    "not as it was audited, nothing at all is done. What it replaces is kept in the folder "
    "{backup} beside it."
)
_UNDO = _("{script}, run in the same way, puts back what was there.")
_NOTHING = _("Nothing changes: no fix was chosen, or none can be carried out.")
_WHOLE = _("{folder} holds the whole recommended configuration; a server can be set up with it.")
_CHANGED = _("{folder} holds the files that change, and no others.")
_PASTED = _(
    "What was audited is a text copied out of XMailCFG. So do the steps below on its screens; the "
    "sections name screen, label and value."
)
_INCOMPLETE = _(
    "NOT COMPLETE: the files in {folder} hold what the text shows and nothing else. Do not copy "
    "them to a server: settings and passwords that the text does not show would be lost."
)


def _how(place: InPlace, words: Words, *, pasted: bool) -> Iterator[str]:
    yield _section(_("How to put it in place"), words)
    if pasted:
        yield sentence(say(_PASTED), words)
        yield f"**{sentence(say(_INCOMPLETE, folder=place.folder), words)}**"
        return
    kept = _WHOLE if place.whole else _CHANGED
    if not place.scripts:
        yield sentence(say(_NOTHING), words)
        yield sentence(say(kept, folder=place.folder), words)
        return
    steps = [_run(place)]
    if place.restarts:
        steps = [say(_STOP), *steps, say(_START)]
    numbered = enumerate((sentence(step, words) for step in steps), start=1)
    yield "\n".join(f"{number}. {step}" for number, step in numbered)
    undo = " / ".join(script.replace("apply", "undo") for script in place.scripts)
    yield sentence(say(_UNDO, script=undo), words)
    yield sentence(say(kept, folder=place.folder), words)


def _run(place: InPlace) -> Message:
    option = " --server-stopped" if place.restarts else ""
    posix = f"sh apply.sh{option} /var/MailRoot"
    if "apply.cmd" not in place.scripts:
        return say(_RUN_POSIX, posix=posix, backup="backup")
    return say(_RUN, posix=posix, windows=f"apply.cmd{option} C:\\MailRoot", backup="backup")


# ------------------------------------------------------------ what changes


def _what(taken: Iterable[Taken], root: MailRoot, words: Words) -> Iterator[str]:
    yield _section(_("What changes, and why"), words)
    empty = True
    for one in taken:
        empty = False
        yield f"### {escaped_words(heading(one.reported, words))}"
        yield "\n".join(_change(one, root, words))
    if empty:
        yield sentence(say(_NOTHING), words)


def _change(one: Taken, root: MailRoot, words: Words) -> Iterator[str]:
    finding = one.reported.finding
    first = finding.places[0]
    if first.line is None:
        where = sentence(no_row(first, root, words), words)
    else:
        where = code(location(first, words))
    yield _point(_("Until now"), sentence(finding.message, words), words)
    yield _point(_("Where"), where, words)
    if len(finding.places) > 1:
        yield f"  - {sentence(also(finding, words), words)}"
    yield _point(_("From now on"), sentence(one.fix.title, words), words)
    yield _point(_("Why"), escaped_words(words(finding.rule.summary)), words)
    for step in fix_steps(one.fix, root):
        template = _("Do this first") if step.before else _("Do this yourself")
        yield _point(template, sentence(step.what, words), words)


def _point(label: Template, text: str, words: Words) -> str:
    return f"- **{escaped_words(words(label))}**: {text}"


# ------------------------------------------------------------ what comes of it


def _who(preview: Preview, words: Words) -> Iterator[str]:
    yield _section(_("Who gains and who loses access"), words)
    yield fence(balance_lines(preview, words))


_GONE = _("Findings that go")
_COME = _("Findings that come: look at them before you put this in place")
_NOT_JUDGED = _("Findings that can no longer be judged")


def _findings(preview: Preview, words: Words) -> Iterator[str]:
    kinds = ((_GONE, preview.gone), (_COME, preview.come), (_NOT_JUDGED, preview.not_judged))
    for template, found in kinds:
        yield from _listed(template, _told(map(seen, found), len(found)), words)


def _told(found: Iterable[Seen], number: int) -> Iterator[Message]:
    for place, one in enumerate(found):
        if place == _MOST:
            yield say(_MORE, more=number - _MOST)
            return
        file = "MailRoot" if one.file == "." else one.file
        where = file if one.line is None else f"{file}:{one.line}"
        yield say(
            _("{severity} {rule} {name}, {place}: {what}"),
            severity=say(SEVERITIES[one.severity]),
            rule=one.rule,
            name=one.name,
            place=where,
            what=one.message,
        )


_LEFT = _("Left to do by hand")


def _by_hand(page: ChangesPage, words: Words) -> Iterator[str]:
    """What stays, each with the ways out that only a person can go."""
    left = page.preview.after.counted
    if not left and not page.left_out:
        return
    yield _section(_LEFT, words)
    for why, about in LEFT_OUT.items():
        kind = [one for one in page.left_out if one.why == why]
        if kind:
            yield f"**{sentence(say(about, count=len(kind)), words)}**"
            yield _items(_each_once(kind, words))
    if left:
        yield sentence(say(_("These findings stay:")), words)
        yield "\n".join(_stays(left, words))


def _each_once(kind: Iterable[LeftOut], words: Words) -> Iterator[str]:
    """The lines, each with how often it comes."""
    told = (say(_("{rule}: {reason}"), rule=one.rule, reason=one.reason) for one in kind)
    for line, times in Counter(sentence(one, words) for one in told).items():
        yield line if times == 1 else f"{line} (×{times})"


def _stays(left: tuple[Reported, ...], words: Words) -> Iterator[str]:
    told = _told(map(seen, left), len(left))
    for number, message in enumerate(told):
        yield f"- {sentence(message, words)}"
        for fix in left[number].finding.fixes[:1] if number < _MOST else ():
            yield f"  - {sentence(fix.title, words)}"
            if not edits_of(fix):
                for step in fix.steps:
                    yield f"    - {sentence(step.what, words)}"


def _lines(preview: Preview, words: Words, *, pasted: bool) -> Iterator[str]:
    if preview.changes and not pasted:
        yield _section(_("Every changed line"), words)
        yield escaped_words(words(_("Passwords are shown as •••.")))
        yield fence(unified_text(preview.changes, words), "diff")
