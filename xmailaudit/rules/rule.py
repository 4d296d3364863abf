"""`Rule`: identity, condition and the builder of findings.

    RULE = Rule("ACL003", "host-with-wide-mask", Severity.MEDIUM,
                summary=_("…"), message=_("…"), reads=("*.ipmap.tab",), fix=Applicability.SAFE,
                references=(cwe(1220), xmail("access", 1)))

    @RULE.check
    def check(root, given): yield RULE.finding(row.at("mask"), …)

A module of a rule holds functions and this one object.  A rule offers `check(root, given)`, or,
for what must look at every account, `each(account, tally)` with `finish(root, given, tally)`; the
engine makes one pass over the accounts for all rules.  A tally is a plain dictionary of the rule's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xmailaudit.messages import Listing, XMailAuditError, _, say
from xmailaudit.tables.row import Place, Row

from .finding import Applicability, Confidence, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message, Template
    from xmailaudit.policy.accounts import Account

    from .finding import Fix, Witness
    from .given import Given

    Tally = dict[str, Any]
    Check = Callable[[MailRoot, Given], Iterable[Finding]]
    Each = Callable[[Account, Tally], None]
    Finish = Callable[[MailRoot, Given, Tally], Iterable[Finding]]

__all__ = [
    "MOST_PLACES",
    "NotJudgedError",
    "Reference",
    "Rule",
    "RuleDefectError",
    "cwe",
    "rfc",
    "xmail",
]

MOST_PLACES = 20


class RuleDefectError(Exception):
    """A rule is written wrongly; never the user's fault."""


class NotJudgedError(XMailAuditError):
    """A rule cannot be judged on this MailRoot; the engine records it with the message."""

    @classmethod
    def lacking(cls, missing: tuple[Message, ...]) -> NotJudgedError:
        """For a decision that XMail would make and nobody can tell."""
        template = _("it depends on what is not known: {missing}")
        return cls(say(template, missing=Listing(missing)))


class Reference(NamedTuple):
    """Where a rule's fact comes from: kind cwe, rfc, xmail or url."""

    kind: str
    id: str
    url: str | None = None


def cwe(number: int) -> Reference:
    """A weakness of the Common Weakness Enumeration."""
    return Reference(
        "cwe", f"CWE-{number}", f"https://cwe.mitre.org/data/definitions/{number}.html"
    )


def rfc(number: int, section: str | None = None) -> Reference:
    """An RFC, or a section of one."""
    behind = f" section {section}" if section else ""
    anchor = f"#section-{section}" if section else ""
    return Reference(
        "rfc", f"RFC {number}{behind}", f"https://www.rfc-editor.org/rfc/rfc{number}{anchor}"
    )


def xmail(topic: str, section: int | None = None) -> Reference:
    """How XMail 1.27 behaves, by topic and section of the facts the rules rest on."""
    return Reference("xmail", topic if section is None else f"{topic} {section}")


class Rule:
    """One rule of the catalogue; its module makes exactly one."""

    __slots__ = (
        "_check",
        "_each",
        "_finish",
        "absence",
        "fix",
        "id",
        "message",
        "name",
        "origin",
        "reads",
        "references",
        "severity",
        "summary",
    )

    def __init__(  # noqa: PLR0913  # a rule's identity stands in one place, every part named
        self,
        id: str,  # noqa: A002  # the contract's word
        name: str,
        severity: Severity,
        *,
        summary: str,
        message: Template,
        reads: tuple[str, ...],
        fix: Applicability | None,
        references: tuple[Reference, ...] = (),
        absence: bool = False,
    ) -> None:
        """`reads` are patterns of the tables it needs; `absence` that it judges a missing one.

        `summary` is one sentence for the catalogue; `fix` the best applicability it can offer.
        `origin` is set to the file of a rule that is somebody's own.
        """
        self.id = id
        self.name = name
        self.severity = severity
        self.summary = summary
        self.message = message
        self.reads = reads
        self.fix = fix
        self.references = references
        self.absence = absence
        self.origin: str | None = None
        self._check: Check | None = None
        self._each: Each | None = None
        self._finish: Finish | None = None

    @property
    def family(self) -> str:
        """The letters of its id."""
        return self.id[:3]

    def __repr__(self) -> str:
        return f"Rule({self.id} {self.name})"

    def check(self, function: Check) -> Check:
        """Register the function that judges the whole MailRoot."""
        self._check = function
        return function

    def each(self, function: Each) -> Each:
        """Register the function that looks at one account."""
        self._each = function
        return function

    def finish(self, function: Finish) -> Finish:
        """Register the function that judges what `each` kept."""
        self._finish = function
        return function

    @property
    def looks_at_accounts(self) -> bool:
        """Whether the rule takes part in the pass over accounts."""
        return self._each is not None

    def run(self, root: MailRoot, given: Given) -> Iterator[Finding]:
        """The findings of `check`."""
        if self._check is not None:
            yield from self._check(root, given)

    def see(self, account: Account, tally: Tally) -> None:
        """Show the rule one account."""
        if self._each is not None:
            self._each(account, tally)

    def conclude(self, root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
        """The findings of `finish`."""
        if self._finish is not None:
            yield from self._finish(root, given, tally)

    def finding(  # the builder of everything a finding can carry
        self,
        *places: Place | Row,
        severity: Severity | None = None,
        confidence: Confidence = Confidence.CERTAIN,
        message: Template | None = None,
        key: tuple[str, ...] = (),
        total: int | None = None,
        witness: Witness | None = None,
        fixes: Iterable[Fix] = (),
        **parameters: object,
    ) -> Finding:
        """Make a finding of this rule.

        At least one place is needed (`Place(file)` for an absence); the first is the primary one.
        `message` replaces the rule's own template where a case needs another sentence.
        """
        if not places:
            raise RuleDefectError(f"{self.id}: a finding without a place")
        located = tuple(p.at() if isinstance(p, Row) else p for p in places)
        given_fixes = tuple(fixes)
        if self.fix is None and given_fixes:
            raise RuleDefectError(f"{self.id}: a fix from a rule that has none")
        return Finding(
            rule=self,
            severity=severity or self.severity,
            confidence=confidence,
            message=say(message or self.message, **parameters),
            places=located[:MOST_PLACES],
            total=len(located) if total is None else total,
            key=key,
            witness=witness,
            fixes=given_fixes,
        )
