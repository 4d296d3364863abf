"""What SMTP demands and offers, read off settings and files."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from tests.tls_files import ELLIPTIC_TLS_FILES, TLS_FILES
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.messages import English, render
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.smtp.options import (
    blanks_hide,
    demands_login,
    demands_of,
    slips,
    starttls,
)
from xmailaudit.policy.tls.library import OPENSSL_3
from xmailaudit.policy.world import UNKNOWN_WORLD, World


@pytest.mark.parametrize(
    ("name", "value", "demanded"),
    [
        ("SmtpConfig", "MailAuth", True),
        ("SmtpConfig", "WantTLS,mail-auth=1", True),
        ("SmtpConfig-192.0.2.24,587", "MailAuth", True),
        ("SmtpConfig", "MailAuth=0", False),
        ("SmtpConfig", "mailauth", False),
        ("SmtpConfig", "WantTLS, MailAuth", False),
        ("SmtpConfigs", "MailAuth", False),
    ],
)
def test_who_demands_a_login(name: str, value: str, *, demanded: bool) -> None:
    """Any listener counts; tokens are taken exactly."""
    assert demands_login(mail_root(settings=row(name, value))) is demanded


def test_starttls_needs_certificate_and_key() -> None:
    """And the setting, which is on by default."""
    assert starttls(mail_root(TLS_FILES), UNKNOWN_WORLD).allowed
    without_key = mail_root({**TLS_FILES, "server.key": None})
    assert starttls(without_key, UNKNOWN_WORLD).answer is Answer.REFUSE
    assert starttls(mail_root(TLS_FILES), World(tls_works=False)).answer is Answer.REFUSE
    off = mail_root(TLS_FILES, settings=row("EnableSMTP-TLS", "0"))
    assert starttls(off, UNKNOWN_WORLD).answer is Answer.REFUSE


def test_starttls_needs_the_plain_port() -> None:
    """SMTPS has no STARTTLS."""
    options = StartOptions.parse(["-S-"], origin=Origin.given())

    assert starttls(mail_root(TLS_FILES, options=options), UNKNOWN_WORLD).answer is Answer.REFUSE


def test_what_is_not_shown_is_not_known() -> None:
    """A source that shows a part of server.tab leaves it open."""

    class Partial(MemorySource):
        def shows_all(self, file: str, /) -> bool:
            return file != "server.tab"

    files = {name: text.encode() for name, text in TLS_FILES.items()}
    partial = Partial({"server.tab": b'"RootDomain"\t"example.com"\n', **files})
    answer = starttls(MailRoot(partial, StartOptions.assumed()), UNKNOWN_WORLD)

    assert answer.answer is Answer.UNDETERMINED
    assert {message.parameters["name"] for message in answer.missing} >= {"EnableSMTP-TLS"}


def test_starttls_may_hang_on_the_library() -> None:
    """An elliptic key is served by newer ones only; which it is the answer says it lacks."""
    root = mail_root(ELLIPTIC_TLS_FILES)

    (missing,) = starttls(root, UNKNOWN_WORLD).missing

    assert "OpenSSL" in render(missing, English(), show=str)
    assert starttls(root, World(library=OPENSSL_3)).allowed


@pytest.mark.parametrize(
    ("text", "login", "tls"),
    [
        ("MailAuth,WantTLS", True, True),
        ("WantTLS=1", False, True),
        ("MailAuth,MailAuth=0", True, False),
        ("WantTLS=yes", False, False),
        ("MailAuth, WantTLS", True, False),
        ("", False, False),
    ],
)
def test_what_a_listener_asks_for(text: str, *, login: bool, tls: bool) -> None:
    """Each option by itself; a blank or a word in place of a number switches it off."""
    assert demands_of(text) == (login, tls)


@pytest.mark.parametrize(
    ("name", "hidden"),
    [(" WantTLS", True), ("MailAuth WantTLS", True), ("WantTLS", False), (" wanttls", False)],
)
def test_blanks_that_hide_an_option(name: str, *, hidden: bool) -> None:
    """Only where nothing else is wrong with it."""
    assert blanks_hide(name) is hidden


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("wanttls", ["WantTLS"]),
        ("MailAuth;WANTTLS", ["MailAuth,WantTLS"]),
        ("WantTLS=yes,Mail-Auth", ["WantTLS", "MailAuth"]),
        ("RequireTLS", [None]),
        ("MailAuth,WantTLS=0,mail-auth=no", []),
        ("mailauth=0", []),
        ("MailAuth, WantTLS", []),
        (" , ", []),
    ],
)
def test_options_that_do_not_do_what_they_say(text: str, meant: list[str | None]) -> None:
    """Those lost to blanks are told elsewhere, and what says off is off."""
    assert [slip.meant for slip in slips(text)] == meant
