"""Questions people and rules ask, as values.

`xmailaudit.ask(root, Relay(client="203.0.113.9", recipient="someone@example.net"))`.  A question
holds text as a person writes it; `ask` answers it.  `arguments()` gives the command-line form
behind `xmailaudit ask`, so that every finding can say how to see it again.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Auth", "Connect", "List", "Question", "Relay", "Route"]


class Connect(NamedTuple):
    """May this client connect to a service?

    `service` is smtp, smtps, pop3, pop3s, ctrl, ctrls or finger.  With `tls` the client starts TLS
    behind the greeting, with STARTTLS, STLS or `#!TLS`.
    """

    service: str
    client: str
    tls: bool = False

    @property
    def kind(self) -> str:
        """The question's name on the command line and in reports."""
        return "connect"

    def arguments(self) -> tuple[str, ...]:
        """The command line's words behind `ask connect TARGET`."""
        words = ("--service", self.service, "--client", self.client)
        return (*words, "--tls") if self.tls else words


class Relay(NamedTuple):
    """May this client send a mail to this recipient?

    `sender` is the MAIL FROM address, empty for the null sender; `login` the account it logs in as
    (its password is taken as right), `tls` whether it says STARTTLS first, or comes to the port
    that speaks TLS from the first byte where no other hears it.

    `ordinary` takes the client for one that nothing outside the configuration stops: it has a DNS
    name, it is in no block list, and the sender's domain exists.  `listener` is the address and
    port of the server it connects to (`192.0.2.24:25`), where that matters; at the port for it TLS
    begins with the first byte.
    """

    client: str
    recipient: str
    sender: str = "someone@example.org"
    login: str | None = None
    tls: bool = False
    ordinary: bool = False
    listener: str | None = None

    @property
    def kind(self) -> str:
        """The question's name on the command line and in reports."""
        return "relay"

    def arguments(self) -> tuple[str, ...]:
        """The command line's words behind `ask relay TARGET`."""
        words = ["--client", self.client, "--to", self.recipient]
        if self.sender != Relay._field_defaults["sender"]:
            words += ["--from", self.sender]
        if self.login is not None:
            words += ["--login", self.login]
        if self.tls:
            words.append("--tls")
        if self.ordinary:
            words.append("--ordinary")
        if self.listener is not None:
            words += ["--listener", self.listener]
        return tuple(words)


class Auth(NamedTuple):
    """May this client log in to SMTP as this account, with this mechanism?

    The password is taken as right.
    """

    client: str
    login: str
    mechanism: str = "PLAIN"
    tls: bool = False

    @property
    def kind(self) -> str:
        """The question's name on the command line and in reports."""
        return "auth"

    def arguments(self) -> tuple[str, ...]:
        """The command line's words behind `ask auth TARGET`."""
        words = ["--client", self.client, "--login", self.login]
        if self.mechanism != Auth._field_defaults["mechanism"]:
            words += ["--mechanism", self.mechanism]
        return (*words, "--tls") if self.tls else tuple(words)


class Route(NamedTuple):
    """What becomes of mail for this recipient?

    `sender` is the MAIL FROM address, empty for the null sender.  `login` is the account that sent
    it by SMTP, `client` the address it came from; left out, a stranger that no table names.  Mail
    that is `local` never meets the SMTP server: what redirects, lists and programs on the machine
    put into the spool.
    """

    recipient: str
    sender: str = "someone@example.org"
    login: str | None = None
    client: str | None = None
    local: bool = False

    @property
    def kind(self) -> str:
        """The question's name on the command line and in reports."""
        return "route"

    def arguments(self) -> tuple[str, ...]:
        """The command line's words behind `ask route TARGET`."""
        words = _sent_by(self.sender, self.login)
        if self.client is not None:
            words += ["--client", self.client]
        if self.local:
            words.append("--local")
        return (*words, *_positional(self.recipient))


class List(NamedTuple):
    """May this sender post to a mailing list, and who gets a copy?

    `sender` is the MAIL FROM address, `login` the account it is logged in as.
    """

    recipient: str
    sender: str = "someone@example.org"
    login: str | None = None

    @property
    def kind(self) -> str:
        """The question's name on the command line and in reports."""
        return "list"

    def arguments(self) -> tuple[str, ...]:
        """The command line's words behind `ask list TARGET`."""
        return (*_sent_by(self.sender, self.login), *_positional(self.recipient))


def _sent_by(sender: str, login: str | None) -> list[str]:
    words = [] if sender == Route._field_defaults["sender"] else ["--from", sender]
    return words if login is None else [*words, "--login", login]


def _positional(word: str) -> tuple[str, ...]:
    """A word that is no option, whatever it begins with."""
    return ("--", word) if word.startswith("-") else (word,)


Question = Connect | Relay | Auth | Route | List
