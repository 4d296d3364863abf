"""AUT013: what programs decide about SMTP logins."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.roots import PLAIN, mail_root, row
from tests.rules.acl.judging import GIVEN, judged
from xmailaudit.mailroot.directory import DirectorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.policy.programs import ProgramFault, program, program_fault

if TYPE_CHECKING:
    from pathlib import Path

FILE = "smtpextauth.tab"
ALL = ("PLAIN", "LOGIN", "CRAM-MD5")


def said(text: str, settings: str = "") -> list[tuple[str, ...]]:
    """The keys of what is found."""
    root = mail_root({FILE: text}, settings=settings)
    return [one.key for one in judged(root, "AUT013")]


def rows(*mechanisms: str, program: str = "/opt/check", more: tuple[str, ...] = ()) -> str:
    """A row for each."""
    return "".join(row(name, program, *more) for name in mechanisms)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (rows("PLAIN"), ["permissions", "every-mechanism"]),
        (rows(*ALL), ["permissions"]),
        (rows(*map(str.lower, ALL)), ["permissions"]),
        (rows("X"), ["every-mechanism", "unknown"]),
        (rows(*ALL, more=("$(PASS)",)), ["permissions", *["command-line"] * 3]),
        (rows(*ALL, more=("@@PASS",)), ["permissions", *["command-line"] * 3]),
        (rows(*ALL, more=("@@PASSWD", "x@@PASS", "$(PASSWD)")), ["permissions"]),
        (rows(*ALL) + rows("PLAIN", more=("@@PASS",)), ["permissions"]),
        (rows(*ALL, program="check"), ["permissions", *["relative"] * 3]),
        (rows(*ALL, program="C:\\auth\\check.exe"), ["permissions"]),
        ("", []),
        (row("PLAIN"), []),
    ],
)
def test_what_is_said(text: str, keys: list[str]) -> None:
    """One finding for the table's permissions; the others by row."""
    assert said(text) == [(key,) for key in keys]


def test_a_mechanism_must_be_of_use_to_be_open() -> None:
    """Without TLS, what SmtpNoTLSAuths keeps back is not open."""
    assert said(rows("PLAIN", "LOGIN"), row("SmtpNoTLSAuths", "LOGIN")) == [("permissions",)]
    assert ("every-mechanism",) in said(rows("PLAIN", "LOGIN"), row("SmtpNoTLSAuths", "CRAM-MD5"))


def test_the_password_of_the_account_is_still_good() -> None:
    """The witness logs in with a mechanism that no program decides."""
    (found,) = [one for one in judged(mail_root({FILE: rows("PLAIN")}), "AUT013") if one.witness]

    assert found.witness is not None
    assert found.witness.decision.allowed
    assert "LOGIN" in found.witness.question.arguments()


def test_no_account_to_log_in_with() -> None:
    """Then no mechanism is open."""
    root = mail_root({FILE: rows("PLAIN"), "mailusers.tab": ""})

    assert [one.key for one in judged(root, "AUT013")] == [("permissions",)]


@pytest.mark.parametrize(
    ("program", "platform", "fault"),
    [
        ("check", None, ProgramFault.RELATIVE),
        ("./check", "unix", ProgramFault.RELATIVE),
        ("check.exe", "windows", None),
        ("/elsewhere/check", None, None),
        ("/srv/xmail/bin/check", None, ProgramFault.MISSING),
        ("/srv/xmail//domains.tab", None, None),
        ("/srv/xmail2/bin/check", None, None),
        ("/srv/xmail/../check", None, None),
    ],
)
def test_what_is_known_of_a_program(
    program: str, platform: str | None, fault: ProgramFault | None
) -> None:
    """Only what lies in the MailRoot can be missing."""
    options = StartOptions.parse(["-Ms", "/srv/xmail/"], origin=Origin.given())

    assert program_fault(mail_root(options=options), program, platform) is fault


def test_a_mail_root_of_windows() -> None:
    """In any case of letters, with either slash."""
    options = StartOptions.parse(["-Ms", "C:\\MailRoot"], origin=Origin.given())
    root = mail_root({"bin/Check.exe": ""}, options=options)
    known = {
        text: program(root, text, windows=None)
        for text in (
            r"c:\mailroot\bin\Check.exe",
            "c:/mailroot/bin/Check.exe",
            r"d:\mailroot\bin\x",
        )
    }

    assert [one.file for one in known.values() if one] == ["bin/Check.exe", "bin/Check.exe", None]
    assert [one.seen for one in known.values() if one] == [True, True, False]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
@pytest.mark.parametrize(
    ("modes", "fault"),
    [
        ((0o755, 0o755, 0o755), None),
        ((0o755, 0o755, 0o757), ProgramFault.WRITABLE),
        ((0o755, 0o757, 0o755), ProgramFault.WRITABLE),
        ((0o755, 0o1757, 0o755), None),
        ((0o700, 0o757, 0o777), None),
        ((0o755, 0o750, 0o777), None),
    ],
)
def test_who_may_change_a_program(
    tmp_path: Path, modes: tuple[int, int, int], fault: ProgramFault | None
) -> None:
    """Where others reach it; a closed folder above keeps them out."""
    folder = tmp_path / "MailRoot"
    check = folder / "bin" / "check"
    check.parent.mkdir(parents=True)
    check.write_bytes(b"")
    for name, text in {**PLAIN, FILE: rows(*ALL, program=str(check))}.items():
        (folder / name).write_text(text, encoding="latin-1")
    for path, mode in zip((folder, check.parent, check), modes, strict=True):
        path.chmod(mode)
    root = MailRoot(DirectorySource(folder), StartOptions.assumed())
    keys = [one.key for one in judged(root, "AUT013", GIVEN)]

    assert program_fault(root, str(check), None) is fault
    assert (("writable",) in keys) is (fault is not None)
