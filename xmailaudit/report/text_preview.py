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
from .text_layout import wrap
from .text_style import PLAIN
from .unified import unified_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.audit.access_change import Unknown
    from xmailaudit.audit.preview import ChangedDecision, Preview
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.policy.addresses import AddressSet

    from .language import Words
    from .text_style import Style

__all__ = ["balance_lines", "grades", "preview_text"]

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
    lines = [*plan_part]
    if lines:
        lines.append("")
    return "\n".join([*lines, *_lines(preview, root, words, style)]) + "\n"


def _lines(preview: Preview, root: MailRoot, words: Words, style: Style) -> Iterator[str]:
    yield style("bold", words.message(grades(preview)))
    yield from findings_lines(_GONE, [*map(seen, preview.gone)], words, style)
    yield from _milder(preview, words, style)
    if preview.come:
        yield from findings_lines(NEW, [*map(seen, preview.come)], words, style)
    if preview.not_judged:
        yield from findings_lines(NOT_JUDGED, [*map(seen, preview.not_judged)], words, style)
    yield from _access(preview, words, style)
    cells = cells_of(preview.before), cells_of(preview.after)
    yield from exposure_lines(exposure_changes(*cells), words, style)
    yield from _decisions(preview.decisions, words, style)
    yield from _promise(preview, words)
    if preview.changes and not is_pasted(root):
        yield ""
        yield from unified_text(preview.changes, words, style)


def grades(preview: Preview) -> Message:
    """The grade before and after."""
    before, after = (one.summary.grade for one in (preview.before, preview.after))
    template = _("Grade {before} before, {after} after.")
    return say(template, before=before or say(_("open")), after=after or say(_("open")))


def _milder(preview: Preview, words: Words, style: Style) -> Iterator[str]:
    if not preview.milder:
        return
    yield ""
    yield style("bold", words(_MILDER, count=len(preview.milder)))
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


def _access(preview: Preview, words: Words, style: Style) -> Iterator[str]:
    yield ""
    yield style("bold", words(_("Access:")))
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


def _decisions(changed: tuple[ChangedDecision, ...], words: Words, style: Style) -> Iterator[str]:
    if not changed:
        return
    yield ""
    yield style("bold", words(_("What proved a finding, asked again:")))
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
        yield "  " + words(_MORE, more=len(changed) - _MOST)


def _promise(preview: Preview, words: Words) -> Iterator[str]:
    yield ""
    if preview.keeps_the_promise:
        template = _("Safe: nobody gains access, and mail goes where it went.")
        yield from wrap(words(template), words.width)
        return
    yield words(_("Look at it before you apply it:"))
    for message in preview.broken:
        yield from wrap(words.message(message), words.width, first="  - ")
    if preview.come:
        template = _("findings come that were not there")
        yield from wrap(words(template), words.width, first="  - ")
    if preview.left_open:
        template = _("findings could not be judged any more")
        yield from wrap(words(template), words.width, first="  - ")
