"""A domain that XMail greets with, in a buffer that holds not every one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import mail_root
from xmailaudit.policy import pop3
from xmailaudit.policy.addresses import Address
from xmailaudit.policy.facts import Facts, Undecided, explore
from xmailaudit.policy.smtp.connect import open_session
from xmailaudit.policy.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

CLIENT = Address.parse("192.0.2.7")


@pytest.mark.parametrize(
    ("setting", "connect"), [("SmtpServerDomain", open_session), ("POP3Domain", pop3.connect)]
)
@pytest.mark.parametrize("length", [220, 221, 1900])
def test_a_domain_too_long_leaves_the_decision_open(
    setting: str, connect: Callable[[Facts, Address], object], length: int
) -> None:
    """A longer domain runs over XMail's buffer: no decision is made about what it then does."""
    domain = ".example.com".rjust(length, "a")
    root = mail_root(settings=f'"{setting}"\t"{domain}"\n')

    (branch,) = explore(root, World(closed=True), lambda facts: connect(facts, CLIENT))

    assert isinstance(branch.outcome, Undecided) is (length > 220)
