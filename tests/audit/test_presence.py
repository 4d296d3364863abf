"""Which tables are there, without opening one."""

from __future__ import annotations

import pytest

from tests.audit.made_up import hidden_root
from tests.roots import mail_root
from xmailaudit.audit.presence import Presence

FILES = {"ctrl.ipmap.tab": "", "custdomains/example.org.tab": "", "Filters.In.Tab": ""}


@pytest.mark.parametrize(
    ("pattern", "there"),
    [
        ("server.tab", True),
        ("smtprelay.tab", False),
        ("*.ipmap.tab", True),
        ("*.ipprop.tab", False),
        ("custdomains/*", True),
        ("custdomains/*.tab", True),
        ("custdomains/example.net.tab", False),
        ("cmdaliases/*", False),
        ("domains/*/*/user.tab", True),
        ("domains", True),
        ("server.tab/x", False),
        ("filters.in.tab", True),
        ("(command line)", True),
    ],
)
def test_a_pattern_is_looked_for(pattern: str, there: bool) -> None:  # noqa: FBT001
    """Top folder, sub-folder, star, any case of letters, start options."""
    assert Presence(mail_root(FILES).source).is_there(pattern) is there


def test_one_of_many_is_enough() -> None:
    """A rule that reads several tables runs for each of them."""
    presence = Presence(mail_root(FILES).source)

    assert presence.any_of(("smtprelay.tab", "custdomains/*"))
    assert not presence.any_of(("smtprelay.tab", "smtpfwd.tab"))
    assert not presence.any_of(())


def test_a_folder_that_cannot_be_listed_may_hold_anything() -> None:
    """The rule runs and says itself what it cannot see."""
    presence = Presence(hidden_root(FILES, "custdomains").source)

    assert presence.is_there("custdomains/example.net.tab")
    assert Presence(hidden_root(FILES, "").source).is_there("smtprelay.tab")
