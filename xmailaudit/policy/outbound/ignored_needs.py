"""Where NeedTLS is written and has no effect (XMail facts: tls, section 5).

Only what makes a difference counts: a word XMail does not read is harmless where something else
gives the same protection.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.policy.smtp.options import blanks_hide
from xmailaudit.tables.ctext import option_list

from .routes import GATEWAY_OPTIONS, HOSTS, OPTIONS, Need, host_of, meant_need, need_tls, outbound
from .way import Way

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.tables.row import Place

    from .routes import HostList

__all__ = ["IgnoredNeed", "Why", "ignored_needs"]

_WORDS = ("NeedTLS", "OutBind")


class Why(Enum):
    """What becomes of the word."""

    #: Behind a host and port of a list whose commas mean nothing.
    BEHIND_PORT = "behind a port"
    #: Behind a host without port: XMail takes all of it for the host's name.
    IN_NAME = "in the name"
    #: Where XMail looks for it, but spelled otherwise or without a value.
    SPELLING = "spelling"
    #: Read, and then SmtpGwConfig goes before it.
    OVERRIDDEN = "overridden"


class IgnoredNeed(NamedTuple):
    """A NeedTLS without effect: as it is `written`, as it is `meant`, and what applies (`need`).

    `host` is one it is for, empty for all; `hosts` the row, None for SmtpGwConfig itself.
    """

    why: Why
    place: Place
    host: str
    written: str
    meant: Need
    need: Need
    hosts: HostList | None = None

    @property
    def protects_less(self) -> bool:
        """Whether the link is less safe than it was meant to be; or mail never gets there."""
        return self.meant > self.need or self.why is Why.IN_NAME


def ignored_needs(root: MailRoot) -> Iterator[IgnoredNeed]:
    """At most one for each row.  SmtpGwConfig not shown counts as absent: ask for it first."""
    yield from _in_common(root)
    common = root.setting(GATEWAY_OPTIONS).text
    for hosts in outbound(root).lists:
        if hosts.way is Way.DEFAULT:
            found = _in_default(hosts, common)
        elif hosts.way is Way.GATEWAY:
            continue
        else:
            found = (*_in_hosts(hosts, common), *_in_options(hosts, common))
        worst = min(found, key=lambda one: not one.protects_less, default=None)
        if worst is not None:
            yield worst


def _in_common(root: MailRoot) -> Iterator[IgnoredNeed]:
    setting = root.setting(GATEWAY_OPTIONS)
    text = setting.text or ""
    meant = meant_need(text)
    if meant and need_tls(text) is None and not _is_hidden(text):
        yield IgnoredNeed(Why.SPELLING, setting.place, "", _word(text), meant, Need.CLEAR)


def _in_default(hosts: HostList, common: str | None) -> tuple[IgnoredNeed, ...]:
    found: list[IgnoredNeed] = []
    for item in hosts.items:
        host, _comma, options = item.partition(",")
        meant = meant_need(options)
        need = need_tls(options, common) or Need.CLEAR
        if meant is not None and meant is not need:
            why = Why.SPELLING if need_tls(common) is None else Why.OVERRIDDEN
            if why is Why.SPELLING and _is_hidden(options):
                continue
            found.append(
                IgnoredNeed(why, hosts.place, host_of(host), _word(options), meant, need, hosts)
            )
    return tuple(found)


def _in_hosts(hosts: HostList, common: str | None) -> Iterator[IgnoredNeed]:
    need = need_tls(common, hosts.options) or Need.CLEAR
    for item in hosts.items:
        options = item.partition(",")[2]
        meant = meant_need(options)
        in_name = "," in host_of(item)
        if meant is not None and (in_name or meant is not need):
            why = Why.IN_NAME if in_name else Why.BEHIND_PORT
            host = host_of(item) if in_name else host_of(item.partition(",")[0])
            place = hosts.row.at(HOSTS)
            yield IgnoredNeed(why, place, host, _word(options), meant, need, hosts)


def _in_options(hosts: HostList, common: str | None) -> Iterator[IgnoredNeed]:
    need = need_tls(common, hosts.options) or Need.CLEAR
    meant = meant_need(hosts.options)
    if hosts.way is Way.FORWARD and _is_hidden(hosts.options or ""):
        return
    if meant is not None and need_tls(hosts.options) is None and meant is not need:
        place, word = hosts.row.at(OPTIONS), _word(hosts.options or "")
        yield IgnoredNeed(Why.SPELLING, place, host_of(hosts.items[0]), word, meant, need, hosts)


def _is_hidden(options: str) -> bool:
    """Whether nothing but blanks hides a NeedTLS: that is left to the rule about them."""
    names = (name for name, _value in option_list(options) if blanks_hide(name, _WORDS))
    return any(_WORDS[0] in name.split() for name in names)


def _word(options: str) -> str:
    """The option as it is written."""
    words = (n if v is None else f"{n}={v}" for n, v in option_list(options))
    return next(word for word in words if meant_need(word) is not None)
