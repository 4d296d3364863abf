"""TLS003, TLS004, TLS005: what is judged when only some settings are shown."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from tests.rules.tls.pasted import judge, open_question, pasted
from xmailaudit.messages import Listing
from xmailaudit.policy.tls.verifying import verifies
from xmailaudit.rules.given import Given
from xmailaudit.rules.tls.client_certificate_demanded import RULE as DEMANDED
from xmailaudit.rules.tls.self_signed_accepted import RULE as SELF_SIGNED
from xmailaudit.rules.tls.trust_settings_dead import RULE as DEAD

NOW = Given(now=1795478400.0)

#: What the screen of a real server showed: a trust store, and nothing that reads it.
POSTED = {
    "SSLWantCert": "0",
    "SSLWantVerify": "0",
    "SSLUseCertsFile": "1",
    "SSLUseCertsDir": "1",
    "SSLAllowSelfSigned": "1",
    "SSLMaxCertsDepth": "2",
}


def test_dead_settings_are_found_in_a_pasted_text() -> None:
    """All of them in one finding, though no file and no other setting is shown."""
    (finding,) = judge(DEAD, pasted(**POSTED), NOW)

    names = ("SSLUseCertsFile", "SSLUseCertsDir", "SSLAllowSelfSigned", "SSLMaxCertsDepth")
    assert finding.message.parameters["names"] == Listing(names)
    assert [place.line for place in finding.places] == [3, 4, 5, 6]
    assert judge(SELF_SIGNED, pasted(**POSTED), NOW) == []
    assert judge(DEMANDED, pasted(**POSTED), NOW) == []


def test_a_setting_that_is_not_shown_is_not_its_default() -> None:
    """Where it turns the finding."""
    assert open_question(DEAD, pasted(SSLUseCertsFile="1", SSLWantVerify="0"), NOW) == "SSLWantCert"
    assert open_question(DEAD, pasted(SSLWantVerify="0", SSLWantCert="0"), NOW) == "SSLUseCertsFile"
    assert open_question(SELF_SIGNED, pasted(SSLAllowSelfSigned="1"), NOW) == "SSLWantVerify"
    assert open_question(SELF_SIGNED, pasted(SSLWantVerify="1"), NOW) == "SSLAllowSelfSigned"
    assert open_question(DEMANDED, pasted(SSLWantVerify="1"), NOW) == "SSLWantCert"


def test_what_cannot_turn_the_finding_need_not_be_shown() -> None:
    """Verification known to be on ends TLS004, known to be off TLS003."""
    assert judge(DEAD, pasted(SSLUseCertsFile="1", SSLWantCert="1"), NOW) == []
    assert judge(SELF_SIGNED, pasted(SSLWantVerify="0", SSLWantCert="0"), NOW) == []
    assert judge(SELF_SIGNED, pasted(SSLAllowSelfSigned="0"), NOW) == []
    assert len(judge(SELF_SIGNED, pasted(SSLWantVerify="1", SSLAllowSelfSigned="1"), NOW)) == 1


@pytest.mark.parametrize(
    ("verify", "cert", "expected"),
    [("0", "0", False), ("1", "0", True), ("0", "1", True), ("yes", "on", False), ("", "2", True)],
)
def test_either_setting_verifies(verify: str, cert: str, expected: object) -> None:
    """SSLWantCert implies the other; words are 0."""
    settings = row("SSLWantVerify", verify) + row("SSLWantCert", cert)

    assert verifies(mail_root(settings=settings)) is expected


def test_not_demanding_says_how_to_keep_verification() -> None:
    """Only where it came by SSLWantCert alone."""
    alone, both = row("SSLWantCert", "1"), row("SSLWantVerify", "1") + row("SSLWantCert", "1")

    (by_cert,) = judge(DEMANDED, mail_root(settings=alone), NOW)
    (by_both,) = judge(DEMANDED, mail_root(settings=both), NOW)

    assert len(by_cert.fixes[0].steps) == 1
    assert by_both.fixes[0].steps == ()
