"""Which host names a certificate is for (RFC 9525).

Only DNS names of the subject alternative name count.  A wildcard is a whole leftmost label and
stands for exactly one label.  `matches_common_name` is what clients did before RFC 2818, and
OpenSSL still does where a certificate has no DNS name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .certificate import Certificate

__all__ = ["matches", "matches_common_name", "name_matches"]


def matches(certificate: Certificate, host: str) -> bool:
    """Whether the certificate is for the host, by its DNS names."""
    return any(name_matches(name, host) for name in certificate.dns_names)


def matches_common_name(certificate: Certificate, host: str) -> bool:
    """Whether a certificate without DNS names would be taken for the host by its common name."""
    if certificate.dns_names:
        return False
    return any(name_matches(name, host) for name in certificate.common_names)


def name_matches(pattern: str, host: str) -> bool:
    """Whether a presented name covers a host name; case and one final dot do not matter."""
    presented = pattern.lower().removesuffix(".").split(".")
    wanted = host.lower().removesuffix(".").split(".")
    if len(presented) != len(wanted) or "" in wanted:
        return False
    if presented[0] == "*":
        return len(presented) > 2 and presented[1:] == wanted[1:]
    return presented == wanted
