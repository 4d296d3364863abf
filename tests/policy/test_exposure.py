"""The exposure table: who may do what, from exact sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.audit.made_up import hidden_root
from tests.roots import mail_root, row
from tests.tls_files import ELLIPTIC_TLS_FILES, TLS_FILES
from xmailaudit.mailroot.start_options import Origin as OptionsOrigin
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.policy.addresses import AddressSet, Prefix
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.exposure import Action, Origin, exposure
from xmailaudit.policy.world import UNKNOWN_WORLD

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

YES, NO, OPEN = Answer.ALLOW, Answer.REFUSE, Answer.UNDETERMINED
EVERYBODY = row("0.0.0.0", "0.0.0.0", "DENY", "1")


def cells(root: MailRoot, action: Action, own: str | None = None) -> list[Answer]:
    """The answers of one row: internet, neighbours, LAN, this machine."""
    addresses = None if own is None else AddressSet.from_prefixes([Prefix.parse(own)])
    table = exposure(root, own_addresses=addresses, networks=None, world=UNKNOWN_WORLD)
    return [cell.answer for cell in table if cell.action is action]


def test_every_cell_is_there() -> None:
    """Five actions, four origins, in order."""
    table = exposure(mail_root(), own_addresses=None, networks=None, world=UNKNOWN_WORLD)

    assert [(c.action, c.origin) for c in table] == [(a, o) for a in Action for o in Origin]


def test_the_wide_mask_lets_the_neighbours_in() -> None:
    """One machine's address under a /24: next door reaches the admin port, the world does not."""
    table = EVERYBODY + row("127.0.0.0", "255.0.0.0", "ALLOW", "2")
    root = mail_root({"ctrl.ipmap.tab": table + row("203.0.113.24", "255.255.255.0", "ALLOW", "2")})

    assert cells(root, Action.ADMIN) == [NO, YES, NO, YES]


def test_the_servers_own_address_is_nobody_next_door() -> None:
    """A row for the host alone opens nothing to others."""
    table = EVERYBODY + row("203.0.113.24", "255.255.255.255", "ALLOW", "2")

    assert cells(mail_root({"ctrl.ipmap.tab": table}), Action.ADMIN) == [NO, NO, NO, NO]


def test_a_declared_address_has_neighbours_too() -> None:
    """Where the profile names the server's address, next door is around it."""
    root = mail_root({"ctrl.ipmap.tab": EVERYBODY + row("198.51.100.0/24", "x", "ALLOW", "2")})

    assert cells(root, Action.ADMIN, "198.51.100.9/32") == [NO, YES, NO, NO]
    assert cells(root, Action.ADMIN, "192.0.2.9/32") == [YES, NO, NO, NO]


def test_relaying_needs_a_row_and_a_connection() -> None:
    """An open relay table behind a closed SMTP map lets nobody relay."""
    everybody = row("0.0.0.0", "0.0.0.0")

    assert cells(mail_root({"smtprelay.tab": everybody}), Action.RELAY)[0] is YES
    assert (
        cells(mail_root({"smtprelay.tab": everybody, "smtp.ipmap.tab": EVERYBODY}), Action.RELAY)
        == [NO] * 4
    )


def test_a_map_switched_off_guards_nothing() -> None:
    """SMTP-IpMapDropCode 0 lets denied clients send, a negative one after a delay."""
    files = {"smtp.ipmap.tab": EVERYBODY}

    assert cells(mail_root(files), Action.SEND_TO_US) == [NO] * 4
    for code in ("no", "-5"):
        root = mail_root(files, settings=row("SMTP-IpMapDropCode", code))
        assert cells(root, Action.SEND_TO_US)[0] is YES


def test_logging_in_without_tls_counts_pop3_too() -> None:
    """SmtpNoTLSAuths empty closes SMTP; plain POP3 can only be closed by its map."""
    settings = row("SmtpNoTLSAuths", "")

    assert cells(mail_root(settings=settings), Action.LOGIN_WITHOUT_TLS)[0] is YES
    assert (
        cells(mail_root({"pop3.ipmap.tab": EVERYBODY}, settings=settings), Action.LOGIN_WITHOUT_TLS)
        == [NO] * 4
    )


def test_a_host_name_leaves_a_cell_open() -> None:
    """Only a resolver knows who that is."""
    root = mail_root({"smtprelay.tab": row("gate.example.net", "255.255.255.255")})

    assert cells(root, Action.RELAY)[0] is OPEN


def test_next_door_may_be_anywhere_where_no_address_is_known() -> None:
    """Without an own address: yes if all the internet may, no if nobody may, else open."""
    some = EVERYBODY + row("198.51.100.0/24", "x", "ALLOW", "2")

    assert cells(mail_root(), Action.ADMIN)[1] is YES
    assert cells(mail_root({"ctrl.ipmap.tab": EVERYBODY}), Action.ADMIN)[1] is NO
    assert cells(mail_root({"ctrl.ipmap.tab": some}), Action.ADMIN)[1] is OPEN


def test_relaying_without_a_login_ends_where_every_listener_asks_for_one() -> None:
    """MailAuth on the only listener: a row of the relay table opens nothing."""
    files = {"smtprelay.tab": row("0.0.0.0", "0.0.0.0")}

    assert cells(mail_root(files, settings=row("SmtpConfig", "MailAuth")), Action.RELAY) == [NO] * 4


def test_a_listed_spammer_sends_nothing() -> None:
    """A refusing row of spammers.tab for everybody but the LAN."""
    listed = row("10.0.0.0/8", "code=-1") + row("0.0.0.0/0")

    assert cells(mail_root({"spammers.tab": listed}), Action.SEND_TO_US) == [NO, NO, YES, NO]


_ONLY_INSIDE_TLS = [
    (Action.ADMIN, "-C-", ""),
    (Action.SEND_TO_US, "-S-", ""),
    (Action.SEND_TO_US, "", row("SmtpConfig", "WantTLS")),
    (Action.SEND_TO_US, "", row("SmtpConfig", "WantTLS") + row("EnableSMTP-TLS", "0")),
]


@pytest.mark.parametrize(("action", "options", "settings"), _ONLY_INSIDE_TLS)
def test_what_needs_tls_needs_a_handshake(action: Action, options: str, settings: str) -> None:
    """Without certificate and key nobody may; where the library decides nobody can tell."""
    words = StartOptions.parse(options.split(), origin=OptionsOrigin.given())

    def internet(files: dict[str, str]) -> Answer:
        return cells(mail_root(files, settings=settings, options=words), action)[0]

    assert internet(TLS_FILES) is YES
    assert internet({}) is NO
    assert internet(ELLIPTIC_TLS_FILES) is Answer.UNDETERMINED


def test_what_needs_no_tls_does_not_hang_on_it() -> None:
    """The plain ports hear the same clients."""
    root = mail_root({**ELLIPTIC_TLS_FILES, "certs.pem": "x"})

    assert cells(root, Action.ADMIN)[0] is cells(root, Action.SEND_TO_US)[0] is YES


def test_one_way_in_is_said_though_another_is_not_shown() -> None:
    """POP3 lets everybody log in in clear; nobody knows what SMTP does."""
    pop3 = row("0.0.0.0", "0.0.0.0", "ALLOW", "1")
    open_pop3 = hidden_root({"pop3.ipmap.tab": pop3}, "server.tab", "smtpextauth.tab")
    closed_pop3 = hidden_root({"pop3.ipmap.tab": EVERYBODY}, "server.tab", "smtpextauth.tab")

    assert cells(open_pop3, Action.LOGIN_WITHOUT_TLS) == [YES] * 4
    assert cells(closed_pop3, Action.LOGIN_WITHOUT_TLS) == [OPEN] * 4


def test_nobody_relays_without_a_row_whatever_smtp_is_set_to() -> None:
    """The relay table is shown, and no setting adds a row to it."""
    local = row("127.0.0.0", "255.0.0.0")
    root = hidden_root({"smtprelay.tab": local}, "server.tab")

    assert cells(root, Action.RELAY) == [NO, NO, NO, OPEN]
    assert cells(root, Action.SEND_TO_US) == [OPEN] * 4
