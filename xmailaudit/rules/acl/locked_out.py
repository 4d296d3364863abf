"""ACL011: a map that shuts out those it is there for.

The admin port must be open to somebody, to this machine, and to a declared admin; a server that
takes mail from the internet must let the internet in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import State
from xmailaudit.messages import Listing, XMailAuditError, _, say
from xmailaudit.policy.access import access_map
from xmailaudit.policy.addresses import Address, AddressSet, is_world, population
from xmailaudit.policy.openings import public_peers
from xmailaudit.policy.properties import WHITE_LIST, peers_granted
from xmailaudit.policy.reach import hears_loopback, listening
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import insert_row, manual, review, set_field
from xmailaudit.rules.map_fixes import (
    EVERYBODY,
    LOOPBACK,
    in_words,
    map_row,
    network_set,
    read_networks,
    this_machine,
)
from xmailaudit.rules.map_rows import places
from xmailaudit.rules.rule import NotJudgedError, Rule, xmail
from xmailaudit.rules.witnesses import shut_out
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.access import AccessMap, MapRow
    from xmailaudit.policy.addresses import Prefix
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.edit import Edit

RULE = Rule(
    "ACL011",
    "locked-out",
    Severity.HIGH,
    summary=_("A map shuts out this machine, every admin, or the internet's mail servers."),
    message=_("Nobody can reach the admin port: {file} denies everybody"),
    reads=("ctrl.ipmap.tab", "smtp.ipmap.tab"),
    fix=Applicability.REVIEW,
    references=(xmail("access", 2),),
)

_NOT_THIS_MACHINE = _("This machine itself cannot reach the admin port: {file} denies {client}")
_NO_ADMIN = _("No declared admin can reach the admin port: {file} denies all of {networks}")
_NOT_THE_WORLD = _(
    "The internet's mail servers cannot deliver: {file} lets in {addresses} addresses of it"
)

_THIS_MACHINE = Address(4, 0x7F000001)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    gap: XMailAuditError | None = None
    for judge in (_admin_port, _mail_from_the_world):
        try:
            yield from judge(root, given)
        except XMailAuditError as error:
            gap = gap or error
    if gap is not None:
        raise gap


# ------------------------------------------------------------ the admin port


def _admin_port(root: MailRoot, given: Given) -> Iterator[Finding]:
    access = access_map(root, "ctrl")
    heard = listening(root, "ctrl")
    allowed = heard & access.allowed
    if not heard:
        return
    # An admin whose connection never arrives is not shut out by the map.
    admins = heard & given.admins if given.admins is not None else AddressSet.empty()
    if not allowed:
        _refuse_if_names_decide(access)
        networks = [*this_machine(root, "ctrl"), *read_networks(in_words(admins))]
        yield _shut(root, given, access, RULE.message, heard, networks)
        return
    if hears_loopback(root, "ctrl") and _THIS_MACHINE not in allowed:
        here = AddressSet.host(_THIS_MACHINE)
        yield _shut(root, given, access, _NOT_THIS_MACHINE, here, [LOOPBACK])
    if admins and not admins & allowed:
        _refuse_if_names_decide(access)
        yield _shut(root, given, access, _NO_ADMIN, admins, read_networks(in_words(admins)))


def _refuse_if_names_decide(access: AccessMap) -> None:
    if any(row.allows and row.applies for row in access.undecided):
        template = _("whom {file} lets in depends on the addresses of host names")
        raise NotJudgedError(say(template, file=access.file), file=access.file)


def _shut(
    root: MailRoot,
    given: Given,
    access: AccessMap,
    message: Template,
    peers: AddressSet,
    networks: Sequence[Prefix],
) -> Finding:
    title = say(_("Let in {networks}"), networks=Listing(tuple(map(str, networks))))
    return RULE.finding(
        *_denying_everybody(access),
        message=message,
        witness=shut_out(root, given, "ctrl", peers),
        fixes=[review("let-in", title, *_let_in_above_all(access, networks))],
        file=access.file,
        client=str(_THIS_MACHINE),
        networks=in_words(peers),
    )


def _let_in_above_all(access: AccessMap, networks: Sequence[Prefix]) -> Iterator[Edit]:
    top = max((row.precedence for row in access.rows if row.applies), default=0)
    for network in networks:
        yield insert_row(access.file, *map_row(network, "ALLOW", top + 1))


def _denying_everybody(access: AccessMap) -> tuple[Place, ...]:
    rows = _catch_alls(access)
    return places(rows, "permission") or (Place(access.file),)


def _catch_alls(access: AccessMap) -> tuple[MapRow, ...]:
    return tuple(row for row in access.rows if not row.allows and row.names_everybody)


# ------------------------------------------------------------ mail from the world


def _mail_from_the_world(root: MailRoot, given: Given) -> Iterator[Finding]:
    access = access_map(root, "smtp")
    world = public_peers(root, "smtp") & network_set(EVERYBODY)
    if given.mx is not True or not access.exists or not is_world(world):
        return
    let = (access.allowed | peers_granted(root, WHITE_LIST)) & world
    if is_world(let):
        return
    reaction = root.setting("SMTP-IpMapDropCode")
    if reaction.state is State.UNKNOWN:
        raise NotJudgedError(say(_("the setting {name} is not shown"), name=reaction.name))
    if reaction.integer <= 0:
        return
    yield RULE.finding(
        *_denying_everybody(access),
        message=_NOT_THE_WORLD,
        witness=shut_out(root, given, "smtp", world - let),
        fixes=[_open_to_the_world(access)],
        file=access.file,
        addresses=population(let),
    )


def _open_to_the_world(access: AccessMap) -> Fix:
    title = say(_("Let the internet's mail servers in"))
    rows = _catch_alls(access)
    if not rows:
        return manual("let-the-world-in", title)
    edits = (set_field(row.row, "permission", "ALLOW") for row in rows)
    return review("let-the-world-in", title, *edits)
