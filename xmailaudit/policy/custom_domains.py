"""Files of `custdomains/` as doors: whose mail anybody may hand in, and whether it is sent on.

XMail facts: access, section 5 (anybody may send to a domain such a file covers); mailproc, sections
1 and 2 (what the commands in it do); address-resolution, section 6 (a handled domain beats it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.tables.commands import CUSTOM
from xmailaudit.tables.ctext import ascii_lower

from .facts import Facts, explore
from .mail_address import valid_host
from .relay import CUSTOM_DOMAINS, custom_domain_file, custom_domain_files
from .resolution import handled_domain
from .routing.commands import Command, Delivers, Kind, Where, read_commands
from .world import UNKNOWN_WORLD

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.tables.commands import CommandRow

__all__ = ["CustomDomain", "custom_domains"]

#: Names tried below a parent domain, and at the place of every domain, to find one that is covered.
_HOSTS = ("mail", "host", "example")
_HOSTS_BELOW_THE_TOP = ("example", "host.example", "other.example")
_DOMAINS = ("example.net", "example.org", "example.com", "far.example", "elsewhere.test")
_SENDING_ON = (Kind.SMTP, Kind.RELAY)


class CustomDomain(NamedTuple):
    """A file that XMail finds, and what it does.

    `name` is the domain it covers, `.parent` for all below a parent, empty for every domain of the
    world; `example` a domain that it decides for; `deliveries` the lines that take mail anywhere,
    those of an external program too.
    """

    file: str
    name: str
    example: str
    deliveries: tuple[Command, ...]

    @property
    def is_parent(self) -> bool:
        """Whether it covers domains by a parent that they share."""
        return not self.name or self.name.startswith(".")

    @property
    def is_top(self) -> bool:
        """Whether it covers a whole top-level domain, or all of them."""
        return self.is_parent and "." not in self.name[1:]

    @property
    def pattern(self) -> str:
        """The domains it covers, as a pattern of `smtpfwd.tab`."""
        return f"*{self.name}" if self.is_parent else self.name

    @property
    def commands(self) -> tuple[CommandRow, ...]:
        """The rows of these lines."""
        return tuple(one.row for one in self.deliveries)

    @property
    def delivers(self) -> bool:
        """Whether a command takes mail anywhere; an external program may."""
        return bool(self.deliveries)

    @property
    def sends_on(self) -> bool:
        """Whether mail goes on to the very recipient it is for."""
        return any(one.kind in _SENDING_ON for one in self.deliveries)

    @property
    def runs_program(self) -> bool:
        """Whether a program gets the mail, which may send it anywhere."""
        return any(one.delivers is Delivers.PERHAPS for one in self.deliveries)

    @property
    def fixed_route(self) -> CommandRow | None:
        """The one `smtprelay` line, where that is all the file does."""
        if [one.kind for one in self.deliveries] == [Kind.RELAY]:
            return self.deliveries[0].row
        return None


def custom_domains(root: MailRoot) -> tuple[CustomDomain, ...]:
    """The custom-domain files that decide for some domain.  Raises UnseenFileError.

    A file for a handled domain never does.  XMail looks for names in lower case, so one with
    capitals counts only where the file system does not tell the difference.
    """
    files = dict.fromkeys(map(ascii_lower, custom_domain_files(root)))
    found = (_custom_domain(root, file) for file in files)
    return tuple(custom for custom in found if custom is not None)


def _custom_domain(root: MailRoot, file: str) -> CustomDomain | None:
    name = file.removeprefix(f"{CUSTOM_DOMAINS}/").removesuffix(".tab")
    example = next((d for d in _candidates(name) if _decides(root, file, d)), None)
    if example is None:
        return None
    commands = read_commands(root.rows(CUSTOM, file), Where.CUSTOM_DOMAIN)
    deliveries = tuple(one for one in commands if one.delivers is not Delivers.NO)
    return CustomDomain(file, name, example, deliveries)


def _candidates(name: str) -> tuple[str, ...]:
    if not name:
        return _DOMAINS
    if not name.startswith("."):
        return (name,)
    hosts = _HOSTS if "." in name[1:] else _HOSTS_BELOW_THE_TOP
    return tuple(host + name for host in hosts)


def _decides(root: MailRoot, file: str, domain: str) -> bool:
    """Whether mail for a domain is what this file says; nobody can name one that is no host."""
    if not valid_host(domain):
        return False

    def run(facts: Facts) -> bool:
        return not handled_domain(facts, domain) and custom_domain_file(facts, domain) == file

    return explore(root, UNKNOWN_WORLD, run)[0].outcome is True
