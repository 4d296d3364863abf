"""Certificates are judged as OpenSSL judges them: the same verdict, and the same first reason."""

from __future__ import annotations

import re
import subprocess
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import pytest
from cryptography import x509

from tests.certificates.made import AT, Made, make
from tests.programs import program
from xmailaudit.certificates.canonical_name import name_hash
from xmailaudit.certificates.certificate import parse
from xmailaudit.certificates.certificate_file import read_certificates
from xmailaudit.certificates.host_names import matches, matches_common_name
from xmailaudit.certificates.private_key import KeyState, read_key
from xmailaudit.certificates.verification import Purpose, verify

if TYPE_CHECKING:
    from pathlib import Path

EXPIRED, FUTURE = (2010, 2012), (2047, 2049)

ROOT = make("Root CA", ca=True)
SIGNING_ROOT = make("Signing root", ca=True, key_usages=("key_cert_sign", "crl_sign"))
RSA_ROOT = make("RSA root", ca=True, kind="rsa2048")
WEAK_ROOT = make("Weak root", ca=True, kind="rsa1024", digest="sha1")
OLD_ROOT = make("Old root", ca=True, years=EXPIRED)
PLAIN_ROOT = make("Plain root", key_ids=False)
FLAT_ROOT = make("Flat root", ca=True, path_length=0)
OTHER_ROOT = make("Root CA", ca=True, owner="somebody else")
MIDDLE = make("Middle CA", ROOT, ca=True)
DEEP = make("Deep CA", MIDDLE, ca=True)
OLD_MIDDLE = make("Middle CA", ROOT, ca=True, years=EXPIRED)
NO_CA = make("No CA", ROOT, ca=False)
NO_SIGNER = make("No signer", ROOT, ca=True, key_usages=("digital_signature",))
SIGNER_BY_USAGE = make("Signer by usage", ROOT, key_usages=("key_cert_sign",))
UNNAMED_MIDDLE = make("Unnamed", ROOT)
RSA_MIDDLE = make("RSA middle", RSA_ROOT, ca=True, kind="rsa1024")
FLAT_MIDDLE = make("Flat middle", FLAT_ROOT, ca=True)
SERVER_MIDDLE = make("Server middle", ROOT, ca=True, usages=("server",))
FALSE_MIDDLE = make("Middle CA", ROOT, ca=True, owner="an impostor", key_ids=False)
SELF = make("mail.example.com", ca=False)


def netscape(bits: int) -> tuple[x509.ExtensionType, bool]:
    """The oldest extension about what a certificate is for, a bit string of one byte."""
    oid = x509.ObjectIdentifier("2.16.840.1.113730.1.1")
    return x509.UnrecognizedExtension(oid, bytes([3, 2, 0, bits])), False


def named_issuer(issuer: Made, serial: int | None = None) -> tuple[x509.ExtensionType, bool]:
    """The issuer's certificate by its own issuer and serial number, in place of a key's digest."""
    certificate = issuer.certificate
    above = x509.DirectoryName(certificate.issuer)
    number = certificate.serial_number if serial is None else serial
    return x509.AuthorityKeyIdentifier(None, [above], number), False


STRANGE = (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True)
HARMLESS = (STRANGE[0], False)
NETSCAPE_ROOT = make("Old style root", key_ids=False, others=(netscape(0x04),))
NETSCAPE_MAIL_ROOT = make("Old style mail root", key_ids=False, others=(netscape(0x02),))


class Chain(NamedTuple):
    """A leaf, what comes along, and what is trusted."""

    leaf: Made
    sent: tuple[Made, ...] = ()
    store: tuple[Made, ...] = (ROOT,)


def leaf(issuer: Made | None = ROOT, **how: object) -> Made:
    """A server's certificate."""
    return make("mail.example.com", issuer, **{"ca": False, **how})  # type: ignore[arg-type]


CHAINS = {
    "self-signed": Chain(SELF),
    "self-signed, trusted": Chain(SELF, store=(SELF,)),
    "self-signed, another of the name trusted": Chain(SELF, store=(leaf(None, owner="other"),)),
    "self-signed CA": Chain(make("mail.example.com", ca=True)),
    "self-signed, expired": Chain(leaf(None, years=EXPIRED)),
    "self-signed, weak": Chain(leaf(None, kind="rsa1024", digest="sha1")),
    "self-signed, trusted and expired": Chain(
        leaf(None, years=EXPIRED), store=(leaf(None, years=EXPIRED),)
    ),
    "under the root": Chain(leaf()),
    "under a root that says it signs": Chain(leaf(SIGNING_ROOT), store=(SIGNING_ROOT,)),
    "under the root, which comes along": Chain(leaf(), (ROOT,)),
    "root not trusted": Chain(leaf(), (ROOT,), ()),
    "root neither here nor there": Chain(leaf(), (), ()),
    "another root of the name": Chain(leaf(), (), (OTHER_ROOT,)),
    "both roots of the name": Chain(leaf(), (), (OTHER_ROOT, ROOT)),
    "expired": Chain(leaf(years=EXPIRED)),
    "not yet valid": Chain(leaf(years=FUTURE)),
    "root expired": Chain(leaf(OLD_ROOT), store=(OLD_ROOT,)),
    "root without constraints": Chain(leaf(PLAIN_ROOT), store=(PLAIN_ROOT,)),
    "through the middle": Chain(leaf(MIDDLE), (MIDDLE,)),
    "middle in the store": Chain(leaf(MIDDLE), (), (ROOT, MIDDLE)),
    "middle alone in the store": Chain(leaf(MIDDLE), (), (MIDDLE,)),
    "middle missing": Chain(leaf(MIDDLE)),
    "middle expired": Chain(leaf(MIDDLE), (OLD_MIDDLE,)),
    "middle twice, one expired": Chain(leaf(MIDDLE), (OLD_MIDDLE, MIDDLE)),
    "middle is an impostor": Chain(leaf(MIDDLE, key_ids=False), (FALSE_MIDDLE,)),
    "deep": Chain(leaf(DEEP), (DEEP, MIDDLE)),
    "deep, out of order": Chain(leaf(DEEP), (MIDDLE, DEEP, ROOT)),
    "deep, one missing": Chain(leaf(DEEP), (DEEP,)),
    "issuer no CA": Chain(leaf(NO_CA), (NO_CA,)),
    "issuer without constraints": Chain(leaf(UNNAMED_MIDDLE), (UNNAMED_MIDDLE,)),
    "issuer may not sign": Chain(leaf(NO_SIGNER), (NO_SIGNER,)),
    "issuer a CA by its usage": Chain(leaf(SIGNER_BY_USAGE), (SIGNER_BY_USAGE,)),
    "path length": Chain(leaf(FLAT_MIDDLE), (FLAT_MIDDLE,), (FLAT_ROOT,)),
    "path length kept": Chain(leaf(FLAT_ROOT), (), (FLAT_ROOT,)),
    "weak middle": Chain(leaf(RSA_MIDDLE), (RSA_MIDDLE,), (RSA_ROOT,)),
    "weak root": Chain(leaf(WEAK_ROOT), (), (WEAK_ROOT,)),
    "weak leaf": Chain(leaf(kind="rsa1024")),
    "weak digest": Chain(leaf(RSA_ROOT, digest="sha1"), (), (RSA_ROOT,)),
    "RSA 2048": Chain(leaf(kind="rsa2048")),
    "P-224": Chain(leaf(kind="ec224")),
    "Ed25519": Chain(leaf(kind="ed25519")),
    "for servers": Chain(leaf(usages=("server",))),
    "for clients": Chain(leaf(usages=("client",))),
    "for both": Chain(leaf(usages=("server", "client"))),
    "for anything": Chain(leaf(usages=("any",))),
    "for code": Chain(leaf(usages=("code",))),
    "key only signs": Chain(leaf(key_usages=("digital_signature",))),
    "key only enciphers": Chain(leaf(key_usages=("key_encipherment",))),
    "key does neither": Chain(leaf(key_usages=("content_commitment",))),
    "middle for servers": Chain(leaf(SERVER_MIDDLE), (SERVER_MIDDLE,)),
    "a CA as leaf": Chain(leaf(ca=True)),
    "Netscape server": Chain(leaf(others=(netscape(0x40),))),
    "Netscape client": Chain(leaf(others=(netscape(0x80),))),
    "Netscape neither": Chain(leaf(others=(netscape(0x20),))),
    "Netscape root": Chain(leaf(NETSCAPE_ROOT, key_ids=False), store=(NETSCAPE_ROOT,)),
    "Netscape root for mail": Chain(
        leaf(NETSCAPE_MAIL_ROOT, key_ids=False), store=(NETSCAPE_MAIL_ROOT,)
    ),
    "unknown critical": Chain(leaf(others=(STRANGE,))),
    "unknown, not critical": Chain(leaf(others=(HARMLESS,))),
    "unknown critical above": Chain(
        leaf(make("Odd CA", ROOT, ca=True, others=(STRANGE,))),
        (make("Odd CA", ROOT, ca=True, others=(STRANGE,)),),
    ),
    "issuer by its serial": Chain(leaf(key_ids=False, others=(named_issuer(ROOT),))),
    "issuer by another serial": Chain(leaf(key_ids=False, others=(named_issuer(ROOT, 7),))),
    "issuer by another's name": Chain(
        leaf(key_ids=False, others=(named_issuer(MIDDLE, ROOT.certificate.serial_number),))
    ),
}

PURPOSES = {"sslserver": Purpose.SERVER, "sslclient": Purpose.CLIENT, "any": None}


def openssl(*words: object, succeeds: bool = True) -> subprocess.CompletedProcess[str]:
    """Run OpenSSL's program."""
    return subprocess.run(
        [program("openssl"), *map(str, words)],
        capture_output=True,
        check=succeeds,
        encoding="utf-8",
    )


def said_by_openssl(
    folder: Path, chain: Chain, *, purpose: str, level: int, depth: int
) -> list[int]:
    """The numbers of what OpenSSL minds, in its order; none where it says OK."""
    (folder / "leaf.pem").write_bytes(chain.leaf.pem)
    words: list[object] = ["-no-CAfile", "-no-CApath", "-no-CAstore", "-attime", int(AT)]
    words += ["-auth_level", level, "-purpose", purpose, "-verify_depth", depth]
    for option, certificates in (("-untrusted", chain.sent), ("-trusted", chain.store)):
        if certificates:
            file = folder / f"{option}.pem"
            file.write_bytes(b"".join(one.pem for one in certificates))
            words += [option, file]
    run = openssl("verify", *words, folder / "leaf.pem", succeeds=False)
    numbers = [int(number) for number in re.findall(r"^error (\d+) at", run.stderr, re.MULTILINE)]
    assert bool(numbers) is (run.returncode != 0), run.stderr
    return numbers


#: Every purpose at every level, and one of each with little depth.
WAYS = [*product(PURPOSES, (0, 1, 2), (100,)), ("any", 0, 0), ("any", 0, 1)]


@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_verifies_as_openssl_says(name: str, tmp_path: Path) -> None:
    """OpenSSL's first complaint is ours, and where it has none we have none."""
    chain = CHAINS[name]
    for purpose, level, depth in WAYS:
        expected = said_by_openssl(tmp_path, chain, purpose=purpose, level=level, depth=depth)

        verified = verify(
            parse(chain.leaf.der),
            sent=[parse(one.der) for one in chain.sent],
            store=[parse(one.der) for one in chain.store],
            at=AT,
            purpose=PURPOSES[purpose],
            level=level,
            depth=depth,
        )

        own = [problem.value for problem, _place in verified.problems]
        assert own[:1] == expected[:1], (purpose, level, depth, expected, own)


HOSTS = (
    "mail.example.com",
    "MAIL.example.com",
    "example.com",
    "a.mail.example.com",
    "mail.example.org",
    "xn--bcher-kva.example.com",
    "com",
)
NAMED = {
    "exact": make("x", dns=("mail.example.com",)),
    "upper case": make("x", dns=("Mail.Example.COM",)),
    "several": make("x", dns=("example.com", "mail.example.com")),
    "wildcard": make("x", dns=("*.example.com",)),
    "wildcard below": make("x", dns=("*.mail.example.com",)),
    "wildcard of all": make("x", dns=("*.com",)),
    "wildcard inside": make("x", dns=("mail.*.com",)),
    "common name alone": make("mail.example.com"),
    "common name beside another": make("mail.example.com", dns=("example.org",)),
    "common name wildcard": make("*.example.com"),
}


@pytest.mark.parametrize("name", NAMED)
def test_a_host_matches_as_openssl_says(name: str, tmp_path: Path) -> None:
    """By DNS names, and by the common name where there are none."""
    made = NAMED[name]
    (tmp_path / "leaf.pem").write_bytes(made.pem)
    certificate = parse(made.der)
    for host in HOSTS:
        run = openssl("x509", "-noout", "-checkhost", host, "-in", tmp_path / "leaf.pem")
        does = "does match" in run.stdout
        assert does is not ("does NOT match" in run.stdout)

        own = matches(certificate, host) or matches_common_name(certificate, host)

        assert own is does, host


@pytest.mark.parametrize(
    "subject",
    ["/CN=Root CA", "/C=JP/O=Example  K.K./CN=  mail  Example ", "/O=日本/CN=例", "/CN=A+OU=B"],
)
def test_a_subject_is_hashed_as_openssl_does(subject: str, tmp_path: Path) -> None:
    """The name under which a folder of CA certificates is searched."""
    made = tmp_path / "made.pem"
    kind = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    named = ("-utf8", "-multivalue-rdn", "-subj", subject, "-keyout", tmp_path / "key.pem")
    openssl("req", "-x509", *kind, *named, "-out", made)
    hashed = openssl("x509", "-noout", "-hash", "-in", made)

    (certificate,) = read_certificates(made.read_bytes()).certificates

    assert name_hash(certificate.subject_name) == hashed.stdout.strip()


OLD_KEYS = {"RSA 512, MD5": ("rsa:512", "-md5"), "RSA 1024, SHA-1": ("rsa:1024", "-sha1")}


@pytest.mark.parametrize("name", OLD_KEYS)
def test_old_certificates_can_be_read(name: str, tmp_path: Path) -> None:
    """What OpenSSL 0.9.8 made: version 1, MD5, short keys, no names."""
    kind, digest = OLD_KEYS[name]
    key, made, request = (tmp_path / file for file in ("server.key", "server.cert", "request"))
    new = ("-newkey", kind, "-nodes", "-subj", "/CN=mail.example.com", "-keyout", key)
    openssl("req", *new, digest, "-out", request)
    openssl("rsa", "-traditional", "-in", key, "-out", key)
    openssl("x509", "-req", digest, "-in", request, "-signkey", key, "-out", made)

    (certificate,) = read_certificates(made.read_bytes()).certificates
    own = read_key(key.read_bytes())

    assert certificate.key.bits == int(kind.removeprefix("rsa:"))
    assert certificate.hash_name == digest.removeprefix("-")
    assert certificate.self_signed
    assert not certificate.has_names
    assert own.state is KeyState.USABLE
    assert own.public == certificate.key
