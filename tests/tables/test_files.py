"""Which table a file is, and that every table is declared as XMail reads it."""

from __future__ import annotations

import pytest

from xmailaudit.tables.files import INDEXED_FILES, table_of

from .strategies import FILES

#: File: line buffer, comments, fewest fields, most fields, buffer of the admin commands.
#: Of an indexed table the fewest fields are those the index needs.
EXPECTED = {
    "server.tab": (2048, True, 2, None, 2048),
    "smtp.ipmap.tab": (512, True, 4, None, 512),
    "pop3.ipmap.tab": (512, True, 4, None, 512),
    "ctrl.ipmap.tab": (512, True, 4, None, 512),
    "finger.ipmap.tab": (512, True, 4, None, 512),
    "domains/example.com/ann/pop3.ipmap.tab": (512, True, 4, None, 512),
    "spammers.tab": (512, True, 1, None, 512),
    "spam-address.tab": (512, True, 1, None, 512),
    "smtprelay.tab": (512, True, 1, None, 512),
    "smtp.ipprop.tab": (1024, True, 1, None, 1024),
    "smtp.hnprop.tab": (1024, True, 1, None, 1024),
    "smtpgw.tab": (1024, True, 2, None, 1024),
    "smtpfwd.tab": (1024, True, 2, None, 1024),
    "smtpauth.tab": (512, True, 3, None, 512),
    "smtpextauth.tab": (1024, True, 2, None, 1024),
    "ctrlaccounts.tab": (512, False, 2, None, 512),
    "mailusers.tab": (2048, True, 2, None, 2048),
    "aliases.tab": (2048, True, 2, None, 512),
    "aliasdomain.tab": (2048, True, 1, None, 512),
    "domains.tab": (2048, True, 1, None, 512),
    "extaliases.tab": (2048, True, 4, None, 1024),
    "userdef.tab": (2048, True, 2, 2, 2048),
    "domains/example.com/ann/user.tab": (2048, True, 2, 2, 2048),
    "domains/example.com/news/mlusers.tab": (512, False, 1, None, 512),
    "pop3links.tab": (2048, True, 6, None, 2048),
    "filters.in.tab": (512, True, 5, None, 512),
    "filters.out.tab": (512, True, 5, None, 512),
    "filters.post-rcpt.tab": (1024, True, 1, None, 1024),
    "filters.pre-data.tab": (1024, True, 1, None, 1024),
    "filters.post-data.tab": (1024, True, 1, None, 1024),
    "filters/scan.tab": (1024, True, 1, None, 1024),
    "domains/example.com/mailproc.tab": (512, True, 1, None, 512),
    "domains/example.com/ann/mailproc.tab": (512, True, 1, None, 512),
    "cmdaliases/example.com/info.tab": (1024, True, 1, None, 1024),
    "custdomains/example.net.tab": (1024, True, 1, None, 1024),
    "userauth/pop3/example.com.tab": (1024, True, 2, None, 1024),
    "userauth/smtp/relay.example.net.tab": (512, True, 1, None, 512),
    "dnsroots": (256, False, 1, None, 256),
}


@pytest.mark.parametrize("file", EXPECTED)
def test_a_table_is_declared_as_xmail_reads_it(file: str) -> None:
    """Buffer, comments and field counts are those of XMail's reader of that file."""
    table = table_of(file)
    assert table is not None
    facts = (table.buffer, table.comments, table.minimum, table.maximum, table.scan_buffer)
    assert facts == EXPECTED[file]
    assert table.limit == table.buffer - 2
    assert table.safe_limit == min(table.buffer, table.scan_buffer) - 2
    assert table.indexed == (file in INDEXED_FILES)


def test_all_kinds_of_files_are_covered() -> None:
    """The facts above and the files of the property tests are the same."""
    assert set(FILES) == set(EXPECTED)


@pytest.mark.parametrize(
    "file",
    [
        "",
        "server.tab.bak",
        "Server.tab",
        "message.id",
        "server.key",
        "domains/example.com/ann/other.tab",
        "ann/user.tab",
        "user.tab",
        "mlusers.tab",
        "filters/scan.sh",
        "filtersx/a.tab",
        "userauth/other/a.tab",
        "tabindex/mailusers-0001.hdx",
        "../server.tab",
        "a/server.tab",
    ],
)
def test_other_files_are_no_tables(file: str) -> None:
    """Names that only look alike, and tables out of their place, are none."""
    assert table_of(file) is None
