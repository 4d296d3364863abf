"""XMail's service, as Windows would tell of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from xmailaudit.mailroot.startup.machine import Machine
from xmailaudit.messages import Message, say
from xmailaudit.network.sign import SignKind
from xmailaudit.network.windows_service import Answer, query, service_signs

if TYPE_CHECKING:
    from pathlib import Path

ENGLISH = """
SERVICE_NAME: XMail
        TYPE               : 10  WIN32_OWN_PROCESS
        STATE              : {state}
                                (STOPPABLE, NOT_PAUSABLE, ACCEPTS_SHUTDOWN)
        WIN32_EXIT_CODE    : 0  (0x0)
"""
JAPANESE = ENGLISH.replace("STATE ", "状態").encode("cp932").decode("latin-1")
MISSING = "[SC] EnumQueryServicesStatus:OpenService FAILED 1060:\n"
FORBIDDEN = "[SC] EnumQueryServicesStatus:OpenService FAILED 5:\n"
BUSY = say("it did not answer in time")


def kinds(folder: Path, answer: Answer | Message, mail_root: str | None = None) -> list[SignKind]:
    """The signs of a Windows that answers so, whose registry names a MailRoot."""
    machine = Machine(windows=True, registry={"MAIL_ROOT": mail_root}.get)
    asked: list[str] = []

    def ask(service: str) -> Answer | Message:
        asked.append(service)
        return answer

    found = [sign.kind for sign in service_signs(str(folder), machine, ask)]
    assert asked in ([], ["XMail"])
    return found


@pytest.mark.parametrize("text", [ENGLISH, JAPANESE], ids=["English", "Japanese"])
@pytest.mark.parametrize(
    ("state", "runs"),
    [("4  RUNNING", True), ("2  START_PENDING", True), ("7  PAUSED", True), ("1  STOPPED", False)],
)
def test_states(tmp_path: Path, text: str, state: str, runs: bool) -> None:  # noqa: FBT001  # a parameter
    """Whatever is not stopped runs."""
    answer = Answer(0, text.format(state=state))
    assert kinds(tmp_path, answer) == ([SignKind.SERVICE] if runs else [])


def test_no_such_service(tmp_path: Path) -> None:
    """Then it is not installed."""
    assert kinds(tmp_path, Answer(1060, MISSING)) == []


@pytest.mark.parametrize("answer", [Answer(5, FORBIDDEN), BUSY], ids=["forbidden", "busy"])
def test_what_cannot_be_asked(tmp_path: Path, answer: Answer | Message) -> None:
    """Is not taken for stopped."""
    assert kinds(tmp_path, answer) == [SignKind.UNSEEN]


def test_the_registry_names_the_mail_root(tmp_path: Path) -> None:
    """The service of another MailRoot is not even asked for."""
    running = Answer(0, ENGLISH.format(state="4  RUNNING"))
    assert kinds(tmp_path, running, str(tmp_path)) == [SignKind.SERVICE]
    assert kinds(tmp_path, running, str(tmp_path.parent)) == []
    assert kinds(tmp_path, running, r"D:\MailRoot") == []


@pytest.mark.skipif(sys.platform == "win32", reason="there it can be asked")
def test_a_system_without_services() -> None:
    """The program that is asked is not there."""
    assert isinstance(query("XMail"), Message)
