"""What is made of the files that somebody brings: order, pair, form, modes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from hypothesis import given
from hypothesis import strategies as st

from tests.certificates.made import AT, make
from tests.roots import mail_root
from xmailaudit.certificates.certificate_file import read_certificates
from xmailaudit.fix.certificate_input import UnfitFileError
from xmailaudit.fix.certificate_install import BroughtFile, Installation, installation
from xmailaudit.fix.errors import RefusedError
from xmailaudit.mailroot.change import Change
from xmailaudit.messages import English, render
from xmailaudit.policy.tls.serving import obstacle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xmailaudit.mailroot.root import MailRoot

ROOT = make("Root CA", ca=True, kind="rsa2048")
MIDDLE = make("Middle CA", ROOT, ca=True, kind="rsa2048")
ISSUER = make("Issuing CA", MIDDLE, ca=True, kind="rsa2048")
LEAF = make("mail.example.com", ISSUER, kind="rsa2048", dns=("mail.example.com",))
STRANGER = make("other.example.com", MIDDLE, kind="rsa2048")
CURVED = make("mail.example.com", ISSUER, kind="ec256", owner="curved")
WEAK = make("mail.example.com", ISSUER, kind="rsa1024", owner="weak")
CHAIN = (LEAF, ISSUER, MIDDLE)
KEY = BroughtFile("privkey.pem", LEAF.key_pem)
OLD = {"server.cert": STRANGER.pem, "server.key": STRANGER.key_pem}
LIBRARY = {"bin/libeay32.dll": b"OpenSSL 0.9.8l 5 Nov 2009"}


def installed(
    certificates: bytes,
    key: BroughtFile | None = KEY,
    chain: bytes | None = None,
    files: Mapping[str, str | bytes | None] | None = None,
) -> Installation:
    """What is made of a file of certificates, for a MailRoot with these files."""
    rest = None if chain is None else BroughtFile("chain.pem", chain)
    return installation(
        mail_root(files or {}), BroughtFile("fullchain.pem", certificates), key, rest, at=AT
    )


def after(made: Installation) -> MailRoot:
    """A plain MailRoot with the changes made."""
    return mail_root().with_changes(made.changes)


def words(made: Installation) -> str:
    """The remarks as text."""
    return "\n".join(render(one, English(), show=str) for one in made.remarks)


@given(st.permutations([*CHAIN, ROOT, STRANGER]), st.integers(0, 5))
def test_any_order_becomes_the_right_one(order: list[object], split: int) -> None:
    """The leaf first, who issued it behind it; root and stranger are left out, and it says so."""
    pems = [one.pem for one in order]  # type: ignore[attr-defined]
    first, rest = b"".join(pems[:split]), b"".join(pems[split:])
    made = installed(first + rest) if not first or not rest else installed(first, chain=rest)

    assert [one.der for one in made.chain] == [one.der for one in CHAIN]
    read = read_certificates(after(made).data("server.cert"))
    assert read.certificates == made.chain
    assert obstacle(after(made)) is None
    assert "the root CN=Root CA" in words(made)
    assert "of CN=other.example.com, which is no part" in words(made)
    assert ("put in order" in words(made)) is ([one for one in order if one in CHAIN] != [*CHAIN])


def test_a_root_of_its_own_stays() -> None:
    """A self-signed certificate is its whole chain."""
    made = installed(ROOT.pem, BroughtFile("key", ROOT.key_pem))

    assert [one.der for one in made.chain] == [ROOT.der]
    assert made.remarks == ()


def test_of_several_of_one_key_the_valid_and_latest_is_taken() -> None:
    """An old one may lie in the same file."""
    pems = [
        make("mail.example.com", ISSUER, kind="rsa2048", dns=("mail.example.com",), years=years)
        for years in ((2010, 2012), (2024, 2040), (2020, 2045), (2047, 2049))
    ]

    made = installed(b"".join(one.pem for one in pems))

    assert made.chain[0].der == pems[1].der


def test_text_and_line_ends_are_brought_into_one_form() -> None:
    """What stands around the blocks is left out; a key's bytes are its own."""
    key = b"Bag Attributes\r\n" + LEAF.pem + LEAF.key_pem.replace(b"\n", b"\r\n")
    data = b"subject=x\r\n\r\n" + LEAF.pem.replace(b"\n", b"\r\n") + b"\r\nbye"

    made = installed(data, BroughtFile("all.pem", key), files={})

    assert after(made).data("server.cert") == LEAF.pem
    assert after(made).data("server.key") == LEAF.key_pem


def test_a_byte_order_mark_does_not_come_along() -> None:
    """OpenSSL before 3 sees nothing behind one."""
    made = installed(b"\xef\xbb\xbf" + LEAF.pem, BroughtFile("k", b"\xef\xbb\xbf" + LEAF.key_pem))

    assert after(made).data("server.key") == LEAF.key_pem
    assert after(made).data("server.cert") == LEAF.pem


def test_the_key_may_be_in_the_same_file_or_in_place() -> None:
    """As one asks for a certificate of the key one has."""
    along = installed(LEAF.pem + LEAF.key_pem, None, files=OLD)
    kept = installed(LEAF.pem, None, files={"server.key": LEAF.key_pem})

    assert {one.path for one in along.changes} == {"server.cert", "server.key"}
    assert {one.path for one in kept.changes} == {"server.cert"}


def test_what_is_in_place_is_no_change() -> None:
    """Twice changes nothing."""
    files = {"server.cert": LEAF.pem + ISSUER.pem + MIDDLE.pem, "server.key": LEAF.key_pem}

    assert installed(files["server.cert"], files=files).changes == ()


def test_a_first_key_is_for_its_owner() -> None:
    """The rest of the modes the transaction knows."""
    modes = {one.path: one.new_mode for one in installed(LEAF.pem).changes}

    assert modes == {"server.key": 0o600, "server.cert": None}


ENCRYPTED = LEAF.key.private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
)
CONTAINER = pkcs12.serialize_key_and_certificates(
    b"x",
    LEAF.key,  # type: ignore[arg-type]  # none that a container does not take
    LEAF.certificate,
    None,
    BestAvailableEncryption(b"secret"),
)
DER_KEY = LEAF.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
REFUSED: Mapping[str, tuple[bytes, bytes, str]] = {
    "another key": (LEAF.pem, STRANGER.key_pem, "none of the certificates in fullchain.pem is of"),
    "no certificate of it": (ISSUER.pem, LEAF.key_pem, "none of the certificates"),
    "a passphrase": (LEAF.pem, ENCRYPTED, "openssl pkey -in privkey.pem"),
    "a broken key": (LEAF.pem, LEAF.key_pem[:100], "cannot be read, at line 1"),
    "no key": (LEAF.pem, b"hello", "privkey.pem holds no private key"),
    "a key as DER": (LEAF.pem, DER_KEY, "openssl pkey -inform DER -in privkey.pem"),
    "a container": (CONTAINER, LEAF.key_pem, "openssl pkcs12 -in fullchain.pem"),
    "a container as key": (LEAF.pem, CONTAINER, "openssl pkcs12 -in privkey.pem"),
    "DER": (LEAF.der, LEAF.key_pem, "openssl x509 -inform DER -in fullchain.pem"),
    "a broken certificate": (LEAF.pem[:90], LEAF.key_pem, "cannot be read, at line 1"),
    "nothing": (b"", LEAF.key_pem, "fullchain.pem holds no certificate"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_served_is_refused(name: str) -> None:
    """With what to do; nothing of a key is in it."""
    certificates, key, told = REFUSED[name]

    with pytest.raises(RefusedError) as caught:
        installed(certificates, BroughtFile("privkey.pem", key))

    assert told in str(caught.value)
    assert not any(
        len(one) > 20 and one in str(caught.value) for one in key.decode("latin-1").split()
    )


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_any_bytes_are_refused(certificates: bytes, key: bytes) -> None:
    """With an error of ours."""
    with pytest.raises(UnfitFileError):
        installed(certificates, BroughtFile("key", key))


def test_without_any_key_one_must_be_named() -> None:
    """There is none in place either."""
    with pytest.raises(RefusedError, match="--key"):
        installed(LEAF.pem, None)


def test_what_xmails_library_cannot_serve_is_refused() -> None:
    """Where it is known; else it is said which can."""
    key = BroughtFile("key", CURVED.key_pem)

    with pytest.raises(RefusedError, match=r"OpenSSL 0\.9\.8 cannot serve a key of the kind EC"):
        installed(CURVED.pem, key, files=LIBRARY)
    assert "only these can serve it: OpenSSL 1.1, OpenSSL 3" in words(installed(CURVED.pem, key))
    weak = installed(WEAK.pem, BroughtFile("key", WEAK.key_pem))
    assert "only these can serve it: OpenSSL 0.9.8, OpenSSL 1.0" in words(weak)


def test_no_byte_of_a_key_is_in_a_repr() -> None:
    """Neither of what is brought nor of what is to be written."""
    made = installed(LEAF.pem)

    assert "BEGIN" not in repr((KEY, made.changes))
    assert [isinstance(one, Change) for one in made.changes] == [True, True]
