"""TLS016, TLS017, TLS018: what certificate and verification mean to the other side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root, row
from tests.rules.tls.pasted import judge, open_question, pasted
from tests.tls_files import ELLIPTIC_TLS_FILES, TLS_FILES
from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.policy.tls.library import OPENSSL_0_9_8
from xmailaudit.policy.world import World
from xmailaudit.rules.finding import Confidence
from xmailaudit.rules.given import Given
from xmailaudit.rules.rule import NotJudgedError
from xmailaudit.rules.tls.server_certificate_as_client import RULE as SHOWN
from xmailaudit.rules.tls.starttls_injection import RULE as INJECTION
from xmailaudit.rules.tls.verification_hits_inbound import RULE as INBOUND

if TYPE_CHECKING:
    from xmailaudit.rules.rule import Rule

NOW = Given(now=1795478400.0)
VERIFY = row("SSLWantVerify", "1")


def started(*words: str) -> StartOptions:
    """Start options that somebody gave."""
    return StartOptions.parse(list(words), origin=Origin.given())


def test_verification_alone_decides_and_not_what_else_is_wrong() -> None:
    """Without a certificate TLS fails for all, which another rule says; with SSLWantCert too."""
    assert len(judge(INBOUND, mail_root(settings=VERIFY), NOW)) == 1
    both = VERIFY + row("SSLWantCert", "1")
    assert len(judge(INBOUND, mail_root(TLS_FILES, settings=both), NOW)) == 1


def test_where_the_server_listens_is_as_sure_as_its_options() -> None:
    """Assumed where nobody told."""
    told = mail_root(TLS_FILES, settings=VERIFY, options=started("-X-"))

    (assumed,) = judge(INBOUND, mail_root(TLS_FILES, settings=VERIFY), NOW)
    (certain,) = judge(INBOUND, told, NOW)

    assert (assumed.confidence, certain.confidence) == (Confidence.ASSUMED, Confidence.CERTAIN)


def test_a_pasted_text_that_shows_it_is_judged() -> None:
    """The tables that could shut senders out are not there: it stays said, and assumed."""
    (finding,) = judge(INBOUND, pasted(SSLWantVerify="1"), NOW)

    assert finding.confidence is Confidence.ASSUMED
    assert judge(INBOUND, pasted(SSLWantVerify="0"), NOW) == []
    assert open_question(INBOUND, pasted(SSLWantCert="1"), NOW) == "SSLWantVerify"


@pytest.mark.parametrize("rule", [SHOWN, INJECTION], ids=repr)
def test_without_the_files_nobody_can_tell(rule: Rule) -> None:
    """A pasted text shows no certificate."""
    text = pasted(SmtpGwConfig="NeedTLS=1", EnableSMTP_TLS="1", SSLWantCert="0")

    with pytest.raises((UnseenFileError, NotJudgedError)):
        judge(rule, text, NOW)


def test_a_key_that_only_some_libraries_take_leaves_it_open() -> None:
    """Unless it is known which one it is."""
    root = mail_root(ELLIPTIC_TLS_FILES)

    with pytest.raises(NotJudgedError):
        judge(INJECTION, root, NOW)
    old = NOW._replace(world=World(library=OPENSSL_0_9_8))
    assert judge(INJECTION, root, old) == []


def test_nothing_is_slipped_in_where_tls_never_works() -> None:
    """And no certificate is shown."""
    broken = NOW._replace(world=World(tls_works=False))
    root = mail_root(TLS_FILES, settings=row("SmtpGwConfig", "NeedTLS=1"))

    assert judge(INJECTION, root, broken) == []
    assert judge(SHOWN, root, broken) == []
    assert len(judge(INJECTION, root, NOW)) == len(judge(SHOWN, root, NOW)) == 1
