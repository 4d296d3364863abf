"""SRV010: start options that do something else than whoever wrote them thinks.

XMail looks at two letters of a word, takes the next word as a value whatever it is, and is silent
about what it does not know.  A service that cannot bind stops all (XMail facts: command-line).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.listener import ip_version, split_address
from xmailaudit.mailroot.start_options import COMMAND_LINE
from xmailaudit.mailroot.switches import NUMBERS
from xmailaudit.messages import _, say
from xmailaudit.policy.binding import clashes
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import manual, start_options_step
from xmailaudit.rules.rule import NotJudgedError, Rule, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.start_options import StartOptions, Switch
    from xmailaudit.messages import Template
    from xmailaudit.policy.binding import Bound
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "SRV010",
    "command-line-trap",
    Severity.MEDIUM,
    summary=_("A start option is ignored, overridden or read otherwise than it was meant."),
    message=_("XMail ignores {word}: it is no switch of XMail's"),
    reads=(COMMAND_LINE,),
    fix=Applicability.MANUAL,
    references=(xmail("command-line", 1), xmail("command-line", 2), xmail("command-line", 4)),
)

_STRAY = _("XMail ignores {word}: no switch before it takes a value")
_SWALLOWED = _("{switch} takes {value} as its value, although that looks like a switch")
_NO_VALUE = _("{switch} stands last and has no value: XMail leaves it without effect")
_OVERRIDDEN = _(
    "{switch} {value} on the command line has no effect: MAIL_CMD_LINE says {counts}, and is read "
    "last"
)
_REPEATED = _("{switch} {value} has no effect: the switch stands again behind it, with {counts}")
_NUMBER = _("{switch} {value} counts as {counts}")
_OTHER_FAMILY = _(
    "XMail does not start: it looks for no IPv{version} address at {switch} {value}, for which "
    "{needed} would have to be given"
)
_TOO_MANY = _("XMail does not start: {switch} {value} is one address more than the 32 it can keep")
_NO_ADDRESS = _("XMail does not start: {value} behind {switch} is no address that it can resolve")
_TAKEN = _(
    "XMail does not start: {service} is to listen at {address} port {port}, where {other} listens "
    "already"
)
_SHARED = _(
    "{service} and {other} both listen at {address} port {port}, and Windows gives a client to "
    "either"
)

#: What XMail rounds up to a prime by itself, without harm.
_ROUNDED = ("-Mx", "-MD")
#: Digits of a number that no machine holds.
_LONGEST = 40


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    options = root.start_options
    if not options.known:
        raise NotJudgedError(say(_("it is not known how XMail is started")))
    for switch in options.cannot_start:
        yield _found(options, switch, _why_unresolved(options, switch), Severity.HIGH)
    for taken, socket in clashes(options):
        yield _clash(options, taken, socket, given)
    for word in options.ignored:
        yield _found(options, word, None if word.name.startswith("-") else _STRAY)
    for switch in options.switches:
        template = _misread(options, switch)
        if template is not None:
            yield _found(options, switch, template)


def _found(
    options: StartOptions,
    switch: Switch,
    template: Template | None,
    severity: Severity | None = None,
) -> Finding:
    last = options.given(switch.name)
    counts = last.value if last is not None and last.at != switch.at else _number(options, switch)
    version = ip_version(split_address(switch.value or "")[0])
    return RULE.finding(
        options.place(switch),
        severity=severity,
        message=template,
        key=(str(switch.at), switch.name),
        fixes=[manual("write-options", say(_("Write what is meant")), start_options_step())],
        word=switch.name,
        switch=switch.name,
        value=switch.value,
        counts=counts,
        version=version,
        needed="-M5" if version == 6 else "-M4",
    )


# ------------------------------------------------------------ switches


def _misread(options: StartOptions, switch: Switch) -> Template | None:
    """What is wrong with a switch: at most one thing."""
    if switch.lacks_value:
        return _NO_VALUE
    if switch.swallows_switch:
        return _SWALLOWED
    last = options.given(switch.name)
    if switch.name in (*NUMBERS, "-Ms") and last is not None and last.value != switch.value:
        crosses = switch.at < options.environment <= last.at
        return _OVERRIDDEN if crosses else _REPEATED
    return _NUMBER if last is switch and _is_other_number(options, switch) else None


def _is_other_number(options: StartOptions, switch: Switch) -> bool:
    if switch.name not in NUMBERS or switch.name in _ROUNDED:
        return False
    value = switch.value or ""
    digits = value.removeprefix("-").removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        return True
    return int(value[:_LONGEST]) != _number(options, switch)


def _number(options: StartOptions, switch: Switch) -> int | None:
    """What XMail makes of the switch's number."""
    if switch.name not in NUMBERS:
        return None
    number = options.number(switch.name)
    return number & 0xFFFF if switch.name[2] == "p" else number


# ------------------------------------------------------------ listeners


def _why_unresolved(options: StartOptions, switch: Switch) -> Template:
    text = switch.value or ""
    address = split_address(text)[0]
    version = ip_version(address)
    is_open = text.startswith("[") and "]" not in text
    if is_open or not address or (not version and ":" in address):
        return _NO_ADDRESS
    return _OTHER_FAMILY if version and version not in options.resolution else _TOO_MANY


def _clash(options: StartOptions, taken: Bound, socket: Bound, given: Given) -> Finding:
    """Where either says where it listens, the finding points there."""
    switches = [
        switch
        for bound in (socket, taken)
        for switch in options.switches
        if switch.name in (bound.switch, f"{bound.switch[:2]}I")
    ]
    on_windows = given.platform == "windows"
    title = say(_("Give each service a port of its own"))
    return RULE.finding(
        *dict.fromkeys([options.place(one) for one in switches] or [options.place()]),
        severity=None if on_windows else Severity.HIGH,
        message=_SHARED if on_windows else _TAKEN,
        key=(socket.service, socket.address, str(socket.port)),
        fixes=[manual("own-port", title, start_options_step())],
        service=socket.service.upper(),
        other=taken.service.upper(),
        address=socket.address,
        port=str(socket.port),
    )
