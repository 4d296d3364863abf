"""How rules go over access maps and speak of their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.roots import mail_root, row
from tests.rules.acl.judging import GIVEN
from xmailaudit.audit.judgement import Judgement
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import Unseen
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import say
from xmailaudit.policy.access import access_map
from xmailaudit.rules.catalogue import entry_of
from xmailaudit.rules.map_fixes import replace_row
from xmailaudit.rules.map_rows import address_and_mask, apart, mask_place, written

if TYPE_CHECKING:
    from xmailaudit.mailroot.source import Content

HOLES = row("192.168.0.0", "24", "ALLOW", "1")


class Hidden(MemorySource):
    """A source that cannot show the POP3 map."""

    def read(self, path: str, /) -> Content:
        """Everything else."""
        return Unseen(say("denied")) if path == "pop3.ipmap.tab" else super().read(path)


def test_a_map_that_cannot_be_seen_hides_no_other() -> None:
    """Those before and behind it are judged, and the gap is told."""
    maps = {f"{service}.ipmap.tab": HOLES.encode() for service in ("smtp", "ctrl", "finger")}
    entry = entry_of("ACL004")
    assert entry is not None
    judgement = Judgement(MailRoot(Hidden(maps), StartOptions.assumed()), GIVEN)

    judgement.judge(entry.load())

    files = [finding.places[0].file for finding in judgement.findings]
    assert files == ["smtp.ipmap.tab", "ctrl.ipmap.tab", "finger.ipmap.tab"]
    assert [gap.file for gap in judgement.gaps] == ["pop3.ipmap.tab"]


def test_twenty_are_apart_and_more_are_together() -> None:
    """None are none."""
    assert list(apart(range(20))) == [(number,) for number in range(20)]
    assert list(apart(range(21))) == [tuple(range(21))]
    assert list(apart(())) == []


def test_a_row_is_quoted_as_it_is_written() -> None:
    """In the form it has; a mask that is not read is left out."""
    text = row("127.1", "255.0.0.0", "ALLOW", "1") + row("10.0.0.0/8", "24", "DENY", "1")
    field, slash = access_map(mail_root({"ctrl.ipmap.tab": text}), "ctrl").rows

    assert (written(field), written(slash)) == ("127.1 255.0.0.0", "10.0.0.0/8")
    assert address_and_mask(field) == ("127.1", "255.0.0.0")
    assert address_and_mask(slash) == ("10.0.0.0", "/8")
    assert mask_place(field) == field.row.at("mask")
    assert mask_place(slash) == slash.row.at("address")


def test_a_row_that_cannot_be_edited_is_not_replaced() -> None:
    """It is a piece of a line that is too long."""
    text = "#" + "x" * 509 + HOLES
    (piece,) = access_map(mail_root({"ctrl.ipmap.tab": text}), "ctrl").rows

    assert replace_row(piece, ()) == ()
