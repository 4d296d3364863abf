"""What XMail makes of the words it is started with (XMail facts: command-line).

`StartOptions` holds the words of the command line and, behind them, those of MAIL_CMD_LINE: the
last switch of a name wins, so the environment overrides the command line.  It answers in XMail's
terms (`service("smtp").port`, `pop_before_smtp_seconds`, `number("-Qt")`), with XMail's defaults
where no switch speaks, and `origin` tells how much that is worth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.tables.ctext import atoi
from xmailaudit.tables.row import Place

from .listener import Listener, ip_version, split_address
from .origin import Origin, OriginKind
from .switches import (
    ADDRESSES_AT_MOST,
    FLAGS,
    NUMBERS,
    PORT_SWITCHES,
    Number,
    Switch,
    join_words,
    scan,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .surroundings import Surroundings

__all__ = [
    "COMMAND_LINE",
    "LOGS",
    "SERVICES",
    "Listener",
    "Origin",
    "OriginKind",
    "StartOptions",
    "Switch",
]

#: What stands for a file's name where a finding points at the start options.
COMMAND_LINE = "(command line)"

#: The letter of each listener.
SERVICES = {
    "smtp": "S",
    "smtps": "X",
    "pop3": "P",
    "pop3s": "B",
    "ctrl": "C",
    "ctrls": "W",
    "finger": "F",
}

#: The switch that turns each log on; the TLS listeners share their plain twin's.
LOGS = {
    "smtp": "-Sl",
    "smtps": "-Sl",
    "pop3": "-Pl",
    "pop3s": "-Pl",
    "ctrl": "-Cl",
    "ctrls": "-Cl",
    "finger": "-Fl",
    "smail": "-Ql",
    "filters": "-Qg",
    "psync": "-Yl",
    "lmail": "-Ll",
}

#: Which IP versions a name or address of a switch may have, first choice first; `-M4` is default.
_RESOLUTION = {"-M4": (4,), "-M6": (6,), "-M5": (4, 6), "-M7": (6, 4)}

#: These parts stop reading at their own `-?-`, so that what follows can no longer hinder a start.
_TLS_TWINS = "XBW"


class StartOptions:
    """The options XMail is started with.

    `words` are all words in the order XMail reads them, of which `words[environment:]` come from
    MAIL_CMD_LINE.  As everywhere in the model they hold bytes as latin-1.  `surroundings` are None
    where nothing tells them.
    """

    __slots__ = (
        "_ignored",
        "_last",
        "environment",
        "origin",
        "surroundings",
        "switches",
        "words",
    )

    def __init__(
        self,
        words: Sequence[str],
        environment: int,
        origin: Origin,
        surroundings: Surroundings | None = None,
    ) -> None:
        self.words = tuple(words)
        self.environment = environment
        self.origin = origin
        self.surroundings = surroundings
        self.switches, self._ignored = scan(self.words)
        self._last = {s.name: s for s in self.switches if not s.lacks_value}

    @classmethod
    def parse(
        cls,
        words: Sequence[str],
        environment_words: Sequence[str] = (),
        *,
        origin: Origin,
        surroundings: Surroundings | None = None,
    ) -> StartOptions:
        """Read the words of the command line (without the program) and those of MAIL_CMD_LINE."""
        return cls((*words, *environment_words), len(words), origin, surroundings)

    @classmethod
    def assumed(cls) -> StartOptions:
        """XMail's defaults, because nothing else was found."""
        return cls((), 0, Origin.assumed())

    @classmethod
    def unseen(cls) -> StartOptions:
        """The source cannot show the options; answers are XMail's defaults, `known` is False."""
        return cls((), 0, Origin.unknown())

    @property
    def known(self) -> bool:
        """Whether a rule about the start options can be evaluated at all."""
        return self.origin.kind is not OriginKind.UNKNOWN

    # ------------------------------------------------------------ switches by name

    def given(self, name: str) -> Switch | None:
        """The switch that decides (`"-Sp"`), None where XMail's default holds."""
        return self._last.get(name)

    def flag(self, name: str) -> bool:
        """Whether a switch without value is given; KeyError for one XMail does not have."""
        if name not in FLAGS:
            raise KeyError(name)
        return name in self._last

    def number(self, name: str) -> int:
        """A switch's number as XMail uses it, in the unit of command-line 5; KeyError likewise."""
        number = NUMBERS[name]
        switch = self._last.get(name)
        if switch is None or switch.value is None:
            return number.default
        return _effective(atoi(switch.value), number)

    def place(self, switch: Switch | None = None) -> Place:
        """Where a switch stands in the words, its value included; the words as a whole without."""
        if switch is None:
            return Place(COMMAND_LINE)
        last = switch.at + (switch.value is not None)
        raw = _bytes(join_words(self.words))
        start = len(_bytes(join_words(self.words[: switch.at]))) + (switch.at > 0)
        end = len(_bytes(join_words(self.words[: last + 1])))
        return Place(COMMAND_LINE, 1, start, end, raw)

    # ------------------------------------------------------------ what XMail decides by them

    def service(self, name: str) -> Listener:
        """The listener of smtp, smtps, pop3, pop3s, ctrl, ctrls or finger."""
        letter = SERVICES[name]
        port = self.number(f"-{letter}p") & 0xFFFF
        split = [split_address(s.value or "") for s in self._addresses(letter)]
        addresses = tuple((address, number or port) for address, number in split)
        any_ipv6 = not addresses and self.flag(f"-{letter}6")
        return Listener(not self.flag(f"-{letter}-"), port, addresses, any_ipv6)

    def log(self, service: str) -> bool:
        """Whether the log of a service is on: the names of `LOGS`."""
        return LOGS[service] in self._last

    @property
    def pop_before_smtp_seconds(self) -> int:
        """`-Se`: how long after a POP3 login its address may relay."""
        return self.number("-Se")

    @property
    def max_recipients(self) -> int:
        """`-Sr`: the most recipients of one message."""
        return self.number("-Sr")

    @property
    def bad_login_delay(self) -> int:
        """`-Pw`: seconds to wait after a failed POP3 login; doubles on the same connection."""
        return self.number("-Pw")

    @property
    def maildir(self) -> bool | None:
        """`-MM` or else `-Mm`, the later one; None: Maildir on Unix, mailbox on Windows."""
        chosen = [switch.name for switch in self.switches if switch.name in ("-MM", "-Mm")]
        return chosen[-1] == "-MM" if chosen else None

    @property
    def foreground(self) -> bool:
        """`-Md` on the command line itself: no daemon, so the umask it was started with stays."""
        return any(s.name == "-Md" and s.at < self.environment for s in self.switches)

    @property
    def root(self) -> str | None:
        """`-Ms`: the MailRoot, which beats MAIL_ROOT; the slash at its end does not count."""
        switch = self._last.get("-Ms")
        if switch is None or switch.value is None:
            return None
        return switch.value[:-1] if switch.value[-1:] in ("/", "\\") else switch.value

    @property
    def resolution(self) -> tuple[int, ...]:
        """The IP versions in which names and `-?I` addresses are looked up, first choice first."""
        chosen = [switch.name for switch in self.switches if switch.name in _RESOLUTION]
        return _RESOLUTION[chosen[-1] if chosen else "-M4"]

    # ------------------------------------------------------------ traps

    @property
    def ignored(self) -> tuple[Switch, ...]:
        """Words that XMail ignores, as switches without a meaning, in order.

        Those with a dash are no switches, those without one no switch's value.
        """
        return tuple(Switch(self.words[at], None, at) for at in self._ignored)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The ignored words with a dash."""
        return tuple(one.name for one in self.ignored if one.name[:1] == "-")

    @property
    def stray(self) -> tuple[str, ...]:
        """The ignored words without a dash."""
        return tuple(one.name for one in self.ignored if one.name[:1] != "-")

    @property
    def overridden(self) -> tuple[Switch, ...]:
        """Switches of the command line that MAIL_CMD_LINE sets to something else."""
        return tuple(
            switch
            for switch in self.switches
            if switch.at < self.environment
            and (switch.name in NUMBERS or switch.name == "-Ms")
            and self._last.get(switch.name, switch).at >= self.environment
            and self._last[switch.name].value != switch.value
        )

    @property
    def cannot_start(self) -> tuple[Switch, ...]:
        """The `-?I` switches at which XMail gives up, so that no service starts at all.

        More than 32 of one service, an unclosed `[`, or an address of an IP version that `-M4`,
        `-M6` rule out.  A name is given the benefit of the doubt.
        """
        return tuple(
            switch
            for letter in PORT_SWITCHES
            for count, switch in enumerate(self._read_addresses(letter))
            if count >= ADDRESSES_AT_MOST or not _resolves(switch.value or "", self.resolution)
        )

    def _addresses(self, letter: str) -> list[Switch]:
        name = f"-{letter}I"
        all_given = [s for s in self.switches if s.name == name and not s.lacks_value]
        return all_given[:ADDRESSES_AT_MOST]

    def _read_addresses(self, letter: str) -> list[Switch]:
        """The `-?I` switches that XMail tries to resolve, even beyond the 32 it can keep."""
        off = min(
            (s.at for s in self.switches if s.name == f"-{letter}-" and letter in _TLS_TWINS),
            default=len(self.words),
        )
        name = f"-{letter}I"
        return [s for s in self.switches if s.name == name and not s.lacks_value and s.at < off]

    def __repr__(self) -> str:
        return f"StartOptions({join_words(self.words)!r}, {self.origin.kind.value})"


def _effective(value: int, number: Number) -> int:
    """The number after XMail pulled it into its limits."""
    if number.lowest is not None:
        value = max(number.lowest, value)
    if number.highest is not None:
        value = min(number.highest, value)
    while number.raised_to_prime and not _is_prime(value):
        value += 1
    return value


def _is_prime(value: int) -> bool:
    """XMail takes every number up to 3 for a prime."""
    if value <= 3:
        return True
    if value % 2 == 0:
        return False
    divisor = 3
    while divisor * divisor <= value:
        if value % divisor == 0:
            return False
        divisor += 2
    return True


def _resolves(text: str, versions: tuple[int, ...]) -> bool:
    if text[:1] == "[" and "]" not in text:
        return False
    address, _port = split_address(text)
    version = ip_version(address)
    return version in versions if version else bool(address) and ":" not in address


def _bytes(text: str) -> bytes:
    return text.encode("latin-1", "replace")
