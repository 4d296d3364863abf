"""The example MailRoots come out byte for byte, with their folders and modes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fixtures import materialise as program
from fixtures.materialise import HOME, main, materialise, names

posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes or names")


def test_the_fixtures_are_those_the_project_speaks_of() -> None:
    """A fixture is a folder with a recipe; nobody has to register it."""
    assert names() == [
        "distribution",
        "fixed-ip-sender",
        "hardened",
        "hostile",
        "japanese-windows",
    ]


@pytest.mark.parametrize("name", names())
def test_files_are_copied_byte_for_byte(name: str, tmp_path: Path) -> None:
    """What lies in `files/` is what lies in the MailRoot, line ends and all."""
    root = materialise(name, tmp_path / "MailRoot")

    files = HOME / name / "files"
    for source in files.rglob("*"):
        if source.is_file():
            assert (root / source.relative_to(files)).read_bytes() == source.read_bytes()


@pytest.mark.parametrize("name", names())
def test_a_mailroot_has_what_xmail_needs_to_start(name: str, tmp_path: Path) -> None:
    """Tables and folders whose absence stops the service are in every example."""
    root = materialise(name, tmp_path)

    for folder in ("dnscache/mx", "pop3locks", "spool", "tabindex"):
        assert not list((root / folder).iterdir())
    for table in ("aliasdomain", "aliases", "domains", "extaliases", "mailusers", "spammers"):
        assert (root / f"{table}.tab").is_file()


@pytest.mark.parametrize("name", ["fixed-ip-sender", "japanese-windows"])
def test_the_windows_examples_have_windows_line_ends(name: str, tmp_path: Path) -> None:
    """Every line ends in CRLF, whatever git or an editor would like."""
    root = materialise(name, tmp_path)

    for table in root.rglob("*.tab"):
        content = table.read_bytes()
        assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")


def test_the_seed_case_is_written_as_it_was_posted(tmp_path: Path) -> None:
    """The rows that the first finding is about, in their order and with their masks."""
    root = materialise("fixed-ip-sender", tmp_path)

    expected = (
        b'"0.0.0.0"\t"0.0.0.0"\t"DENY"\t"1"\r\n'
        b'"127.0.0.0"\t"255.255.255.0"\t"ALLOW"\t"2"\r\n'
        b'"203.0.113.24"\t"255.255.255.0"\t"ALLOW"\t"3"\r\n'
        b'"192.168.0.0"\t"255.255.255.0"\t"ALLOW"\t"4"\r\n'
    )
    assert (root / "ctrl.ipmap.tab").read_bytes() == expected
    assert (root / "finger.ipmap.tab").read_bytes() == expected


def test_the_japanese_example_is_in_japanese_encodings(tmp_path: Path) -> None:
    """CP932 in the tables, UTF-16 in what Windows exports of its registry."""
    root = materialise("japanese-windows", tmp_path)

    table = (root / "domains/kissa.example.com/tencho/user.tab").read_bytes()
    assert "喫茶店 店長".encode("cp932") in table
    assert (root / "xmail.reg").read_bytes().startswith(b"\xff\xfeW\0i\0")


def test_the_stock_account_has_the_password_everybody_knows(tmp_path: Path) -> None:
    """The distribution's account, as XMail stores it."""
    root = materialise("distribution", tmp_path)

    row = b'"xmailserver.test"\t"xmailuser"\t"1d08040c09"\t1\t"xmailuser"\t"U"\n'
    assert (root / "mailusers.tab").read_bytes() == row


def test_generated_parts_are_joined_and_repeated(tmp_path: Path) -> None:
    """Text, hex and repetition make one file: here one line of a mebibyte."""
    root = materialise("hostile", tmp_path)

    line = (root / "smtprelay.tab").read_bytes().splitlines()[-1]
    assert line == b"# " + b"x" * 1048576
    assert bytes.fromhex("914e82c582e0") in (root / "finger.ipmap.tab").read_bytes()


@posix_only
def test_generated_names_may_hold_any_bytes(tmp_path: Path) -> None:
    """Escapes and bytes that are no UTF-8 come out in file names, where those can exist."""
    root = materialise("hostile", tmp_path)

    found = {os.fsencode(file.name) for file in (root / "custdomains").iterdir()}
    assert found == {
        b"[red]example.net.tab",
        "\x1b[31m\u202ebat.<script>::error::.example.net.tab".encode(),
        bytes.fromhex("914e82c582e0") + b".example.net.tab",
    }


def test_windows_gets_the_files_it_can_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that Windows can't have is left out there, the rest stays."""
    monkeypatch.setattr(program, "WINDOWS", True)
    root = materialise("hostile", tmp_path)

    assert [file.name for file in (root / "custdomains").iterdir()] == ["[red]example.net.tab"]


@posix_only
@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_modes_are_the_recipes(umask: int, tmp_path: Path) -> None:
    """Neither the umask nor the checkout's modes show: 0644, or what the recipe says."""
    before = os.umask(umask)
    try:
        root = materialise("hardened", tmp_path / "MailRoot")
    finally:
        os.umask(before)

    modes = {path.name: path.stat().st_mode & 0o777 for path in root.iterdir()}
    assert modes["ctrlaccounts.tab"] == modes["mailusers.tab"] == 0o600
    assert modes["server.tab"] == 0o644
    assert modes["spool"] == 0o755


def test_nothing_is_written_into_a_folder_in_use(tmp_path: Path) -> None:
    """A target with something in it is refused and left alone."""
    (tmp_path / "mine").touch()

    with pytest.raises(FileExistsError):
        materialise("hardened", tmp_path)

    assert [file.name for file in tmp_path.iterdir()] == ["mine"]


def test_the_program_prints_where_the_mailroot_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`materialise.py NAME TARGET` writes the fixture and names the folder."""
    target = tmp_path / "MailRoot"

    assert main(["hardened", str(target)]) == 0

    assert capsys.readouterr().out == f"{target}\n"
    assert (target / "server.tab").is_file()


@pytest.mark.parametrize("arguments", [[], ["hardened"], ["no-such", "unused"]])
def test_the_program_refuses_what_it_does_not_understand(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong arguments are exit status 2 and one line that helps."""
    assert main(arguments) == 2

    assert capsys.readouterr().err.count("\n") == 1
    assert not Path("unused").exists()
