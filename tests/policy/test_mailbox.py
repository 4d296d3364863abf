"""Room in a mailbox: what a source does not show is not a missing mailbox."""

from __future__ import annotations

import pytest

from tests.roots import PLAIN
from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import Absent, Metadata, Unseen
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import say
from xmailaudit.policy.accounts import every_account
from xmailaudit.policy.facts import Facts
from xmailaudit.policy.mailbox import mailbox_has_room
from xmailaudit.policy.world import UNKNOWN_WORLD

FILES = {name: text.encode() for name, text in PLAIN.items()}


class _WithoutMail(MemorySource):
    """A source that shows tables, and no mail."""

    def metadata(self, path: str, /) -> Metadata | Absent | Unseen:
        return Unseen(say("not gathered")) if "Maildir" in path else super().metadata(path)


def has_room(source: MemorySource) -> bool:
    """Whether bob's mailbox takes a mail."""
    root = MailRoot(source, StartOptions.assumed())
    (bob,) = every_account(root)
    return mailbox_has_room(Facts(root, UNKNOWN_WORLD), bob)


def test_a_missing_mailbox_has_no_room() -> None:
    """As XMail sees it."""
    assert has_room(MemorySource(FILES, folders=["domains/example.com/bob/Maildir"]))
    assert not has_room(MemorySource(FILES))


def test_a_mailbox_that_is_not_shown_is_unknown() -> None:
    """It is not taken for a missing one."""
    with pytest.raises(UnseenFileError):
        has_room(_WithoutMail(FILES))
