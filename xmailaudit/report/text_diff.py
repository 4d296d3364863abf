"""Two audits compared, in plain text: what is new first, then who gained access, then the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.audit.access_change import AccessChange
from xmailaudit.messages import _, plural, say
from xmailaudit.policy.addresses import Address, AddressSet, loopback
from xmailaudit.policy.admission import RELAY

from .command import question_command, shell_line
from .escape import escaped
from .labels import ACTIONS, ANSWERS, ORIGINS, SEVERITIES
from .networks import described_within
from .text_access import MOST_LISTED, networks_message, number_of
from .text_decision import answered
from .text_layout import apart, wrap
from .text_style import PLAIN, styled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xmailaudit.audit.access_change import Unknown, Witnessed
    from xmailaudit.audit.diff import Difference, ExposureChange, Seen, Side
    from xmailaudit.audit.report import Target
    from xmailaudit.messages import Message, Template

    from .language import Words
    from .text_style import Style

__all__ = ["NEW", "NOT_JUDGED", "access_lines", "diff_text", "exposure_lines", "findings_lines"]

#: So many findings of a kind are read; the JSON form has all of them.
_MOST = 50
_MORE = _("… and {more} more; --format json has them all")

NEW = plural(_("New: {count} finding"), _("New: {count} findings"), by="count")
_FIXED = plural(_("Gone: {count} finding"), _("Gone: {count} findings"), by="count")
NOT_JUDGED = plural(
    _("Not judged any more: {count} finding"),
    _("Not judged any more: {count} findings"),
    by="count",
)
_UNCHANGED = plural(_("Unchanged: {count} finding"), _("Unchanged: {count} findings"), by="count")

_WORDS = dict(ANSWERS.values())
_GAINED = _("let in to {service} now: {networks} ({number})")
_LOST = _("no longer let in to {service}: {networks} ({number})")
_MAY_RELAY = _("may relay without logging in now: {networks} ({number})")
_MAY_NOT_RELAY = _("may no longer relay without logging in: {networks} ({number})")


def diff_text(found: Difference, words: Words, style: Style = PLAIN) -> str:
    """The whole comparison, ending with a newline."""
    return "\n".join(_lines(found, words, style)) + "\n"


def _lines(found: Difference, words: Words, style: Style) -> Iterator[str]:
    yield from apart(
        _sides(found, words),
        findings_lines(NEW, found.new, words, style),
        () if found.access is None else _access(found.access, found.after.target, words, style),
        exposure_lines(found.exposure, words, style),
        findings_lines(_FIXED, found.fixed, words, style),
        findings_lines(NOT_JUDGED, found.not_judged, words, style),
        wrap(words(_UNCHANGED, count=len(found.unchanged)), words.width),
    )


def _sides(found: Difference, words: Words) -> Iterator[str]:
    yield from wrap(words.message(_side(_("Before: {side}"), found.before)), words.width)
    yield from wrap(words.message(_side(_("After: {side}"), found.after)), words.width)


def _side(template: Template, side: Side) -> Message:
    told = say(
        _("{target}, by profile {profile}, at {when}, grade {grade}"),
        target=side.location,
        profile=side.profile,
        when=side.evaluated_at,
        grade=side.grade or say(_("open")),
    )
    return say(template, side=told)


# ------------------------------------------------------------ findings


def findings_lines(
    heading: Template, found: Sequence[Seen], words: Words, style: Style
) -> Iterator[str]:
    """Findings under a heading that tells their number, each in a line."""
    yield from styled("bold", words(heading, count=len(found)), words, style)
    for one in found[:_MOST]:
        yield from wrap(words.message(_finding(one)), words.width, first="  - ")
    if len(found) > _MOST:
        yield from wrap(words(_MORE, more=len(found) - _MOST), words.width, first="  ")


def _finding(one: Seen) -> Message:
    place = one.file if one.line is None else f"{one.file}:{one.line}"
    told = say(
        _("{severity} {rule} {name}, {place}: {what}"),
        severity=say(SEVERITIES[one.severity]),
        rule=one.rule,
        name=one.name,
        place=place,
        what=one.message,
    )
    return told if one.counts else say(_("{finding} (accepted)"), finding=told)


# ------------------------------------------------------------ access


def _access(
    changes: Iterable[AccessChange | Unknown], target: Target | None, words: Words, style: Style
) -> Iterator[str]:
    yield from styled("bold", words(_("Access:")), words, style)
    told = list(access_lines(changes, target, words))
    yield from told or wrap(words(_("nobody gained or lost any")), words.width, first="  ")


def access_lines(
    changes: Iterable[AccessChange | Unknown], target: Target | None, words: Words
) -> Iterator[str]:
    """Who gains and who loses, service by service; `target` is what the proofs are asked of."""
    return (line for change in changes for line in _change(change, target, words))


def _change(change: AccessChange | Unknown, target: Target | None, words: Words) -> Iterator[str]:
    if not isinstance(change, AccessChange):
        template = _("{service}: nobody can tell, for {file} cannot be read: {reason}")
        told = words(template, service=change.service, file=change.file, reason=change.reason)
        yield from wrap(told, words.width, first="  - ")
        return
    relays = change.service == RELAY
    gained = change.gained, change.after, change.gained_witness
    lost = change.lost, change.before, change.lost_witness
    kinds = (
        (_MAY_RELAY if relays else _GAINED, *gained),
        (_MAY_NOT_RELAY if relays else _LOST, *lost),
    )
    for template, peers, whole, witness in kinds:
        if peers:
            told = words(
                template,
                service=change.service,
                networks=_networks(peers, whole),
                number=number_of(peers),
            )
            yield from wrap(told, words.width, first="  - ")
            if witness is not None:
                yield from _witness(witness, target, words)
    if change.undecided and (change.gained or change.lost):
        template = _("rows with host names are not counted: only a resolver knows their addresses")
        yield from wrap(words(template), words.width, first="    ")


def _networks(peers: AddressSet, whole: AddressSet) -> Message:
    """The peers as a list, or as what they are a part of except the others, in fewest networks."""
    everybody = AddressSet.prefix(Address(4, 0), 0)
    wholes = (one for one in (whole, everybody, loopback() & everybody) if peers <= one)
    found = [described_within(peers, one, MOST_LISTED) for one in wholes]
    short = min(filter(None, found), key=lambda one: len(one.networks + one.without), default=None)
    return networks_message(short)


def _witness(witness: Witnessed, target: Target | None, words: Words) -> Iterator[str]:
    """What XMail said and says to one of them, and the command that shows it."""
    before = answered(witness.question, witness.before)
    after = answered(witness.question, witness.after)
    yield from wrap(words(_("before: {answer}"), answer=before), words.width, first="    ")
    yield from wrap(words(_("after: {answer}"), answer=after), words.width, first="    ")
    if target is not None:
        command = escaped(shell_line(question_command(witness.question, target)))
        yield f"    {words(_('See for yourself:'))} {command}"


def exposure_lines(changes: Sequence[ExposureChange], words: Words, style: Style) -> Iterator[str]:
    """Who may do what that he might not, and the other way round; nothing where nothing changes."""
    if not changes:
        return
    yield from styled("bold", words(_("Who may do what:")), words, style)
    actions = {action.value: word for action, word in ACTIONS.items()}
    origins = {origin.value: word for origin, word in ORIGINS.items()}
    for change in changes:
        told = words(
            _("{origin}, {action}: {before} before, {after} after"),
            origin=_said(origins, change.origin),
            action=_said(actions, change.action),
            before=_said(_WORDS, change.before),
            after=_said(_WORDS, change.after),
        )
        yield from wrap(told, words.width, first="  - ")


def _said(known: dict[str, str], name: str) -> Message | str:
    """The word for a name; a report of another version may hold others."""
    return say(known[name]) if name in known else name
