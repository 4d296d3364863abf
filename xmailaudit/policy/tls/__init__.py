"""What XMail's TLS does: which certificate and key can serve, who passes verification.

XMail builds a new context for every handshake, so a file counts as it is now (XMail facts: tls).
"""

from __future__ import annotations

from .handshake import ANY_CLIENT, Handshake, TlsClient, handshake
from .library import LIBRARIES, Library

__all__ = ["ANY_CLIENT", "LIBRARIES", "Handshake", "Library", "TlsClient", "handshake"]
