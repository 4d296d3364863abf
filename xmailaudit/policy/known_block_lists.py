"""What is known of block lists that no longer work for XMail: data, with dates and sources.

State of November 2026.  XMail takes any answer for a listing, so a list that answers for everything
shuts everybody out, and one that refuses a resolver by an answer of 127.255.255.x does so too.

Dates are years, months or days, as far as they are known; `about` marks those that rest on memory
or on one report.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = [
    "CLOSED",
    "DEAD",
    "DOMAINS",
    "KNOWN",
    "LAPSED",
    "REGISTERED",
    "REPLACED",
    "RESOLVER",
    "WHITE",
    "WORLD",
    "BlockList",
    "known_list",
]

#: It lists nobody any more; look-ups fail, at best at once.
DEAD: Final = "dead"
#: It is not for the public, and lists nobody for those who are no customers.
CLOSED: Final = "closed"
#: It answers for every address there is.
WORLD: Final = "world"
#: Its name has run out at least once, and whoever held it then listed every address.
LAPSED: Final = "lapsed"
#: It was given up for another zone of the same people.
REPLACED: Final = "replaced"
#: It answers only those who had their resolver registered.
REGISTERED: Final = "registered"
#: It refuses public resolvers, by an answer that XMail takes for a listing.
RESOLVER: Final = "resolver"
#: It knows domains, and XMail asks for addresses.
DOMAINS: Final = "domains"
#: It lists good senders.
WHITE: Final = "white"


class BlockList(NamedTuple):
    """A zone with all below it: what it is today, who says so, since when, and what to ask instead.

    `about` tells that the date rests on memory or on one report; None is a zone that was always so.
    """

    zone: str
    state: str
    source: str
    since: str | None = None
    about: bool = False
    instead: str | None = None


_STATUS = "www.dnsbl.com"
_QUIT = "github.com/dmippolitov/pydnsbl/issues/48"
_CHECK_RBL = "github.com/matteocorti/check_rbl/pull"
_SPAMHAUS = "www.spamhaus.org/faqs/dnsbl-usage"
_ZEN = "zen.spamhaus.org"

#: The more exact name stands before the zone it lies in.
KNOWN: Final = (
    BlockList("dsbl.org", DEAD, "dsbl.org", "2008-05"),
    BlockList("mail-abuse.org", CLOSED, _STATUS, "2001-07", about=True),
    BlockList("ordb.org", WORLD, _STATUS, "2008-03-25", about=True),
    BlockList("orbs.org", DEAD, _STATUS, "2001", about=True),
    BlockList("opm.blitzed.org", DEAD, _STATUS, "2006-05", about=True),
    BlockList("dynablock.njabl.org", DEAD, _STATUS, "2007", about=True, instead=_ZEN),
    BlockList("njabl.org", DEAD, _STATUS, "2013-03", about=True),
    BlockList("ahbl.org", WORLD, "github.com/jjmartres/Zabbix/issues/78", "2015-01-01"),
    BlockList("sorbs.net", DEAD, f"{_STATUS}/2024/06", "2024-06-05"),
    BlockList("ix.dnsbl.manitu.net", DEAD, _QUIT, "2025-01-16"),
    BlockList("spamcannibal.org", LAPSED, _STATUS, "2018-05-30"),
    BlockList("rfc-ignorant.org", DEAD, _STATUS, "2012-11", about=True),
    BlockList("cbl.abuseat.org", DEAD, _STATUS, "2021", about=True, instead=_ZEN),
    BlockList("dul.ru", WORLD, f"{_CHECK_RBL}/8", "2015-05"),
    BlockList("virbl.dnsbl.bit.nl", DEAD, _QUIT, "2017-01"),
    BlockList("dnsbl.inps.de", DEAD, f"{_CHECK_RBL}/34", "2020-05-25"),
    BlockList("rbl.megarbl.net", WORLD, f"{_CHECK_RBL}/32", "2019-11-25"),
    BlockList("bl.emailbasura.org", WORLD, _STATUS, "2019", about=True),
    BlockList("dnsbl.burnt-tech.com", WORLD, _STATUS, "2020", about=True),
    BlockList("ubl.unsubscore.com", DEAD, _STATUS, "2024"),
    BlockList("db.wpbl.info", DEAD, _QUIT, "2025", about=True),
    BlockList("blackholes.us", DEAD, f"{_STATUS}/2009/10", "2009", about=True),
    BlockList("rbl.jp", DEAD, _STATUS, "2017", about=True),
    BlockList("sbl-xbl.spamhaus.org", REPLACED, _SPAMHAUS, "2007", about=True, instead=_ZEN),
    BlockList("dbl.spamhaus.org", WORLD, _SPAMHAUS, instead=_ZEN),
    BlockList("spamhaus.org", RESOLVER, _SPAMHAUS),
    BlockList("surbl.org", DOMAINS, "www.surbl.org"),
    BlockList("uribl.com", DOMAINS, "www.uribl.com"),
    BlockList("b.barracudacentral.org", REGISTERED, "www.barracudacentral.org"),
    BlockList("dnswl.org", WHITE, "www.dnswl.org"),
)


def known_list(name: str) -> BlockList | None:
    """What is known of a zone (in lower case, no dot at its end), if anything is."""
    return next((one for one in KNOWN if f".{name}".endswith(f".{one.zone}")), None)
