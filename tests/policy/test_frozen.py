"""Frozen messages: which ones count, and the reason a delivery log gives."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root
from xmailaudit.mailroot.directory import DirectorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.policy import frozen
from xmailaudit.policy.frozen import frozen_messages, reason_in

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Delivery logs of a running server.
SAMPLES = Path(__file__).parents[1] / "data" / "spool"
BEFORE = 1795392000.0  # 2026-11-23
OLD = "1795000000123.7fdea1ffb6c0.2313.39.mail.example.com"
NEW = "1795470000123.7fdea1ffb6c0.2313.40.mail.example.com"
FAILED = '<<\nSMTP-Error = "{}"\n>>\n'


@pytest.mark.parametrize(
    ("name", "kind", "reply"),
    [
        ("froz-remote-550", "refused with {reply}", "550 5.1.1"),
        ("froz-remote-550-multiline", "refused with {reply}", "550 5.7.1"),
        ("froz-expired", "no answer from the other server", None),
        ("froz-unknown-user", "no such user here", None),
        ("froz-unloadable", "XMail could not read the message", None),
        ("froz-filter-reject", "no reason in the log, as after a filter", None),
        ("froz-bounce-rejected-by-filter", "no reason in the log, as after a filter", None),
    ],
)
def test_the_logs_of_a_running_server(name: str, kind: str, reply: str | None) -> None:
    """Each of the failures it was made to have."""
    log = (SAMPLES / f"{name}.slog").read_bytes().decode("latin-1")

    assert reason_in(log) == (kind, reply)


@pytest.mark.parametrize(
    ("log", "reply"),
    [
        (FAILED.format("451 4.3.0 wait") + FAILED.format("550 5.1.1 no"), "550 5.1.1"),
        (FAILED.format("554 no"), "554"),
        (FAILED.format("554 5.7 no"), "554"),
        (FAILED.format("417 Temporary delivery error") + FAILED.format("452 full"), "452"),
        ("", None),
        ('SMTP-Error = "999 what"', None),
        ('SMTP-Error = "', None),
    ],
)
def test_the_last_reply_counts(log: str, reply: str | None) -> None:
    """Its code alone is kept."""
    assert reason_in(log).reply == reply


def of(files: Mapping[str, str]) -> frozen.Frozen:
    """The old frozen messages of a spool."""
    return frozen_messages(
        mail_root({f"spool/{path}": text for path, text in files.items()}), BEFORE
    )


def test_old_messages_are_counted_with_their_reasons() -> None:
    """Wherever in the spool they lie; what waits for a retry is none of them."""
    log = FAILED.format("550 5.1.1 no")
    found = of(
        {
            f"3/7/froz/{OLD}": "x",
            f"3/7/slog/{OLD}": log,
            f"101/0/froz/{OLD}": "x",
            f"3/7/froz/{OLD}.rej": "x",
            f"3/8/froz/{NEW}": "x",
            f"3/8/rsnd/{OLD}": "x",
            f"local/0/froz/{OLD}": "x",
        }
    )

    assert (found.number, found.undated) == (2, 0)
    assert found.files == (f"spool/101/0/froz/{OLD}", f"spool/3/7/froz/{OLD}")
    assert found.oldest == 1795000000.123
    assert sorted(found.reasons.values()) == [1, 1]


def test_a_name_without_a_time_leaves_the_age_open() -> None:
    """Where the file's time is not known either."""
    found = of({"3/7/froz/odd": "x", "3/7/froz/1.x": "x"})

    assert (found.number, found.undated) == (0, 2)


def test_the_logs_read_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In number and in size; a link is no message, and none of it is followed."""
    monkeypatch.setattr(frozen, "MOST_LOGS", 1)
    monkeypatch.setattr(frozen, "_MOST_BYTES", 100)
    (tmp_path / "server.tab").touch()
    for place, log in (("1/1", "x" * 200 + FAILED.format("550 no")), ("2/2", "")):
        for name, text in (("froz", "x"), ("slog", log)):
            folder = tmp_path / "spool" / place / name
            folder.mkdir(parents=True)
            (folder / OLD).write_text(text)
    (tmp_path / "spool" / "1" / "1" / "froz" / f"{OLD}x").symlink_to("/etc/hostname")

    found = frozen_messages(MailRoot(DirectorySource(tmp_path), StartOptions.assumed()), BEFORE)

    assert found.number == 2
    assert found.reasons == Counter({reason_in(""): 1})
