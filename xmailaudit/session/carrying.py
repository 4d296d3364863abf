"""A plan on its way: what speaks against it, how it is kept for later, what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xmailaudit.audit.preview import Preview
    from xmailaudit.audit.report import Reported
    from xmailaudit.fix.plan import Plan
    from xmailaudit.fix.wanted import Wanted
    from xmailaudit.network.sign import Sign
    from xmailaudit.report.text_plan import PlanPart

    from .session import Session

__all__ = ["Objections", "fix_options", "kept_plan", "objections", "plan_part"]


class Objections(NamedTuple):
    """What speaks against changes.

    `worse` are the findings that would come, count, and that nobody accepts.  `indexed` are the
    changed files that a running server reads by an index, and `signs` say that one may run.
    """

    worse: tuple[Reported, ...]
    indexed: tuple[str, ...]
    signs: tuple[Sign, ...]

    @property
    def raised(self) -> bool:
        """Whether anything speaks against it."""
        return bool(self.worse or self.signs)


def objections(
    session: Session,
    preview: Preview,
    *,
    accepted: tuple[str, ...] = (),
    fail_on: str | None = None,
    stopped: bool = False,
) -> Objections:
    """What speaks against the changes of a preview.

    `accepted` are rules that may have something new to say, `fail_on` the severity from which on it
    counts, else the profile's; `stopped` is somebody's word that no server runs.  Raises
    SelectionError.
    """
    from xmailaudit.audit.selection import Selection
    from xmailaudit.audit.threshold import counts, threshold
    from xmailaudit.fix.plan import indexed_files

    fail_on = fail_on or threshold(session.profile)
    fine = Selection.parse(accepted) if accepted else None
    worse = tuple(
        one
        for one in preview.come
        if counts(one.severity, fail_on) and (fine is None or not fine.takes(one.finding.rule.id))
    )
    indexed = indexed_files(one.path for one in preview.changes if one.changes_bytes)
    signs = session.signs_of_life() if indexed and not stopped else ()
    return Objections(worse, indexed, signs)


def kept_plan(
    session: Session, plan: Plan, wanted: Wanted, *, profile: str, command_line: str | None
) -> bytes:
    """The bytes of a plan's file, which is understood in any folder.

    `profile` and `command_line` are what the session was started with.  The file is to be private:
    a hash tells whoever knows the rest of a file whether he guessed a password.
    """
    from xmailaudit.audit.profile import whole_name
    from xmailaudit.fix.plan_file import Kept, hashes_of, kept_text
    from xmailaudit.report.json_text import json_text

    kept = Kept(
        target=str(session.folder or session.root.source.location),
        profile=whole_name(profile),
        command_line=command_line,
        picks=plan.picks,
        answers=wanted.answers,
        files=hashes_of(plan.changes),
    )
    return json_text(kept_text(kept)).encode("ascii")


def fix_options(wanted: Wanted) -> tuple[str, ...]:
    """The options of `xmailaudit fix` and `export` that ask for the same, but for the selection."""
    words = ["--unsafe"] if wanted.unsafe else []
    for pick in sorted(wanted.picks or ()):
        words += "--pick", pick.word
    for rule, fix in wanted.fixes.items():
        words += "--choose", f"{rule}={fix}"
    for (rule, name), value in wanted.answers.items():
        words += "--answer", f"{rule}.{name}={value}"
    return tuple(words)


def plan_part(plan: Plan) -> PlanPart:
    """A plan as text and JSON tell it: the fixes, what is left out and why, the steps by hand."""
    from xmailaudit.report.text_plan import PlanPart, Said

    return PlanPart(
        fixes=tuple(
            Said(one.finding.rule.id, fix.title, fix.id, one.fingerprint) for one, fix in plan.taken
        ),
        left_out=tuple(
            Said(
                one.reported.finding.rule.id,
                one.reason,
                fingerprint=one.reported.fingerprint,
                why=one.why.value,
            )
            for one in plan.left_out
        ),
        steps=tuple(Said(one.rule, one.step.what) for one in plan.steps),
    )
