"""Putting a certificate in place: what somebody brings, as XMail must find it.

XMail sends server.cert as it stands and takes its first certificate for the key's (XMail facts:
tls, section 1); so the server's own goes first, then who issued it, and a root, which clients have
or do not have, is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.certificates.chain import linked
from xmailaudit.certificates.pem import to_pem
from xmailaudit.certificates.private_key import KeyState, read_key
from xmailaudit.mailroot.change import Change, content_of
from xmailaudit.mailroot.source import Metadata
from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.tls.library import LIBRARIES, found_library
from xmailaudit.policy.tls.material import CERTIFICATE_FILE, KEY_FILE
from xmailaudit.policy.tls.serving import Trouble, describe, library_obstacle

from .certificate_input import certificates_in, key_in
from .errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xmailaudit.certificates.certificate import Certificate
    from xmailaudit.certificates.private_key import KeyFile
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.source import Source
    from xmailaudit.messages import Message
    from xmailaudit.policy.tls.library import FoundLibrary, Library

__all__ = ["BroughtFile", "Installation", "installation"]

_OTHERS = 0o007
#: What a key that is there keeps of its mode.  Its group may be XMail's, where somebody thought of
#: it; nobody did where others can read it as well.
_KEPT_OF_CLOSED, _KEPT_OF_OPEN = 0o640, 0o600
_NO_PAIR = _("none of the certificates in {file} is of the key in {key}")
_ROOT = plural(
    _("left out: the root {name}, as clients go by their own copy"),
    _("left out: {count} roots such as {name}, as clients go by their own copies"),
    by="count",
)
_STRANGER = plural(
    _("left out: the certificate of {name}, which is no part of the chain"),
    _("left out: {count} certificates such as that of {name}, which are no part of the chain"),
    by="count",
)


class BroughtFile(NamedTuple):
    """A file's name, as its owner wrote it, and its bytes."""

    name: str
    data: bytes

    def __repr__(self) -> str:  # without its bytes: a key may be among them
        return f"BroughtFile({self.name!r})"


class Installation(NamedTuple):
    """The changes, the chain as it will be sent, and what a person should know of it."""

    changes: tuple[Change, ...]
    chain: tuple[Certificate, ...]
    remarks: tuple[Message, ...]


def installation(
    root: MailRoot,
    certificates: BroughtFile,
    key: BroughtFile | None = None,
    chain: BroughtFile | None = None,
    *,
    at: float,
) -> Installation:
    """What makes of these files the ones that XMail serves.

    Without a `key` it is the one among the certificates, else the one that is there already.  `at`
    decides between several certificates of one key.  Raises UnfitFileError, RefusedError, and
    UnseenFileError for what cannot be read in the MailRoot.
    """
    brought = certificates_in(certificates.data, certificates.name)
    rest = () if chain is None else certificates_in(chain.data, chain.name)
    everything = tuple({one.der: one for one in (*brought, *rest)}.values())
    pem, used, name = _key(root.source, certificates, key)
    leaf = _leaf(everything, used, at)
    if leaf is None:
        raise RefusedError(say(_NO_PAIR, file=certificates.name, key=name))
    whole = linked(leaf, everything)
    sent = whole[:-1] if len(whole) > 1 and whole[-1].self_signed else whole
    remarks = [*_left_out(everything, sent), *_reordered(everything, sent)]
    remarks += _libraries(sent, found_library(root))
    data = "".join(to_pem("CERTIFICATE", one.der) for one in sent).encode("ascii")
    return Installation(tuple(_changes(root.source, data, pem)), sent, tuple(remarks))


def _key(
    source: Source, certificates: BroughtFile, key: BroughtFile | None
) -> tuple[bytes, KeyFile, str]:
    """The key alone as PEM, what it is, and the name of the file it comes from."""
    file = key
    if file is None and read_key(certificates.data).state is not KeyState.NO_KEY:
        file = certificates
    if file is None:
        there = content_of(source, KEY_FILE)
        if there is None:
            raise RefusedError(say(_("there is no server.key: name the key with --key")))
        return there, key_in(there, KEY_FILE), KEY_FILE
    read = key_in(file.data, file.name)
    return _block(file.data, read), read, file.name


def _block(data: bytes, key: KeyFile) -> bytes:
    """The lines of the key's block, as they stand but for what ends them."""
    if key.block is None:
        return data
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    wanted = lines[key.block.line - 1 : key.block.last_line]
    return b"".join(line.rstrip() + b"\n" for line in wanted)


def _leaf(everything: Sequence[Certificate], key: KeyFile, at: float) -> Certificate | None:
    """The certificate of the key; of several one that is valid, and the latest."""
    own = [one for one in everything if key.public and one.key.spki == key.public.spki]
    return max(
        own,
        key=lambda one: (one.not_before <= at <= one.not_after, one.not_before, one.der),
        default=None,
    )


def _left_out(everything: Sequence[Certificate], sent: Sequence[Certificate]) -> Iterator[Message]:
    rest = [one for one in everything if one not in sent]
    roots = [one for one in rest if one.self_signed]
    strangers = [one for one in rest if not one.self_signed]
    for template, group in ((_ROOT, roots), (_STRANGER, strangers)):
        if group:
            yield say(template, name=group[0].subject, count=len(group))


def _reordered(everything: Sequence[Certificate], sent: Sequence[Certificate]) -> Iterator[Message]:
    if [one for one in everything if one in sent] != [*sent]:
        yield say(_("put in order: the server's certificate first, who issued it behind it"))


def _libraries(chain: Sequence[Certificate], found: FoundLibrary | None) -> Iterator[Message]:
    """Which OpenSSL cannot serve it.  Raises RefusedError where XMail's, or every one, cannot."""
    if found is not None:
        trouble = library_obstacle(chain, found.library)
        if trouble is not None:
            raise RefusedError(_described(trouble, chain, found.library))
        return
    troubles = {one: library_obstacle(chain, one) for one in LIBRARIES}
    serving = [one.name for one, trouble in troubles.items() if trouble is None]
    if not serving:
        newest = LIBRARIES[-1]
        raise RefusedError(_described(troubles[newest] or Trouble.WEAK, chain, newest))
    if len(serving) < len(LIBRARIES):
        template = _("of the OpenSSLs that XMail may have only these can serve it: {libraries}")
        yield say(template, libraries=Listing(tuple(serving)))


def _described(trouble: Trouble, chain: Sequence[Certificate], library: Library) -> Message:
    kind = chain[0].key.kind
    return say(describe(trouble), library=library.name, kind=kind, version="")


def _changes(source: Source, certificates: bytes, key: bytes) -> Iterator[Change]:
    """Key and certificates, as far as they are not there already."""
    old_key, key_mode = content_of(source, KEY_FILE), _mode(source, KEY_FILE)
    wanted = None if key_mode is None else _closed(key_mode)
    if old_key is None:
        yield Change(KEY_FILE, None, key, None, 0o600)
    elif old_key != key or wanted is not None:
        yield Change(KEY_FILE, old_key, key, key_mode, wanted)
    old = content_of(source, CERTIFICATE_FILE)
    if old != certificates:
        yield Change(CERTIFICATE_FILE, old, certificates, _mode(source, CERTIFICATE_FILE))


def _closed(mode: int) -> int | None:
    """The mode of a key that there was, less what it should not have; None where it is fine."""
    kept = mode & (_KEPT_OF_OPEN if mode & _OTHERS else _KEPT_OF_CLOSED)
    return None if kept == mode else kept


def _mode(source: Source, file: str) -> int | None:
    known = source.metadata(file)
    return known.mode if isinstance(known, Metadata) else None
