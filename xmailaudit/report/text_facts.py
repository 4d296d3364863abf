"""What server it is, in plain text: a heading for each kind of fact, a line for each fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import State
from xmailaudit.mailroot.switches import join_words
from xmailaudit.messages import Listing, _, plural, say

from .text_certificate import ROLES, time_left, validity
from .text_layout import padded, width, wrap
from .text_style import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xmailaudit.audit.server_facts import ServerFacts
    from xmailaudit.mailroot.listener import Listener
    from xmailaudit.mailroot.settings import Setting
    from xmailaudit.messages import Message, Template
    from xmailaudit.policy.tls.inspection import Presented

    from .language import Words
    from .text_style import Style

    Fact = tuple[str | Message, Message]

__all__ = [
    "certificate_facts",
    "facts_text",
    "held_facts",
    "name_facts",
    "port_facts",
    "run_facts",
    "server_certificate",
]

_UNKNOWN = _("not known")
_UNSHOWN = _("not shown")
_PLATFORMS: dict[str | None, Template] = {
    "unix": _("Unix"),
    "windows": _("Windows"),
    None: _UNKNOWN,
}
_HELD: dict[str, Template] = {
    "domains": _("domains"),
    "alias_domains": _("alias domains"),
    "accounts": _("accounts"),
    "lists": _("mailing lists"),
    "aliases": _("aliases"),
    "custom_domains": _("custom domains"),
}


def facts_text(facts: ServerFacts, words: Words, style: Style = PLAIN) -> Iterator[str]:
    """The lines about all of them."""
    parts: tuple[tuple[Template, Sequence[Fact]], ...] = (
        (_("Server"), run_facts(facts)),
        (_("Ports"), port_facts(facts)),
        (_("Names"), name_facts(facts)),
        (_("Certificates"), certificate_facts(facts)),
        (_("Held"), held_facts(facts)),
    )
    for number, (heading, rows) in enumerate(parts):
        if number:
            yield ""
        yield style("bold", words(heading))
        yield from _lines(rows, words)


def _lines(rows: Sequence[Fact], words: Words) -> Iterator[str]:
    """A fact a line, what it is about in a column of its own where there is room for one."""
    labels = [_label(about, words) for about, _fact in rows]
    room = min(max(map(width, labels)), words.width // 3)
    for label, (_about, fact) in zip(labels, rows, strict=True):
        text = words.message(fact)
        if width(label) > room:
            yield from wrap(label, words.width, first="  ")
            yield from wrap(text, words.width, first=" " * (room + 4))
        else:
            behind = " " * (room + 4)
            yield from wrap(text, words.width, first=f"  {padded(label, room)}  ", rest=behind)


def _label(about: str | Message, words: Words) -> str:
    return words.show(about) if isinstance(about, str) else words.message(about)


# ------------------------------------------------------------ how it runs


def run_facts(facts: ServerFacts) -> tuple[Fact, ...]:
    """Version, system and start options."""
    return (
        (say(_("version")), _version(facts)),
        (say(_("system")), say(_PLATFORMS.get(facts.platform, _UNKNOWN))),
        (say(_("start options")), _options(facts)),
    )


def _version(facts: ServerFacts) -> Message:
    if facts.version is None:
        return say(_UNKNOWN)
    version = say(_("XMail {version}"), version=facts.version)
    return version if facts.version_known else say(_("{version} (supposed)"), version=version)


def _options(facts: ServerFacts) -> Message:
    options = facts.start_options
    origin = options.origin.message()
    if not options.words:
        return say(_("none ({origin})"), origin=origin) if options.known else origin
    if not options.known:
        return say(_("{words}; others are not shown"), words=join_words(options.words))
    return say(_("{words} ({origin})"), words=join_words(options.words), origin=origin)


def port_facts(facts: ServerFacts) -> tuple[Fact, ...]:
    """Where each service listens."""
    if facts.services is None:
        return ((say(_("all services")), say(_UNSHOWN)),)
    if not facts.starts:
        return ((say(_("all services")), say(_("off: with these start options XMail gives up"))),)
    return tuple((name, _listens(listener)) for name, listener in facts.services)


def _listens(listener: Listener) -> Message:
    if not listener.enabled:
        return say(_("off"))
    if listener.addresses:
        ends = (_end(address, port) for address, port in listener.addresses)
        return say(_("{addresses}"), addresses=Listing(tuple(ends)))
    everywhere = (
        _("port {port}, on every IPv4 and IPv6 address")
        if listener.ipv6_any
        else _("port {port}, on every IPv4 address")
    )
    return say(everywhere, port=str(listener.port))


def _end(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


# ------------------------------------------------------------ what it is called


def name_facts(facts: ServerFacts) -> tuple[Fact, ...]:
    """The settings with names, each with its value."""
    return tuple((setting.name, _setting(setting)) for setting in facts.names)


def _setting(setting: Setting) -> Message:
    if setting.state is State.UNKNOWN:
        return say(_UNSHOWN)
    return say(_("{name}"), name=setting.text) if setting.text else say(_("not set"))


# ------------------------------------------------------------ certificates and numbers


def certificate_facts(facts: ServerFacts) -> tuple[Fact, ...]:
    """The certificates by what they are for, and how long they are valid."""
    if facts.certificates is None:
        return (("server.cert", facts.unseen or say(_UNKNOWN)),)
    if not facts.certificates:
        return (("server.cert", say(_("there is none"))),)
    return tuple((say(ROLES[one.role]), _certificate(one, facts.at)) for one in facts.certificates)


def server_certificate(facts: ServerFacts) -> Message:
    """The certificate the server shows, and how many days are left to it."""
    if facts.certificates is None:
        return facts.unseen or say(_UNKNOWN)
    if not facts.certificates:
        return say(_("there is none"))
    one = facts.certificates[0]
    return say(_("{left} ({subject})"), left=time_left(one, facts.at), subject=_subject(one))


def _subject(one: Presented) -> str:
    return one.certificate.subject or f"{one.certificate.serial:x}"


def _certificate(one: Presented, at: float) -> Message:
    return say(_("{subject}: {validity}"), subject=_subject(one), validity=validity(one, at))


def held_facts(facts: ServerFacts) -> tuple[Fact, ...]:
    """How many of what there are, where somebody counted, and how much was read."""
    numbers = () if facts.counts is None else tuple(facts.counts._asdict().items())
    size = plural(_("{bytes} byte"), _("{bytes} bytes"), by="bytes")
    return (
        *((say(_HELD[name]), _number(count)) for name, count in numbers),
        (say(_("read so far")), say(size, bytes=facts.bytes_read)),
    )


def _number(count: int | None) -> Message:
    return say(_UNKNOWN) if count is None else say(_("{count}"), count=count)
