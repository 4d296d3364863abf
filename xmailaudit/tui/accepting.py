"""Accepting a finding in a profile of one's own, which is the one to judge by from then on."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.audit.acceptance import day_of
from xmailaudit.audit.errors import SuppressionError
from xmailaudit.audit.profile import is_file
from xmailaudit.audit.suppressing import Wish, checked_wish, expect_hideable
from xmailaudit.messages import XMailAuditError, _, say
from xmailaudit.report.text_suppressed import suppressed_message

from .jobs import Job

if TYPE_CHECKING:
    from collections.abc import Callable

    from xmailaudit.audit.report import Reported
    from xmailaudit.messages import Message
    from xmailaudit.session import Suppressed

    from .desk import Desk
    from .page import Page

__all__ = ["Acceptance", "accept_from"]

_DAYS = 90


class Acceptance(NamedTuple):
    """What somebody wrote down; `file` is None where the profile in use takes it."""

    reason: str
    owner: str
    until: str
    permanent: bool
    file: str | None

    def wish(self, fingerprint: str, today: date) -> Wish:
        """The same, as the façade takes it.  Raises SuppressionError."""
        expires = None if self.permanent else _day(self.until)
        return checked_wish(Wish(fingerprint, self.reason, expires, self.owner or None), today)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SuppressionError(say(_("{word} is no date like 2027-03-31"), word=text)) from None


def _nothing() -> None:
    """No more is to be done."""


def _can_be(reported: Reported, page: Page) -> bool:
    """Whether it can be suppressed now; says why not."""
    if page.desk.report is None:
        page.home.tell(_("it is still being judged"))
        return False
    if reported.suppressed is not None:
        page.home.tell(_("it is suppressed already"))
        return False
    try:
        expect_hideable(reported.finding.rule.id)
    except SuppressionError as error:
        page.home.complain(error)
        return False
    return True


def accept_from(
    page: Page,
    reported: Reported,
    then: Callable[[], object] = _nothing,
    before: Acceptance | None = None,
    trouble: Message | None = None,
) -> None:
    """Ask, add it to the profile, and audit again; `then` is called in between."""
    from .dialogs.suppress import SuppressDialog

    desk, finding = page.desk, reported.finding
    if not _can_be(reported, page):
        return
    today = day_of(time.time() if desk.opening.at is None else desk.opening.at)

    def check(answer: Acceptance) -> Message | None:
        try:
            answer.wish(reported.fingerprint, today)
        except SuppressionError as error:
            return error.message
        return None

    def answered(answer: Acceptance | None) -> None:
        if answer is not None:
            _suppress(page, reported, answer, answer.wish(reported.fingerprint, today), then)

    template = _("Suppress {rule} {name}: {message}")
    question = say(template, rule=finding.rule.id, name=finding.rule.name, message=finding.message)
    dialog = SuppressDialog(question, before or _nothing_yet(desk, today), check, trouble)
    page.app.push_screen(dialog, answered)


def _nothing_yet(desk: Desk, today: date) -> Acceptance:
    """What stands in the fields at first."""
    from xmailaudit.session import OWN_PROFILE

    until = today + timedelta(days=_DAYS)
    file = None if is_file(desk.opening.profile) else OWN_PROFILE
    return Acceptance("", "", until.isoformat(), permanent=False, file=file)


def _suppress(
    page: Page, reported: Reported, answer: Acceptance, wish: Wish, then: Callable[[], object]
) -> None:
    desk, home = page.desk, page.home
    session, report, at = desk.session, desk.report, desk.opening.at
    file = desk.opening.profile if answer.file is None else answer.file

    def done(suppressed: Suppressed) -> None:
        command = _twin(desk, wish, file)
        home.notify(
            desk.words.message(suppressed_message(suppressed.suppression, suppressed.hides, file)),
            markup=False,
        )
        home.copy(command)
        desk.judge_by(file)
        then()
        home.action_reread()

    def failed(error: XMailAuditError) -> None:
        accept_from(page, reported, then, answer, error.message)

    title = say(_("writing the profile"))
    home.start(
        Job(
            title,
            lambda _watching: session.suppress(wish, file=file, at=at, report=report),
            done,
            failed,
            whole=True,
        )
    )


def _twin(desk: Desk, wish: Wish, file: str) -> tuple[str, ...]:
    """The command that does the same."""
    opening = desk.opening
    words = ["--finding", str(wish.what), "--reason", wish.reason]
    if wish.owner is not None:
        words += ["--owner", wish.owner]
    words += ["--permanent"] if wish.expires is None else ["--expires", wish.expires.isoformat()]
    words += ["--profile", file]
    if not is_file(opening.profile) and opening.profile != "default":
        words += ["--extends", opening.profile]
    options = opening._replace(profile="default").options
    return ("xmailaudit", "suppress", desk.target, *words, *options)
