"""All there is to know of one account: its mailbox, its rights, its names, what is run on its mail.

XMail facts: address-resolution, sections 2 and 4; access, sections 6 and 7; mailbox, sections 1, 5
and 6; mailproc, sections 1 and 5.  Whose address it is, the look-up of a recipient says; nothing
here holds a password.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.settings import State
from xmailaudit.messages import Listing, _, say
from xmailaudit.tables.ctext import ascii_lower, wild_match
from xmailaudit.tables.filters import FILTERS
from xmailaudit.tables.smtpextauth import EXTERNAL_AUTH
from xmailaudit.tables.table import Fate

from .access import access_map
from .account_folders import FolderFinder, shows_missing_folders
from .account_names import aliases_of, domains_for
from .accounts import AccountKind, account_of
from .addresses import TooIrregularError
from .decision import Answer
from .errors import QuestionError
from .facts import Undecided, settle
from .mail_address import split_address
from .mailbox import mailbox_folder, mailbox_limit, mailbox_size
from .permissions import LETTERS
from .pop3 import login_program
from .reach import reachable
from .resolution import command_alias_file, find_account_or_alias, handled_domain, mapped_domain
from .routing.command_files import account_commands
from .routing.filters import INBOUND
from .routing.posting import posting
from .smtp.greeting import EXTERNAL_AUTH_FILE
from .smtp.options import MECHANISMS
from .world import UNKNOWN_WORLD

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.tables.aliasdomain import AliasDomainRow
    from xmailaudit.tables.aliases import AliasRow
    from xmailaudit.tables.mailusers import MailUserRow
    from xmailaudit.tables.row import Place

    from .access import AccessMap
    from .account_folders import Folder
    from .accounts import Account
    from .facts import Facts
    from .routing.commands import Command
    from .routing.node import Posting

__all__ = [
    "AccountFacts",
    "Letters",
    "Mailbox",
    "Members",
    "PopLogin",
    "Receiving",
    "SmtpLogin",
    "account_facts",
]


class Mailbox(NamedTuple):
    """Where mail lies: the mailbox directory is None where it is not there or not shown.

    `size` is in bytes, None where the source does not show mail; `limit` in KiB, 0 for none.
    """

    folder: Folder
    directory: str | None
    size: int | None
    limit: int


class Receiving(NamedTuple):
    """Whether mail from outside gets to it.

    `handled` is None where nobody can tell whether the domain is; `taken_by` is a file of
    `cmdaliases/` that takes its mail before; `enabled` what `ReceiveEnable` says.
    """

    handled: bool | None
    taken_by: str | None
    enabled: bool


class Letters(NamedTuple):
    """The permissions a login gives: those that count, None where the setting is not shown.

    They stand at `place`, in `user.tab` or `server.tab`; None where nobody set any.
    """

    effective: str | None
    place: Place | None


class SmtpLogin(NamedTuple):
    """AUTH by its password; `programs` are the mechanisms that a program decides instead.

    `served` tells whether anybody reaches the service at all.
    """

    answer: Answer
    served: bool
    programs: tuple[str, ...]
    letters: Letters


class PopLogin(NamedTuple):
    """POP3 by its password: `own_map` says from where, and `program` stands where one decides."""

    answer: Answer
    served: bool
    enabled: bool
    own_map: AccessMap | None
    program: Place | None


class Members(NamedTuple):
    """Of a mailing list: its members, those who get posts, and who may post."""

    total: int
    receiving: int
    posting: Posting


class AccountFacts(NamedTuple):
    """What is known of the account behind an address; `place` is its row.

    `commands` are what its `mailproc.tab` and its domain's come to, None without either; `filters`
    the rows of `filters.in.tab` that may run on mail for it, whoever sends it.
    """

    address: str
    kind: AccountKind
    real_name: str | None
    place: Place
    mailbox: Mailbox
    receiving: Receiving
    smtp: SmtpLogin
    pop3: PopLogin
    aliases: tuple[AliasRow, ...]
    domains: tuple[AliasDomainRow, ...]
    commands: tuple[Command, ...] | None
    filters: tuple[Place, ...]
    members: Members | None


def account_facts(root: MailRoot, address: str) -> AccountFacts:
    """The account that mail for an address comes to.  Raises QuestionError and UnseenFileError."""
    account = _account(root, address)
    rows = root.rows(FILTERS, INBOUND)
    return AccountFacts(
        address=account.address,
        kind=account.kind,
        real_name=account.variables.get("RealName"),
        place=account.row.at(),
        mailbox=_mailbox(root, account),
        receiving=_receiving(root, account),
        smtp=_smtp(root, account),
        pop3=_pop3(root, account),
        aliases=tuple(aliases_of(root, account)),
        domains=tuple(domains_for(root, account.row.domain)),
        commands=account_commands(root, account),
        filters=tuple(row.at() for row in rows if wild_match(account.address, row.recipient)),
        members=None if account.kind is AccountKind.USER else _members(account),
    )


def _account(root: MailRoot, address: str) -> Account:
    parts = split_address(address)
    if parts is None:
        raise QuestionError(say(_("{address} is not an address"), address=address))
    name, domain = parts

    def run(facts: Facts) -> MailUserRow | None:
        account = find_account_or_alias(facts, domain, name)
        return None if account is None else account.row

    found = settle(root, run, UNKNOWN_WORLD)
    if isinstance(found, Undecided):
        template = _("whose address {address} is cannot be told: {missing}")
        raise QuestionError(say(template, address=address, missing=Listing(found.missing)))
    account = None if found.value is None else account_of(root, found.value)
    if account is None:
        template = _("{address} is neither an account nor an alias of one")
        raise QuestionError(say(template, address=address))
    return account


# ------------------------------------------------------------ mail


def _mailbox(root: MailRoot, account: Account) -> Mailbox:
    folder = FolderFinder(root).find(account)
    limit = mailbox_limit(account)
    if not shows_missing_folders(root) or account.folder is None:
        return Mailbox(folder, None, None, limit)
    directory = mailbox_folder(root, account)
    size = None if directory is None else mailbox_size(root, directory)
    return Mailbox(folder, directory, size, limit)


def _receiving(root: MailRoot, account: Account) -> Receiving:
    domain, name = account.row.domain, account.row.name
    enabled = account.integer("ReceiveEnable", 1) != 0

    def run(facts: Facts) -> tuple[bool, str | None]:
        taken_by = command_alias_file(facts, mapped_domain(facts, domain), name)
        return handled_domain(facts, domain), taken_by

    found = settle(root, run, UNKNOWN_WORLD)
    handled, taken_by = (None, None) if isinstance(found, Undecided) else found.value
    return Receiving(handled, taken_by, enabled)


def _members(account: Account) -> Members:
    letters = [line.row.permissions for line in account.member_lines() if line.fate is Fate.USED]
    receiving = sum("R" in one for one in letters)
    return Members(len(letters), receiving, posting(account))


# ------------------------------------------------------------ logins


def _smtp(root: MailRoot, account: Account) -> SmtpLogin:
    """Nothing of what stops POP3 is looked at, so that the password is all it takes."""
    rows = root.rows(EXTERNAL_AUTH, EXTERNAL_AUTH_FILE)
    programs = tuple(dict.fromkeys(row.mechanism for row in rows))
    left = {*map(ascii_lower, MECHANISMS)} - {*map(ascii_lower, programs)}
    answer = Answer.ALLOW if left else Answer.UNDETERMINED
    served = _is_served(root, "smtp")
    if not served:
        answer = Answer.REFUSE
    return SmtpLogin(answer, served, programs, _letters(root, account))


def _letters(root: MailRoot, account: Account) -> Letters:
    own = account.variable_row("SmtpPerms")
    if own is not None:
        return Letters(_effective(own.value), own.at("value"))
    setting = root.setting("DefaultSmtpPerms")
    if setting.state is State.UNKNOWN:
        return Letters(None, None)
    place = setting.place if setting.state is State.SET else None
    return Letters(_effective(setting.text or ""), place)


def _effective(text: str) -> str:
    return "".join(letter for letter in LETTERS if letter in text)


def _pop3(root: MailRoot, account: Account) -> PopLogin:
    enabled = account.integer("PopEnable", 1) != 0
    own_map = account.pop3_map
    program = login_program(root, account.row.domain)
    served = _is_served(root, "pop3")
    answer = Answer.ALLOW if program is None else Answer.UNDETERMINED
    if not (served and enabled and _is_served(root, "pop3", own_map)):
        answer = Answer.REFUSE
    place = None if program is None else program.at()
    return PopLogin(answer, served, enabled, own_map, place)


def _is_served(root: MailRoot, service: str, own_map: AccessMap | None = None) -> bool:
    """Whether a peer can get through to a service, and past a map of the account's own.

    Rows with host names, and maps that nobody can work out, may let somebody in.
    """
    try:
        peers = reachable(root, service)
        if own_map is not None:
            peers &= own_map.allowed
    except TooIrregularError:
        return True
    maps = [access_map(root, service), *filter(None, [own_map])]
    named = (row for one in maps for row in one.undecided)
    return bool(peers) or any(row.allows for row in named)
