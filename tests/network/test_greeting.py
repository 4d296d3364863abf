"""Who answers at a port, with real sockets of this machine."""

from __future__ import annotations

import socket
import ssl
import time
from typing import TYPE_CHECKING

import pytest

from tests.greeter import GREETING, greeter, saying
from tests.tls_files import TLS_FILES
from xmailaudit.messages import Message
from xmailaudit.network.greeting import greets

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def hang_up(connection: socket.socket) -> None:
    """Say nothing at all."""


def keep_silent(connection: socket.socket) -> None:
    """Listen until the client goes."""
    while connection.recv(1000):
        pass


def asked(port: int, seconds: float = 5, **how: bool) -> bool | Message:
    """Who is there, asked for so long at most."""
    return greets("127.0.0.1", port, until=time.monotonic() + seconds, **how)


@pytest.mark.parametrize(
    ("line", "xmail"),
    [
        (GREETING, True),
        (GREETING.replace(b"127.0.0.1", b"::1"), True),
        (b"-00171 IP is not allowed\r\n", True),
        (b"220 mail.example.com ESMTP\r\n", False),
        (b"+OK <1795486013.140594168964800@127.0.0.1> POP3 server ready\r\n", False),
        (b"+00000 <1.2@127.0.0.1> [XMail 1.27 Finger Server]\r\n", False),
        (b"+00000 <1.2@127.0.0.1> YMail 1.27 CTRL Server\r\n", False),
        (b"-0017 IP is not allowed\r\n", False),
        (b"SSH-2.0-", False),
        (b"\xff\xfb\x01", False),
        (b"+00000 <" + b"x" * 600, False),
    ],
)
def test_the_first_line_tells(line: bytes, xmail: bool) -> None:  # noqa: FBT001  # a parameter
    """A greeting of CTRL or its refusal; what can be none is not waited for."""
    with greeter(saying(line)) as port:
        assert asked(port) is xmail


@pytest.mark.parametrize("line", [GREETING, b"-00171 IP is not allowed\r\n"])
def test_a_line_may_come_in_pieces(line: bytes) -> None:
    """One byte at a time, as long as it is quick enough."""
    with greeter(saying(*(line[at : at + 1] for at in range(len(line))), pause=0.002)) as port:
        assert asked(port) is True


@pytest.mark.parametrize(
    "talk",
    [saying(), saying(GREETING[:30]), saying(b"+", b"0", b"0", b"0", b"0", b"0", pause=0.1)],
    ids=["silent", "half", "drip"],
)
def test_who_is_too_slow_may_be_xmail(talk: Callable[[socket.socket], None]) -> None:
    """The time is up for the whole line, not for a byte."""
    with greeter(talk) as port:
        start = time.monotonic()
        answer = asked(port, 0.3)
        assert isinstance(answer, Message)
        assert "in time" in str(answer.template)
        assert time.monotonic() - start < 1


@pytest.mark.parametrize(
    "talk",
    [hang_up, lambda connection: connection.sendall(GREETING[:20])],
    ids=["at once", "half way"],
)
def test_who_hangs_up_may_be_xmail(talk: Callable[[socket.socket], None]) -> None:
    """It may be about to stop."""
    with greeter(talk) as port:
        answer = asked(port)
        assert isinstance(answer, Message)
        assert "to the end" in str(answer.template)


def test_nobody_listens() -> None:
    """Refused is a no."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert asked(port) is False


def test_no_other_machine_is_called() -> None:
    """An address of another machine cannot be where we come from."""
    assert greets("192.0.2.24", 6017, until=time.monotonic() + 5) is False


def test_ipv6() -> None:
    """An address with colons is one of IPv6."""
    try:
        with greeter(saying(GREETING), "::1") as port:
            assert greets("::1", port, until=time.monotonic() + 5) is True
    except OSError:
        pytest.skip("no IPv6 here")


def test_a_full_queue_is_no_answer() -> None:
    """Linux lets a client wait where the server takes no more; Windows would refuse it."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        address = listening.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for client in waiting:
            client.settimeout(0)
            client.connect_ex(address)
        time.sleep(0.1)
        assert isinstance(asked(address[1], 0.2), Message)
        assert asked(address[1], 0.2, windows=True) is False
        for client in waiting:
            client.close()


def test_the_time_may_be_up_before_it_began() -> None:
    """Nobody is asked then."""
    with greeter(saying(GREETING)) as port:
        assert isinstance(asked(port, -1), Message)
        assert asked(port) is True


# ------------------------------------------------------------ TLS


@pytest.fixture
def context(tmp_path: Path) -> ssl.SSLContext:
    """A server's side of TLS, with a certificate that nobody knows."""
    for name, text in TLS_FILES.items():
        (tmp_path / name).write_text(text, encoding="ascii")
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(tmp_path / "server.cert", tmp_path / "server.key")
    return made


def behind(context: ssl.SSLContext, line: bytes) -> Callable[[socket.socket], None]:
    """Say something behind TLS."""

    def talk(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            secured.sendall(line)
            secured.recv(1)

    return talk


@pytest.mark.parametrize(("line", "xmail"), [(GREETING, True), (b"* OK IMAP4\r\n", False)])
def test_ctrls_greets_behind_tls(context: ssl.SSLContext, line: bytes, xmail: bool) -> None:  # noqa: FBT001  # a parameter
    """Whose certificate it is does not matter."""
    with greeter(behind(context, line)) as port:
        assert asked(port, tls=True) is xmail


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_old_and_new_tls(context: ssl.SSLContext, version: ssl.TLSVersion) -> None:
    """As the OpenSSL that XMail is linked with speaks it."""
    context.maximum_version = version
    with greeter(behind(context, GREETING)) as port:
        assert asked(port, tls=True) is True


def test_what_speaks_no_tls_is_not_xmail() -> None:
    """At the port of CTRLS it would."""
    with greeter(lambda connection: connection.sendall(b"220 mail.example.com ESMTP\r\n")) as port:
        assert asked(port, tls=True) is False


@pytest.mark.parametrize(
    "talk",
    [hang_up, lambda connection: connection.sendall(b"\x15\3\1\0\2\2\x28"), keep_silent],
    ids=["gone", "alert", "silent"],
)
def test_a_handshake_that_fails_tells_nothing(talk: Callable[[socket.socket], None]) -> None:
    """XMail without a certificate hangs up, too."""
    with greeter(talk) as port:
        assert isinstance(asked(port, 0.3, tls=True), Message)
