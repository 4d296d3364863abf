"""Keys, requests and certificates that are made here, as others read them."""

from __future__ import annotations

from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.certificates.made import AT, make
from xmailaudit.certificates.certificate import parse
from xmailaudit.certificates.certificate_file import read_certificates
from xmailaudit.certificates.chain import linked, signed_by
from xmailaudit.certificates.errors import UnusableKeyError
from xmailaudit.certificates.host_names import ascii_name, matches
from xmailaudit.certificates.issue import (
    KEY_KINDS,
    certificate_request,
    new_key,
    self_signed_certificate,
)
from xmailaudit.certificates.private_key import KeyState, read_key
from xmailaudit.certificates.verification import Purpose, is_leaf_for

NAMES = ("mail.example.com", "imap.example.com")
LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
HOSTS = st.lists(LABELS, min_size=2, max_size=5).map(".".join)


@cache
def key_of(kind: str) -> bytes:
    """One key of each kind is enough."""
    return new_key(kind)


@pytest.mark.parametrize("kind", KEY_KINDS)
def test_a_key_is_of_its_kind_and_xmail_can_read_it(kind: str) -> None:
    """Without a passphrase, as PKCS#8."""
    pem = key_of(kind)

    key = load_pem_private_key(pem, password=None)

    assert read_key(pem).state is KeyState.USABLE
    assert pem.startswith(b"-----BEGIN PRIVATE KEY-----\n")
    if kind == "p256":
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        assert isinstance(key.curve, ec.SECP256R1)
    else:
        assert isinstance(key, rsa.RSAPrivateKey)
        assert f"rsa{key.key_size}" == kind


@given(st.lists(HOSTS, min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_a_request_is_for_all_its_names_once(names: list[str]) -> None:
    """As alternative names, the first one that fits as the common name."""
    request = x509.load_pem_x509_csr(certificate_request(key_of("p256"), names))

    held = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    common = [one.value for one in request.subject]
    assert held.get_values_for_type(x509.DNSName) == [*dict.fromkeys(names)]
    assert common == [name for name in names if len(name) <= 64][:1]
    assert request.is_signature_valid


@pytest.mark.parametrize("kind", ["rsa2048", "p256"])
def test_a_self_signed_certificate_is_for_either_side_and_its_days(kind: str) -> None:
    """It is its own issuer, no authority, and lasts to the second."""
    certificate = read_certificates(
        self_signed_certificate(key_of(kind), NAMES, AT, 825)
    ).certificates[0]

    assert certificate.self_signed
    assert signed_by(certificate, certificate)
    assert certificate.is_ca is False
    assert certificate.dns_names == NAMES
    assert (certificate.not_before, certificate.not_after) == (AT, AT + 825 * 86400 - 1)
    assert is_leaf_for(certificate, Purpose.SERVER)
    assert is_leaf_for(certificate, Purpose.CLIENT)
    encipher = "key_encipherment" in (certificate.key_usages or ())
    assert encipher is (kind != "p256")
    assert certificate.key == read_key(key_of(kind)).public


def test_only_long_names_make_no_common_name() -> None:
    """Such a certificate has no subject, and its names are critical."""
    name = f"{'a' * 60}.example.com"

    pem = self_signed_certificate(key_of("p256"), (name,), AT, 1)

    loaded = x509.load_pem_x509_certificate(pem)
    assert not list(loaded.subject)
    assert loaded.extensions.get_extension_for_class(x509.SubjectAlternativeName).critical
    assert read_certificates(pem).certificates[0].dns_names == (name,)


@pytest.mark.parametrize(
    "pem", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_what_is_no_key_makes_nothing(pem: bytes) -> None:
    """And says so."""
    with pytest.raises(UnusableKeyError):
        certificate_request(pem, NAMES)


# ------------------------------------------------------------ names


ASCII_NAMES = {
    "Mail.Example.COM.": "mail.example.com",
    "*.example.com": "*.example.com",
    "bücher.example.com": "xn--bcher-kva.example.com",
    "BÜCHER.example.com": "xn--bcher-kva.example.com",
    "xn--bcher-kva.example.com": "xn--bcher-kva.example.com",
    "メール.example.com": "xn--4dkua4c.example.com",
    "localhost": "localhost",
    "straße.example.com": None,
    "*.com": None,
    "mail.*.example.com": None,
    "": None,
    ".": None,
    "a..example.com": None,
    "-a.example.com": None,
    "a_b.example.com": None,
    "a b.example.com": None,
    f"{'a' * 64}.example.com": None,
    f"{'é' * 300}.example.com": None,
    ".".join(["a" * 60] * 5): None,
}


@pytest.mark.parametrize("name", ASCII_NAMES)
def test_a_name_is_brought_into_ascii(name: str) -> None:
    """Or is none; what two versions of IDNA read differently is none, too."""
    assert ascii_name(name) == ASCII_NAMES[name]


@given(st.text(max_size=40))
def test_any_text_is_a_name_or_none(text: str) -> None:
    """And a name stays the name it is."""
    name = ascii_name(text)

    assert name is None or (name.isascii() and ascii_name(name) == name)


@given(HOSTS)
@settings(max_examples=30, deadline=None)
def test_a_certificate_is_for_the_host_it_was_made_for(host: str) -> None:
    """Whatever the name."""
    pem = self_signed_certificate(key_of("p256"), (host,), AT, 1)

    assert matches(read_certificates(pem).certificates[0], host)


# ------------------------------------------------------------ chains


def test_a_chain_goes_on_with_who_really_signed() -> None:
    """A namesake did not, and an issuer that leads on goes before a root of the same key."""
    old_root = make("Old root", ca=True)
    root = make("Root", ca=True)
    crossed = make("Root", old_root, ca=True, owner="Root")
    middle = make("Middle", root, ca=True)
    namesake = make("Middle", root, ca=True, owner="somebody else", key_ids=False)
    leaf = make("mail.example.com", middle, key_ids=False)
    given_ = [parse(one.der) for one in (namesake, root, crossed, middle, old_root, leaf)]

    chain = linked(given_[-1], given_)

    assert [one.der for one in chain] == [one.der for one in (leaf, middle, crossed, old_root)]
