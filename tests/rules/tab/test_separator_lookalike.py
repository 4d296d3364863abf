"""TAB012: where it points, and what it does not show."""

from __future__ import annotations

import pytest

from tests.roots import PLAIN, mail_root, row
from tests.rules.acl.judging import gaps, judged
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import TargetKind
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.rules.finding import Severity
from xmailaudit.tables.shown import columns, shown_place

WIDE = "\u3000".encode()


def test_the_mark_stands_below_the_character() -> None:
    """In code points, behind characters of several bytes."""
    table = "\u00e0\u3000b\tc\n".encode()

    (finding,) = judged(mail_root({"extaliases.tab": table}), "TAB012")

    assert columns(finding.places[0]) == (2, 3)
    assert finding.message.parameters["character"] == "U+3000"


def test_a_password_is_not_shown() -> None:
    """The character beside it is in a row masked whole."""
    table = b'"printer' + WIDE + b'"hidden"\t"M"\t"x"\n'

    (finding,) = judged(mail_root({"smtpauth.tab": table}), "TAB012")

    assert "hidden" not in shown_place(finding.places[0])
    assert "hidden" not in repr(finding)


def test_a_password_may_hold_anything() -> None:
    """Within its quotes."""
    table = b'"printer"\t"a' + WIDE + b'b"\t"M"\n'

    assert judged(mail_root({"smtpauth.tab": table}), "TAB012") == []


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        (b"a\0b\n", {"nul"}),
        (b"a\0\0\n", set()),
        (b"\0a\n", {"nul"}),
        (b"# a\0b\n", set()),
        (b"a\rb\n", {"return"}),
        (b"a\r\r\n", set()),
        (b"# a\rb\n", {"return"}),
        (b"a\rb\0c\n", {"return"}),
    ],
)
def test_bytes_that_end_a_line_or_do_not(table: bytes, kinds: set[str]) -> None:
    """A NUL hides what follows; a carriage return counts inside the line alone."""
    words = {"nul": "NUL", "return": "arriage"}
    found = judged(mail_root({"domains.tab": table}), "TAB012")

    said = [str(finding.message.template) for finding in found]
    assert len(said) == len(kinds)
    assert all(words[kind] in text for kind, text in zip(kinds, said, strict=True))


def test_a_file_in_utf_16_is_one_finding() -> None:
    """Each of its rows is read up to its second byte."""
    table = "".join(row(f"host{number}.example.com") for number in range(40)).encode("utf-16")

    found = judged(mail_root({"domains.tab": table}), "TAB012")

    assert [finding.total for finding in found] == [40]


def test_through_the_admin_port_not_all_is_seen() -> None:
    """What is seen is found."""
    source = MemorySource({file: text.encode() for file, text in PLAIN.items()})
    source.kind = TargetKind.CONTROL

    assert len(gaps(MailRoot(source, StartOptions.assumed()), "TAB012")) == 1


def test_a_spoilt_row_is_one_finding() -> None:
    """High where access is decided; TAB001 leaves it, and ACL008 has the permission."""
    deny = row("0.0.0.0", "0.0.0.0", "DENY", "1").encode()
    spoilt = b'"192.0.2.1"' + WIDE + b'"255.255.255.255"\t"ALLOW"\t"2"\n'
    odd = b'"192.0.2.1"\t"255.255.255.255"\t"ALLOW' + WIDE + b'"\t"2"\n'

    def said(table: bytes) -> list[str]:
        root = mail_root({"ctrl.ipmap.tab": deny + table})
        return [
            f"{rule} {finding.severity.value}"
            for rule in ("TAB001", "TAB012", "ACL008")
            for finding in judged(root, rule)
        ]

    assert said(spoilt) == ["TAB012 high"]
    assert said(odd) == ["ACL008 medium"]


def test_a_spoilt_row_that_is_used_or_decides_nothing_is_medium() -> None:
    """Its value reads otherwise, and nobody's access hangs on it."""
    root = mail_root({"extaliases.tab": "\u00e0\u3000b\tc\n".encode()})

    assert [one.severity for one in judged(root, "TAB012")] == [Severity.MEDIUM]
    assert judged(root, "TAB001") == []
