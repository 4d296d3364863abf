"""Which host names a certificate is for (RFC 9525).

Only DNS names of the subject alternative name count.  A wildcard is a whole leftmost label and
stands for exactly one label.  `matches_common_name` is what clients did before RFC 2818, and
OpenSSL still does where a certificate has no DNS name.  Certificates hold names in ASCII;
`ascii_name` brings any other into that form (IDNA).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .certificate import Certificate

__all__ = ["ascii_name", "matches", "matches_common_name", "name_matches"]

_LONGEST_LABEL = 63
_LONGEST_NAME = 253
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
#: Letters of which the older IDNA makes another name than the newer one; nobody can tell which is
#: meant, so such a name must come as A-labels.
_AMBIGUOUS = frozenset("\u00df\u03c2\u200c\u200d")


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


def ascii_name(host: str) -> str | None:
    """A host name in lower case and ASCII, without a final dot; None for what is none.

    A leftmost `*` may stand for a label, above two others at least.
    """
    text = host.lower()
    if not text.isascii():
        if len(text) > _LONGEST_NAME or not _AMBIGUOUS.isdisjoint(text):
            return None
        try:
            text = text.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    name = text.removesuffix(".")
    labels = name.split(".")
    if labels[0] == "*" and len(labels) > 2:
        labels = labels[1:]
    return name if len(name) <= _LONGEST_NAME and all(map(_is_label, labels)) else None


def _is_label(label: str) -> bool:
    return (
        0 < len(label) <= _LONGEST_LABEL
        and _LETTERS.issuperset(label)
        and not label.startswith("-")
        and not label.endswith("-")
    )
