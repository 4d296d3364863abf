"""A certificate as an authority would issue it, for a question of *what if*; nothing trusts it.

It is for the names given, signed by an intermediate that comes along, and good for 90 days.  Its
key is of the kind that every OpenSSL takes; as making such a one takes long, it is always the same,
and known to everybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cryptography import x509

__all__ = ["Fitting", "fitting_certificate"]

_DAYS = 90
_EXPONENT = 65537
_PRIMES = (
    (
        "f5da540b88e6f3942ac400e4f3e296b4852a6225d721e8f2fcfb6373e9f5df64"
        "2916ee6e0da6c896fc4fd50685a1d4a299b877bfb0ca790822c3d6869e96862d"
        "3ffaf920f311296c10f97d8f09ae2d6e3f308efef217baec9912acde8bfee507"
        "d7cc575effc3d5a622a628ef4213ba284012cffe73e48762ac13c2616d382507"
    ),
    (
        "cbe8eb0dcefafb49be75560f5f03af05919eb5f27d6af8c892b601397af4bc0a"
        "da2046198c5ec3568bcdbb8e5df40ef7e4de6778ebd85d5d795d47f027c36f72"
        "a8e1b9873db4b11215c9a407004aa6ec277365fe9a43b48dfc9bda0bb68c81b7"
        "a27f0ed4cc72c0c08452fc2601120338bfd15007aebfa1f70abfc71bd6272d19"
    ),
)


class Fitting(NamedTuple):
    """The bytes of a chain and of the key of its first certificate."""

    chain: bytes
    key: bytes

    def __repr__(self) -> str:  # without the key
        return "Fitting()"


def fitting_certificate(names: Sequence[str], now: float) -> Fitting:
    """One for these host names (in ASCII, at least one), valid at a moment."""
    from datetime import UTC, datetime, timedelta

    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = _known_key()
    begin = datetime.fromtimestamp(int(now), UTC) - timedelta(days=1)
    intermediate = _issued(key, "Intermediate", "Root", begin, ())
    leaf = _issued(key, names[0], "Intermediate", begin, names)
    return Fitting(
        b"".join(one.public_bytes(Encoding.PEM) for one in (leaf, intermediate)),
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )


def _known_key() -> Any:
    from cryptography.hazmat.primitives.asymmetric import rsa

    p, q = (int(prime, 16) for prime in _PRIMES)
    d = rsa.rsa_recover_private_exponent(_EXPONENT, p, q)
    numbers = rsa.RSAPrivateNumbers(
        p,
        q,
        d,
        rsa.rsa_crt_dmp1(d, p),
        rsa.rsa_crt_dmq1(d, q),
        rsa.rsa_crt_iqmp(p, q),
        rsa.RSAPublicNumbers(_EXPONENT, p * q),
    )
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)


def _issued(
    key: Any, name: str, issuer_name: str, begin: datetime, names: Sequence[str]
) -> x509.Certificate:
    """A certificate of the key, signed with it; without names it is an authority's."""
    from datetime import timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])

    extensions: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=not names, path_length=None if names else 0), True),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), False),
    ]
    if names:
        usage = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
        extensions += [
            (x509.SubjectAlternativeName(map(x509.DNSName, names)), False),
            (x509.ExtendedKeyUsage(usage), False),
        ]
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer_name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=_DAYS))
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(key, SHA256())
