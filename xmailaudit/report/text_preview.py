"""A preview in plain text: what goes, what comes, who gains and loses, and the diff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.audit.access_change import AccessChange
from xmailaudit.audit.diff import cells_of, exposure_changes, seen
from xmailaudit.messages import _, plural, say
from xmailaudit.policy.addresses import loopback
from xmailaudit.policy.admission import RELAY

from .edits import is_pasted
from .labels import SEVERITIES
from .text_access import number_of
from .text_decision import answered
from .text_diff import NEW, NOT_JUDGED, access_lines, exposure_lines, findings_lines
from .text_layout import apart, wrap
from .text_style import PLAIN, styled
from .unified import unified_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.audit.access_change import Unknown
    from xmailaudit.audit.preview import Preview
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.policy.addresses import AddressSet

    from .language import Words
    from .text_style import Style

__all__ = [
    "balance_lines",
    "decision_lines",
    "diff_lines",
    "effect_lines",
    "grades",
    "preview_text",
    "promise_lines",
    "who_lines",
]

#: So many changed decisions are read; the JSON form has all of them.
_MOST = 20
_MORE = _("… and {more} more; --format json has them all")

_GONE = plural(_("Cleared: {count} finding"), _("Cleared: {count} findings"), by="count")
_MILDER = plural(_("Less bad: {count} finding"), _("Less bad: {count} findings"), by="count")


def preview_text(
    preview: Preview,
    root: MailRoot,
    words: Words,
    style: Style = PLAIN,
    plan_part: Iterable[str] = (),
) -> str:
    """The whole preview of changes to `root`, ending with a newline.

    `plan_part` are lines that stand first, worded already: what is to be done.
    """
    lines = apart(
        plan_part,
        styled("bold", words.message(grades(preview)), words, style),
        effect_lines(preview, words, style),
        who_lines(preview, words, style),
        decision_lines(preview, words, style),
        promise_lines(preview, words),
        diff_lines(preview, root, words, style),
    )
    return "\n".join(lines) + "\n"


def grades(preview: Preview) -> Message:
    """The grade before and after."""
    before, after = (one.summary.grade for one in (preview.before, preview.after))
    template = _("Grade {before} before, {after} after.")
    return say(template, before=before or say(_("open")), after=after or say(_("open")))


# ------------------------------------------------------------ findings


def effect_lines(preview: Preview, words: Words, style: Style = PLAIN) -> Iterator[str]:
    """The findings that go, get less bad, come, and those that cannot be judged any more."""
    come, not_judged = preview.come, preview.not_judged
    yield from apart(
        findings_lines(_GONE, [*map(seen, preview.gone)], words, style),
        _milder(preview, words, style),
        findings_lines(NEW, [*map(seen, come)], words, style) if come else (),
        findings_lines(NOT_JUDGED, [*map(seen, not_judged)], words, style) if not_judged else (),
    )


def _milder(preview: Preview, words: Words, style: Style) -> Iterator[str]:
    if not preview.milder:
        return
    yield from styled("bold", words(_MILDER, count=len(preview.milder)), words, style)
    for old, new in preview.milder:
        told = words(
            _("{rule} {name}: {before} before, {after} after"),
            rule=new.finding.rule.id,
            name=new.finding.rule.name,
            before=say(SEVERITIES[old.severity]),
            after=say(SEVERITIES[new.severity]),
        )
        yield from wrap(told, words.width, first="  - ")


# ------------------------------------------------------------ access


def who_lines(preview: Preview, words: Words, style: Style = PLAIN) -> Iterator[str]:
    """Who gains and who loses access, and who may do what that he might not, or no longer."""
    cells = cells_of(preview.before), cells_of(preview.after)
    yield from apart(
        _access(preview, words, style),
        exposure_lines(exposure_changes(*cells), words, style),
    )


def _access(preview: Preview, words: Words, style: Style) -> Iterator[str]:
    yield from styled("bold", words(_("Access:")), words, style)
    yield from balance_lines(preview, words)


def balance_lines(preview: Preview, words: Words) -> Iterator[str]:
    """How many gain and lose each service, then who."""
    told = [message for change in preview.access for message in _balance(change)]
    for message in told or [say(_("nobody gains or loses any"))]:
        yield from wrap(words.message(message), words.width, first="  - ")
    yield from access_lines(preview.access, preview.before.target, words)


def _balance(change: AccessChange | Unknown) -> Iterator[Message]:
    """How many gain and how many lose a service; nothing where nobody does."""
    if not isinstance(change, AccessChange) or not (change.gained or change.lost):
        return
    template = (
        _("relaying without a login: lost by {losers}; gained by {winners}")
        if change.service == RELAY
        else _("{service}: lost by {losers}; gained by {winners}")
    )
    losers, winners = _number(change.lost), _number(change.gained)
    yield say(template, service=change.service, losers=losers, winners=winners)


def _number(peers: AddressSet) -> Message:
    if not peers:
        return say(_("nobody"))
    return say(_("this machine alone")) if peers <= loopback() else number_of(peers)


# ------------------------------------------------------------ decisions and the promise


def decision_lines(preview: Preview, words: Words, style: Style = PLAIN) -> Iterator[str]:
    """What proved a finding and has another answer; nothing where none has."""
    changed = preview.decisions
    if not changed:
        return
    yield from styled("bold", words(_("What proved a finding, asked again:")), words, style)
    for one in changed[:_MOST]:
        before, after = (answered(one.question, each) for each in (one.before, one.after))
        rule = one.reported.finding.rule.id
        if words.message(before) == words.message(after):
            template = _("{rule}: another way or reply than before: {answer}")
            told = [words(template, rule=rule, answer=after)]
        else:
            told = [
                words(_("{rule}, before: {answer}"), rule=rule, answer=before),
                words(_("then: {answer}"), answer=after),
            ]
        first, *rest = told
        yield from wrap(first, words.width, first="  - ")
        for line in rest:
            yield from wrap(line, words.width, first="    ")
    if len(changed) > _MOST:
        yield from wrap(words(_MORE, more=len(changed) - _MOST), words.width, first="  ")


def promise_lines(preview: Preview, words: Words) -> Iterator[str]:
    """That nobody gains access and mail goes where it went, or what speaks against it."""
    if preview.keeps_the_promise:
        template = _("Safe: nobody gains access, and mail goes where it went.")
        yield from wrap(words(template), words.width)
        return
    yield from wrap(words(_("Look at it before you apply it:")), words.width)
    for message in preview.broken:
        yield from wrap(words.message(message), words.width, first="  - ")
    if preview.come:
        template = _("findings come that were not there")
        yield from wrap(words(template), words.width, first="  - ")
    if preview.left_open:
        template = _("findings could not be judged any more")
        yield from wrap(words(template), words.width, first="  - ")


def diff_lines(
    preview: Preview, root: MailRoot, words: Words, style: Style = PLAIN
) -> Iterator[str]:
    """The diff of the files; nothing of a copied text, which has none."""
    if not is_pasted(root):
        yield from unified_text(preview.changes, words, style)
