"""Made-up servers on loopback for tests: `with greeter() as port`."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["GREETING", "greeter", "saying"]

#: As XMail greets at its CTRL port.
GREETING = (
    b"+00000 <1795486013.140594168964800@127.0.0.1> XMail 1.27 CTRL Server; "
    b"Tue, 24 Nov 2026 02:06:53 -0000\r\n"
)


def saying(*pieces: bytes, pause: float = 0) -> Callable[[socket.socket], None]:
    """Say something in pieces, and then be silent until the client goes."""

    def talk(connection: socket.socket) -> None:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause)
        assert connection.recv(100) == b"", "the client says nothing"

    return talk


@contextmanager
def greeter(
    talk: Callable[[socket.socket], None] | None = None, address: str = "127.0.0.1"
) -> Iterator[int]:
    """A server that talks so to each client, or as XMail does; its port."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, 0), family=family) as listening:
        stop = threading.Event()
        thread = threading.Thread(target=_serve, args=(listening, talk or saying(GREETING), stop))
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            stop.set()
            thread.join(10)


def _serve(
    listening: socket.socket, talk: Callable[[socket.socket], None], stop: threading.Event
) -> None:
    listening.settimeout(0.05)
    while not stop.is_set():
        with contextlib.suppress(OSError):  # nobody came, or had heard enough
            connection = listening.accept()[0]
            connection.settimeout(5)
            with connection:
                talk(connection)
