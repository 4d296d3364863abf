"""Certificates of every kind, made for the tests."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes

__all__ = ["AT", "Made", "key_of", "make", "moment"]

#: 2026-11-24, in POSIX seconds: when everything is judged.
AT = 1795478400.0

USAGES = {
    "server": ExtendedKeyUsageOID.SERVER_AUTH,
    "client": ExtendedKeyUsageOID.CLIENT_AUTH,
    "any": ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    "code": ExtendedKeyUsageOID.CODE_SIGNING,
}
#: The last byte of the OID of RSA with each digest that nobody signs with any more.
OLD_DIGESTS = {"md5": (4, hashes.MD5()), "sha1": (5, hashes.SHA1())}  # noqa: S303
RSA_WITH_SHA256 = bytes.fromhex("06092a864886f70d01010b")


class Made(NamedTuple):
    """A certificate and its key."""

    certificate: x509.Certificate
    key: CertificateIssuerPrivateKeyTypes

    @property
    def der(self) -> bytes:
        """The certificate's bytes."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The certificate as a file holds it."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        """The key as a file holds it, in clear."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@cache
def key_of(kind: str, owner: str) -> CertificateIssuerPrivateKeyTypes:
    """The one key of its kind that somebody has."""
    del owner  # only tells keys apart
    if kind.startswith("rsa"):
        return rsa.generate_private_key(65537, int(kind.removeprefix("rsa")))
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    curves = {"ec256": ec.SECP256R1(), "ec384": ec.SECP384R1(), "ec224": ec.SECP224R1()}
    return ec.generate_private_key(curves[kind])


def moment(year: int) -> datetime:
    """The beginning of a year."""
    return datetime(year, 1, 1, tzinfo=UTC)


def make(  # noqa: PLR0913  # a certificate has that many parts
    name: str,
    issuer: Made | None = None,
    *,
    kind: str = "ec256",
    owner: str | None = None,
    years: tuple[int, int] = (2020, 2049),
    ca: bool | None = None,
    path_length: int | None = None,
    usages: tuple[str, ...] = (),
    key_usages: tuple[str, ...] | None = None,
    dns: tuple[str, ...] = (),
    digest: str = "sha256",
    key_ids: bool = True,
    issuer_url: str | None = None,
    others: tuple[tuple[x509.ExtensionType, bool], ...] = (),
) -> Made:
    """Make a certificate; without an issuer it is self-signed.

    `ca` None leaves the basic constraints out, `key_usages` None the key usage, `owner` says whose
    key it is where that is not the name's, `issuer_url` where the issuer's certificate can be had,
    `others` are further extensions, critical or not.
    """
    key = key_of(kind, owner or name)
    signer = issuer.key if issuer else key
    own_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(own_name)
        .issuer_name(issuer.certificate.subject if issuer else own_name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment(years[0]))
        .not_valid_after(moment(years[1]))
    )
    extensions: list[tuple[x509.ExtensionType, bool]] = []
    if ca is not None:
        extensions.append((x509.BasicConstraints(ca=ca, path_length=path_length), True))
    if usages:
        extensions.append((x509.ExtendedKeyUsage([USAGES[one] for one in usages]), False))
    if key_usages is not None:
        extensions.append((_key_usage(key_usages), True))
    if dns:
        extensions.append((x509.SubjectAlternativeName([x509.DNSName(n) for n in dns]), False))
    if issuer_url is not None:
        extensions.append((_access(issuer_url), False))
    if key_ids:
        extensions.append((x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False))
        above = signer.public_key()
        extensions.append((x509.AuthorityKeyIdentifier.from_issuer_public_key(above), False))
    for extension, critical in (*extensions, *others):
        builder = builder.add_extension(extension, critical=critical)
    hashed = None if isinstance(signer, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    made = builder.sign(signer, hashed)
    return Made(made if digest == "sha256" else _signed_again(made, signer, digest), key)


def _signed_again(
    made: x509.Certificate, signer: CertificateIssuerPrivateKeyTypes, digest: str
) -> x509.Certificate:
    """The certificate with a signature over a digest that the library makes no more."""
    assert isinstance(signer, rsa.RSAPrivateKey)
    last, algorithm = OLD_DIGESTS[digest]
    old = RSA_WITH_SHA256[:-1] + bytes([last])
    body = made.tbs_certificate_bytes.replace(RSA_WITH_SHA256, old)
    signature = signer.sign(body, padding.PKCS1v15(), algorithm)
    whole = made.public_bytes(Encoding.DER)
    whole = whole.replace(made.tbs_certificate_bytes, body).replace(RSA_WITH_SHA256, old)
    return x509.load_der_x509_certificate(whole.replace(made.signature, signature))


def _access(issuer_url: str) -> x509.AuthorityInformationAccess:
    ocsp = x509.UniformResourceIdentifier("http://ocsp.example.com/")
    issuer = x509.UniformResourceIdentifier(issuer_url)
    return x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(AuthorityInformationAccessOID.OCSP, ocsp),
            x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, issuer),
        ]
    )


def _key_usage(allowed: tuple[str, ...]) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
    )
    return x509.KeyUsage(
        **{name: name in allowed for name in names}, encipher_only=False, decipher_only=False
    )
