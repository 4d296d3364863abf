"""The rights of files on folders of this machine: what others reach counts, and it is counted."""

from __future__ import annotations

import os
import tarfile
from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root
from xmailaudit.mailroot.directory import DirectorySource
from xmailaudit.mailroot.listing import leads_out, names_in
from xmailaudit.mailroot.overlay import Overlay
from xmailaudit.mailroot.source import Absent, Unseen
from xmailaudit.rules.fsp import (
    link_leaves_mailroot,
    mailroot_open,
    secret_readable,
    shutdown_creatable,
    world_writable,
)
from xmailaudit.rules.given import Given
from xmailaudit.rules.log import logs_readable
from xmailaudit.rules.rule import NotJudgedError
from xmailaudit.session import start

if TYPE_CHECKING:
    from pathlib import Path

    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.rule import Rule

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")

NOW = Given(now=1795478400.0)
OF_MODES = (mailroot_open, secret_readable, shutdown_creatable, world_writable, logs_readable)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A MailRoot as the daemon leaves it, open at the top."""
    root = tmp_path / "MailRoot"
    mailbox = root / "domains" / "example.com" / "bob" / "Maildir" / "new"
    mailbox.mkdir(parents=True)
    (root / "logs").mkdir()
    for number in range(30):
        (mailbox / str(number)).touch()
    (root / "server.tab").touch()
    (root / "mailusers.tab").write_text('"example.com"\t"bob"\t"1512"\t1\t"bob"\t"U"\n')
    (root / "logs" / "smtp-202611240000").touch()
    for path in (root, *root.rglob("*")):
        path.chmod(0o711 if path.is_dir() else 0o666)
    return root


def found(rule: Rule, folder: Path) -> list[Finding]:
    """What a rule finds in a folder."""
    return list(rule.run(start(folder).root, NOW))


def test_messages_are_counted_not_listed(folder: Path) -> None:
    """One finding for the mailboxes, one for the logs, one for the tables."""
    tables, logs, mail = found(world_writable.RULE, folder)

    assert [place.file for place in tables.places] == ["mailusers.tab", "server.tab"]
    assert logs.places[0].file == "logs/smtp-202611240000"
    assert (mail.total, len(mail.places)) == (30, 20)
    assert mail.places[0].file == "domains/example.com/bob/Maildir/new/0"


def test_a_closed_folder_ends_the_walk(folder: Path) -> None:
    """Whatever is in it, nobody gets there; and it is not even listed."""
    (folder / "domains" / "example.com").chmod(0o700)
    assert [one.places[0].file for one in found(world_writable.RULE, folder)] == [
        "mailusers.tab",
        "logs/smtp-202611240000",
    ]
    folder.chmod(0o700)
    for module in OF_MODES:
        assert found(module.RULE, folder) == []


def test_the_walk_follows_no_link(folder: Path, tmp_path: Path) -> None:
    """Links in a circle and out of the MailRoot are named, and nothing is looked at behind them."""
    outside = tmp_path / "outside"
    outside.mkdir(mode=0o777)
    (outside / "file").touch()
    (outside / "file").chmod(0o666)
    (folder / "domains" / "example.net").symlink_to(outside)
    (folder / "domains" / "example.org").symlink_to("example.com")
    (folder / "domains" / "up").symlink_to("..")
    (folder / "domains" / "self").symlink_to("self")
    (folder / "domains" / "gone").symlink_to(tmp_path / "gone")

    (links,) = found(link_leaves_mailroot.RULE, folder)

    assert [place.file for place in links.places] == ["domains/example.net", "domains/gone"]
    assert links.message.parameters["target"] == str(outside)
    assert [one.total for one in found(world_writable.RULE, folder)] == [2, 1, 30]


@pytest.mark.parametrize("mode", [0o711, 0o700])
def test_links_of_tables_and_accounts_count_in_closed_folders_as_well(
    folder: Path, mode: int
) -> None:
    """Below an account only where others get."""
    account = folder / "domains" / "example.com" / "bob"
    (folder / "domains" / "example.com" / "eve").symlink_to("/srv/eve")
    (account / "Maildir" / "cur").symlink_to("/srv/cur")
    folder.chmod(mode)

    (links,) = found(link_leaves_mailroot.RULE, folder)

    assert links.total == (2 if mode & 1 else 1)


def test_an_archive_has_modes_and_links_too(folder: Path, tmp_path: Path) -> None:
    """As far as the packer wrote them down; of mail the modes are not kept."""
    (folder / "custdomains").symlink_to("/srv/custom")
    (folder / "domains").chmod(0o700)
    packed = tmp_path / "packed.tar"
    with tarfile.open(packed, "w") as archive:
        archive.add(folder, "MailRoot")

    assert [one.total for one in found(world_writable.RULE, packed)] == [2, 1]
    assert [one.places[0].file for one in found(link_leaves_mailroot.RULE, packed)] == [
        "custdomains"
    ]
    assert [one.message.parameters["mode"] for one in found(mailroot_open.RULE, packed)] == ["0711"]


def test_the_modes_of_a_copy_say_nothing_of_a_windows_server(folder: Path) -> None:
    """It keeps rights in lists of its own."""
    for module in OF_MODES:
        with pytest.raises(NotJudgedError):
            list(module.RULE.run(start(folder).root, NOW._replace(platform="windows")))


@pytest.mark.parametrize("module", [mailroot_open, secret_readable, shutdown_creatable])
def test_without_modes_nothing_is_judged(module: object) -> None:
    """Neither that others get in nor that they do not."""
    root = mail_root({"mailusers.tab": "x"})
    rule: Rule = module.RULE  # type: ignore[attr-defined]

    with pytest.raises(NotJudgedError):
        list(rule.run(root, NOW))


def test_what_cannot_be_listed_is_told(folder: Path) -> None:
    """By the system's reason, once everything else has been looked at."""
    source = DirectorySource(folder)

    assert isinstance(source.names("nowhere"), Absent)
    assert isinstance(source.names("server.tab"), Absent)
    (folder / "out").symlink_to("/")
    assert isinstance(source.names("out"), Unseen)
    names = names_in(Overlay(source, ()), "logs")
    assert not isinstance(names, (Absent, Unseen))
    assert [name.path for name in names] == ["logs/smtp-202611240000"]


@pytest.mark.parametrize(
    ("path", "target", "leaves"),
    [
        ("domains", "/srv/mail", True),
        ("domains", "/var/MailRoot/store", False),
        ("domains", "/var/MailRoot", False),
        ("domains", "/var/MailRoot2/store", True),
        ("domains", "store", False),
        ("domains", "./store/../other", False),
        ("domains", "../store", True),
        ("domains/example.com", "../store", False),
        ("domains/example.com", "../../store", True),
        ("domains/example.com", "../../MailRoot/store", True),
    ],
)
def test_where_a_link_leads_by_its_text(path: str, target: str, leaves: bool) -> None:  # noqa: FBT001
    """For what was gathered on another machine; one that leaves and comes back has left."""
    assert leads_out(path, target, "/var/MailRoot") is leaves
