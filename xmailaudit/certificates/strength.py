"""How strong a key or a digest is, in bits of security, as OpenSSL counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .certificate import PublicKey

__all__ = ["digest_strength", "key_strength"]

#: Modulus lengths and what they are worth (NIST SP 800-57).
_MODULUS = ((15360, 256), (7680, 192), (3072, 128), (2048, 112), (1024, 80))
#: OpenSSL 3 counts what is known of collisions; before it a digest was worth half its length.
_DIGESTS = {"md5": 39, "sha1": 63, "md2": 0, "md4": 0}
_OLD_DIGESTS = {"md5": 64, "sha1": 80, "md2": 64, "md4": 64}
_LENGTHS = {"sha224": 112, "sha256": 128, "sha384": 192, "sha512": 256}


def key_strength(key: PublicKey) -> int:
    """A key's bits of security, 0 where its length is not known."""
    if key.kind in ("RSA", "DSA"):
        return next((worth for bits, worth in _MODULUS if key.bits >= bits), 0)
    if key.kind in ("Ed25519", "Ed448"):
        return 128 if key.kind == "Ed25519" else 224
    return key.bits // 2


def digest_strength(hash_name: str | None, *, before_3: bool = False) -> int:
    """A digest's bits of security; a signature without one is as strong as its key."""
    if hash_name is None:
        return 256
    known = _OLD_DIGESTS if before_3 else _DIGESTS
    return known.get(hash_name, _LENGTHS.get(hash_name, 128))
