"""FSP005 and FSP008: what is told of a server's start, and what is not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.mailroot.surroundings import Surroundings
from xmailaudit.rules.fsp import runs_as_root, shared_temp
from xmailaudit.rules.given import Given
from xmailaudit.rules.rule import NotJudgedError
from xmailaudit.session import start

if TYPE_CHECKING:
    from pathlib import Path

NOW = Given(now=1795478400.0)
UNIT = "/etc/systemd/system/xmail.service"
PROCESS = "/proc/7/cmdline"


def started(told: Surroundings | None, file: str = PROCESS, words: str = "") -> StartOptions:
    """Start options that were found in a place."""
    return StartOptions.parse(words.split(), origin=Origin.found(file), surroundings=told)


@pytest.mark.parametrize(
    ("told", "file", "number"),
    [
        (Surroundings(user="root"), UNIT, 1),
        (Surroundings(user="0"), PROCESS, 1),
        (Surroundings(), UNIT, 1),
        (Surroundings(user="xmail"), UNIT, 0),
        (Surroundings(user="(dynamic)"), UNIT, 0),
        (Surroundings(user="1001"), PROCESS, 0),
    ],
)
def test_whom_it_runs_as_is_told(told: Surroundings, file: str, number: int) -> None:
    """A unit that names nobody means root."""
    root = mail_root(options=started(told, file))

    assert len(list(runs_as_root.RULE.run(root, NOW))) == number


@pytest.mark.parametrize("told", [None, Surroundings()])
def test_whom_it_runs_as_is_not_told(told: Surroundings | None) -> None:
    """Nor do owners tell, where a source knows none; and a script may change the user."""
    with pytest.raises(NotJudgedError):
        list(runs_as_root.RULE.run(mail_root(options=started(told, "/etc/init.d/xmail")), NOW))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such owners")
def test_what_the_server_makes_tells_of_root_only(tmp_path: Path) -> None:
    """Another owner may be whoever made a copy."""
    (tmp_path / "server.tab").touch()
    (tmp_path / "message.id").touch()
    root = start(tmp_path).root
    if os.getuid() == 0:
        (one,) = runs_as_root.RULE.run(root, NOW)
        assert [place.file for place in one.places] == ["message.id"]
        os.chown(tmp_path / "message.id", 1001, -1)
    with pytest.raises(NotJudgedError):
        list(runs_as_root.RULE.run(root, NOW))


@pytest.mark.parametrize(
    ("told", "number"),
    [
        (Surroundings(), 1),
        (Surroundings(private_temp=True), 0),
        (Surroundings(temp="/var/tmp"), 1),  # noqa: S108  # what is looked for
        (Surroundings(temp="/var/tmp/", private_temp=True), 0),  # noqa: S108  # as above
        (Surroundings(temp="/dev/shm/", private_temp=True), 1),  # noqa: S108  # as above
    ],
)
def test_where_messages_under_way_lie(told: Surroundings, number: int) -> None:
    """Systemd gives a service a /tmp and a /var/tmp of its own, nothing else."""
    assert len(list(shared_temp.RULE.run(mail_root(options=started(told)), NOW))) == number


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (None, ""),
        (Surroundings(temp="/srv/mail/tmp/"), ""),
        (Surroundings(temp="/var/MailRoot/tmp/", mail_root="/var/MailRoot"), ""),
        (Surroundings(), "-Md"),
    ],
)
def test_who_sees_messages_under_way_may_not_be_known(
    told: Surroundings | None, words: str
) -> None:
    """No environment, a folder elsewhere, one without modes, a umask that nobody told."""
    with pytest.raises(NotJudgedError):
        list(shared_temp.RULE.run(mail_root(options=started(told, words=words)), NOW))
