"""LOG rules where settings or start options are not shown, and what makes a fix one to review."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root, row
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.rules.finding import Applicability, Confidence, Finding, Severity
from xmailaudit.rules.given import Given
from xmailaudit.rules.log import (
    client_address_in_header,
    ctrl_passwords_logged,
    login_name_in_header,
    no_logs,
    pop3_passwords_logged,
)
from xmailaudit.rules.rule import NotJudgedError, Rule
from xmailaudit.session import start

if TYPE_CHECKING:
    from pathlib import Path

NOW = Given(now=1795478400.0)
FILTER = row("*", "*", "0.0.0.0/0", "0.0.0.0/0", "scan.tab")
SCAN = row("/usr/local/bin/scan", "@@FILE")


def options(words: str) -> StartOptions:
    """Start options that somebody told."""
    return StartOptions.parse(words.split(), origin=Origin.given())


def found(rule: Rule, root: MailRoot) -> list[Finding]:
    """What a rule finds."""
    return list(rule.run(root, NOW))


# ------------------------------------------------------------ what is known


def test_a_log_that_waits_for_pop3_is_told_so() -> None:
    """Where -Pl is given, it is no good advice to look for it."""
    setting = row("Pop3LogPasswd", "2")
    (waiting,) = found(
        pop3_passwords_logged.RULE, mail_root(settings=setting, options=options("-Pl -P- -B-"))
    )
    (without,) = found(
        pop3_passwords_logged.RULE, mail_root(settings=setting, options=options("-Sl"))
    )

    assert "-Pl is given" in str(waiting.message.template)
    assert "-Pl is given" not in str(without.message.template)


@pytest.mark.parametrize(
    ("started", "severity", "confidence"),
    [
        (options("-Pl"), Severity.CRITICAL, Confidence.CERTAIN),
        (options("-Pl -P-"), Severity.CRITICAL, Confidence.CERTAIN),
        (options("-Pl -P- -B-"), Severity.LOW, Confidence.CERTAIN),
        (options("-Sl"), Severity.LOW, Confidence.CERTAIN),
        (StartOptions.assumed(), Severity.HIGH, Confidence.ASSUMED),
        (StartOptions.unseen(), Severity.HIGH, Confidence.ASSUMED),
    ],
)
def test_passwords_are_as_bad_as_the_log_is_sure(
    started: StartOptions, severity: Severity, confidence: Confidence
) -> None:
    """Its TLS twin writes the POP3 log as well; with both off nobody does."""
    root = mail_root(settings=row("Pop3LogPasswd", "2"), options=started)

    (one,) = found(pop3_passwords_logged.RULE, root)

    assert (one.severity, one.confidence) == (severity, confidence)


@pytest.mark.parametrize("rule", [ctrl_passwords_logged.RULE, no_logs.RULE])
def test_nobody_knows_the_start_options_of_a_pasted_text(rule: Rule) -> None:
    """What merely was not found is XMail's default, and assumed."""
    with pytest.raises(NotJudgedError):
        found(rule, mail_root(options=StartOptions.unseen()))
    assert [one.confidence for one in found(no_logs.RULE, mail_root())] == [Confidence.ASSUMED]
    assert found(ctrl_passwords_logged.RULE, mail_root()) == []


@pytest.mark.parametrize(
    ("rule", "name", "value"),
    [
        (pop3_passwords_logged.RULE, "Pop3LogPasswd", "1"),
        (login_name_in_header.RULE, "DisableEmitAuthUser", "0"),
        (client_address_in_header.RULE, "ReceivedHdrType", "0"),
    ],
)
def test_a_pasted_text_that_shows_the_setting_is_judged(rule: Rule, name: str, value: str) -> None:
    """One that shows another is not, and its default is not taken for its value."""
    source = MemorySource({"server.tab": row(name, value).encode()})
    source.shows_all = lambda _file: False  # type: ignore[method-assign]
    assert len(found(rule, MailRoot(source, StartOptions.unseen()))) == 1
    source = MemorySource({"server.tab": row("RootDomain", "example.com").encode()})
    source.shows_all = lambda _file: False  # type: ignore[method-assign]
    with pytest.raises(NotJudgedError):
        found(rule, MailRoot(source, StartOptions.unseen()))


# ------------------------------------------------------------ who goes by the name


@pytest.mark.parametrize(
    ("files", "user"),
    [
        ({}, None),
        ({"filters.in.tab": FILTER, "filters/scan.tab": SCAN}, None),
        ({"filters.in.tab": FILTER, "filters/scan.tab": row("!aex") + SCAN}, "filters/scan.tab"),
        ({"filters/scan.tab": row("!timeo=9,aex=1", "/x")}, "filters/scan.tab"),
        ({"filters/scan.tab": row("!wlex", "/x")}, None),
        ({"filters/scan.tab": row("/x", "aex")}, None),
        ({"filters/scan.tab": "#" + row("!aex", "/x")}, None),
        ({"filters.post-data.tab": row("!aex", "/x", "@@USERAUTH")}, None),
        ({"filters/scan.tab": row("/x", "@@USERAUTH")}, "filters/scan.tab"),
        (
            {"custdomains/.tab": row("external", "0", "9", "/x", "$(USERAUTH)")},
            "custdomains/.tab",
        ),
        (
            {"cmdaliases/example.com/a.tab": row("external", "0", "9", "/x", "@@USERAUTH")},
            "cmdaliases/example.com/a.tab",
        ),
        (
            {"domains/example.com/mailproc.tab": row("external", "0", "9", "/x", "@@USERAUTH")},
            "domains/example.com/mailproc.tab",
        ),
        (
            {"domains/example.com/bob/mailproc.tab": row("external", "0", "9", "/x", "@@USERAUTH")},
            "domains/example.com/bob/mailproc.tab",
        ),
    ],
)
def test_a_filter_that_goes_by_the_name_makes_it_a_fix_to_review(
    files: dict[str, str], user: str | None
) -> None:
    """SMTP filters know the name of the session, whatever the header says."""
    ((fix,),) = (one.fixes for one in found(login_name_in_header.RULE, mail_root(files)))

    assert fix.applicability is (Applicability.SAFE if user is None else Applicability.REVIEW)
    assert fix.title.parameters.get("file") == user


def test_what_cannot_be_seen_may_go_by_the_name(tmp_path: Path) -> None:
    """A text shows no accounts."""
    (tmp_path / "server.tab").write_text(row("RootDomain", "example.com"))
    (tmp_path / "mailusers.tab").symlink_to("/nowhere")
    ((fix,),) = (one.fixes for one in found(login_name_in_header.RULE, start(tmp_path).root))

    assert fix.applicability is Applicability.REVIEW
