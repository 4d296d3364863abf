"""Which certificates can be served, and where that hangs on the library's age."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.certificates.made import AT, Made, make
from xmailaudit.certificates.canonical_name import name_hash, old_name_hash
from xmailaudit.certificates.certificate import parse, subject_der
from xmailaudit.mailroot.gathered import gathered
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.facts import Undecided, explore
from xmailaudit.policy.tls import LIBRARIES, TlsClient, handshake
from xmailaudit.policy.tls.library import (
    OPENSSL_0_9_8,
    OPENSSL_1_0,
    OPENSSL_1_0_0,
    OPENSSL_1_1,
    OPENSSL_3,
    Library,
    found_library,
)
from xmailaudit.policy.tls.serving import Trouble, obstacle, works_with
from xmailaudit.policy.tls.verdict import may_succeed, serving
from xmailaudit.policy.world import UNKNOWN_WORLD, World

RSA_ROOT = make("Root CA", ca=True, kind="rsa2048")


def root_of(made: Made, **more: bytes) -> MailRoot:
    """A MailRoot with this certificate and key, and further files."""
    files = {"server.cert": made.pem, "server.key": made.key_pem}
    files |= more
    return MailRoot(MemorySource(files), StartOptions.assumed())


CASES = {
    "RSA 2048": (make("a", kind="rsa2048"), LIBRARIES),
    "RSA 1024": (make("a", kind="rsa1024"), (OPENSSL_0_9_8, OPENSSL_1_0, OPENSSL_1_1)),
    "P-256": (make("a"), (OPENSSL_1_1, OPENSSL_3)),
    "Ed25519": (make("a", kind="ed25519"), (OPENSSL_1_1, OPENSSL_3)),
    "SHA-1 of a CA": (
        make("a", RSA_ROOT, kind="rsa2048", digest="sha1"),
        (OPENSSL_0_9_8, OPENSSL_1_0, OPENSSL_1_1),
    ),
    "SHA-1 of its own": (make("a", kind="rsa2048", digest="sha1"), LIBRARIES),
    "MD5 of a CA": (
        make("a", RSA_ROOT, kind="rsa2048", digest="md5"),
        (OPENSSL_0_9_8, OPENSSL_1_0),
    ),
    "expired": (make("a", kind="rsa2048", years=(2010, 2012)), LIBRARIES),
}


@pytest.mark.parametrize("name", CASES)
def test_a_library_serves_or_not(name: str) -> None:
    """The three that differ by age: SHA-1, short keys, curves."""
    made, expected = CASES[name]

    assert tuple(one for one in LIBRARIES if works_with(root_of(made), one)) == expected


def test_a_byte_order_mark_hides_a_certificate_from_old_libraries() -> None:
    """As an editor on Windows puts it before the first line; text before the block is no matter."""
    made = make("a", kind="rsa2048")
    marked = {"server.cert": b"\xef\xbb\xbf" + made.pem, "server.key": made.key_pem}
    apart = {**marked, "server.cert": b"\xef\xbb\xbfours:\n" + made.pem}

    def served(files: dict[str, bytes]) -> list[bool]:
        root = MailRoot(MemorySource(files), StartOptions.assumed())
        return [works_with(root, library) for library in LIBRARIES]

    assert served(marked) == [False, False, False, True]
    assert served(apart) == [True] * 4


def test_a_mark_is_looked_for_where_it_is() -> None:
    """Of the two files it may be the key's."""
    made = make("a", kind="rsa2048")
    files = {"server.cert": made.pem, "server.key": b"\xef\xbb\xbf" + made.key_pem}
    root = MailRoot(MemorySource(files), StartOptions.assumed())
    world = World(now=AT, library=OPENSSL_1_0)

    (branch,) = explore(root, world, lambda facts: (handshake(facts), facts.trace))

    assert not isinstance(branch.outcome, Undecided)
    shaken, trace = branch.outcome
    assert not shaken.succeeds
    assert [step.place.file for step in trace if step.place] == ["server.key"]


@pytest.mark.parametrize("library", [OPENSSL_0_9_8, OPENSSL_3])
def test_a_trusted_file_has_the_name_of_its_librarys_age(library: Library) -> None:
    """The same root under the old name, the new one, and both."""
    root_ca, made = RSA_ROOT, make("a", kind="rsa2048")
    client = make("client", RSA_ROOT, kind="rsa2048")
    known = parse(root_ca.der)
    old, new = old_name_hash(subject_der(known)), name_hash(known.subject_name)
    settings = b'"SSLWantVerify"\t"1"\n"SSLUseCertsDir"\t"1"\n'

    def passes(*names: str) -> set[bool]:
        stores = {f"certs/{name}.0": root_ca.pem for name in names}
        root = root_of(made, **{"server.tab": settings}, **stores)
        world = World(closed=True, now=AT, library=library)
        return outcomes(root, world, TlsClient(certificates=(client.der,)))

    assert passes(old) == {library is OPENSSL_0_9_8}
    assert passes(new) == {library is OPENSSL_3}
    assert passes(old, new) == {True}


def outcomes(root: MailRoot, world: World, client: TlsClient) -> set[bool]:
    """Whether a handshake succeeds, in each way the unknown may be."""
    branches = explore(root, world, lambda facts: handshake(facts, client).succeeds)
    assert not any(isinstance(branch.outcome, Undecided) for branch in branches)
    return {bool(branch.outcome) for branch in branches}


def test_an_unknown_library_is_asked_for_only_where_it_matters() -> None:
    """A good RSA key is served by all of them; a short one is not."""
    unknown = World(now=AT)

    assert outcomes(root_of(make("a", kind="rsa2048")), unknown, TlsClient()) == {True}
    assert outcomes(root_of(make("a", kind="rsa1024")), unknown, TlsClient()) == {True, False}


def test_old_versions_need_an_old_library() -> None:
    """TLS 1.0 is spoken by all but the newest, 1.3 by the newer ones."""
    root = root_of(make("a", kind="rsa2048"))

    def speaks(library: Library, version: str) -> set[bool]:
        return outcomes(root, World(now=AT, library=library), TlsClient(version))

    assert [speaks(library, "1.0") for library in LIBRARIES] == [{True}, {True}, {True}, {False}]
    assert [speaks(library, "1.3") for library in LIBRARIES] == [{False}, {False}, {True}, {True}]


def test_a_library_beside_the_server_settles_it() -> None:
    """Its version stands in the file itself."""
    root = root_of(make("a", kind="rsa1024"), **{"bin/libeay32.dll": DLL})

    found = found_library(root)

    assert found is not None
    assert (found.version, found.library) == ("0.9.8l", OPENSSL_0_9_8)
    assert found.place.file == "bin/libeay32.dll"
    assert outcomes(root, World(now=AT), TlsClient()) == {True}


VERSIONS = {
    "bin/libeay32.dll 0.9.8l": OPENSSL_0_9_8,
    "bin/libssl.so.1.0.0 1.0.0t": OPENSSL_1_0_0,
    "libcrypto.so.1.0.0 1.0.1e-fips": OPENSSL_1_0,
    "ssleay32.dll 1.0.2u": OPENSSL_1_0,
    "bin/libcrypto-1_1-x64.dll 1.1.0l": OPENSSL_1_1,
    "bin/libcrypto.so 3.0.11": OPENSSL_3,
}


@pytest.mark.parametrize("case", VERSIONS)
def test_a_version_tells_the_age(case: str) -> None:
    """The first of the 1.0 line is as old as those before: it speaks TLS 1.0 only."""
    file, _blank, version = case.partition(" ")
    library = f"\0OpenSSL {version} somewhen\0".encode()

    found = found_library(MailRoot(MemorySource({file: library}), StartOptions.assumed()))

    assert found is not None
    assert found.library is VERSIONS[case]
    assert found.place.file == file


def test_what_a_client_lacks_is_not_what_the_server_lacks() -> None:
    """SSLWantCert shuts out nearly everybody, and yet a handshake can succeed."""
    demanding = root_of(MADE, **{"server.tab": b'"SSLWantCert"\t"1"\n'})
    unusable = {"certs.pem": b"none", "server.tab": b'"SSLWantCert"\t"1"\n"SSLUseCertsFile"\t"1"\n'}

    assert not may_succeed(demanding, UNKNOWN_WORLD)
    assert serving(demanding, UNKNOWN_WORLD).allowed
    assert serving(root_of(MADE, **unusable), UNKNOWN_WORLD).answer is Answer.REFUSE
    assert serving(demanding, World(tls_works=False)).answer is Answer.REFUSE


DLL = b"MZ\0\0OpenSSL 0.9.8l 5 Nov 2009\0"

MADE = make("a", kind="rsa2048")
OBSTACLES = {
    Trouble.NO_CERTIFICATE_FILE: {"server.key": MADE.key_pem},
    Trouble.NO_KEY_FILE: {"server.cert": MADE.pem + MADE.key_pem},
    Trouble.NOT_A_CERTIFICATE: {"server.cert": MADE.der, "server.key": MADE.key_pem},
    Trouble.NOT_A_KEY: {"server.cert": MADE.pem, "server.key": MADE.pem},
    Trouble.KEY_MISMATCH: {"server.cert": RSA_ROOT.pem + MADE.pem, "server.key": MADE.key_pem},
}


@pytest.mark.parametrize("trouble", OBSTACLES)
def test_what_is_in_the_way_is_named(trouble: Trouble) -> None:
    """By the file that is wrong, whatever the library."""
    root = MailRoot(MemorySource(OBSTACLES[trouble]), StartOptions.assumed())

    found = obstacle(root)

    assert found is not None
    assert found.trouble is trouble
    assert outcomes(root, World(now=AT), TlsClient()) == {False}


def test_a_key_left_on_its_machine_is_known_by_its_public_half() -> None:
    """What `collect` gathered has no private key, yet what it serves can be told."""
    lines = MADE.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    told = [
        "xmailaudit-collect 1",
        "library OpenSSL 1.0.2u",
        "left 0600 0 1795478400 1704 server.key",
    ]
    told += [f"public-key {line}" for line in lines.decode().splitlines()]
    text = "".join(f"{line}\n" for line in [*told, "end"]).encode()
    source = gathered(MemorySource({"server.cert": MADE.pem, "xmailaudit-collect.txt": text}))
    root = MailRoot(source, StartOptions.assumed())

    found = found_library(root)

    assert found is not None
    assert found.library is OPENSSL_1_0
    assert obstacle(root) is None
    assert outcomes(root, World(now=AT), TlsClient()) == {True}
