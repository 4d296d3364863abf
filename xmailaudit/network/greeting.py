"""Whether XMail greets at a port of this machine (XMail facts: ctrl-protocol, sections 1 and 2).

Nothing is said to the server: it greets first, or says by an error that it does not want us, and
that is answer enough.  The connection comes from the very address it goes to, so that one that is
no address of this machine is never called.
"""

from __future__ import annotations

import errno
import socket
import time
from typing import TYPE_CHECKING

from xmailaudit.mailroot.failures import reason_of
from xmailaudit.messages import Message, _, say

if TYPE_CHECKING:
    import ssl

__all__ = ["greets"]

_LONGEST = 512
_WELCOME = b"+00000 <"
_REFUSAL = b"-00000 "
_ZEROS = bytes.maketrans(b"123456789", b"000000000")
#: Nobody listens, or the address is none of this machine.
_NOBODY = (errno.ECONNREFUSED, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)

_SLOW = _("it did not answer in time")
_HALF = _("it did not answer to the end")


def greets(
    address: str, port: int, *, until: float, tls: bool = False, windows: bool = False
) -> bool | Message:
    """Whether an XMail answers there; a message where that cannot be told: why.

    `until` is the moment of `time.monotonic` at which the answer must be there.  Windows takes a
    second to say that nobody listens, and connects at once where somebody does.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as plain:
            plain.bind((address, 0))
            _wait_until(plain, until)
            try:
                plain.connect((address, port))
            except TimeoutError:
                return False if windows else say(_SLOW)
            return _secured(plain, until) if tls else _judged(plain, until)
    except TimeoutError:
        return say(_SLOW)
    except ConnectionResetError:
        return say(_HALF)
    except OSError as error:
        return False if error.errno in _NOBODY else reason_of(error)


def _secured(plain: socket.socket, until: float) -> bool | Message:
    """The same behind TLS; whose certificate it is does not matter."""
    import ssl

    try:
        with _any_tls(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)).wrap_socket(plain) as secured:
            return _judged(secured, until)
    except ssl.SSLError as error:
        return False if error.reason == "WRONG_VERSION_NUMBER" else say(_HALF)


def _any_tls(context: ssl.SSLContext) -> ssl.SSLContext:
    """Nothing is told and nothing believed, so old servers are welcome."""
    import ssl
    import warnings

    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    return context


def _judged(connection: socket.socket, until: float) -> bool | Message:
    line = b""
    while b"\n" not in line and len(line) < _LONGEST and _may_be_xmail(line):
        _wait_until(connection, until)
        piece = connection.recv(_LONGEST)
        if not piece:
            return say(_HALF)
        line += piece
    return _is_xmail(line.partition(b"\n")[0])


def _wait_until(connection: socket.socket, until: float) -> None:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    connection.settimeout(left)


def _may_be_xmail(start: bytes) -> bool:
    return _WELCOME.startswith(start[: len(_WELCOME)]) or _REFUSAL.startswith(_shape(start))


def _is_xmail(line: bytes) -> bool:
    """`+00000 <stamp> XMail 1.27 CTRL Server; …`, or an error: our address is not let in."""
    stamp, _end, rest = line.partition(b"> ")
    greeting = stamp.startswith(_WELCOME) and rest.startswith(b"XMail ") and b" CTRL " in rest
    return greeting or _shape(line) == _REFUSAL


def _shape(line: bytes) -> bytes:
    """How a line starts, each digit as a zero."""
    return line[: len(_REFUSAL)].translate(_ZEROS)
