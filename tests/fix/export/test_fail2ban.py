"""The files for fail2ban: which jails, for whom, where."""

from __future__ import annotations

from configparser import ConfigParser, RawConfigParser
from typing import TYPE_CHECKING

import pytest

from tests.fix.export.made import EN, JA, given, started
from tests.roots import mail_root
from xmailaudit import load
from xmailaudit.fix.export.fail2ban import fail2ban_files
from xmailaudit.fix.export.writers import files_around

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xmailaudit.mailroot.root import MailRoot

LOGGED = started("-Sl -Pl -Cl")


def jails(
    options: str = "-Sl -Pl -Cl",
    *,
    folder: str | None = None,
    trusted: tuple[str, ...] = (),
    admins: tuple[str, ...] = (),
) -> ConfigParser:
    """The jails of a server, read as fail2ban reads them."""
    root = mail_root(options=started(options))
    files = fail2ban_files(root, given(trusted=trusted, admins=admins), EN, folder=folder)
    parser = ConfigParser()
    parser.read_string(files["fail2ban/jail.d/xmail.conf"])
    return parser


def test_the_files_are_where_fail2ban_looks_for_them() -> None:
    """Filters, jails, and the script that tells of new logs."""
    assert sorted(fail2ban_files(mail_root(), given(), EN)) == [
        "fail2ban/filter.d/xmail-ctrl.conf",
        "fail2ban/filter.d/xmail-pop3.conf",
        "fail2ban/filter.d/xmail-smtp.conf",
        "fail2ban/jail.d/xmail.conf",
        "fail2ban/xmail-new-logs.sh",
    ]


def test_a_jail_works_where_its_log_is_written() -> None:
    """One without a log would keep fail2ban from starting."""
    found = jails("-Sl")

    assert {name: found[name]["enabled"] for name in found.sections()} == {
        "xmail-smtp": "true",
        "xmail-pop3": "false",
        "xmail-ctrl": "false",
    }


def test_a_service_that_nobody_reaches_has_no_jail_at_work() -> None:
    """CTRL for this machine alone."""
    found = jails("-Sl -Cl -CI 127.0.0.1 -W-")

    assert found["xmail-smtp"]["enabled"] == "true"
    assert found["xmail-ctrl"]["enabled"] == "false"


def test_the_ports_are_those_of_the_listeners() -> None:
    """The TLS twin's, and a second one's."""
    found = jails("-Sl -SI 192.0.2.24 -SI 192.0.2.24:587 -Pp 1110 -B-")

    assert found["xmail-smtp"]["port"] == "25,465,587"
    assert found["xmail-pop3"]["port"] == "1110"


def test_the_owners_networks_are_never_shut_out() -> None:
    """Trusted networks and admins, IPv6 too, none twice."""
    found = jails(
        trusted=("198.51.100.0/24", "2001:db8::/48"), admins=("198.51.100.7/32", "203.0.113.9/32")
    )

    assert {found[name]["ignoreip"] for name in found.sections()} == {
        "127.0.0.0/8 ::1 198.51.100.0/24 203.0.113.9/32 2001:db8::/48"
    }


@pytest.mark.parametrize(
    ("folder", "path"),
    [
        ("/srv/mail root", "/srv/mail root/logs/smtp-[0-9]* head"),
        ("/srv/50%/", "/srv/50%/logs/smtp-[0-9]* head"),
        (None, "/var/MailRoot/logs/smtp-[0-9]* head"),
        ("C:\\MailRoot", "/var/MailRoot/logs/smtp-[0-9]* head"),
        ("/srv/x\n[DEFAULT]", "/var/MailRoot/logs/smtp-[0-9]* head"),
        ("/srv/[x]*", "/var/MailRoot/logs/smtp-[0-9]* head"),
    ],
)
def test_the_logs_are_in_the_folder_of_the_server(folder: str | None, path: str) -> None:
    """One that no line can hold as it is gives way to the usual one."""
    assert jails(folder=folder)["xmail-smtp"]["logpath"] == path


def test_the_start_options_may_tell_the_folder() -> None:
    """`-Ms`, where the caller knows none."""
    assert jails("-Sl -Ms /srv/xmail")["xmail-smtp"]["logpath"] == (
        "/srv/xmail/logs/smtp-[0-9]* head"
    )


def test_a_folder_nobody_knows_is_a_choice() -> None:
    """It is said at the top; a known one is no choice."""
    root = mail_root(options=LOGGED)

    assert "CHOOSE" in fail2ban_files(root, given(), EN)["fail2ban/jail.d/xmail.conf"]
    known = fail2ban_files(root, given(), EN, folder="/srv/xmail")
    assert "CHOOSE" not in known["fail2ban/jail.d/xmail.conf"]


def test_the_script_quotes_the_folder() -> None:
    """A name with a quote runs nothing."""
    files = fail2ban_files(mail_root(), given(), EN, folder="/srv/x'; touch y; '")

    script = files["fail2ban/xmail-new-logs.sh"]
    assert "\nlogs='/srv/x'\"'\"'; touch y; '\"'\"'/logs'\n" in script


@pytest.mark.parametrize("service", ["smtp", "pop3", "ctrl"])
def test_comments_speak_the_readers_language_and_nothing_else_does(service: str) -> None:
    """Whatever fail2ban reads is the same."""
    read = []
    for words in (EN, JA):
        files = fail2ban_files(mail_root(options=LOGGED), given(), words)
        parser = RawConfigParser()
        parser.read_string(files[f"fail2ban/filter.d/xmail-{service}.conf"])
        parser.read_string(files["fail2ban/jail.d/xmail.conf"])
        read.append({name: dict(parser[name]) for name in parser.sections()})

    assert read[0] == read[1]


def test_the_folder_that_was_audited_has_the_logs(fixture_root: Callable[[str], Path]) -> None:
    """Where no command line names the MailRoot."""

    def jail(root: MailRoot) -> str:
        files = {one.path: one.data or b"" for one in files_around("fail2ban", root, given(), EN)}
        return files["fail2ban/jail.d/xmail.conf"].decode()

    folder = fixture_root("hardened")
    root = load(str(folder))
    assert f"logpath = {folder.resolve()}/logs/smtp-[0-9]* head" in jail(root)
    assert "/srv/mail/logs/" in jail(root.started_with(started("-Ms /srv/mail")))
