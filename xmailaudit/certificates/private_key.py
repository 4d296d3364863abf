"""A private key file, as far as anybody needs to know it: can it be used, and whose is it.

The key itself never leaves this module: what is kept is its public half.
"""

from __future__ import annotations

import warnings
from enum import Enum
from typing import NamedTuple

from .certificate import PublicKey, describe_key
from .pem import Block, read_blocks

__all__ = ["PLAIN_LABELS", "KeyFile", "KeyState", "read_key", "read_public_key"]

#: Blocks that hold a key in clear, or of the old kind encrypted.
PLAIN_LABELS = ("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY")
_ENCRYPTED = "ENCRYPTED PRIVATE KEY"


class KeyState(Enum):
    """What a key file holds."""

    USABLE = "usable"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    NO_KEY = "no key"


class KeyFile(NamedTuple):
    """What OpenSSL makes of a key file: the first block with a private key counts.

    `public` is there where the key is usable; `block` is the one that decided, without its bytes,
    and `labels` what else the file holds.
    """

    state: KeyState
    public: PublicKey | None = None
    block: Block | None = None
    labels: tuple[str, ...] = ()


def read_key(data: bytes) -> KeyFile:
    """Read a key file's bytes; never raises."""
    labels: list[str] = []
    for block in read_blocks(data):
        shown = block._replace(der=b"")
        wanted = block.label in (_ENCRYPTED, *PLAIN_LABELS)
        if block.ends_reading or (wanted and block.flaw is not None):
            return KeyFile(KeyState.BROKEN, block=shown)
        if block.label == _ENCRYPTED or (wanted and block.encrypted):
            return KeyFile(KeyState.ENCRYPTED, block=shown)
        if wanted:
            public = _public_half(block.der)
            state = KeyState.BROKEN if public is None else KeyState.USABLE
            return KeyFile(state, public, shown)
        labels.append(block.label)
    return KeyFile(KeyState.NO_KEY, labels=tuple(labels))


def _public_half(der: bytes) -> PublicKey | None:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about short keys: the rules' business
            key = load_der_private_key(der, password=None, unsafe_skip_rsa_key_validation=True)
            return describe_key(key.public_key())
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None


def read_public_key(pem: bytes) -> PublicKey | None:
    """The public half of a key that stays elsewhere; None where the bytes hold none."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        return describe_key(load_pem_public_key(pem))
    except (ValueError, UnsupportedAlgorithm):
        return None
