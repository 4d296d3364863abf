"""Running rules of somebody's own: their defects are theirs, and end nothing else.

Whatever such a rule raises, or gives that is no finding that can be shown, becomes an error of ours
that names the defect; the engine notes it as it notes what any rule cannot tell.  Rules of the
catalogue are let be: what they raise is a defect of the whole.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from xmailaudit.messages import English, XMailAuditError, _, render, say
from xmailaudit.rules.finding import Confidence, Finding, Severity, Witness
from xmailaudit.tables.row import Place

from .errors import OwnRuleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.rules.rule import Rule

    from .report import NotEvaluated

    Reading = Callable[[str], bytes | None]

__all__ = ["checked", "defects", "see"]

_DEFECT = _("a defect of this rule: {kind} at {place}")


def checked(rule: Rule, found: Iterable[Finding], root: MailRoot) -> Iterable[Finding]:
    """What a rule finds; of somebody's own rule only what makes a finding that can be shown."""
    return found if rule.origin is None else _checked(rule, found, root)


def _checked(rule: Rule, found: Iterable[Finding], root: MailRoot) -> Iterator[Finding]:
    with _guarding(rule.origin or ""):
        for finding in found:
            _try(rule, finding, root)
            yield finding


def see(rule: Rule, account: Account, tally: dict[str, Any]) -> None:
    """Show a rule an account."""
    if rule.origin is None:
        rule.see(account, tally)
        return
    with _guarding(rule.origin):
        rule.see(account, tally)


def defects(gaps: Iterable[NotEvaluated]) -> Iterator[NotEvaluated]:
    """What could not be evaluated because somebody's own rule has a defect."""
    return (gap for gap in gaps if gap.reason.template == _DEFECT)


@contextmanager
def _guarding(origin: str) -> Iterator[None]:
    """Turn what the rule of a file raises into an error of ours that names its defect."""
    try:
        yield
    except XMailAuditError:
        raise
    except (Exception, SystemExit) as defect:  # noqa: BLE001  # somebody else's code
        # Its words may quote the configuration, passwords included.
        kind, place = type(defect).__name__, _place_of(defect, origin)
        raise OwnRuleError(say(_DEFECT, kind=kind, place=place)) from None


def _place_of(defect: BaseException, origin: str) -> str:
    """The last line of the rule's own file that the defect passed."""
    from pathlib import Path
    from traceback import walk_tb

    lines = [
        line
        for frame, line in walk_tb(defect.__traceback__)
        if str(Path(frame.f_code.co_filename).resolve()) == origin
    ]
    return f"{origin}:{lines[-1]}" if lines else origin


def _try(rule: Rule, finding: object, root: MailRoot) -> None:
    """Do with a finding what any report does; raises what that would raise."""
    from xmailaudit.tables.edit import apply_all

    if not isinstance(finding, Finding) or finding.rule is not rule or not finding.places:
        raise TypeError(type(finding).__name__)
    kinds: tuple[tuple[object, type], ...] = (
        (finding.severity, Severity),
        (finding.confidence, Confidence),
        *((place, Place) for place in finding.places),
        *((getattr(place, "file", None), str) for place in finding.places),
    )
    proved = finding.witness is None or isinstance(finding.witness, Witness)
    if not proved or not all(isinstance(part, kind) for part, kind in kinds):
        raise TypeError(finding)

    render(finding.message, English(), show=str)
    for fix in finding.fixes:
        render(fix.title, English(), show=str)
        for step in fix.steps:
            render(step.what, English(), show=str)
        apply_all(_reader(root), fix.edits)


def _reader(root: MailRoot) -> Reading:
    def read(file: str) -> bytes | None:
        content = root.content(file)
        return content if isinstance(content, bytes) else None

    return read
