"""One X.509 certificate as a value, and the public key in it.

`parse` takes what OpenSSL 0.9.8 made as well: version 1, MD5, 512 bits, no names.  What cannot be
understood of a certificate is None; one that is no certificate at all is a `NotACertificateError`.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import NotACertificateError
from .pem import first_value

if TYPE_CHECKING:
    from cryptography import x509

__all__ = [
    "CLIENT_AUTH",
    "NETSCAPE_ANY_CA",
    "NETSCAPE_CLIENT",
    "NETSCAPE_SERVER",
    "NETSCAPE_TLS_CA",
    "SERVER_AUTH",
    "Certificate",
    "PublicKey",
    "describe_key",
    "may_be_issued_by",
    "parse",
    "subject_der",
]

#: Bits of the oldest extension about usage, which OpenSSL still heeds.
NETSCAPE_CLIENT, NETSCAPE_SERVER, NETSCAPE_TLS_CA, NETSCAPE_ANY_CA = 0x80, 0x40, 0x04, 0x07

_NETSCAPE_TYPE = "2.16.840.1.113730.1.1"
#: Extensions that may be critical: what OpenSSL knows of them is enough.
_KNOWN_IF_CRITICAL = frozenset(
    {
        _NETSCAPE_TYPE,
        "1.3.6.1.5.5.7.1.7",  # address blocks
        "1.3.6.1.5.5.7.1.8",  # autonomous systems
        "1.3.6.1.5.5.7.48.1.5",  # no OCSP check
        *(f"2.5.29.{number}" for number in (15, 17, 19, 30, 31, 32, 33, 36, 37, 54)),
    }
)
SERVER_AUTH = "1.3.6.1.5.5.7.3.1"
CLIENT_AUTH = "1.3.6.1.5.5.7.3.2"


class PublicKey(NamedTuple):
    """A public key: `kind` is RSA, DSA, EC, Ed25519, Ed448 or the algorithm's OID.

    `bits` is the length of the modulus or of the curve (0 where unknown), `curve` its name; `spki`
    the DER of SubjectPublicKeyInfo, by which keys are compared.
    """

    kind: str
    bits: int
    curve: str | None
    spki: bytes


class Certificate(NamedTuple):
    """A certificate; times are POSIX seconds, names as in RFC 4514, `version` is 1 or 3.

    `hash_name` is the digest it is signed with (`md5`, `sha1`, `sha256`, …; None where the
    signature needs none).  `dns_names` and `addresses` come from the subject alternative name,
    `has_names` tells whether there is any; `common_names` stand in the subject.  `is_ca`, `usages`
    (OIDs), `key_usages` (`digital_signature`, …) and `netscape_types` (bits, see `NETSCAPE_…`) are
    None without the extension.  The issuer's key is named by `issuer_key_id`, or by the serial
    number and the issuer of its certificate; `issuer_urls` tell where that can be had.  `whole` is
    False where an extension cannot be read, `strange` True where a critical one is unknown.
    """

    der: bytes
    version: int
    serial: int
    subject: str
    issuer: str
    subject_name: bytes
    issuer_name: bytes
    not_before: float
    not_after: float
    key: PublicKey
    hash_name: str | None
    dns_names: tuple[str, ...]
    addresses: tuple[str, ...]
    has_names: bool
    common_names: tuple[str, ...]
    is_ca: bool | None
    path_length: int | None
    usages: tuple[str, ...] | None
    key_usages: frozenset[str] | None
    key_id: bytes | None
    issuer_key_id: bytes | None
    issuer_serial: int | None
    issuers_issuer: bytes | None
    issuer_urls: tuple[str, ...]
    netscape_types: int | None
    whole: bool
    strange: bool

    @property
    def self_issued(self) -> bool:
        """Whether subject and issuer are the same name."""
        return self.subject_name == self.issuer_name

    @property
    def self_signed(self) -> bool:
        """Whether it is its own issuer by name and key identifier (OpenSSL looks no further)."""
        return may_be_issued_by(self, self)

    @property
    def may_sign(self) -> bool:
        """Whether its key usage lets it sign certificates; without one it may."""
        return self.key_usages is None or "key_cert_sign" in self.key_usages

    def __repr__(self) -> str:
        return f"Certificate({self.subject!r})"


def may_be_issued_by(subject: Certificate, issuer: Certificate) -> bool:
    """Whether names and key identifiers say so; right and signature are other questions.

    A part of the key identifier counts where it is given and the issuer has one, too.
    """
    parts = (
        (subject.issuer_key_id, issuer.key_id),
        (subject.issuer_serial, issuer.serial),
        (subject.issuers_issuer, issuer.issuer_name),
    )
    same_name = subject.issuer_name == issuer.subject_name
    return same_name and all(told in (None, own) or own is None for told, own in parts)


def subject_der(certificate: Certificate) -> bytes:
    """The subject's name as it stands in the certificate."""
    from cryptography import x509

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it was read before
        return x509.load_der_x509_certificate(certificate.der).subject.public_bytes()


def parse(der: bytes) -> Certificate:
    """Read a certificate.  Raises NotACertificateError.

    What follows the certificate in `der` (OpenSSL's trust settings) is left out.
    """
    from cryptography import x509

    from .canonical_name import canonical_name

    der = first_value(der)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd serials and the like are the rules' business
            loaded = x509.load_der_x509_certificate(der)
            extensions, whole, strange = _extensions(loaded)
            return Certificate(
                der=der,
                version=3 if loaded.version is x509.Version.v3 else 1,
                serial=loaded.serial_number,
                subject=_shown(loaded.subject),
                issuer=_shown(loaded.issuer),
                subject_name=canonical_name(loaded.subject),
                issuer_name=canonical_name(loaded.issuer),
                not_before=loaded.not_valid_before_utc.timestamp(),
                not_after=loaded.not_valid_after_utc.timestamp(),
                key=_certified_key(loaded),
                hash_name=_hash_name(loaded),
                common_names=_common_names(loaded),
                whole=whole,
                strange=strange,
                **_from_extensions(extensions),
            )
    except (ValueError, x509.InvalidVersion, OverflowError) as error:
        raise NotACertificateError from error


def _shown(name: x509.Name) -> str:
    return name.rfc4514_string()


def _common_names(loaded: x509.Certificate) -> tuple[str, ...]:
    from cryptography.x509.oid import NameOID

    found = loaded.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return tuple(str(attribute.value) for attribute in found)


def _hash_name(loaded: x509.Certificate) -> str | None:
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        algorithm = loaded.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return loaded.signature_algorithm_oid.dotted_string
    return None if algorithm is None else algorithm.name


def _certified_key(loaded: x509.Certificate) -> PublicKey:
    """The certificate's key; of one that is not understood there is only its algorithm."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return describe_key(loaded.public_key())
    except (ValueError, UnsupportedAlgorithm):
        return PublicKey(loaded.public_key_algorithm_oid.dotted_string, 0, None, b"")


def describe_key(key: object) -> PublicKey:
    """A public key of `cryptography` as a value."""
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    spki: bytes = key.public_bytes(  # type: ignore[attr-defined]  # every public key has it
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    match key:
        case rsa.RSAPublicKey():
            return PublicKey("RSA", key.key_size, None, spki)
        case dsa.DSAPublicKey():
            return PublicKey("DSA", key.key_size, None, spki)
        case ec.EllipticCurvePublicKey():
            return PublicKey("EC", key.key_size, key.curve.name, spki)
        case ed25519.Ed25519PublicKey():
            return PublicKey("Ed25519", 256, None, spki)
        case ed448.Ed448PublicKey():
            return PublicKey("Ed448", 448, None, spki)
        case _:
            return PublicKey(type(key).__name__, 0, None, spki)


def _extensions(loaded: x509.Certificate) -> tuple[dict[str, Any], bool, bool]:
    """The extensions' values by OID, whether all could be read, whether a critical is unknown."""
    from cryptography import x509

    try:
        read = list(loaded.extensions)
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return {}, False, False
    critical = {one.oid.dotted_string for one in read if one.critical}
    strange = not critical <= _KNOWN_IF_CRITICAL
    return {one.oid.dotted_string: one.value for one in read}, True, strange


def _from_extensions(extensions: dict[str, Any]) -> dict[str, Any]:
    from cryptography import x509
    from cryptography.x509.oid import ExtensionOID as Oid

    names = extensions.get(Oid.SUBJECT_ALTERNATIVE_NAME.dotted_string)
    basic = extensions.get(Oid.BASIC_CONSTRAINTS.dotted_string)
    usages = extensions.get(Oid.EXTENDED_KEY_USAGE.dotted_string)
    key_usage = extensions.get(Oid.KEY_USAGE.dotted_string)
    key_id = extensions.get(Oid.SUBJECT_KEY_IDENTIFIER.dotted_string)
    issuer_key = extensions.get(Oid.AUTHORITY_KEY_IDENTIFIER.dotted_string)
    addresses = names.get_values_for_type(x509.IPAddress) if names is not None else ()
    return {
        "dns_names": tuple(names.get_values_for_type(x509.DNSName)) if names is not None else (),
        "addresses": tuple(map(str, addresses)),
        "has_names": names is not None,
        "is_ca": None if basic is None else basic.ca,
        "path_length": None if basic is None else basic.path_length,
        "usages": None if usages is None else tuple(one.dotted_string for one in usages),
        "key_usages": None if key_usage is None else _allowed(key_usage),
        "key_id": None if key_id is None else key_id.digest,
        "netscape_types": _netscape_types(extensions.get(_NETSCAPE_TYPE)),
        **_issuer_key(issuer_key),
        "issuer_urls": _issuer_urls(extensions.get(Oid.AUTHORITY_INFORMATION_ACCESS.dotted_string)),
    }


def _issuer_key(named: x509.AuthorityKeyIdentifier | None) -> dict[str, Any]:
    from cryptography import x509

    from .canonical_name import canonical_name

    names = () if named is None else named.authority_cert_issuer or ()
    issuers = [one.value for one in names if isinstance(one, x509.DirectoryName)]
    return {
        "issuer_key_id": None if named is None else named.key_identifier,
        "issuer_serial": None if named is None else named.authority_cert_serial_number,
        "issuers_issuer": canonical_name(issuers[0]) if issuers else None,
    }


def _netscape_types(value: x509.UnrecognizedExtension | None) -> int | None:
    """The first byte of its bit string; without any bit it forbids everything."""
    if value is None:
        return None
    return value.value[3] if len(value.value) > 3 else 0  # tag, length, unused


def _issuer_urls(access: x509.AuthorityInformationAccess | None) -> tuple[str, ...]:
    from cryptography import x509
    from cryptography.x509.oid import AuthorityInformationAccessOID

    return tuple(
        one.access_location.value
        for one in access or ()
        if one.access_method == AuthorityInformationAccessOID.CA_ISSUERS
        and isinstance(one.access_location, x509.UniformResourceIdentifier)
    )


def _allowed(key_usage: x509.KeyUsage) -> frozenset[str]:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
    )
    return frozenset(name for name in names if getattr(key_usage, name))
