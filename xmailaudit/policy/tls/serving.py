"""Whether certificate and key can serve at all (XMail facts: tls, sections 1 and 3).

What fails here fails without a word: STARTTLS is still offered and answered, then the connection is
closed.  A certificate that is expired, for another name or for clients only is served all the same.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, assert_never

from xmailaudit.certificates.private_key import KeyState
from xmailaudit.certificates.strength import digest_strength, key_strength
from xmailaudit.certificates.verification import LEVELS
from xmailaudit.messages import _
from xmailaudit.tables.row import Place

from .library import LIBRARIES
from .material import CERTIFICATE_FILE, KEY_FILE, certificate_file, key_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xmailaudit.certificates.certificate import Certificate, PublicKey
    from xmailaudit.certificates.certificate_file import CertificateFile
    from xmailaudit.certificates.private_key import KeyFile
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template

    from .library import Library

__all__ = [
    "COMMON_CURVES",
    "Obstacle",
    "Trouble",
    "describe",
    "library_obstacle",
    "mark",
    "obstacle",
    "serves_everywhere",
    "works_with",
]


#: Elliptic curves that OpenSSL, and nearly every client, speaks without further settings.
COMMON_CURVES = frozenset({"secp256r1", "secp384r1", "secp521r1"})


class Trouble(Enum):
    """Why no handshake can succeed; from `MARK` on it hangs on the library's age."""

    NO_CERTIFICATE_FILE = "no certificate file"
    NOT_A_CERTIFICATE = "not a certificate"
    NO_KEY_FILE = "no key file"
    NOT_A_KEY = "not a key"
    KEY_ENCRYPTED = "key encrypted"
    KEY_MISMATCH = "key mismatch"
    MARK = "mark"
    WEAK = "weak"
    KEY_KIND = "key kind"
    USAGE = "usage"
    VERSION = "version"


class Obstacle(NamedTuple):
    """What is in the way, and where it stands."""

    trouble: Trouble
    place: Place


def obstacle(root: MailRoot) -> Obstacle | None:
    """What is wrong with the files whatever the library.  Raises UnseenFileError."""
    content = certificate_file(root)
    if content is None:
        return Obstacle(Trouble.NO_CERTIFICATE_FILE, Place(CERTIFICATE_FILE))
    if not content.usable:
        line = content.broken.line if content.broken else None
        return Obstacle(Trouble.NOT_A_CERTIFICATE, Place(CERTIFICATE_FILE, line))
    key = key_file(root)
    if key is None:
        return Obstacle(Trouble.NO_KEY_FILE, Place(KEY_FILE))
    return _key_obstacle(content, key)


def _key_obstacle(content: CertificateFile, key: KeyFile) -> Obstacle | None:
    place = Place(KEY_FILE, key.block.line if key.block else None)
    match key.state:
        case KeyState.ENCRYPTED:
            return Obstacle(Trouble.KEY_ENCRYPTED, place)
        case KeyState.BROKEN | KeyState.NO_KEY:
            return Obstacle(Trouble.NOT_A_KEY, place)
        case KeyState.USABLE:
            leaf = content.held[0]
            if key.public is not None and leaf.certificate.key.spki == key.public.spki:
                return None
            return Obstacle(Trouble.KEY_MISMATCH, Place(CERTIFICATE_FILE, leaf.line))
        case _:
            assert_never(key.state)


def mark(root: MailRoot) -> Place | None:
    """The file that begins its certificate or key behind a byte-order mark, if one does.

    Raises UnseenFileError.
    """
    content, key = certificate_file(root), key_file(root)
    if content is not None and content.marked:
        return Place(CERTIFICATE_FILE)
    marked = key is not None and key.block is not None and key.block.marked
    return Place(KEY_FILE) if marked else None


def library_obstacle(
    chain: Sequence[Certificate],
    library: Library,
    version: str | None = None,
    *,
    marked: bool = False,
) -> Trouble | None:
    """What a library minds about a chain (leaf first), or about the one version a client speaks.

    `marked`: certificate or key begin behind a byte-order mark, as some editors write.
    """
    if marked and library.before_3:
        return Trouble.MARK
    if not _can_serve(chain[0].key, library):
        return Trouble.KEY_KIND
    if not all(_is_strong_enough(certificate, library) for certificate in chain):
        return Trouble.WEAK
    if _usage_forbids(chain[0], library, version):
        return Trouble.USAGE
    return None if version in (None, *library.versions) else Trouble.VERSION


def _can_serve(key: PublicKey, library: Library) -> bool:
    if key.kind == "DSA":
        return False  # needs DH parameters, which XMail never sets
    if key.kind == "EC":
        return library.curves and key.curve in COMMON_CURVES
    return library.edwards or not key.kind.startswith("Ed")


def _usage_forbids(leaf: Certificate, library: Library, version: str | None) -> bool:
    """OpenSSL 3 takes no key usage without any use; before TLS 1.3 an elliptic key has to sign."""
    if leaf.key_usages is None or "digital_signature" in leaf.key_usages:
        return False
    if not leaf.key_usages and not library.before_3:
        return True
    signs_anyway = version == "1.3" or (version is None and "1.3" in library.versions)
    return leaf.key.kind.startswith(("EC", "Ed")) and not signs_anyway


def _is_strong_enough(certificate: Certificate, library: Library) -> bool:
    least = LEVELS[library.level]
    if not least:
        return True
    digest = digest_strength(certificate.hash_name, before_3=library.before_3)
    return key_strength(certificate.key) >= least and (certificate.self_signed or digest >= least)


def works_with(root: MailRoot, library: Library) -> bool:
    """Whether handshakes can succeed with a library.  Raises UnseenFileError."""
    content = certificate_file(root)
    if obstacle(root) is not None or content is None:
        return False
    return library_obstacle(content.certificates, library, marked=mark(root) is not None) is None


def serves_everywhere(root: MailRoot) -> bool:
    """Whether handshakes can succeed whatever the library.  Raises UnseenFileError."""
    return all(works_with(root, library) for library in LIBRARIES)


def describe(trouble: Trouble) -> Template:
    """What a trace says of it, behind the place."""
    return _SENTENCES[trouble]


_SENTENCES: dict[Trouble, Template] = {
    Trouble.NO_CERTIFICATE_FILE: _("the file does not exist, so every TLS handshake fails"),
    Trouble.NOT_A_CERTIFICATE: _("holds no certificate XMail can use: every TLS handshake fails"),
    Trouble.NO_KEY_FILE: _("the file does not exist, so every TLS handshake fails"),
    Trouble.NOT_A_KEY: _("holds no private key XMail can use: every TLS handshake fails"),
    Trouble.KEY_ENCRYPTED: _("the key is encrypted and XMail has no passphrase for it"),
    Trouble.KEY_MISMATCH: _("the first certificate does not belong to the key in server.key"),
    Trouble.MARK: _("begins with a byte-order mark, behind which {library} sees nothing"),
    Trouble.WEAK: _("a certificate is too weak for {library}, so every TLS handshake fails"),
    Trouble.KEY_KIND: _("{library} cannot serve a key of the kind {kind}"),
    Trouble.USAGE: _("the certificate's key usage keeps {library} from serving it"),
    Trouble.VERSION: _("{library} does not speak TLS {version}"),
}
