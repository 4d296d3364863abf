"""Making keys, requests for certificates, and certificates that vouch for themselves.

Bytes in, bytes out, all of them PEM.  Keys are written as PKCS#8 without a passphrase, the one form
that XMail can use and every OpenSSL since 0.9.8 reads (XMail facts: tls, section 1).
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final

from .errors import UnusableKeyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509

__all__ = ["KEY_KINDS", "certificate_request", "new_key", "self_signed_certificate"]

#: RSA by the length of its modulus; 0 is the elliptic curve P-256.
_MODULUS: Final = {"rsa2048": 2048, "rsa3072": 3072, "rsa4096": 4096, "p256": 0}
KEY_KINDS: Final = tuple(_MODULUS)
_EXPONENT = 65537
#: A common name holds no more (RFC 5280, appendix A.1).
_LONGEST_COMMON_NAME = 64
_DAY = 86400


def new_key(kind: str) -> bytes:
    """A key of one of `KEY_KINDS`."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    bits = _MODULUS[kind]
    key = (
        rsa.generate_private_key(_EXPONENT, bits)
        if bits
        else ec.generate_private_key(ec.SECP256R1())
    )
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def certificate_request(key: bytes, names: Sequence[str]) -> bytes:
    """A request for a certificate of the key, for host names in ASCII.  Raises UnusableKeyError."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    private = _loaded(key)
    builder = x509.CertificateSigningRequestBuilder().subject_name(_subject(names))
    builder = builder.add_extension(_alternative_names(names), critical=False)
    return builder.sign(private, _digest(private)).public_bytes(Encoding.PEM)


def self_signed_certificate(key: bytes, names: Sequence[str], begin: float, days: int) -> bytes:
    """A certificate that the key itself signed, for so many days.  Raises UnusableKeyError.

    It is for both sides of TLS, as XMail shows it where it is the client, too.
    """
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    private = _loaded(key)
    start = datetime.fromtimestamp(int(begin), UTC)
    subject = _subject(names)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        # The last second counts (RFC 5280, 4.1.2.5).
        .not_valid_after(start + timedelta(seconds=days * _DAY - 1))
    )
    for extension, critical in _extensions(private, names):
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(private, _digest(private)).public_bytes(Encoding.PEM)


def _loaded(pem: bytes) -> Any:
    """The key: what it is, not what may be done with it, is known only now."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    kinds = (
        rsa.RSAPrivateKey,
        ec.EllipticCurvePrivateKey,
        ed25519.Ed25519PrivateKey,
        ed448.Ed448PrivateKey,
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about short keys: the rules' business
            key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UnusableKeyError from error
    if not isinstance(key, kinds):
        raise UnusableKeyError
    return key


def _digest(key: object) -> Any:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ed448, ed25519

    edwards = isinstance(key, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey))
    return None if edwards else hashes.SHA256()


def _subject(names: Sequence[str]) -> x509.Name:
    """The first name that fits; clients look at the alternative names alone."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    fitting = (name for name in names if len(name) <= _LONGEST_COMMON_NAME)
    first = next(fitting, None)
    return x509.Name([] if first is None else [x509.NameAttribute(NameOID.COMMON_NAME, first)])


def _alternative_names(names: Sequence[str]) -> x509.SubjectAlternativeName:
    from cryptography import x509

    return x509.SubjectAlternativeName([x509.DNSName(name) for name in dict.fromkeys(names)])


def _extensions(key: Any, names: Sequence[str]) -> list[tuple[x509.ExtensionType, bool]]:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import ExtendedKeyUsageOID

    both = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    public = key.public_key()
    usage = x509.KeyUsage(
        digital_signature=True,
        # Without it there is no RSA key exchange, all that OpenSSL 0.9.8 does with XMail.
        key_encipherment=isinstance(key, rsa.RSAPrivateKey),
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    # A certificate without a subject says so (RFC 5280, 4.2.1.6).
    nameless = not list(_subject(names))
    return [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (usage, True),
        (x509.ExtendedKeyUsage(both), False),
        (_alternative_names(names), nameless),
        (x509.SubjectKeyIdentifier.from_public_key(public), False),
    ]
