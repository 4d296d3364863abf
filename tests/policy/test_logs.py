"""Passwords in logs: which lines hold one, and how much is looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.roots import mail_root, row
from xmailaudit.mailroot.directory import DirectorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import ABSENT, Absent, Unseen
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.policy import logs
from xmailaudit.policy.logs import is_logged, log_files, logged_passwords

#: Logs of a running server.
SAMPLES = Path(__file__).parents[1] / "data" / "logs"
NOW = 1795478400.0  # 2026-11-24
DAY = "2026-11-24 02:06:14"


def pop3(password: str, result: str = "ELOGIN", user: str = "bob") -> str:
    """A line of the POP3 log."""
    return row("mail.example.com", "example.com", "192.0.2.40", DAY, user, password, result)


def ctrl(password: str, result: str = "REQ") -> str:
    """A line of the log of the admin port."""
    return row("192.0.2.40", "admin", password, DAY, result)


def lines(service: str, *texts: str) -> int:
    """How many of the lines hold a password."""
    root = mail_root({f"logs/{service}-202611240000": "".join(texts)})
    return logged_passwords(root, service).lines


def test_the_logs_of_a_running_server() -> None:
    """Five passwords of logins that failed, one of them a digest; two of an administrator."""
    for service, number in (("pop3", 4), ("ctrl", 1)):
        name = f"{service}-202611240000"
        root = mail_root({f"logs/{name}": (SAMPLES / name).read_bytes()})
        assert logged_passwords(root, service).lines == number


@pytest.mark.parametrize(
    ("line", "number"),
    [
        (pop3(""), 0),
        (pop3("", "LOGIN").replace("\n", '\t"9"\t"12152"\n'), 0),
        (pop3("x"), 1),
        (pop3("pw", "LOGIN").replace("\n", '\t"9"\t"12152"\n'), 1),
        (pop3("0123456789abcdef0123456789ABCDEF"), 0),
        (pop3("0123456789abcdef0123456789abcdef0"), 1),
        (pop3('a"b'), 1),
        (pop3("pw", user='b"ob'), 1),
        (pop3("pw")[:-1], 1),
        (pop3("pw").replace("\n", "\r\n"), 1),
        (pop3("pw", "SYNC"), 0),
        ('"too"\t"short"\n', 0),
    ],
)
def test_a_line_of_the_pop3_log(line: str, number: int) -> None:
    """The sixth field counts, and a digest is no password."""
    assert lines("pop3", pop3(""), line) == number


@pytest.mark.parametrize(
    ("line", "number"),
    [
        (ctrl("pw"), 1),
        (ctrl("pw", "AUTH"), 0),
        (ctrl(""), 0),
        (ctrl("#0123456789abcdef0123456789abcdef"), 0),
        (ctrl('a"b'), 1),
    ],
)
def test_a_line_of_the_log_of_the_admin_port(line: str, number: int) -> None:
    """Each login has a request, which is counted, and a result."""
    assert lines("ctrl", line) == number


def test_logs_are_dated_and_the_newest_comes_first() -> None:
    """What else lies there is none."""
    names = ("pop3-202611230000", "pop3-202611240000", "pop3-x", "pop3-2026", "smtp-202611240000")
    root = mail_root({f"logs/{name}": "" for name in names})

    assert log_files(root, "pop3") == ("logs/pop3-202611240000", "logs/pop3-202611230000")
    assert log_files(mail_root(), "pop3") == ()


def test_no_more_is_read_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest log first; that not everything was seen is known."""
    one = pop3("pw")
    files = {"logs/pop3-202611230000": one, "logs/pop3-202611240000": one * 3}
    monkeypatch.setattr(logs, "MOST_BYTES", len(one) * 2)

    found = logged_passwords(mail_root(files), "pop3")

    assert (found.lines, [one.file for one in found.files]) == (2, ["logs/pop3-202611240000"])
    assert not found.whole


def test_lines_may_be_cut_between_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a folder comes in pieces of any length; a line without end is passed over."""
    (tmp_path / "server.tab").touch()
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "pop3-202611240000").write_text(pop3("pw") * 100 + "x" * 200_000)
    monkeypatch.setattr("xmailaudit.mailroot.regular_file._CHUNK", 7)
    root = MailRoot(DirectorySource(tmp_path), StartOptions.assumed())

    found = logged_passwords(root, "pop3")

    assert (found.lines, found.whole, found.gap) == (100, True, None)


def test_a_log_that_is_a_link_out_of_the_mailroot_is_not_read(tmp_path: Path) -> None:
    """Nor one that is a folder; what cannot be seen is told."""
    root = tmp_path / "MailRoot"
    (root / "logs" / "pop3-202611220000").mkdir(parents=True)
    (root / "server.tab").touch()
    (tmp_path / "other").write_text(pop3("pw"))
    (root / "logs" / "pop3-202611240000").symlink_to(tmp_path / "other")
    source = DirectorySource(root)

    assert isinstance(source.pieces("logs/pop3-202611240000"), Unseen)
    assert source.pieces("logs/pop3-202611220000") is ABSENT
    assert source.pieces("logs/pop3-202611210000") is ABSENT
    found = logged_passwords(MailRoot(source, StartOptions.assumed()), "pop3")
    assert found.files == ()


@pytest.mark.parametrize(
    ("options", "files", "answer"),
    [
        (StartOptions.parse(["-Sl"], origin=Origin.given()), {}, True),
        (StartOptions.parse([], origin=Origin.given()), {"logs/smtp-202611240000": ""}, False),
        (StartOptions.assumed(), {}, False),
        (StartOptions.assumed(), {"logs/smtp-202611180000": ""}, True),
        (StartOptions.assumed(), {"logs/smtp-202611160000": ""}, False),
        (StartOptions.assumed(), {"logs/pop3-202611240000": ""}, False),
        (StartOptions.unseen(), {"logs/smtp-202611240000": ""}, None),
    ],
)
def test_whether_a_log_is_written(
    options: StartOptions, files: dict[str, str], answer: object
) -> None:
    """The start options tell; where they are assumed only, a log of this week does."""
    assert is_logged(mail_root(files, options=options), "smtp", NOW) is answer


def test_pieces_are_the_bytes(tmp_path: Path) -> None:
    """Whoever takes them one by one has read the file."""
    (tmp_path / "server.tab").write_bytes(b"x" * 3_000_000)

    found = DirectorySource(tmp_path).pieces("server.tab")

    assert not isinstance(found, (Absent, Unseen))
    assert b"".join(found) == b"x" * 3_000_000
