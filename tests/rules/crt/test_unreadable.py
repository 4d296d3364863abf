"""CRT015: what else stands in its way, and what a fix does."""

from __future__ import annotations

import pytest

from tests.certificates.made import AT
from tests.roots import mail_root, row
from tests.rules.crt.hidden import without_sight_of
from tests.tls_files import TLS_FILES
from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.messages import English, render
from xmailaudit.policy.tls.library import OPENSSL_1_1, OPENSSL_3
from xmailaudit.policy.world import World
from xmailaudit.rules.crt.unreadable import RULE
from xmailaudit.rules.given import Given
from xmailaudit.rules.rule import NotJudgedError

NOW = Given(now=AT)
CERTIFICATE, KEY = (TLS_FILES[name].encode() for name in ("server.cert", "server.key"))


@pytest.mark.parametrize("setting", ["SSLWantVerify", "SSLWantCert"])
@pytest.mark.parametrize("used", ["0", "1"])
def test_the_store_matters_while_it_is_read(setting: str, used: str) -> None:
    """With verification on, and the file switched on."""
    settings = row(setting, "1") + row("SSLUseCertsFile", used)

    findings = list(RULE.run(mail_root({**TLS_FILES, "certs.pem": "none"}, settings=settings), NOW))

    assert [one.places[0].file for one in findings] == ["certs.pem"] * int(used)


def test_settings_that_nobody_sees_leave_it_open() -> None:
    """But only where something hangs on them."""
    files = {"server.cert": CERTIFICATE, "server.key": KEY}

    assert not list(RULE.run(without_sight_of("server.tab", files), NOW))
    with pytest.raises(NotJudgedError):
        list(RULE.run(without_sight_of("server.tab", {**files, "certs.pem": b""}), NOW))


def test_a_certificate_is_judged_though_the_key_stayed_away() -> None:
    """What can be told is told first."""
    found = RULE.run(without_sight_of("server.key", {"server.cert": b"", "server.key": KEY}), NOW)

    assert next(iter(found)).places[0].file == "server.cert"
    with pytest.raises(UnseenFileError):
        next(iter(found))


def test_each_kind_of_block_is_named_once() -> None:
    """Those that stand where the certificate should."""
    (finding,) = RULE.run(mail_root({**TLS_FILES, "server.cert": KEY + KEY}), NOW)

    assert render(finding.message, English(), show=str) == (
        "server.cert holds no certificate, but PRIVATE KEY"
    )


@pytest.mark.parametrize("file", ["server.cert", "server.key"])
@pytest.mark.parametrize("library", [OPENSSL_1_1, OPENSSL_3])
def test_a_mark_matters_to_older_libraries(file: str, library: object) -> None:
    """The fix takes it out."""
    root = mail_root({**TLS_FILES, file: b"\xef\xbb\xbf" + TLS_FILES[file].encode()})
    given = NOW._replace(world=World(library=library))  # type: ignore[arg-type]

    findings = list(RULE.run(root, given))

    assert len(findings) == (library is OPENSSL_1_1)
    for finding in findings:
        assert not list(RULE.run(root.with_edits(finding.fixes[0].edits), given))
