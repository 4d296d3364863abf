"""AUT012: keys and options of SmtpConfig that do not do what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import GIVEN, gaps, judged, with_fix
from tests.rules.tls.pasted import pasted
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.messages import English, render
from xmailaudit.policy.decision import Answer
from xmailaudit.rules.catalogue import entry_of
from xmailaudit.rules.finding import Applicability, Confidence, Severity

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding

BOTH = "-SI 192.0.2.24:25 -SI 192.0.2.24:587"
USERS = "SmtpConfig-192.0.2.24,587"


def started(options: str | None, *settings: tuple[str, str]) -> MailRoot:
    """A MailRoot with settings; None for start options that nobody told."""
    told = None if options is None else StartOptions.parse(options.split(), origin=Origin.given())
    return mail_root(settings="".join(row(*one) for one in settings), options=told)


def one_of(root: MailRoot) -> Finding:
    """The only finding."""
    (finding,) = judged(root, "AUT012")
    return finding


def said(finding: Finding) -> str:
    """Its sentence."""
    return render(finding.message, English(), show=str)


# ------------------------------------------------------------ options


@pytest.mark.parametrize(
    ("value", "mended"),
    [
        ("wanttls", "WantTLS"),
        ("MailAuth;WantTLS", "MailAuth,WantTLS"),
        ("MailAuth|want_tls", "MailAuth,WantTLS"),
        ("mailauth,WantTLS=on", "MailAuth,WantTLS"),
        ("MailAuth=", "MailAuth"),
        ("Mail-Auth,WantTLS", "MailAuth,WantTLS"),
        (" wanttls", "WantTLS"),
    ],
)
def test_an_option_is_written_as_xmail_knows_it(value: str, mended: str) -> None:
    """And then it counts; what is wrong in two ways is mended at once."""
    root = started(BOTH, (USERS, value))
    found = judged(root, "AUT012")

    assert found
    for finding in found:
        fixed = with_fix(root, finding.fixes[0])
        assert fixed.setting(USERS).text == mended
        assert judged(fixed, "AUT012") == []


def test_a_word_behind_the_sign_and_an_unknown_option_are_two_findings() -> None:
    """They are wrong in different ways."""
    unknown, off = judged(started(BOTH, (USERS, "mailauth,WantTLS=on")), "AUT012")

    assert said(unknown) == (
        f"XMail does not know the option mailauth in {USERS} and passes over it"
    )
    assert said(off).startswith(f"XMail reads WantTLS=on in {USERS} as switched off")


@pytest.mark.parametrize("value", ["WantTLS=0", "WantTLS=no", "wanttls=off", "MailAuth,", "", " "])
def test_what_is_off_and_means_it_is_no_fault(value: str) -> None:
    """However it is spelt."""
    assert judged(started(BOTH, (USERS, value)), "AUT012") == []


def test_what_nobody_can_tell_is_left_to_a_person() -> None:
    """An option of another server."""
    finding = one_of(started(BOTH, (USERS, "RequireTLS")))

    assert finding.fixes[0].applicability is Applicability.MANUAL


def test_mail_without_login_proves_it() -> None:
    """At the listener that was to ask for one."""
    finding = one_of(started(BOTH, (USERS, "mailauth")))

    assert finding.witness is not None
    assert finding.witness.decision.answer is Answer.ALLOW
    assert finding.witness.question.arguments()[-1] == "192.0.2.24:587"


# ------------------------------------------------------------ keys


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("SmtpConfig-192.0.2.24:587", USERS),
        ("SmtpConfig-192.0.2.24,0587", USERS),
        ("SmtpConfig-[192.0.2.24]:587", USERS),
        ("SmtpConfig-2001:DB8::24", "SmtpConfig-2001:db8::24"),
        ("SmtpConfig-[2001:db8::24]:587", "SmtpConfig-2001:db8::24,587"),
    ],
)
def test_a_key_gets_the_name_xmail_looks_up(name: str, right: str) -> None:
    """The row goes where there is one of that name."""
    root = started(f"{BOTH} -SI [2001:db8::24]:587 -M5", (name, "MailAuth"))
    twice = started(f"{BOTH} -SI [2001:db8::24]:587 -M5", (name, "MailAuth"), (right, "MailAuth"))

    assert with_fix(root, one_of(root).fixes[0]).setting(right).text == "MailAuth"
    mended = with_fix(twice, one_of(twice).fixes[0])
    assert name not in mended.setting_names()
    assert one_of(twice).severity is Severity.LOW


@pytest.mark.parametrize(
    "name", ["SmtpConfig-mail.example.com", "SmtpConfig-", "SmtpConfig-192.0.2.24,submission"]
)
def test_a_key_without_an_address_in_digits_is_left_to_a_person(name: str) -> None:
    """Which address is meant nobody knows."""
    finding = one_of(started(BOTH, (name, "MailAuth")))

    assert finding.fixes[0].applicability is Applicability.MANUAL
    assert said(finding).startswith(f"XMail never looks up {name}: behind the dash")


def test_a_dead_key_that_would_change_nothing_is_a_small_matter() -> None:
    """One that lifts what is not there."""
    assert one_of(started(BOTH, ("SmtpConfig-192.0.2.25,25", ""))).severity is Severity.LOW
    lifting = started(BOTH, ("SmtpConfig-192.0.2.24:25", ""), ("SmtpConfig", "MailAuth"))
    assert one_of(lifting).severity is Severity.HIGH


@pytest.mark.parametrize(
    ("options", "key", "findings"),
    [
        (BOTH, USERS, 0),
        ("-SI 192.0.2.24:25", USERS, 1),
        ("-SI 192.0.2.24:25 -X- -SI 192.0.2.25", "SmtpConfig-192.0.2.26", 1),
        ("-SI 192.0.2.25", "SmtpConfig-192.0.2.24", 1),
        ("-SI 192.0.2.25 -S-", "SmtpConfig-192.0.2.24", 0),
        ("-SI 192.0.2.25 -X-", "SmtpConfig-192.0.2.24", 1),
        ("-S- -X-", USERS, 0),
        (None, USERS, 0),
        ("", "SmtpConfig-192.0.2.24,465", 0),
    ],
)
def test_xmail_must_listen_there(options: str | None, key: str, findings: int) -> None:
    """The port that speaks TLS at once counts; a key is taken for proof where nobody told."""
    assert len(judged(started(options, (key, "MailAuth")), "AUT012")) == findings


def test_a_key_that_only_the_tls_port_asks_for_is_likely_a_mistake() -> None:
    """Where nobody binds it, it waits on every address."""
    finding = one_of(started("-SI 192.0.2.25", ("SmtpConfig-192.0.2.24", "MailAuth")))

    assert finding.confidence is Confidence.LIKELY
    assert said(finding).startswith("SMTP does not listen where SmtpConfig-192.0.2.24 says")


def test_at_a_socket_for_both_families_ipv4_has_another_address() -> None:
    """The key gets its name, or a second row while another port asks for the first."""
    only = started("-S6 -X-", ("SmtpConfig-192.0.2.24", "MailAuth"))
    beside = started("-S6", ("SmtpConfig-192.0.2.24", "MailAuth"))
    mapped = "SmtpConfig-::ffff:192.0.2.24"

    assert with_fix(only, one_of(only).fixes[0]).setting_names()[0] == mapped
    mended = with_fix(beside, one_of(beside).fixes[0])
    assert {"SmtpConfig-192.0.2.24", mapped} <= set(mended.setting_names())
    assert judged(mended, "AUT012") == []


def test_unknown_start_options_leave_a_key_open_that_needs_them() -> None:
    """And nothing else."""
    assert gaps(_unseen((USERS, "MailAuth")), "AUT012") != ()
    assert judged(_unseen(("SmtpConfig-192.0.2.24", "MailAuth")), "AUT012") == []
    entry = entry_of("AUT012")
    assert entry is not None
    found = entry.load().run(_unseen((USERS, "MailAuth"), ("SmtpConfig-x", "MailAuth")), GIVEN)
    assert said(next(found)).startswith("XMail never looks up SmtpConfig-x")


def _unseen(*settings: tuple[str, str]) -> MailRoot:
    text = "".join(row(*one) for one in settings)
    return mail_root(settings=text, options=StartOptions.unseen())


# ------------------------------------------------------------ one in place of another


@pytest.mark.parametrize(
    ("other", "own", "dropped"),
    [
        (("SmtpConfig", "MailAuth"), "WantTLS", True),
        (("SmtpConfig", "MailAuth,WantTLS"), "mail-auth", True),
        (("SmtpConfig-192.0.2.24", "MailAuth"), "WantTLS", True),
        (("SmtpConfig-192.0.2.25", "MailAuth"), "WantTLS", False),
        (("SmtpConfig", "MailAuth"), "WantTLS,MailAuth=0", False),
        (("SmtpConfig", "MailAuth"), "WantTLS, MailAuth", False),
        (("SmtpConfig", "MailAuth"), "", False),
        (("SmtpConfig", "MailAuth=0"), "WantTLS", False),
    ],
)
def test_a_key_is_used_in_place_of_the_wider_one(
    other: tuple[str, str], own: str, *, dropped: bool
) -> None:
    """It must say what it does not want."""
    root = started(f"{BOTH} -SI 192.0.2.25", other, (USERS, own))
    found = judged(root, "AUT012")

    assert [one.key for one in found] == ([(USERS, "replaces")] if dropped else [])
    for one in found:
        assert judged(with_fix(root, one.fixes[0]), "AUT012") == []


def test_of_a_pasted_text_what_is_shown_is_judged() -> None:
    """Whether a key replaces anything hangs on what is not."""
    assert len(judged(pasted(SmtpConfig="wanttls"), "AUT012")) == 1
    assert judged(pasted(), "AUT012") == []
    partial = pasted(**{"SmtpConfig_192.0.2.24": "WantTLS"})
    assert len(gaps(partial, "AUT012")) == 1
    assert judged(pasted(**{"SmtpConfig_192.0.2.24": "WantTLS,MailAuth"}), "AUT012") == []
