"""Reading a configuration while deciding, and what happens when something is unknown.

Policy is straight-line code that follows XMail step by step and reads everything through a
`Facts`.  Reading an unknown *forks*: `explore` runs the decision once for each representative value
of it (for a setting they stand in its definition), so that the code itself never meets an unknown.
`decide` joins the runs: when all agree, that is the answer; else the decision is undetermined and
names what it lacks.  A file that cannot be seen ends its run as undetermined.

Rules: nothing here knows SMTP, and no decision code ever catches `_ForkError` or `_StopError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, NoReturn, TypeVar

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.settings import Setting, State, variable
from xmailaudit.messages import _, say
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.row import Place, Row

from .addresses import Address, TooIrregularError
from .decision import Answer, Decision, Step
from .world import UNKNOWN_WORLD, World

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message, Template
    from xmailaudit.tables.table import Table

__all__ = [
    "Assumption",
    "Branch",
    "Facts",
    "Settled",
    "Undecided",
    "decide",
    "explore",
    "settle",
]

R = TypeVar("R", bound=Row)
T = TypeVar("T")
V = TypeVar("V")

#: More runs than this and a decision counts as undetermined.
MOST_BRANCHES = 512

_LOCALHOST = (Address(4, 0x7F000001), Address(6, 1))


class _ForkError(Exception):
    """Control flow: a run needs a value that nobody knows."""

    def __init__(self, key: Hashable, what: Message, values: Sequence[object]) -> None:
        super().__init__(key)
        self.key = key
        self.what = what
        self.values = values


class _StopError(Exception):
    """Control flow: a run meets something no decision can be made about."""

    def __init__(self, missing: Message) -> None:
        super().__init__(missing)
        self.missing = missing


class Undecided(NamedTuple):
    """A run that could not go on, and why."""

    missing: tuple[Message, ...]


class Assumption(NamedTuple):
    """What a run assumed about an unknown: its key, the value, and what it is in words."""

    key: Hashable
    value: object
    what: Message


class Branch(NamedTuple, Generic[T]):
    """One run: what it assumed, in order, and its outcome."""

    assumed: tuple[Assumption, ...]
    outcome: T | Undecided


class Facts:
    """A configuration, a world and the assumptions of one run; keeps the run's trace."""

    __slots__ = ("_assumed", "root", "trace", "world")

    def __init__(
        self, root: MailRoot, world: World, assumed: Mapping[Hashable, object] | None = None
    ) -> None:
        self.root = root
        self.world = world
        self.trace: list[Step] = []
        self._assumed: Mapping[Hashable, object] = assumed or {}

    # What the run saw.

    def step(self, place: Place | Row | None, template: Template, /, **parameters: object) -> None:
        """Add to the trace what was looked at and what it did."""
        where = place.at() if isinstance(place, Row) else place
        self.trace.append(Step(where, say(template, **parameters)))

    def give_up(self, template: Template, /, **parameters: object) -> NoReturn:
        """End the run as undetermined, saying what makes it so."""
        raise _StopError(say(template, **parameters))

    # Settings.

    def setting(self, name: str) -> Setting:
        """A setting; an unknown one is assumed."""
        setting = self.root.setting(name)
        if setting.state is not State.UNKNOWN:
            return setting
        what = say(_("the setting {name}"), name=name)
        return setting.with_text(
            self.assume(("setting", name), what, variable(name).representatives)
        )

    def flag(self, name: str) -> bool:
        """A setting read as a flag."""
        return self.setting(name).flag

    def integer(self, name: str) -> int:
        """A setting read as an integer."""
        return self.setting(name).integer

    def text(self, name: str) -> str | None:
        """A setting's text; None where XMail sees none."""
        return self.setting(name).text

    # Tables and files.  `UnseenFileError` ends the run; `explore` turns it into `Undecided`.

    def rows(self, table: Table[R], file: str) -> tuple[R, ...]:
        """The rows XMail uses; none where the file does not exist."""
        return self.root.rows(table, file)

    def exists(self, file: str) -> bool:
        """Whether a file exists (a folder does not count)."""
        return self.root.exists(file)

    # The world.

    def reverse_name(self, peer: Address) -> str | None:
        """The name a reverse look-up of `peer` gives, or None."""
        names = self.world.reverse
        if peer in names or self.world.closed:
            return names.get(peer)
        what = say(_("whether {client} has a reverse DNS name"), client=str(peer))
        return self.assume(("reverse", peer), what, (None, "client.example.net"))

    def name_is(self, name: str, peer: Address) -> bool:
        """Whether the host name `name` resolves to `peer` (the first address counts)."""
        known = self.world.forward.get(ascii_lower(name))
        if known is None and ascii_lower(name) == "localhost":
            known = _LOCALHOST
        if known is not None or self.world.closed:
            return peer in (known or ())
        what = say(_("the addresses of the host name {name}"), name=name)
        return self.assume(("forward", ascii_lower(name), peer), what, (False, True))

    def has_mail_exchanger(self, domain: str) -> bool:
        """Whether a domain has MX or address records."""
        known = self.world.mail_domains.get(ascii_lower(domain))
        if known is not None or self.world.closed:
            return bool(known)
        what = say(_("whether the domain {domain} exists in the DNS"), domain=domain)
        return self.assume(("exchanger", ascii_lower(domain)), what, (True, False))

    def is_listed(self, zone: str, peer: Address) -> bool:
        """Whether the block list `zone` lists `peer`."""
        known = self.world.listed.get((zone, peer))
        if known is not None or self.world.closed:
            return bool(known)
        what = say(_("whether {zone} lists {client}"), zone=zone, client=str(peer))
        return self.assume(("listed", zone, peer), what, (False, True))

    def assume(self, key: Hashable, what: Message, values: Sequence[V]) -> V:
        """The value this run assumes for an unknown.  Forks when it assumes none yet."""
        if key not in self._assumed:
            raise _ForkError(key, what, values)
        value: V = self._assumed[key]  # type: ignore[assignment]  # put there from `values`
        return value


def explore(root: MailRoot, world: World, run: Callable[[Facts], T]) -> tuple[Branch[T], ...]:
    """Run `run` for every combination of representative values that it asks for."""
    branches: list[Branch[T]] = []
    waiting: list[tuple[Assumption, ...]] = [()]
    while waiting:
        assumed = waiting.pop()
        if len(branches) + len(waiting) > MOST_BRANCHES:
            return (*branches, Branch(assumed, Undecided(tuple(one.what for one in assumed))))
        try:
            facts = Facts(root, world, {one.key: one.value for one in assumed})
            outcome: T | Undecided = run(facts)
        except _ForkError as fork:
            waiting += [(*assumed, Assumption(fork.key, value, fork.what)) for value in fork.values]
            continue
        except (UnseenFileError, TooIrregularError) as open_question:
            outcome = Undecided((open_question.message,))
        except _StopError as stop:
            outcome = Undecided((stop.missing,))
        branches.append(Branch(assumed, outcome))
    return tuple(branches)


def decide(
    root: MailRoot, run: Callable[[Facts], Decision], world: World = UNKNOWN_WORLD
) -> Decision:
    """The decision that all runs agree on, or an undetermined one that names what is missing."""
    branches = explore(root, world, run)
    answers = {_answer(branch.outcome) for branch in branches}
    first = branches[0].outcome
    if (
        len(answers) == 1
        and isinstance(first, Decision)
        and first.answer is not Answer.UNDETERMINED
    ):
        return first
    missing = [message for branch in branches for message in branch.outcome.missing]
    decisive = _decisive(branches, _answer)
    return Decision(Answer.UNDETERMINED, missing=_distinct([*missing, *decisive]))


class Settled(NamedTuple, Generic[T]):
    """What all runs come to, and the trace of the first, each step once."""

    value: T
    trace: tuple[Step, ...]


def settle(root: MailRoot, run: Callable[[Facts], T], world: World) -> Settled[T] | Undecided:
    """The value that all runs agree on, whatever it is; else what is missing to tell."""
    branches = explore(root, world, lambda facts: Settled(run(facts), _distinct(facts.trace)))
    undecided = [one.outcome for one in branches if isinstance(one.outcome, Undecided)]
    first = branches[0].outcome
    if len({_value(one.outcome) for one in branches}) == 1 and isinstance(first, Settled):
        return first
    missing = [message for one in undecided for message in one.missing]
    return Undecided(_distinct([*missing, *_decisive(branches, _value)]))


def _decisive(
    branches: tuple[Branch[T], ...], end: Callable[[T | Undecided], Hashable]
) -> list[Message]:
    """The unknowns that matter: of the same run so far, one value leads elsewhere than another."""
    forks: dict[tuple[object, ...], tuple[Message, dict[object, set[Hashable]]]] = {}
    for branch in branches:
        so_far: tuple[object, ...] = ()
        for key, value, what in branch.assumed:
            _what, ends = forks.setdefault(so_far, (what, {}))
            ends.setdefault(value, set()).add(end(branch.outcome))
            so_far = (*so_far, key, value)
    return [what for what, ends in forks.values() if len({*map(frozenset, ends.values())}) > 1]


def _distinct(messages: list[T]) -> tuple[T, ...]:
    """Each message or step once, in order (a message has a dictionary, so no set will do)."""
    kept: dict[str, T] = {}
    for message in messages:
        kept.setdefault(repr(message), message)
    return tuple(kept.values())


def _answer(outcome: Decision | Undecided) -> Answer:
    return outcome.answer if isinstance(outcome, Decision) else Answer.UNDETERMINED


def _value(outcome: Settled[T] | Undecided) -> Hashable:
    return None if isinstance(outcome, Undecided) else (outcome.value,)
