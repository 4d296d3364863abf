"""A text as a target: a file or standard input, known by what is in it."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from tests.mailroot.xmailcfg.pasting import CTRL, POST, pasted
from xmailaudit.mailroot.errors import TargetError
from xmailaudit.mailroot.opening import open_target
from xmailaudit.mailroot.source import TargetKind, Unseen
from xmailaudit.mailroot.xmailcfg import target
from xmailaudit.mailroot.xmailcfg.opening import LARGEST_TEXT

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_known_by_what_it_holds(tmp_path: Path) -> None:
    """Whatever it is called; the given start options beat the ports."""
    file = tmp_path / "notes.tar"
    file.write_bytes(POST.read_bytes())

    opened = open_target(str(file))
    told = open_target(str(file), command_line="-F-")

    assert opened.root.source.kind is TargetKind.XMAILCFG
    assert opened.root.source.location == str(file)
    assert told.root.start_options.words == ("-F-",)
    assert told.root.start_options.known


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(CTRL.encode())))
    root = open_target("-").root

    assert root.source.location == "-"
    assert root.exists("ctrl.ipmap.tab")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"hello\n", "{path} shows nothing of XMailCFG: looked for were a screen such as"),
        (b"", "{path} shows nothing of XMailCFG"),
        (b"\0\1\2", "{path} shows nothing of XMailCFG"),
        (b"\n" * (LARGEST_TEXT + 1), "{path} has more than 1,048,576 bytes"),
    ],
)
def test_a_file_without_a_line_of_xmailcfg_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, words: str
) -> None:
    """With what was looked for; the same on standard input."""
    file = tmp_path / "a.txt"
    file.write_bytes(data)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))

    for named, name in ((str(file), str(file)), ("-", "standard input")):
        with pytest.raises(TargetError) as refused:
            open_target(named)
        assert str(refused.value).startswith(words.format(path=name))


@pytest.mark.parametrize(
    "page",
    [
        b"<html><body>" + CTRL.encode(),
        b"\xef\xbb\xbf<!DOCTYPE html>",
        b"MIME-Version: 1.0\n",
        b"<!-- saved --><HTML>",
    ],
)
def test_a_saved_page_is_refused_in_one_line(tmp_path: Path, page: bytes) -> None:
    """This version reads what was copied out of it."""
    file = tmp_path / "page.txt"
    file.write_bytes(page)

    with pytest.raises(TargetError, match="cannot read a saved page") as refused:
        open_target(str(file))
    assert "\n" not in str(refused.value)


def test_standard_input_that_is_closed_or_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to read."""

    class Folder:
        def read(self, _size: int) -> bytes:
            raise IsADirectoryError(21, "Is a directory")

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=Folder()))
    with pytest.raises(TargetError, match="standard input cannot be read: Is a directory"):
        open_target("-")
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(TargetError, match="standard input shows nothing of XMailCFG"):
        open_target("-")


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is the system's, not that the text shows nothing."""

    def forbidden(_path: str, _limit: int) -> bytes:
        raise PermissionError(13, "Permission denied")

    file = tmp_path / "a.txt"
    file.write_bytes(CTRL.encode())
    monkeypatch.setattr(target, "read_regular", forbidden)

    with pytest.raises(TargetError, match="cannot be read: Permission denied"):
        open_target(str(file))


def test_a_table_of_a_mailroot_is_no_text(tmp_path: Path) -> None:
    """The folder is meant."""
    (tmp_path / "server.tab").write_bytes(b'"RootDomain"\t"example.com"\n')

    with pytest.raises(TargetError, match="is a file; name the folder of the MailRoot"):
        open_target(str(tmp_path / "server.tab"))


def test_what_the_text_does_not_show_may_be_anything() -> None:
    """No folder can be listed, no file is known to be absent."""
    source = pasted(CTRL).source

    assert isinstance(source.entries(""), Unseen)
    assert isinstance(source.metadata("server.tab"), Unseen)
    assert isinstance(source.read("server.tab"), Unseen)
    assert source.shows_all("ctrl.ipmap.tab")
    assert not source.shows_all("server.tab")
