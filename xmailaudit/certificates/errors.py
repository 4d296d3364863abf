"""What can be wrong with the bytes of a certificate or a key."""

from __future__ import annotations

__all__ = ["CertificateError", "NotACertificateError", "UnusableKeyError"]


class CertificateError(Exception):
    """The bytes are not what they should be; callers turn it into a finding or a decision."""


class NotACertificateError(CertificateError):
    """The bytes are no X.509 certificate."""


class UnusableKeyError(CertificateError):
    """The bytes hold no private key that XMail could use."""
