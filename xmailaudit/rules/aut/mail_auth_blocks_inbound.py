"""AUT007: a login or TLS is asked for where the world's mail servers deliver.

They have no account here and cannot log in, and many never speak TLS.  A listener of its own, port
587, is the place to ask users for both (XMail facts: server-tab, "SmtpConfig lookup"; access 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import State
from xmailaudit.mailroot.start_options import COMMAND_LINE
from xmailaudit.messages import _, say
from xmailaudit.policy.addresses import (
    Address,
    AddressSet,
    embedded_ipv4,
    is_world,
    loopback,
    population,
)
from xmailaudit.policy.addresses.inet import width
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.properties import (
    NO_AUTH,
    granted,
    host_property_rows,
    matched_beginning,
    peers_granted,
)
from xmailaudit.policy.smtp.entrances import entrances
from xmailaudit.policy.smtp.options import SMTP_CONFIG, demands_of, special_configs, starttls
from xmailaudit.rules.finding import (
    Applicability,
    Choice,
    Confidence,
    OutsideStep,
    Severity,
)
from xmailaudit.rules.fixes import manual, remove_row, review, set_field
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import MOST_PLACES, Rule, rfc, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.rules.smtp_clients import delivery, strangers
from xmailaudit.tables.domains import DOMAINS
from xmailaudit.tables.server import SettingRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.settings import Setting
    from xmailaudit.messages import Message, Template
    from xmailaudit.policy.smtp.entrances import Entrance
    from xmailaudit.policy.smtp.options import Demands
    from xmailaudit.rules.finding import Finding, Fix, Witness
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.smtp_clients import Heard
    from xmailaudit.tables.edit import Edit

RULE = Rule(
    "AUT007",
    "mail-auth-blocks-inbound",
    Severity.HIGH,
    summary=_("A login or TLS is asked for on the port where other mail servers deliver."),
    message=_("{name} asks for a login on port 25, where other servers deliver: they are refused"),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(rfc(6409, "3.1"), rfc(3207, "4"), xmail("server-tab"), xmail("access", 4)),
)

_FEW_DELIVER = _(
    "{name} asks for a login on port 25: of the internet only {addresses} addresses with NoAuth "
    "can deliver"
)
_TLS = _("{name} asks for TLS on port 25: servers that deliver in clear are refused")
_NO_TLS = _("{name} asks for TLS on port 25, and TLS cannot work: nobody can deliver")

_MOVE = "move-to-submission"
_PORT, _SUBMISSION = 25, 587
_MOST_ADDRESSES = 20
_DOMAINS_FILE = "domains.tab"
#: What XMail answers at MAIL where a login or TLS is missing.
_MISSING = ("551", "503")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    doors = list(_doors(root, given))
    closed = [door for door in doors if any(demands_of(door.setting.text))]
    unknown = [door for door in doors if door.setting.state is State.UNKNOWN]
    open_ = [door for door in doors if _takes_mail(door)]
    if any(door.named for door in open_) or not (closed or unknown):
        return  # There is a place where mail from the world comes in.
    clients = strangers(root, given)
    if not root.rows(DOMAINS, _DOMAINS_FILE) or not is_world(clients.peers):
        return
    sure = given.mx is True and not open_
    clients = clients if sure else clients._replace(confidence=_less(clients.confidence))
    for alike in _by_demands(closed):
        for some in apart(alike):
            yield from _finding(root, given, clients, some)
    if unknown:
        require_shown(root, SMTP_CONFIG)


def _takes_mail(door: Entrance) -> bool:
    return door.setting.state is not State.UNKNOWN and not any(demands_of(door.setting.text))


def _by_demands(doors: list[Entrance]) -> list[list[list[Entrance]]]:
    """The doors of each setting, those settings together that ask for the same."""
    alike: dict[Demands, dict[str, list[Entrance]]] = {}
    for door in doors:
        settings = alike.setdefault(demands_of(door.setting.text), {})
        settings.setdefault(door.setting.name, []).append(door)
    return [list(settings.values()) for settings in alike.values()]


def _less(confidence: Confidence) -> Confidence:
    return Confidence.LIKELY if confidence is Confidence.CERTAIN else confidence


def _doors(root: MailRoot, given: Given) -> Iterator[Entrance]:
    """The sockets at which mail from the world may arrive."""
    for door in entrances(root, "smtp", _declared(given)) if given.mx is not False else ():
        if door.port == _PORT and door.address not in loopback():
            yield door


def _declared(given: Given) -> Iterator[Address]:
    """The server's own addresses; they are told one by one, neighbours share a prefix."""
    own = AddressSet.empty() if given.addresses is None else given.addresses - embedded_ipv4()
    for prefix in own.prefixes(_MOST_ADDRESSES):
        for host in range(min(1 << (width(prefix.family) - prefix.bits), _MOST_ADDRESSES)):
            yield Address(prefix.family, prefix.value + host)


def _finding(
    root: MailRoot, given: Given, clients: Heard, doors: tuple[list[Entrance], ...]
) -> Iterator[Finding]:
    """One setting, or many that ask for the same; the first is named."""
    first = doors[0][0]
    demands = demands_of(first.setting.text)
    excused = AddressSet.empty() if demands.tls else clients.peers & _excused(root)
    refused = clients.peers - excused
    if not is_world(refused):
        return
    yield RULE.finding(
        *(some[0].setting.place for some in doors[:MOST_PLACES]),
        total=len(doors),
        severity=Severity.MEDIUM if excused else None,
        confidence=clients.confidence,
        message=_FEW_DELIVER if excused else _message(root, given, login=demands.login),
        key=(first.setting.name,),
        witness=_refusal(root, given, refused, first),
        fixes=[_move(root, doors[0]) if len(doors) == 1 else manual(_MOVE, _title())],
        name=first.setting.name,
        addresses=population(excused),
    )


def _excused(root: MailRoot) -> AddressSet:
    """Whom NoAuth lets deliver without a login; WhiteList does not."""
    for row in host_property_rows(root):
        if matched_beginning(row.selector) == "":
            if NO_AUTH in granted(row):
                return AddressSet.everything()  # Whoever has a reverse name, and others are out.
            break
    return peers_granted(root, NO_AUTH)


def _message(root: MailRoot, given: Given, *, login: bool) -> Template:
    if login:
        return RULE.message
    refused = starttls(root, given.world).answer is Answer.REFUSE
    return _NO_TLS if refused else _TLS


def _refusal(root: MailRoot, given: Given, refused: AddressSet, door: Entrance) -> Witness | None:
    """A stranger's mail to somebody here that is refused for what this door asks for."""
    witness = delivery(root, given, refused, door if special_configs(root) else None)
    decision = None if witness is None else witness.decision
    if decision is None or decision.answer is not Answer.REFUSE or decision.reply is None:
        return None
    return witness if decision.reply.code in _MISSING else None


# ------------------------------------------------------------ the fix


def _move(root: MailRoot, doors: list[Entrance]) -> Fix:
    """Give the setting the name of the submission port alone."""
    setting = doors[0].setting
    own = [str(door.address) for door in doors if door.named]
    listening = _SUBMISSION in root.start_options.service("smtp").ports
    bind = OutsideStep(
        say(
            _(
                "Start XMail with -SI IP:587, and with -SI IP:25 beside it: with one -SI the "
                "others must be named too"
            )
        ),
        COMMAND_LINE,
        before=True,
    )
    return review(
        _MOVE,
        _title(),
        choice=Choice(
            "address",
            say(_("On which of the server's addresses do users send?")),
            own[0] if own else None,
            lambda address: tuple(_edits(root, setting, address.strip())),
        ),
        steps=() if listening else (bind,),
    )


def _title() -> Message:
    return say(_("Ask for it on port {port} alone, where users send"), port=_SUBMISSION)


def _edits(root: MailRoot, setting: Setting, address: str) -> Iterator[Edit]:
    """The row gets the other name, or goes where there is a row of that name."""
    name = f"{SMTP_CONFIG}-{Address.parse(address)},{_SUBMISSION}"
    row = setting.row
    if row is not None:
        there = root.setting(name).row is not None
        edit = remove_row(row) if there else set_field(row, SettingRow.name, name)
        if edit is not None:
            yield edit
