"""Opening an SMTP connection: who gets a greeting (XMail facts: access, section 3).

In XMail's order: properties of the address and of its name, then, unless white-listed, the access
map, `spammers.tab`, the block lists and the reverse-name check; then `SmtpConfig`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.messages import Listing, _, say
from xmailaudit.policy.access import access_map
from xmailaudit.policy.addresses import Address
from xmailaudit.policy.decision import Reply
from xmailaudit.policy.filtered import FilteredRow, filtered
from xmailaudit.policy.properties import (
    ENABLE_ETRN,
    ENABLE_VRFY,
    HOST_PROPERTIES_FILE,
    NO_AUTH,
    SENDER_DOMAIN_CHECK,
    WHITE_LIST,
    granted,
    host_properties,
    ip_properties,
)
from xmailaudit.policy.resolution import check_greeting, own_domain
from xmailaudit.tables.ctext import atoi
from xmailaudit.tables.row import Place
from xmailaudit.tables.spammers import SPAMMERS, SpammerRow

from .block_lists import SETTING as BLOCK_LISTS
from .block_lists import block_lists
from .options import SMTP_CONFIG, demands_of, special_configs
from .session import Session

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.facts import Facts
    from xmailaudit.tables.properties import PropertyRow

__all__ = [
    "SPAMMERS_FILE",
    "filter_fields",
    "open_session",
    "spammer_code",
    "spammer_rows",
    "zone_codes",
]

SPAMMERS_FILE = "spammers.tab"
_LOCAL = Address(4, 0x7F000001)
#: XMail copies no more of the value of a `code=`.
_LONGEST_CODE = 30
_UNAVAILABLE = Reply("421", "service not available, closing transmission channel")


def open_session(facts: Facts, peer: Address, *, tls: bool = False) -> Session | Reply:
    """The session a client gets, or the reply it is refused with.

    `tls` opens it on the port that speaks TLS from the first byte.
    """
    session = Session(facts, peer, tls=tls)
    if not facts.exists(SERVER_FILE):
        facts.step(Place(SERVER_FILE), _("the file does not exist, so no session is opened"))
        return _UNAVAILABLE
    refusal = _apply_properties(session)
    if refusal is None and not session.white_listed:
        refusal = _check_address(session)
    if refusal is None:
        refusal = _choose_domain(session)
    if refusal is not None:
        return refusal
    _configure(session)
    return session


def _apply_properties(session: Session) -> Reply | None:
    """Steps 5 and 6: `smtp.ipprop.tab`, and `smtp.hnprop.tab` if it exists."""
    facts = session.facts
    _apply(session, ip_properties(facts, session.peer))
    if not facts.exists(HOST_PROPERTIES_FILE):
        return None
    name = facts.reverse_name(session.peer)
    if name is None:
        facts.step(
            Place(HOST_PROPERTIES_FILE),
            _("the file exists and {client} has no reverse DNS name, so it is refused"),
            client=str(session.peer),
        )
        return _UNAVAILABLE
    _apply(session, host_properties(facts, name))
    return None


def _apply(session: Session, row: PropertyRow | None) -> None:
    """Grant what a row grants; EaseTLS comes too early to have any effect."""
    names = granted(row)
    if row is None or not names:
        return
    session.facts.step(
        row,
        _("grants {client} {properties}"),
        client=str(session.peer),
        properties=Listing(tuple(sorted(names))),
    )
    session.white_listed |= WHITE_LIST in names
    session.mail_unlocked |= NO_AUTH in names
    session.sender_check_bypass |= SENDER_DOMAIN_CHECK in names
    session.vrfy |= ENABLE_VRFY in names
    session.etrn |= ENABLE_ETRN in names


def _check_address(session: Session) -> Reply | None:
    return (
        _check_map(session)
        or _check_spammers(session)
        or _check_block_lists(session)
        or _check_reverse_name(session)
    )


def _check_map(session: Session) -> Reply | None:
    facts = session.facts
    if access_map(facts.root, "smtp").decide(facts, session.peer):
        return None
    code = facts.setting("SMTP-IpMapDropCode")
    if code.integer > 0:
        return Reply.written(facts.text("SmtpMsgIPBan"), _UNAVAILABLE)
    if code.integer == 0:
        facts.step(code.place, _("SMTP-IpMapDropCode is 0, so the denial has no effect"))
    _slow_down(session, code.integer)
    return None


def _check_spammers(session: Session) -> Reply | None:
    facts = session.facts
    if not facts.exists(SPAMMERS_FILE):
        facts.step(Place(SPAMMERS_FILE), _("the file does not exist, so every client is refused"))
        return Reply.written(facts.text("SmtpMsgIPBanSpammers"), _UNAVAILABLE)
    row = next((r for r in spammer_rows(facts.root) if r.matches(facts, session.peer)), None)
    if row is None:
        return None
    code = spammer_code(row.row)
    facts.step(row.row, _("lists {client}"), client=str(session.peer))
    if code > 0:
        return Reply.written(facts.text("SmtpMsgIPBanSpammers"), _UNAVAILABLE)
    if code == 0:
        _block(session, Reply.written(facts.text("SmtpMsgIPBanSpammers"), _FORBIDDEN))
    _slow_down(session, code)
    return None


def spammer_rows(root: MailRoot) -> tuple[FilteredRow[SpammerRow], ...]:
    """The rows of `spammers.tab`; the second field is a mask only if it begins with a digit."""
    return root.remember(
        "spammers",
        lambda: tuple(filtered(r, filter_fields(r)) for r in root.rows(SPAMMERS, SPAMMERS_FILE)),
    )


def filter_fields(row: SpammerRow) -> int:
    """How many fields of the row are its filter; options stand behind them."""
    return 2 if row.second[:1] in tuple("0123456789") else 1


def spammer_code(row: SpammerRow) -> int:
    """The `code=` of a row, 1 without one; the name must follow a comma or start the field."""
    position = filter_fields(row)
    text = row.fields[position] if position < len(row.fields) else ""
    for option in text.split(","):
        name, equals, value = option.partition("=")
        if name == "code" and equals:
            return atoi(value[:_LONGEST_CODE])
    return 1


def _check_block_lists(session: Session) -> Reply | None:
    """`CustMapsList`: the first zone that lists the client counts."""
    facts = session.facts
    zones = facts.setting(BLOCK_LISTS)
    for zone, code in zone_codes(zones.text or ""):
        if facts.is_listed(zone, session.peer):
            facts.step(zones.place, _("{zone} lists {client}"), zone=zone, client=str(session.peer))
            if code == 1:
                return _listed(facts.text("SmtpMsgIPBanMaps"), zone)
            if code == 0:
                _block(session, _FORBIDDEN)
            _slow_down(session, code)
            return None
    return None


def _listed(written: str | None, zone: str) -> Reply:
    if written is None:
        return Reply("550", f"Denied due inclusion of your IP inside ({zone})")
    return Reply.written(f"{written} ({zone})", _UNAVAILABLE)


def zone_codes(text: str) -> list[tuple[str, int]]:
    """The zones of a `CustMapsList` and their codes, as XMail takes it apart."""
    return [(one.zone, one.code) for one in block_lists(text).entries]


def _check_reverse_name(session: Session) -> Reply | None:
    facts = session.facts
    check = facts.setting("SMTP-RDNSCheck")
    if check.integer == 0 or facts.reverse_name(session.peer) is not None:
        return None
    facts.step(check.place, _("{client} has no reverse DNS name"), client=str(session.peer))
    if check.integer > 0:
        _block(session, _FORBIDDEN)
    _slow_down(session, min(check.integer, 0))
    return None


_FORBIDDEN = Reply("551", "Server access forbidden by your IP")


def _block(session: Session, reply: Reply) -> None:
    """Refuse at MAIL; the spammers' own line beats the others wherever it was set."""
    if session.blocked is None or session.blocked == _FORBIDDEN:
        session.blocked = reply


def _slow_down(session: Session, code: int) -> None:
    session.delay = max(session.delay, abs(code))


def _choose_domain(session: Session) -> Reply | None:
    """The greeting's domain: SmtpServerDomain, else from the server's own name, else RootDomain."""
    facts = session.facts
    domain = facts.text("SmtpServerDomain")
    if domain is None:
        own = facts.reverse_name(_server_address(facts))
        domain = facts.text("RootDomain") if own is None else own_domain(facts, own)
    if domain is None:
        facts.step(Place(SERVER_FILE), _("neither SmtpServerDomain nor RootDomain is set"))
        return _UNAVAILABLE
    check_greeting(facts, domain)
    session.domain = domain
    return None


def _server_address(facts: Facts) -> Address:
    return facts.world.server[0] if facts.world.server else _LOCAL


def _configure(session: Session) -> None:
    facts = session.facts
    session.configure_errors(facts.integer("SMTP-MaxErrors"), facts.text("CustomSMTPMessage"))
    session.max_message_size = max_size(facts.integer("MaxMessageSize"))
    session.clear_mechanisms = facts.text("SmtpNoTLSAuths")
    session.mail_locked, session.want_tls = demands_of(_smtp_config(facts))


def max_size(kibibytes: int) -> int:
    """`MaxMessageSize` in bytes, as an unsigned long: a negative number becomes a huge one."""
    return (1024 * kibibytes) % 2**64


def _smtp_config(facts: Facts) -> str | None:
    """`SmtpConfig-IP,PORT`, else `SmtpConfig-IP`, else `SmtpConfig`; nothing is merged.

    Which listener the client talks to is not part of a question unless the world says so: with
    specific keys around, each of them is tried.
    """
    if facts.world.server is not None:
        address, port = facts.world.server
        names = [f"SmtpConfig-{address},{port}", f"SmtpConfig-{address}"]
        specific = next((n for n in names if facts.text(n) is not None), SMTP_CONFIG)
    else:
        keys = special_configs(facts.root)
        what = say(_("which listener the client talks to"))
        specific = facts.assume("listener", what, (SMTP_CONFIG, *keys)) if keys else SMTP_CONFIG
    setting = facts.setting(specific)
    if setting.row is not None:
        facts.step(setting.row, _("decides what this listener asks for"))
    return setting.text
