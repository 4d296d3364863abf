"""`senders`: who is heard without a login, as a set, agrees with asking for one client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.roots import mail_root, row
from tests.tls_files import TLS_FILES
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.origin import Origin
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.policy.addresses import Address, AddressSet, Prefix
from xmailaudit.policy.ask import ask
from xmailaudit.policy.questions import Relay
from xmailaudit.policy.relaying import greeted, hides_its_clients, near, senders
from xmailaudit.policy.world import World

if TYPE_CHECKING:
    from collections.abc import Mapping

CLIENTS = ("192.0.2.7", "198.51.100.7", "203.0.113.7", "10.0.0.7", "127.0.0.1")
NETWORKS = ("192.0.2.0", "198.51.100.0", "10.0.0.0", "0.0.0.0")
MASKS = ("255.255.255.0", "255.0.0.0", "0.0.0.0", "0.0.0.7")

_pairs = st.tuples(st.sampled_from(NETWORKS), st.sampled_from(MASKS))
_map_rows = st.lists(
    st.builds(
        lambda pair, permission, precedence: row(*pair, permission, precedence),
        _pairs,
        st.sampled_from(("ALLOW", "DENY")),
        st.sampled_from(("0", "1", "2")),
    ),
    max_size=4,
)
_spammer_rows = st.lists(
    st.builds(
        lambda pair, code: row(*pair, *code),
        _pairs,
        st.sampled_from(((), ("code=1",), ("code=0",), ("code=-2",))),
    ),
    max_size=3,
)
_properties = st.lists(
    st.builds(
        lambda network, bits, name: row(f"{network}/{bits}", name),
        st.sampled_from(NETWORKS),
        st.sampled_from((0, 8, 24)),
        st.sampled_from(("WhiteList", "NoAuth", "WhiteList=0")),
    ),
    max_size=3,
)
_settings = st.lists(
    st.sampled_from(
        (
            row("SMTP-IpMapDropCode", "0"),
            row("SMTP-IpMapDropCode", "-3"),
            row("SmtpConfig", "MailAuth"),
            row("SmtpConfig", "mail-auth=0"),
        )
    ),
    unique=True,
    max_size=3,
).map("".join)


@st.composite
def _files(draw: st.DrawFn) -> Mapping[str, str | None]:
    return {
        "smtp.ipmap.tab": draw(st.none() | _map_rows.map("".join)),
        "spammers.tab": draw(st.none() | _spammer_rows.map("".join)),
        "smtp.ipprop.tab": draw(st.none() | _properties.map("".join)),
    }


@settings(max_examples=150)
@given(_files(), _settings)
def test_a_client_is_in_the_set_if_its_mail_is_taken(
    files: Mapping[str, str | None], own: str
) -> None:
    """For access map, spammers.tab, properties and MailAuth together."""
    root = mail_root(files, settings=own)
    heard = senders(root)

    for client in CLIENTS:
        address = Address.parse(client)
        world = World(closed=True, reverse={address: "client.example.net"})
        taken = ask(root, Relay(client, "bob@example.com"), world).allowed
        assert (address in heard) is taken


def test_a_block_until_starttls_is_none_where_starttls_works() -> None:
    """Code 0 of spammers.tab is forgotten with the clear session."""
    files = {"spammers.tab": row("198.51.100.0", "255.255.255.0", "code=0")}
    client = Address.parse("198.51.100.7")

    assert client not in senders(mail_root(files))
    assert client in senders(mail_root({**files, **TLS_FILES}))


@pytest.mark.parametrize("missing", ["server.tab", "spammers.tab"])
def test_nobody_is_heard_where_smtp_does_not_work(missing: str) -> None:
    """Without these files every session is refused."""
    assert not senders(mail_root({missing: None}))


def test_without_root_domain_no_session_gets_as_far_as_mail() -> None:
    """EHLO fails."""
    assert not senders(mail_root({"server.tab": row("SmtpServerDomain", "mail.example.com")}))


def test_a_listener_of_its_own_without_login_opens_the_server() -> None:
    """MailAuth must hold on all of them."""
    everywhere = row("SmtpConfig", "MailAuth")
    root = mail_root(settings=everywhere + row("SmtpConfig-192.0.2.1,587", "MailAuth"))
    except_one = mail_root(settings=everywhere + row("SmtpConfig-192.0.2.1", ""))

    assert not senders(root)
    assert senders(except_one) == greeted(except_one)


def test_only_loopback_is_heard_where_smtp_is_bound_to_it() -> None:
    """The listener comes before all rows."""
    options = StartOptions.parse(["-SI", "127.0.0.1"], origin=Origin.given())

    heard = senders(mail_root(options=options))

    assert Address.parse("127.0.0.1") in heard
    assert Address.parse("192.168.0.1") not in heard


class _Dump(MemorySource):
    """A source that shows a part of server.tab, as a pasted page does."""

    def shows_all(self, file: str, /) -> bool:
        """Nothing is certain to be missing."""
        del file
        return False


def test_a_root_domain_that_is_not_shown_may_well_be_set() -> None:
    """An unknown shuts nobody out."""
    root = MailRoot(_Dump({"server.tab": b"", "spammers.tab": b""}), StartOptions.unseen())

    assert senders(root) == AddressSet.from_prefixes([Prefix.parse("0.0.0.0/0")])


def test_near_is_neither_the_internet_nor_this_machine() -> None:
    """Private, link-local and carrier addresses."""
    for text in ("10.1.2.3", "172.31.0.1", "192.168.0.1", "169.254.0.1", "100.64.0.1", "fd00::1"):
        assert Address.parse(text) in near()
    for text in ("127.0.0.1", "192.0.2.1", "172.32.0.1", "2001:db8::1"):
        assert Address.parse(text) not in near()


def test_bridges_are_single_addresses() -> None:
    """Docker's first is 172.17.0.1; its neighbours are ordinary."""
    assert Address.parse("172.17.0.1") in hides_its_clients()
    assert Address.parse("172.17.0.2") not in hides_its_clients()
    assert Address.parse("172.16.0.1") not in hides_its_clients()


def test_the_port_that_speaks_tls_at_once_counts_where_it_adds_clients() -> None:
    """And where a handshake can succeed; a word about it decides."""
    options = StartOptions.parse(["-S-"], origin=Origin.given())
    client = Address.parse("192.0.2.7")

    with_keys, without = (mail_root(files, options=options) for files in (TLS_FILES, {}))

    assert client in senders(with_keys)
    assert client not in greeted(with_keys, twin=False)
    assert client not in senders(without)
