"""`prove`: one client sends without a login, whatever the DNS may say of others."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from tests.tls_files import TLS_FILES
from xmailaudit.mailroot.origin import Origin
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.policy.addresses import Address, AddressSet, Prefix, public
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.relaying import Proof, foreign_domain, is_foreign, prove
from xmailaudit.policy.world import UNKNOWN_WORLD

EVERYBODY = {"smtprelay.tab": row("0.0.0.0", "0.0.0.0")}
STRANGERS = public()
ABROAD = "someone@example.net"


def proof(
    settings: str = "",
    files: dict[str, str | None] | None = None,
    *,
    options: str = "",
    clients: AddressSet = STRANGERS,
) -> Proof:
    """What is proved of an open relay with these settings."""
    start = StartOptions.parse(options.split(), origin=Origin.given())
    root = mail_root({**EVERYBODY, **(files or {})}, settings=settings, options=start)
    found = prove(root, UNKNOWN_WORLD, clients, ABROAD)
    assert found is not None
    return found


def test_the_client_is_an_address_of_documentation_if_one_may() -> None:
    """Examples are preferred, and hosts that do not look like networks."""
    found = proof()

    assert found.decision.answer is Answer.ALLOW
    assert (found.question.client, found.certain) == ("192.0.2.1", True)


def test_nobody_proves_nothing() -> None:
    """There must be a client."""
    assert prove(mail_root(), UNKNOWN_WORLD, AddressSet.empty(), ABROAD) is None


@pytest.mark.parametrize(
    "setting",
    [
        row("CustMapsList", "list.example.net.:1"),
        row("SMTP-RDNSCheck", "1"),
        row("CheckMailerDomain", "1"),
    ],
)
def test_a_client_in_no_list_with_a_name_gets_through(setting: str) -> None:
    """Block lists and reverse names stop some clients, not all."""
    found = proof(setting)

    assert found.decision.answer is Answer.ALLOW
    assert found.certain


def test_host_properties_stop_only_clients_without_a_name() -> None:
    """The file refuses those that have none."""
    assert proof(files={"smtp.hnprop.tab": ""}).decision.answer is Answer.ALLOW


def test_a_sender_that_is_refused_is_not_the_only_one() -> None:
    """The null sender is tried too."""
    found = proof(files={"spam-address.tab": row("*@example.org")})

    assert found.decision.answer is Answer.ALLOW
    assert found.question.sender == ""


def test_tls_is_no_obstacle() -> None:
    """Where STARTTLS works it is tried."""
    wants_tls = row("SmtpConfig", "WantTLS")

    assert proof(wants_tls).decision.answer is Answer.REFUSE
    with_key = proof(wants_tls, {**TLS_FILES})
    assert with_key.decision.answer is Answer.ALLOW
    assert with_key.question.tls


@pytest.mark.parametrize("options", ["-S-", "-SI 127.0.0.1"])
def test_the_port_that_speaks_tls_at_once_is_a_door_too(options: str) -> None:
    """Where a client reaches no other; without certificate and key no handshake succeeds."""
    found = proof(files={**TLS_FILES}, options=options)

    assert found.decision.answer is Answer.ALLOW
    assert (found.question.tls, found.question.ordinary) == (True, True)
    assert proof(options=options).decision.answer is Answer.REFUSE


def test_the_port_that_speaks_tls_at_once_may_ask_for_a_login_itself() -> None:
    """Its own key of SmtpConfig counts, not the plain port's."""
    files: dict[str, str | None] = {**TLS_FILES}
    here = "-S- -XI 192.0.2.24:465"

    closed = proof(row("SmtpConfig-192.0.2.24,465", "MailAuth"), files, options=here)
    open_ = proof(row("SmtpConfig-192.0.2.24,25", "MailAuth"), files, options=here)

    assert closed.decision.answer is Answer.REFUSE
    assert open_.decision.answer is Answer.ALLOW


@pytest.mark.parametrize(
    ("settings", "options"),
    [
        (row("SmtpConfig", "WantTLS") + row("EnableSMTP-TLS", "0"), ""),
        (row("SmtpConfig", "MailAuth") + row("SmtpConfig-192.0.2.24,465", ""), "-XI 192.0.2.24"),
        (row("SmtpConfig", "MailAuth") + row("SmtpConfig-192.0.2.24,465", ""), ""),
    ],
)
def test_the_port_that_begins_with_tls_is_a_door_beside_the_plain_one(
    settings: str, options: str
) -> None:
    """Where the plain one is shut; the question names it, and it needs a certificate."""
    found = proof(settings, {**TLS_FILES}, options=options)

    assert found.decision.answer is Answer.ALLOW
    assert found.question.tls
    assert str(found.question.listener).endswith(":465")
    assert found.certain is (options != "" or "MailAuth" not in settings)
    assert proof(settings, options=options).decision.answer is Answer.REFUSE


def test_a_login_on_every_listener_stops_everybody() -> None:
    """MailAuth comes before the relay table."""
    assert proof(row("SmtpConfig", "MailAuth")).decision.answer is Answer.REFUSE


def test_a_submission_port_that_asks_for_a_login_closes_no_other_port() -> None:
    """Both listeners are named, so it is certain where the client may go."""
    setting = row("SmtpConfig-192.0.2.24,587", "MailAuth")

    found = proof(setting, options="-SI 192.0.2.24:25 -SI 192.0.2.24:587")

    assert found.decision.answer is Answer.ALLOW
    assert found.certain


def test_an_address_of_the_server_that_nobody_knows_of_is_not_certain() -> None:
    """Whether there is one beside the one that asks for a login nobody says."""
    found = proof(row("SmtpConfig-192.0.2.24", "MailAuth"))

    assert found.decision.answer is Answer.ALLOW
    assert not found.certain


def test_a_stranger_does_not_arrive_on_loopback() -> None:
    """What holds for 127.0.0.1 alone helps nobody else."""
    settings = row("SmtpConfig", "MailAuth") + row("SmtpConfig-127.0.0.1", "")
    options = "-SI 127.0.0.1:25 -SI 192.0.2.24:25"
    here = AddressSet.host(Address.parse("127.0.0.1"))

    assert proof(settings, options=options).decision.answer is Answer.REFUSE
    assert proof(settings, options=options, clients=here).decision.answer is Answer.ALLOW


def test_a_client_without_a_row_is_refused() -> None:
    """The set is only where the client is taken from."""
    others = AddressSet.from_prefixes([Prefix.parse("2001:db8::/32")])

    assert proof(clients=others).decision.answer is Answer.REFUSE


def test_a_foreign_domain_is_neither_handled_nor_custom() -> None:
    """The first of some examples that is no business of the server."""
    root = mail_root(
        {
            "domains.tab": row("example.net"),
            "aliasdomain.tab": row("example.org", "example.net"),
            "custdomains/example.com.tab": row("smtp"),
        }
    )

    assert [is_foreign(root, d) for d in ("example.net", "example.org", "example.com")] == [
        False
    ] * 3
    assert foreign_domain(root) == "far.example"


def test_where_every_domain_is_its_own_any_will_do() -> None:
    """An alias domain `*` leaves none."""
    root = mail_root({"aliasdomain.tab": row("*", "example.com")})

    assert not is_foreign(root, foreign_domain(root))
