"""`ask`: connect, relay and auth, each with the row that decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root, row
from tests.tls_files import ELLIPTIC_TLS_FILES, TLS_FILES
from xmailaudit.messages import English, render
from xmailaudit.policy.ask import ask
from xmailaudit.policy.decision import Answer, Decision
from xmailaudit.policy.errors import QuestionError
from xmailaudit.policy.questions import Auth, Connect, Relay
from xmailaudit.policy.tls.library import OPENSSL_1_0, OPENSSL_3
from xmailaudit.policy.world import World

if TYPE_CHECKING:
    from xmailaudit.policy.questions import Question

STRANGER = "198.51.100.7"


def places(decision: Decision) -> list[tuple[str, int | None]]:
    """Where the trace points."""
    return [(step.place.file, step.place.line) for step in decision.trace if step.place]


def worded(decision: Decision) -> str:
    """The trace's reasons and what is missing, as text."""
    messages = [step.reason for step in decision.trace] + list(decision.missing)
    return "\n".join(render(message, English(), show=str) for message in messages)


def test_a_row_of_the_relay_table_decides() -> None:
    """The trace ends at the row that lets the client relay."""
    root = mail_root({"smtprelay.tab": "# ours\n" + row("198.51.100.0", "255.255.255.0")})

    decision = ask(root, Relay(STRANGER, "someone@example.net"))

    assert decision.answer is Answer.ALLOW
    assert places(decision)[-1] == ("smtprelay.tab", 2)


def test_without_a_row_relaying_is_refused() -> None:
    """The reply is the server's own."""
    decision = ask(mail_root(), Relay(STRANGER, "someone@example.net"))

    assert decision.answer is Answer.REFUSE
    assert str(decision.reply) == "550 Relay denied"


def test_mail_for_an_account_is_no_relaying() -> None:
    """Anybody may write to us."""
    assert ask(mail_root(), Relay(STRANGER, "bob@example.com")).allowed


def test_a_login_brings_the_permission() -> None:
    """DefaultSmtpPerms holds R by default."""
    question = Relay(STRANGER, "someone@example.net", login="bob@example.com")

    assert ask(mail_root(), question).allowed
    assert not ask(mail_root(settings=row("DefaultSmtpPerms", "M")), question).allowed


def test_a_login_that_fails_ends_the_question() -> None:
    """There is no such account."""
    decision = ask(mail_root(), Relay(STRANGER, "a@example.net", login="eve@example.com"))

    assert str(decision.reply) == "503 Authentication failed"


def test_pop_before_smtp_hangs_on_the_clock() -> None:
    """The file's age is unknown where the source or the world knows no time."""
    root = mail_root({"domains/example.com/bob/.ipconn": STRANGER})
    question = Relay(STRANGER, "someone@example.net", sender="bob@example.com")

    decision = ask(root, question)

    assert decision.answer is Answer.UNDETERMINED
    assert ".ipconn" in worded(decision)


def test_starttls_lifts_a_block() -> None:
    """A client blocked by code=0 is let in after a plain STARTTLS."""
    root = mail_root({**TLS_FILES, "spammers.tab": row("198.51.100.0/24", "code=0")})
    in_clear = ask(root, Relay(STRANGER, "bob@example.com"))
    inside = ask(root, Relay(STRANGER, "bob@example.com", tls=True))

    assert str(in_clear.reply) == "551 Server access forbidden by your IP"
    assert inside.allowed


def test_without_a_certificate_no_tls_succeeds() -> None:
    """STARTTLS is offered all the same, and the connection ends."""
    decision = ask(mail_root(), Relay(STRANGER, "bob@example.com", tls=True))

    assert decision.answer is Answer.REFUSE
    assert "handshake" in worded(decision)


def test_starttls_switched_off_is_refused() -> None:
    """EnableSMTP-TLS 0, also spelled `no`."""
    root = mail_root(TLS_FILES, settings=row("EnableSMTP-TLS", "no"))

    assert ask(root, Relay(STRANGER, "bob@example.com", tls=True)).answer is Answer.REFUSE


@pytest.mark.parametrize(
    "question",
    [
        Relay(STRANGER, "bob@example.com", tls=True),
        Relay(STRANGER, "bob@example.com", tls=True, ordinary=True),
        Auth(STRANGER, "bob@example.com", tls=True),
        Connect("smtps", STRANGER),
        Connect("pop3", STRANGER, tls=True),
    ],
)
def test_whether_tls_works_may_hang_on_the_library(question: Question) -> None:
    """OpenSSL before 1.1 serves no elliptic key unless it is told to, and XMail does not."""
    root = mail_root(ELLIPTIC_TLS_FILES)

    decision = ask(root, question)

    assert decision.answer is Answer.UNDETERMINED
    assert "OpenSSL" in worded(decision)
    assert ask(root, question, World(library=OPENSSL_3)).allowed
    assert ask(root, question, World(library=OPENSSL_1_0)).answer is Answer.REFUSE


@pytest.mark.parametrize(
    ("service", "code"), [("smtp", "220"), ("pop3", "+OK"), ("ctrl", "+00000"), ("finger", "+")]
)
def test_anybody_connects_without_maps(service: str, code: str) -> None:
    """A service without a map greets the world."""
    decision = ask(mail_root(), Connect(service, STRANGER))

    assert decision.allowed
    assert decision.reply is not None
    assert decision.reply.code == code


@pytest.mark.parametrize("service", ["smtp", "smtps", "pop3", "pop3s", "ctrl", "ctrls", "finger"])
def test_a_map_guards_the_service_and_its_tls_twin(service: str) -> None:
    """One map, two ports."""
    file = f"{service.removesuffix('s')}.ipmap.tab"
    root = mail_root({**TLS_FILES, file: row("0.0.0.0", "0.0.0.0", "DENY", "1")})

    decision = ask(root, Connect(service, STRANGER))

    assert decision.answer is Answer.REFUSE
    assert (file, 1) in places(decision)


def test_an_ipv6_client_reaches_no_ipv4_listener() -> None:
    """Without -?6 or -?I XMail listens on IPv4 only."""
    decision = ask(mail_root(), Connect("ctrl", "2001:db8::7"))

    assert decision.answer is Answer.REFUSE
    assert "CTRL" in worded(decision)


def test_a_missing_spammers_tab_closes_smtp() -> None:
    """XMail refuses every client without the file."""
    decision = ask(mail_root({"spammers.tab": None}), Connect("smtp", STRANGER))

    assert decision.answer is Answer.REFUSE
    assert ("spammers.tab", None) in places(decision)


def test_hnprop_refuses_a_client_without_a_name() -> None:
    """The file exists: no reverse name, no session; unknown leaves it open."""
    root = mail_root({"smtp.hnprop.tab": ""})

    assert ask(root, Connect("smtp", STRANGER)).answer is Answer.UNDETERMINED
    assert ask(root, Connect("smtp", STRANGER), World(closed=True)).answer is Answer.REFUSE


def test_block_lists_and_reverse_names_fork() -> None:
    """What only the DNS knows leaves the decision open and is named."""
    settings = row("CustMapsList", "list.example.net:1")
    decision = ask(mail_root(settings=settings), Connect("smtp", STRANGER))

    assert decision.answer is Answer.UNDETERMINED
    assert "list.example.net" in worded(decision)


def test_specific_listeners_fork() -> None:
    """Which socket the client talks to matters where only one of them asks for a login."""
    root = mail_root(settings=row("SmtpConfig-192.0.2.1,587", "MailAuth"))
    question = Relay(STRANGER, "bob@example.com")

    assert ask(root, question).answer is Answer.UNDETERMINED


def test_a_named_listener_is_not_tried_with_the_others() -> None:
    """The socket that asks for a login refuses, the other one takes the mail."""
    root = mail_root(settings=row("SmtpConfig-192.0.2.1,587", "MailAuth"))

    def answer(listener: str) -> Answer:
        return ask(root, Relay(STRANGER, "bob@example.com", listener=listener)).answer

    assert [answer("192.0.2.1:587"), answer("192.0.2.1:25")] == [Answer.REFUSE, Answer.ALLOW]


def test_a_listener_that_begins_with_tls_takes_no_clear_word() -> None:
    """STARTTLS is not needed there, nor does it have to be on."""
    root = mail_root(TLS_FILES, settings=row("EnableSMTP-TLS", "0"))
    question = Relay(STRANGER, "bob@example.com", listener="192.0.2.1:465")

    assert ask(root, question).answer is Answer.REFUSE
    assert ask(root, question._replace(tls=True)).allowed
    assert not ask(root, question._replace(tls=True, listener="192.0.2.1:25")).allowed


def test_an_ordinary_client_is_stopped_by_the_configuration_alone() -> None:
    """It has a DNS name, is in no list, and its sender's domain exists."""
    settings = row("CustMapsList", "list.example.net:1") + row("CheckMailerDomain", "1")
    root = mail_root(settings=settings + row("SMTP-RDNSCheck", "1"))
    question = Relay(STRANGER, "bob@example.com")

    assert ask(root, question).answer is Answer.UNDETERMINED
    assert ask(root, question._replace(ordinary=True)).allowed
    refused = ask(root, Relay(STRANGER, "eve@example.net", ordinary=True))
    assert str(refused.reply) == "550 Relay denied"


def test_auth_in_clear_hangs_on_one_setting() -> None:
    """Only the first entry of SmtpNoTLSAuths counts."""
    root = mail_root(settings=row("SmtpNoTLSAuths", "CRAM-MD5,PLAIN"))

    assert not ask(root, Auth(STRANGER, "bob@example.com", "PLAIN")).allowed
    assert ask(root, Auth(STRANGER, "bob@example.com", "CRAM-MD5")).allowed


def test_an_external_program_leaves_the_login_open() -> None:
    """What the program answers is in no file."""
    root = mail_root({"smtpextauth.tab": row("PLAIN", "/opt/check", "$(USER)")})

    assert ask(root, Auth(STRANGER, "bob@example.com")).answer is Answer.UNDETERMINED


def test_an_alias_that_crashes_the_server_has_no_answer() -> None:
    """An exact alias row without its target: XMail dies at the look-up."""
    root = mail_root({"aliases.tab": row("example.com", "info")})
    decision = ask(root, Relay(STRANGER, "info@example.com"))

    assert decision.answer is Answer.UNDETERMINED
    assert "crashes" in worded(decision)


@pytest.mark.parametrize(
    "question",
    [
        Relay("nonsense", "bob@example.com"),
        Relay(STRANGER, "no address"),
        Relay(STRANGER, ""),
        Relay(STRANGER, "bob@example.com", sender="x y@z"),
        Relay(STRANGER, "bob@example.com", listener="192.0.2.1"),
        Relay(STRANGER, "bob@example.com", listener="mail.example.com:25"),
        Relay(STRANGER, "bob@example.com", listener="192.0.2.1:70000"),
        Connect("gopher", STRANGER),
        Connect("finger", STRANGER, tls=True),
        Connect("smtp", "192.0.2"),
        Auth("", "bob"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(question: Question) -> None:
    """One error of our own, nothing else."""
    with pytest.raises(QuestionError):
        ask(mail_root(), question)


def test_questions_know_their_command_line() -> None:
    """What `ask` must be given to ask the same again; defaults are left out."""
    assert Relay(STRANGER, "a@b.test").arguments() == ("--client", STRANGER, "--to", "a@b.test")
    assert Relay(STRANGER, "a@b.test", sender="", login="bob", tls=True).arguments()[4:] == (
        "--from", "", "--login", "bob", "--tls",
    )  # fmt: skip
    assert Relay(STRANGER, "a@b.test", ordinary=True, listener="[::1]:25").arguments()[4:] == (
        "--ordinary", "--listener", "[::1]:25",
    )  # fmt: skip
    assert Auth(STRANGER, "bob", "LOGIN", tls=True).arguments() == (
        "--client", STRANGER, "--login", "bob", "--mechanism", "LOGIN", "--tls",
    )  # fmt: skip
    assert Connect("ctrl", STRANGER).arguments() == ("--service", "ctrl", "--client", STRANGER)
    assert Connect("ctrl", STRANGER, tls=True).arguments()[4:] == ("--tls",)
    assert [q.kind for q in (Relay("", ""), Auth("", ""), Connect("", ""))] == [
        "relay", "auth", "connect",
    ]  # fmt: skip
