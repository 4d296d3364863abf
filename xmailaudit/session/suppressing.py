"""Accepting a finding in a profile of the owner's own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import _, say

if TYPE_CHECKING:
    from xmailaudit.audit.engine import Observer
    from xmailaudit.audit.profile import Profile
    from xmailaudit.audit.report import Report, Reported
    from xmailaudit.audit.suppressing import Wish
    from xmailaudit.audit.suppression import Suppression

    from .session import Session

__all__ = ["OWN_PROFILE", "Suppressed", "suppress"]

#: The profile that is meant where nobody names one, in the current folder.
OWN_PROFILE = "xmailaudit.toml"


class Suppressed(NamedTuple):
    """What was added to a profile, and what it hides.

    `profile` is the one to judge by from now on, `text` the table as it stands in it; `made` tells
    that its file is new.
    """

    profile: Profile
    suppression: Suppression
    hides: tuple[Reported, ...]
    text: str
    made: bool


def suppress(
    session: Session,
    wish: Wish,
    file: str | None,
    at: float,
    report: Report | None,
    observer: Observer | None,
) -> Suppressed:
    """Add what a wish means to a profile; `report` is the audit of now, if there is one.

    Without a `file` it is the session's profile, if that is one of the owner's own, else
    `OWN_PROFILE`.  A new one extends the session's profile.
    """
    from pathlib import Path

    from xmailaudit.audit.acceptance import day_of
    from xmailaudit.audit.profile import is_file, load_profile
    from xmailaudit.audit.profile_document import profile_bytes
    from xmailaudit.audit.suppressing import Narrowed, checked_wish, meant
    from xmailaudit.audit.suppression_text import new_profile, with_suppression
    from xmailaudit.fix.own_file import replace_own_file

    today = day_of(at)
    wish = checked_wish(wish, today)
    judged = session.profile.name
    if file is None:
        file = judged if is_file(judged) else OWN_PROFILE
    there = os.path.lexists(file)
    _expect_its_own(session, file, there=there)
    old = profile_bytes(Path(file)) if there else None
    known = load_profile(file).suppressions if there else session.profile.suppressions
    if report is None:
        select = (wish.what.rule,) if isinstance(wish.what, Narrowed) else ()
        report = session.audit(at=at, select=select, observer=observer)
    found = meant(wish, report, known, file, today)
    base = new_profile(judged) if old is None else old
    new, suppression = with_suppression(base, found.suppression)
    replace_own_file(Path(file), old, new)
    text = new[len(base) :].decode().strip()
    return Suppressed(load_profile(file), suppression, found.hides, text, made=old is None)


def _expect_its_own(session: Session, file: str, *, there: bool) -> None:
    """Raise SuppressionError for a file that is no profile of the owner's, or not the judge's.

    And ProfileError for what can be no profile's name.
    """
    from xmailaudit.audit.errors import SuppressionError
    from xmailaudit.audit.profile import is_file, load_profile
    from xmailaudit.resources import profiles_folder

    from .files import lies_in

    judged = session.profile.name
    if not is_file(file):
        load_profile(file)
    if not is_file(file) or lies_in(file, os.path.realpath(profiles_folder())):
        template = _(
            "{name} is a profile that comes along and is not changed: name a file of your own that "
            "extends it, such as {file}"
        )
        raise SuppressionError(say(template, name=file, file=OWN_PROFILE))
    if lies_in(file, getattr(session.root.source, "path", None)):
        template = _("{file} lies in the MailRoot, where nothing is written; name another file")
        raise SuppressionError(say(template, file=file))
    own = is_file(judged)
    if there != own or (own and os.path.realpath(file) != os.path.realpath(judged)):
        template = _("{file} is not the profile that was judged by, {name}: judge by it first")
        raise SuppressionError(say(template, file=file, name=judged))
