"""Files of certificates, damaged in every way, are read as the OpenSSL in this Python reads them.

`load_cert_chain` and `load_verify_locations` are the calls that XMail makes.
"""

from __future__ import annotations

import random
import ssl
from typing import TYPE_CHECKING

import pytest

from tests.certificates.made import Made, make
from xmailaudit.certificates.certificate_file import read_certificates
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.policy.tls.library import OPENSSL_3
from xmailaudit.policy.tls.serving import works_with

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    ssl.OPENSSL_VERSION_INFO < (3, 0), reason="the reading is that of OpenSSL 3"
)

CA = make("CA", ca=True, kind="rsa2048")
ELLIPTIC, RSA = make("leaf", CA), make("leaf", CA, kind="rsa2048")
PIECES = (
    ELLIPTIC.pem,
    CA.pem,
    b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n",
    b"-----BEGIN X-----\nQUJD\n-----END X-----\n",
    b"-----BEGIN X-----\na: b\n\nQUJD\n-----END X-----\n",
    b"Bag Attributes\n    localKeyID: 01 \n",
    b"\xef\xbb\xbf",
    b"\r\n",
    b" ",
)
BITS = (b"", b" ", b"\t", b"\r", b"=", b"!", b"\0", b":", b"-", b"\xe9")
LINES = (b"", b"x: y", b"Proc-Type: 4,ENCRYPTED", b"#", b"-----", b"-----END CERTIFICATE-----")


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The text with a few lines cut, joined, added, or with something in or behind them."""
    lines = data.split(b"\n")
    for _time in range(chance.randrange(4)):
        place = chance.randrange(len(lines))
        spot = chance.randrange(len(lines[place]) + 1)
        start, end = lines[place][:spot], lines[place][spot:]
        lines[place : place + 1] = chance.choice(
            (
                [start + chance.choice(BITS) + end],
                [start + end + chance.choice(BITS)],
                [chance.choice(BITS) + start + end],
                [chance.choice(LINES), start + end],
                [start, end],
                [start],
                [],
            )
        )
        lines = lines or [b""]
    return b"\n".join(lines)


def takes(load: Callable[[], object]) -> bool:
    """Whether OpenSSL loads it."""
    try:
        load()
    except (ssl.SSLError, OSError):
        return False
    return True


def built(chance: random.Random) -> tuple[bytes, Made]:
    """A damaged certificate file, and whose key goes with it."""
    made = chance.choice((ELLIPTIC, RSA))
    around = [b"".join(chance.choices(PIECES, k=chance.randrange(3))) for _side in range(2)]
    return damaged(around[0] + made.pem + around[1], chance), made


@pytest.mark.parametrize("seed", range(8))
def test_damaged_files_are_read_alike(seed: int, tmp_path: Path) -> None:
    """As a chain to serve with the key, and as a store to trust."""
    chance = random.Random(seed)
    file, key_file = tmp_path / "server.cert", tmp_path / "server.key"
    for _time in range(120):
        data, made = built(chance)
        file.write_bytes(data)
        key_file.write_bytes(made.key_pem)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("DEFAULT@SECLEVEL=2")
        files = {"server.cert": data, "server.key": made.key_pem}
        root = MailRoot(MemorySource(files), StartOptions.assumed())

        serves = takes(lambda: context.load_cert_chain(file, key_file))  # noqa: B023  # used at once
        trusted = takes(lambda: context.load_verify_locations(cafile=file))  # noqa: B023  # as above

        assert works_with(root, OPENSSL_3) is serves, data
        assert read_certificates(data).usable is trusted, data
