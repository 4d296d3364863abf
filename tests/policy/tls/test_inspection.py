"""What a MailRoot shows of its certificate, and for which names one is to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.certificates.made import AT, make
from tests.roots import mail_root
from tests.tls_files import TLS_FILES
from xmailaudit.certificates.private_key import KeyState
from xmailaudit.policy.tls.certificate_names import NoNameError, chosen_names
from xmailaudit.policy.tls.inspection import Dates, Inspection, Role, inspect
from xmailaudit.policy.world import World

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = make("Root CA", ca=True, kind="rsa2048")
MIDDLE = make("Middle CA", ROOT, ca=True, kind="rsa2048")
LEAF = make("mail.example.com", MIDDLE, kind="rsa2048", dns=("mail.example.com",))
OTHER = make("other.example.com", kind="rsa2048")
KEY = {"server.key": LEAF.key_pem}


def inspected(
    files: Mapping[str, str | bytes | None], settings: str = "", *, at: float = AT
) -> Inspection:
    """What is seen of these files."""
    return inspect(mail_root(files, settings=settings), World(now=at), at, ("imap.example.com",))


def test_a_whole_chain_is_seen_as_one() -> None:
    """Roles, order, names, key."""
    found = inspected({"server.cert": LEAF.pem + MIDDLE.pem, **KEY})

    assert [(one.role, one.place) for one in found.presented] == [
        (Role.SERVER, 0),
        (Role.ISSUER, 1),
    ]
    assert found.usable is True
    assert found.in_order
    assert found.missing_issuer is None
    assert found.key.matches is True
    assert [(one.name, one.covered) for one in found.names] == [
        ("mail.example.com", True),
        ("imap.example.com", False),
    ]


CHAINS = {
    "alone": (LEAF.pem, True, True, "CN=Middle CA", [Role.SERVER]),
    "issuer first": (MIDDLE.pem + LEAF.pem, False, False, None, [Role.ISSUER, Role.SERVER]),
    "a stranger between": (
        LEAF.pem + OTHER.pem + MIDDLE.pem,
        True,
        False,
        None,
        [Role.SERVER, Role.ROOT, Role.ISSUER],
    ),
    "the root, too": (
        LEAF.pem + MIDDLE.pem + ROOT.pem,
        True,
        True,
        None,
        [Role.SERVER, Role.ISSUER, Role.ROOT],
    ),
}


@pytest.mark.parametrize("name", CHAINS)
def test_order_and_gaps_of_the_chain(name: str) -> None:
    """Whether XMail can serve it, whether it stands as it must, and who is missing."""
    data, usable, in_order, missing, roles = CHAINS[name]

    found = inspected({"server.cert": data, **KEY})

    assert (found.usable, found.in_order, found.missing_issuer) == (usable, in_order, missing)
    assert [one.role for one in found.presented] == roles


def test_what_is_not_there_is_not_there() -> None:
    """Without files there is nothing to serve."""
    found = inspected({})

    assert found.usable is False
    assert (found.file, found.presented, found.key.state) == (None, (), None)


@pytest.mark.parametrize(
    ("at", "dates"), [(AT, Dates.VALID), (0.0, Dates.NOT_YET), (4e9, Dates.EXPIRED)]
)
def test_a_certificate_out_of_date_is_of_no_use(at: float, dates: Dates) -> None:
    """Though XMail serves it."""
    found = inspected(TLS_FILES, at=at)

    assert found.server is not None
    assert found.server.dates is dates
    assert found.usable is (dates is Dates.VALID)


def test_a_key_of_something_else_is_seen() -> None:
    """And one that is none."""
    other = inspected({"server.cert": LEAF.pem, "server.key": OTHER.key_pem})
    none = inspected({"server.cert": LEAF.pem, "server.key": LEAF.pem})

    assert (other.usable, other.key.matches) == (False, False)
    assert (none.usable, none.key.state) == (False, KeyState.NO_KEY)


def test_stores_are_in_use_where_two_settings_say_so() -> None:
    """Verification, and the store's own."""
    files: dict[str, str | bytes | None] = {**TLS_FILES, "certs.pem": ROOT.pem}
    on = '"SSLUseCertsFile"\t"1"\n'

    idle, used = inspected(files, on), inspected(files, on + '"SSLWantVerify"\t"1"\n')

    assert (idle.verifies, idle.stores[0].read, idle.stores[0].certificates) == (False, False, 1)
    assert (used.verifies, used.stores[0].read, used.stores[1].read) == (True, True, False)


# ------------------------------------------------------------ names to certify

SETTINGS = {
    "its own": ('"HeloDomain"\t"helo.example.com"\n', ("mail.example.com", "helo.example.com")),
    "one twice": ('"HeloDomain"\t"MAIL.example.com"\n', ("mail.example.com",)),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_the_names_are_those_the_server_goes_by(name: str) -> None:
    """SmtpServerDomain first."""
    settings, names = SETTINGS[name]

    assert chosen_names(mail_root(settings=settings), ()).names == names


def test_a_name_beyond_ascii_is_converted() -> None:
    """As the bytes in the file are UTF-8."""
    settings = '"HeloDomain"\t"bücher.example.com"\n'.encode().decode("latin-1")

    assert "xn--bcher-kva.example.com" in chosen_names(mail_root(settings=settings), ()).names


@pytest.mark.parametrize(
    "name",
    ["xmailserver.test", "smtp.xmailserver.test", "mail", "192.0.2.24", "a b", "mail.local"],
)
def test_what_cannot_be_certified_is_refused_unless_somebody_gives_a_name(name: str) -> None:
    """Then it is left out, with the reason."""
    root = mail_root(settings=f'"SmtpServerDomain"\t"{name}"\n')

    with pytest.raises(NoNameError, match="SmtpServerDomain is "):
        chosen_names(root, ())

    chosen = chosen_names(root, ("mail.example.com",))
    assert chosen.names == ("mail.example.com",)
    assert len(chosen.left_out) == 1


def test_a_closed_network_has_names_of_its_own() -> None:
    """They do for a certificate that nobody else is to trust."""
    root = mail_root(settings='"SmtpServerDomain"\t"mail.local"\n')

    assert chosen_names(root, (), closed=True).names == ("mail.local",)


def test_without_any_name_one_must_be_given() -> None:
    """RootDomain stands in where it is set."""
    nothing = mail_root({"server.tab": ""})
    domain = mail_root({"server.tab": '"RootDomain"\t"example.com"\n'})

    with pytest.raises(NoNameError, match="neither"):
        chosen_names(nothing, ())
    assert chosen_names(domain, ()).names == ("example.com",)
