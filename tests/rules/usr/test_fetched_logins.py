"""USR023: what becomes of the password of a fetched mailbox."""

from __future__ import annotations

import pytest

from tests.roots import mail_root, row
from tests.rules.acl.judging import edits_of, judged, map_root, with_edits
from tests.tls_files import TLS_FILES
from xmailaudit.messages import English, render
from xmailaudit.policy.outbound.fetching import Login, fetched_links, protected_options

HOST = "pop.example.net"
PASSWORD = "16041508"


def link(server: str = HOST, options: str = "CLR", user: str = "bob") -> str:
    """A row of pop3links.tab for an account that exists."""
    return row("example.com", "bob", server, user, PASSWORD, options)


@pytest.mark.parametrize(
    ("server", "options", "login"),
    [
        (HOST, "", Login.CLEAR),
        (HOST, "CLR", Login.CLEAR),
        (HOST, "clr,Leave", Login.CLEAR),
        (HOST, "TLS", Login.CLEAR),
        (HOST, "APOP", Login.WHERE_APOP_REFUSED),
        (HOST, "FAPOP", Login.WHERE_APOP_MISSING),
        (HOST, "APOP,FAPOP", Login.WHERE_APOP_MISSING),
        (HOST, "STLS", Login.WHERE_STLS_REFUSED),
        (HOST, "STLS=1", Login.WHERE_STLS_REFUSED),
        (HOST, "APOP,STLS", Login.WHERE_STLS_REFUSED_NO_APOP),
        (HOST, "FSTLS", Login.SAFE),
        (HOST, "FSTLS,STLS,APOP", Login.SAFE),
        (HOST, "fstls", Login.MISSPELT),
        (HOST, "Leave, FSTLS", Login.MISSPELT),
        (HOST, "STLS, FSTLS", Login.WHERE_STLS_REFUSED),
        (HOST, "POP3S", Login.TLS_ON_CLEAR_PORT),
        (f"{HOST}:110", "POP3S", Login.TLS_ON_CLEAR_PORT),
        (f"{HOST}:995", "POP3S", Login.SAFE),
        (f"{HOST}|995", "POP3S", Login.SAFE),
        ("[2001:db8::5]:995", "POP3S", Login.SAFE),
        ("[2001:db8::5]", "POP3S", Login.TLS_ON_CLEAR_PORT),
        (f"{HOST}:995", "FAPOP", Login.CLEAR_ON_TLS_PORT),
        (f"{HOST}:995", "FSTLS", Login.CLEAR_ON_TLS_PORT),
        (f"{HOST}:995", "STLS", Login.CLEAR_ON_TLS_PORT),
    ],
)
def test_options_decide_the_login(server: str, options: str, login: Login) -> None:
    """Exactly spelled; a port other than 110 is believed to be one for TLS."""
    (found,) = fetched_links(mail_root({"pop3links.tab": link(server, options)}))

    assert found.login is login


@pytest.mark.parametrize(
    ("server", "options", "safe"),
    [
        (HOST, "CLR", "FSTLS"),
        (HOST, "STLS,Leave=1,OutBind=192.0.2.9", "FSTLS,Leave=1,OutBind=192.0.2.9"),
        (f"{HOST}:995", " apop ,Leave", "POP3S,Leave"),
        (f"{HOST}:2110", "FAPOP", "FSTLS"),
    ],
)
def test_other_options_are_kept(server: str, options: str, safe: str) -> None:
    """Only what speaks of the login is replaced."""
    (found,) = fetched_links(mail_root({"pop3links.tab": link(server, options)}))

    assert protected_options(found) == safe


@pytest.mark.parametrize("server", ["10.0.0.4", "localhost", "pop.lan", "[::1]"])
def test_inside_a_password_may_travel_in_clear(server: str) -> None:
    """A link that fetches nothing is told of there too."""
    assert judged(mail_root({"pop3links.tab": link(server)}), "USR023") == []
    useless = {"pop3links.tab": link(server, "POP3S")}
    assert [one.severity.value for one in judged(mail_root(useless), "USR023")] == ["medium"]


def test_the_port_of_tls_is_written_behind_the_server() -> None:
    """In the place of the other port, if there is one; brackets stay."""
    links = link(f"{HOST}:110", "POP3S") + link("[2001:db8::5]", "POP3S")
    root = mail_root({**TLS_FILES, "pop3links.tab": links})

    found = judged(root, "USR023")

    written = [edit for one in found for fix in one.fixes for edit in edits_of(fix)]
    assert [getattr(edit, "value", None) for edit in written] == [
        f"{HOST}:995",
        "[2001:db8::5]:995",
    ]
    assert judged(with_edits(root, written), "USR023") == []


@pytest.mark.parametrize("options", ["CLR", "STLS", "STLS,FAPOP,Leave", "fstls", "APOP"])
def test_the_fix_cures(options: str) -> None:
    """Whatever stood there."""
    root = mail_root({**TLS_FILES, "pop3links.tab": link(options=options) + link(f"{HOST}:995")})

    edits = [edit for one in judged(root, "USR023") for edit in edits_of(one.fixes[0])]

    assert len(edits) == 2
    assert judged(with_edits(root, edits), "USR023") == []


def test_without_a_certificate_of_its_own_xmail_cannot_start_tls() -> None:
    """The fix says so, and has no edits."""
    (found,) = judged(mail_root({"pop3links.tab": link()}), "USR023")

    assert [fix.applicability.value for fix in found.fixes] == ["manual"]


def test_a_domain_link_is_switched_off_in_a_folder_of_its_own() -> None:
    """By the name of the user and the server."""
    links = row("?.example.com", "x", HOST, "all", PASSWORD, "CLR")
    files = {"pop3links.tab": links}
    assert len(judged(mail_root(files), "USR023")) == 1
    off = {**files, f"pop3links/all@{HOST}.disabled": ""}
    assert judged(mail_root(off), "USR023") == []


def test_without_the_service_nothing_is_fetched() -> None:
    """`-Y-` switches all links off."""
    root = map_root(options="-Y-", files={"pop3links.tab": link()})

    assert judged(root, "USR023") == []


def test_many_links_are_one_finding() -> None:
    """With the number of all, and one fix."""
    links = "".join(link(user=f"user{number}") for number in range(30))

    (found,) = judged(mail_root({"pop3links.tab": links}), "USR023")

    assert (found.total, len(found.places)) == (30, 20)
    assert "30 mailboxes" in render(found.message, English(), show=str)


def test_a_server_that_may_be_a_password_is_not_named() -> None:
    """A blank for a TAB moves the fields."""
    links = f'"example.com"\t"bob"\t{HOST} "hunter2"\t"x"\t"{PASSWORD}"\t"CLR"\n'
    root = mail_root({"pop3links.tab": links})

    (found,) = judged(root, "USR023")

    assert "hunter2" not in render(found.message, English(), show=str)
