"""Opening what a person names."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.mailroot.errors import TargetError
from xmailaudit.mailroot.opening import open_target
from xmailaudit.mailroot.start_options import OriginKind
from xmailaudit.mailroot.startup.machine import Machine
from xmailaudit.messages import English, render

if TYPE_CHECKING:
    from pathlib import Path

    from xmailaudit.mailroot.opening import Opened

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the machines are Unix ones")


def no_registry(_name: str) -> str | None:
    """A registry without XMail."""
    return None


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A Unix machine without XMail."""
    return Machine(str(tmp_path), windows=False, registry=no_registry)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A MailRoot in it, at an unusual place."""
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "server.tab").write_bytes(b'"RootDomain"\t"example.com"\n')
    return tmp_path / "mail"


def notices(opened: Opened) -> list[str]:
    """The notices in English."""
    return [render(notice, English(), show=str) for notice in opened.notices]


def test_a_folder_is_opened_and_defaults_are_assumed(folder: Path, machine: Machine) -> None:
    """With a notice, since nothing tells the start options."""
    opened = open_target(str(folder), environ={}, machine=machine)

    assert opened.root.setting("RootDomain").text == "example.com"
    assert opened.root.start_options.origin.kind is OriginKind.ASSUMED
    (notice,) = notices(opened)
    assert notice.startswith("the server's start options were not found, so XMail's defaults are ")


def test_start_options_are_found_with_the_folder(folder: Path, machine: Machine) -> None:
    """The notice names the file."""
    (folder / "xmail.sh").write_text("MAIL_CMD_LINE=-Sl", encoding="ascii")
    opened = open_target(str(folder), environ={}, machine=machine)

    assert opened.root.start_options.log("smtp")
    assert notices(opened) == [f"start options found in {folder}/xmail.sh"]


def test_a_given_command_line_beats_what_is_found(folder: Path, machine: Machine) -> None:
    """Split as XMail splits MAIL_CMD_LINE; an empty one says that there are no options."""
    (folder / "xmail.sh").write_text("MAIL_CMD_LINE=-Sl", encoding="ascii")

    for text, words in {'-Pl "-Ql"': ("-Pl", "-Ql"), "": (), "-Ms ä": ("-Ms", "Ã¤")}.items():
        opened = open_target(str(folder), command_line=text, environ={}, machine=machine)
        assert opened.root.start_options.words == words
        assert opened.root.start_options.origin.kind is OriginKind.GIVEN
        assert opened.notices == ()


def test_a_target_left_out_is_found_and_named(folder: Path, machine: Machine) -> None:
    """By the environment, or the given `-Ms`; the notice comes first."""
    by_variable = open_target(None, environ={"MAIL_ROOT": str(folder)}, machine=machine)
    by_switch = open_target(None, command_line=f"-Ms {folder}", environ={}, machine=machine)

    assert by_variable.root.source.location == by_switch.root.source.location == str(folder)
    assert notices(by_variable)[0] == f"taking {folder}: MAIL_ROOT names it"
    assert notices(by_switch) == [f"taking {folder}: -Ms names it"]


def test_a_wrong_mail_root_is_explained_with_where_it_is_from(machine: Machine) -> None:
    """No other folder is taken in its place."""
    with pytest.raises(TargetError, match="taking /gone: MAIL_ROOT names it; /gone does not exist"):
        open_target(None, environ={"MAIL_ROOT": "/gone"}, machine=machine)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("ctrl://admin@mail.example.com:6017", "CTRL; copy its MailRoot"),
        ("CTRL://x", "CTRL"),
        ("backup.tar.gz", "backup.tar.gz does not exist"),
        ("page.html", "page.html does not exist"),
        ("", "the target is empty"),
        ("nowhere", "nowhere does not exist"),
        ("a\0b", "does not exist"),
    ],
)
def test_a_target_that_cannot_be_read_is_refused_with_advice(
    target: str, words: str, machine: Machine
) -> None:
    """What it is taken for, and what to do instead."""
    with pytest.raises(TargetError, match=words):
        open_target(target, environ={}, machine=machine)


def test_a_folder_whose_name_looks_like_an_archive_is_a_folder(
    folder: Path, machine: Machine
) -> None:
    """What it is counts, not what it is called."""
    folder.rename(folder.parent / "mail.zip")

    opened = open_target(str(folder.parent / "mail.zip"), environ={}, machine=machine)

    assert opened.root.exists("server.tab")


@given(st.text(), st.none() | st.text())
def test_any_target_is_opened_or_refused(target: str, command_line: str | None) -> None:
    """Only TargetError escapes."""
    machine = Machine("/nowhere", windows=False, registry=no_registry)
    with pytest.raises(TargetError):
        open_target(target + "/none", command_line=command_line, environ={}, machine=machine)
