"""Certificate and key files: what OpenSSL makes of them, and that any bytes may come."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from tests.certificates.made import make
from xmailaudit.certificates.certificate_file import FileState, read_certificates
from xmailaudit.certificates.pem import Flaw, read_blocks, to_pem
from xmailaudit.certificates.private_key import KeyState, read_key

MADE = make("mail.example.com", dns=("mail.example.com",))
OTHER = make("other.example.com", kind="rsa1024")
CSR = to_pem("CERTIFICATE REQUEST", b"\x30\x00").encode()
ENCRYPTED = MADE.key.private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
)
OLD_ENCRYPTED = OTHER.key.private_bytes(
    Encoding.PEM, PrivateFormat.TraditionalOpenSSL, BestAvailableEncryption(b"secret")
)
PUBLIC = MADE.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

CERTIFICATE_FILES = {
    "one": (MADE.pem, FileState.READ, 1),
    "two": (MADE.pem + OTHER.pem, FileState.READ, 2),
    "CRLF": (MADE.pem.replace(b"\n", b"\r\n"), FileState.READ, 1),
    "no final newline": (MADE.pem.rstrip(), FileState.READ, 1),
    "text around": (b"subject=x\n\n" + MADE.pem + b"good bye\n", FileState.READ, 1),
    "key before": (MADE.key_pem + MADE.pem, FileState.READ, 1),
    "old label": (MADE.pem.replace(b" CERT", b" X509 CERT"), FileState.READ, 1),
    "a blank before the dashes": (b" " + MADE.pem, FileState.NO_CERTIFICATE, 0),
    "a byte-order mark": (b"\xef\xbb\xbf" + MADE.pem, FileState.READ, 1),
    "another mark": (b"\xff\xfe" + MADE.pem, FileState.NO_CERTIFICATE, 0),
    "an empty line inside": (MADE.pem.replace(b"\n", b"\n\n", 2), FileState.BROKEN, 0),
    "a colon inside": (MADE.pem.replace(b"\n", b"\na: b\n", 1), FileState.BROKEN, 0),
    "a block without data": (
        b"-----BEGIN X-----\n-----END X-----\n" + MADE.pem,
        FileState.BROKEN,
        0,
    ),
    "DER": (MADE.der, FileState.NOT_PEM, 0),
    "empty": (b"", FileState.NO_CERTIFICATE, 0),
    "request": (CSR, FileState.NO_CERTIFICATE, 0),
    "cut off": (MADE.pem[:200], FileState.BROKEN, 0),
    "second cut off": (MADE.pem + OTHER.pem[:200], FileState.BROKEN, 1),
    "no base64": (MADE.pem.replace(b"MII", b"M!I", 1), FileState.BROKEN, 0),
    "wrong end": (MADE.pem.replace(b"END CERT", b"END X509 CERT"), FileState.BROKEN, 0),
    "no certificate inside": (to_pem("CERTIFICATE", b"\x30\x00").encode(), FileState.BROKEN, 0),
}


@pytest.mark.parametrize("name", CERTIFICATE_FILES)
def test_a_file_of_certificates(name: str) -> None:
    """Text around blocks is skipped, and a broken block spoils the whole file."""
    data, state, count = CERTIFICATE_FILES[name]

    read = read_certificates(data)

    assert (read.state, len(read.held)) == (state, count)
    assert read.usable is (state is FileState.READ)


def test_places_are_lines() -> None:
    """So that a finding can point at the certificate it means."""
    read = read_certificates(b"first\n" + MADE.pem + OTHER.pem)

    first, second = read.held
    lines = MADE.pem.count(b"\n")
    assert (first.line, first.last_line) == (2, 1 + lines)
    assert second.line == 2 + lines


KEY_FILES = {
    "PKCS#8": (MADE.key_pem, KeyState.USABLE),
    "certificate before": (MADE.pem + MADE.key_pem, KeyState.USABLE),
    "encrypted": (ENCRYPTED, KeyState.ENCRYPTED),
    "encrypted, traditional": (OLD_ENCRYPTED, KeyState.ENCRYPTED),
    "public": (PUBLIC, KeyState.NO_KEY),
    "certificate": (MADE.pem, KeyState.NO_KEY),
    "empty": (b"", KeyState.NO_KEY),
    "cut off": (MADE.key_pem[:80], KeyState.BROKEN),
    "rubbish inside": (to_pem("PRIVATE KEY", b"\x30\x03abc").encode(), KeyState.BROKEN),
}


@pytest.mark.parametrize("name", KEY_FILES)
def test_a_key_file(name: str) -> None:
    """Only a usable key has a public half, and no block keeps a private one."""
    data, state = KEY_FILES[name]

    read = read_key(data)

    assert read.state is state
    assert (read.public is not None) is (state is KeyState.USABLE)
    assert read.block is None or read.block.der == b""


def test_a_block_says_what_is_wrong_with_it() -> None:
    """And the reading ends there."""
    blocks = list(read_blocks(MADE.pem[:200] + b"\n-----BEGIN CERTIFICATE-----\n"))

    assert [block.flaw for block in blocks] == [Flaw.UNENDED]


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.sampled_from(
                [MADE.pem, ENCRYPTED, MADE.der, b"-----BEGIN CERTIFICATE-----\n", b"\r\n"]
            ),
        ),
        max_size=6,
    ).map(b"".join)
)
def test_any_bytes_may_come(data: bytes) -> None:
    """Nothing escapes, whatever is in a file."""
    assert read_certificates(data).state in FileState
    assert read_key(data).state in KeyState


@given(st.integers(0, len(MADE.der) - 1), st.integers(1, 255))
def test_any_damaged_certificate_may_come(position: int, change: int) -> None:
    """A flipped byte makes another certificate or none, never an exception."""
    damaged = bytearray(MADE.der)
    damaged[position] ^= change

    read = read_certificates(to_pem("CERTIFICATE", bytes(damaged)).encode())

    assert read.state in (FileState.READ, FileState.BROKEN)
