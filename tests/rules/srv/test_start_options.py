"""Traps among the start options, beyond the samples."""

from __future__ import annotations

import pytest

from tests.roots import mail_root
from tests.rules.acl.judging import GIVEN, gaps, judged
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.messages import English, render
from xmailaudit.rules.finding import Severity


def said(options: str, environment: str = "") -> list[str]:
    """The sentences about some start options."""
    started = StartOptions.parse(options.split(), environment.split(), origin=Origin.given())
    found = judged(mail_root(options=started), "SRV010")
    return [render(one.message, English(), show=str) for one in found]


@pytest.mark.parametrize(
    "options",
    [
        "",
        "-Sl -Pl -Ql -Md -MM -M5",
        "-Ms /var/MailRoot -Sp 0025 -Sr +7",
        "-Mx 24 -MD 100",
        "-Se -1",
        "-Sp 25 -Sp 25",
        "-SI mail.example.com",
    ],
)
def test_options_that_do_what_they_say(options: str) -> None:
    """And nothing else."""
    assert said(options) == []


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("--help", "XMail ignores --help"),
        ("-sl", "XMail ignores -sl"),
        ("-", "XMail ignores -"),
        ("start", "XMail ignores start"),
        ("-Qn 1000", "-Qn 1000 counts as 256"),
        ("-Qn 0", "-Qn 0 counts as 1"),
        ("-Sr 50x", "-Sr 50x counts as 50"),
        ("-Sr 99999999999999999999", "-Sr 99999999999999999999 counts as"),
        ("-Ms /a -Ms /b", "-Ms /a has no effect"),
        ("-M6 -SI 192.0.2.24", "XMail does not start: it looks for no IPv4 address"),
        ("-SI [::1", "XMail does not start: [::1 behind -SI is no address"),
    ],
)
def test_traps(options: str, sentence: str) -> None:
    """One finding each."""
    (text,) = said(options)

    assert text.startswith(sentence)


def test_the_address_beyond_the_32nd() -> None:
    """XMail gives up on it."""
    many = " ".join(f"-SI 192.0.2.{number}" for number in range(1, 34))

    assert said(many) == [
        "XMail does not start: -SI 192.0.2.33 is one address more than the 32 it can keep"
    ]


def test_the_environment_is_read_last() -> None:
    """Where both say the same nothing is lost."""
    assert said("-Sr 50", "-Sr 50") == []
    assert said("-Sr 50", "-Sr 60") == [
        "-Sr 50 on the command line has no effect: MAIL_CMD_LINE says 60, and is read last"
    ]


def test_what_cannot_start_is_worse() -> None:
    """On Windows two sockets may share a port."""
    options = StartOptions.parse(["-Sp", "465"], origin=Origin.given())
    root = mail_root(options=options)
    (unix,) = judged(root, "SRV010")
    (windows,) = judged(root, "SRV010", GIVEN._replace(platform="windows"))

    assert (unix.severity, windows.severity) == (Severity.HIGH, Severity.MEDIUM)


def test_options_that_nobody_knows_are_not_judged() -> None:
    """Of a text out of XMailCFG, say."""
    assert len(gaps(mail_root(options=StartOptions.unseen()), "SRV010")) == 1
    assert judged(mail_root(), "SRV010") == []
