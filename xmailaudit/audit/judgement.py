"""Running rules on a MailRoot: what they find, and what could not be judged.

Each rule ends in findings, in nothing, or on the list of what is not evaluated; nothing is fine by
omission.  A rule is not evaluated, with the reason, when a file it needs cannot be seen, when it
says itself that it cannot tell, and when the decision behind a finding is undetermined.  What it
found before that stays found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.messages import XMailAuditError, _, plural, say
from xmailaudit.policy.accounts import MAIL_USERS_FILE, every_account
from xmailaudit.policy.decision import Answer
from xmailaudit.rules.rule import NotJudgedError

from .assumption import masked, qualified, supposed
from .guard import checked, see
from .report import NotEvaluated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.policy.accounts import Account
    from xmailaudit.rules.finding import Finding, Witness
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Rule

__all__ = ["Judgement"]

#: After so many accounts whoever watches is told.
_PACE = 500


class Judgement:
    """What the rules say so far: `findings` in the order found, and `gaps` without doubles."""

    def __init__(self, root: MailRoot, given: Given) -> None:
        self._root = root
        self._given = given
        self.findings: list[Finding] = []
        self._gaps: dict[str, NotEvaluated] = {}

    @property
    def gaps(self) -> tuple[NotEvaluated, ...]:
        """What could not be judged."""
        return tuple(self._gaps.values())

    def judge(self, rule: Rule) -> None:
        """Run the part of a rule that looks at the MailRoot as a whole."""
        found = rule.run(self._root, self._given)
        self._take(rule, checked(rule, found, self._root))

    def suppose(self, supposed_root: MailRoot) -> bool:
        """Judge what could not be judged on a supposed whole; whether anything was found so."""
        before = len(self.findings)
        for rule in {gap.rule.id: gap.rule for gap in self.gaps}.values():
            known = {_identity(one) for one in self.findings if one.rule is rule}
            try:
                given = rule.run(supposed_root, self._given)
                for finding in checked(rule, given, self._root):
                    found = None if _is_open(finding.witness) else supposed(finding, self._root)
                    if found is not None and _identity(found) not in known:
                        self.findings.append(found)
            except XMailAuditError:
                continue  # the gap is noted already
        return len(self.findings) > before

    def judge_accounts(
        self, rules: Sequence[Rule], looked_at: Callable[[int], None] | None = None
    ) -> None:
        """Show every account to all these rules in one pass, then let them conclude.

        `looked_at` is told now and then how many it were so far.
        """
        passes = [_Pass(rule) for rule in rules]
        try:
            for number, account in enumerate(every_account(self._root) if passes else (), 1):
                for one in passes:
                    one.see(account)
                if looked_at is not None and not number % _PACE:
                    looked_at(number)
        except XMailAuditError as error:
            for one in passes:
                self._note_error(one.rule, error, MAIL_USERS_FILE)
            return
        for one in passes:
            self._note_unseen(one)
            found = one.rule.conclude(self._root, self._given, one.tally)
            self._take(one.rule, checked(one.rule, found, self._root))

    def _take(self, rule: Rule, found: Iterable[Finding]) -> None:
        try:
            for finding in found:
                unsure = masked(finding, self._root)
                if _is_open(finding.witness):
                    self._note(rule, finding.places[0].file, _missing(finding.witness))
                elif unsure is not None:
                    self._note(rule, finding.places[0].file, unsure)
                else:
                    self.findings.append(qualified(finding, self._root))
        except XMailAuditError as error:
            self._note_error(rule, error, error.file)

    def _note_unseen(self, one: _Pass) -> None:
        """One gap for all accounts a rule could not look at."""
        if not one.errors:
            return
        error, more = one.errors[0], len(one.errors) - 1
        reason = _reason(error)
        if more:
            template = plural(
                _("{reason}; one more account like it"),
                _("{reason}; {count} more accounts like it"),
                by="count",
            )
            reason = say(template, reason=reason, count=more)
        self._note(one.rule, error.file, reason)

    def _note_error(self, rule: Rule, error: XMailAuditError, file: str | None) -> None:
        self._note(rule, error.file or file, _reason(error))

    def _note(self, rule: Rule, file: str | None, reason: Message) -> None:
        gap = NotEvaluated(rule, file, reason)
        self._gaps.setdefault(repr(gap), gap)  # parameters are dictionaries, so no set will do


class _Pass:
    """One rule's part in the pass over the accounts."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.tally: dict[str, Any] = {}
        self.errors: list[XMailAuditError] = []

    def see(self, account: Account) -> None:
        """Show the rule an account; one it cannot see whole does not end the pass."""
        try:
            see(self.rule, account, self.tally)
        except XMailAuditError as error:
            self.errors.append(error)


def _identity(finding: Finding) -> str:
    """What a finding is about, whatever it says of it."""
    place = finding.places[0]
    return repr((place.file, place.line, finding.key))


def _reason(error: XMailAuditError) -> Message:
    """Why, without the file's name, which stands beside it."""
    return error.reason if isinstance(error, UnseenFileError) else error.message


def _is_open(witness: Witness | None) -> bool:
    return witness is not None and witness.decision.answer is Answer.UNDETERMINED


def _missing(witness: Witness | None) -> Message:
    lacking = witness.decision.missing if witness else ()
    return NotJudgedError.lacking(lacking).message
