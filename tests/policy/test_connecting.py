"""The ways in: handshake, greeting, and STARTTLS, STLS or `#!TLS` behind it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.roots import mail_root, row
from tests.tls_files import ELLIPTIC_TLS_FILES, TLS_FILES
from xmailaudit.messages import English, render
from xmailaudit.policy.ask import ask
from xmailaudit.policy.decision import Answer, Decision
from xmailaudit.policy.questions import Connect
from xmailaudit.policy.tls.library import LIBRARIES
from xmailaudit.policy.world import World

STRANGER = "198.51.100.7"
PLAIN = ("smtp", "pop3", "ctrl")
AT_ONCE = ("smtps", "pop3s", "ctrls")
EVERY = [Connect(name, STRANGER, tls=True) for name in PLAIN] + [
    Connect(name, STRANGER) for name in AT_ONCE
]


def files_of(decision: Decision) -> list[str]:
    """The files of the trace."""
    return [step.place.file for step in decision.trace if step.place]


@pytest.mark.parametrize("question", EVERY)
def test_a_handshake_needs_certificate_and_key(question: Connect) -> None:
    """With both it succeeds whatever the library; without one the trace says which is missing."""
    assert ask(mail_root(TLS_FILES), question).allowed

    for missing in TLS_FILES:
        decision = ask(mail_root({**TLS_FILES, missing: None}), question)
        assert decision.answer is Answer.REFUSE
        assert files_of(decision)[-1] == missing


@pytest.mark.parametrize("question", EVERY)
def test_a_key_of_another_certificate_is_no_key(question: Connect) -> None:
    """The certificate is named."""
    mixed = {**TLS_FILES, "server.key": ELLIPTIC_TLS_FILES["server.key"]}

    decision = ask(mail_root(mixed), question)

    assert decision.answer is Answer.REFUSE
    assert "server.cert" in files_of(decision)


@pytest.mark.parametrize("question", EVERY)
def test_clients_that_show_no_certificate_may_be_unwanted(question: Connect) -> None:
    """SSLWantCert; SSLWantVerify alone lets them in."""
    wants = mail_root(TLS_FILES, settings=row("SSLWantCert", "1"))
    verifies = mail_root(TLS_FILES, settings=row("SSLWantVerify", "1"))

    refused = ask(wants, question)

    assert refused.answer is Answer.REFUSE
    assert files_of(refused)[-1] == "server.tab"
    assert ask(verifies, question).allowed


@pytest.mark.parametrize(
    ("service", "setting", "reply"),
    [
        ("smtp", "EnableSMTP-TLS", "454 TLS not available"),
        ("pop3", "EnablePOP3-TLS", "-ERR Command disabled"),
        ("ctrl", "EnableCTRL-TLS", "-00249 TLS service disabled"),
    ],
)
def test_tls_behind_the_greeting_can_be_switched_off(
    service: str, setting: str, reply: str
) -> None:
    """Its own setting counts, where it is said, and not for the port that begins with TLS."""
    root = mail_root(TLS_FILES, settings=row(setting, "0"))

    refused = ask(root, Connect(service, STRANGER, tls=True))

    assert (refused.answer, str(refused.reply)) == (Answer.REFUSE, reply)
    assert files_of(refused)[-1] == "server.tab"
    assert ask(root, Connect(f"{service}s", STRANGER)).allowed
    others = [name for name in PLAIN if name != service]
    assert all(ask(root, Connect(name, STRANGER, tls=True)).allowed for name in others)


@pytest.mark.parametrize("service", PLAIN)
def test_who_is_refused_in_clear_gets_no_handshake(service: str) -> None:
    """And on the TLS port he gets his handshake first, and then the refusal."""
    deny = {f"{service}.ipmap.tab": row("0.0.0.0", "0.0.0.0", "DENY", "1")}

    with_tls = ask(mail_root({**TLS_FILES, **deny}), Connect(service, STRANGER, tls=True))
    at_once = ask(mail_root({**TLS_FILES, **deny}), Connect(f"{service}s", STRANGER))
    without = ask(mail_root(deny), Connect(f"{service}s", STRANGER))

    assert files_of(with_tls) == files_of(at_once) == [f"{service}.ipmap.tab"]
    assert with_tls.answer is at_once.answer is without.answer is Answer.REFUSE
    assert files_of(without) == ["server.cert"]


def test_the_port_that_begins_with_tls_needs_no_word_about_it() -> None:
    """`tls` changes nothing there."""
    root = mail_root(TLS_FILES, settings=row("EnableSMTP-TLS", "0"))

    assert ask(root, Connect("smtps", STRANGER, tls=True)).allowed


def test_what_somebody_saw_counts_more_than_files() -> None:
    """A world in which no handshake succeeds."""
    decision = ask(mail_root(TLS_FILES), Connect("pop3s", STRANGER), World(tls_works=False))

    assert decision.answer is Answer.REFUSE


def test_a_library_that_lies_beside_the_server_is_no_longer_unknown() -> None:
    """The same elliptic key: what hangs on the library names it."""
    decision = ask(mail_root(ELLIPTIC_TLS_FILES), Connect("ctrls", STRANGER))

    assert decision.answer is Answer.UNDETERMINED
    assert "OpenSSL" in render(decision.missing[0], English(), show=str)
    found = mail_root({**ELLIPTIC_TLS_FILES, "bin/libssl.so": b"\0OpenSSL 3.0.15 3 Sep 2024\0"})
    assert ask(found, Connect("ctrls", STRANGER)).allowed


_PEM = [text.encode() for files in (TLS_FILES, ELLIPTIC_TLS_FILES) for text in files.values()]
_PIECES = st.one_of(
    st.sampled_from([*_PEM, b"-----BEGIN CERTIFICATE-----\n", b"-----END CERTIFICATE-----\n"]),
    st.sampled_from([pem[: len(pem) // 2] for pem in _PEM]),
    st.binary(max_size=40),
)
_CONTENT = st.lists(_PIECES, max_size=4).map(b"".join)
_SETTINGS = st.sampled_from(["", row("SSLWantVerify", "1"), row("SSLWantCert", "1")])


@given(
    st.dictionaries(st.sampled_from(["server.cert", "server.key", "certs.pem"]), _CONTENT),
    _SETTINGS,
    st.sampled_from(EVERY),
)
def test_any_bytes_are_decided(files: dict[str, bytes], settings: str, question: Connect) -> None:
    """Whatever the files hold there is an answer, and with a library one that is certain."""
    root = mail_root(files, settings=settings + row("SSLUseCertsFile", "1"))

    decision = ask(root, question)

    answers = {ask(root, question, World(library=library)).answer for library in LIBRARIES}
    assert Answer.UNDETERMINED not in answers
    assert decision.answer is (Answer.UNDETERMINED if len(answers) > 1 else answers.pop())


@given(st.binary(max_size=200), st.binary(max_size=200), st.binary(max_size=200))
def test_noise_is_no_certificate(certificate: bytes, key: bytes, store: bytes) -> None:
    """It is refused, and nothing is raised."""
    files = {"server.cert": certificate, "server.key": key, "certs.pem": store}

    assert ask(mail_root(files), Connect("smtps", STRANGER)).answer is Answer.REFUSE
