"""SPM006: what is accepted first and refused afterwards."""

from __future__ import annotations

import pytest

from tests.roots import PLAIN, mail_root, row
from tests.rules.acl.judging import judged
from xmailaudit.rules.finding import Confidence

SENDER = row("PostMaster", "root@example.com")
ALIAS = "cmdaliases/example.com/info.tab"
OWN = "domains/example.com/bob/mailproc.tab"
CUSTOM = "custdomains/example.org.tab"


def found(files: dict[str, str], settings: str = SENDER) -> list[tuple[str, Confidence]]:
    """What is said, and how surely."""
    root = mail_root(files, settings=settings)
    return [(one.key[0], one.confidence) for one in judged(root, "SPM006")]


LIKELY, CERTAIN = Confidence.LIKELY, Confidence.CERTAIN


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        (ALIAS, row("redirect", "x@far.test"), [("target", LIKELY)]),
        (ALIAS, row("REDIRECT", "far.test"), [("target", LIKELY)]),
        (ALIAS, row("redirect", "bob@example.com", "x@far.test"), [("target", LIKELY)]),
        (ALIAS, row("redirect", "x@far.test", "no@example.com"), [("nobody", CERTAIN)]),
        (ALIAS, row("redirect", "info@example.com"), []),
        (ALIAS, row("redirect", "bob@example.com"), []),
        (ALIAS, row("redirect", "$(FROM)"), []),
        (ALIAS, row("redirect"), []),
        (ALIAS, row("lredirect", "x@far.test"), []),
        (ALIAS, row("smtprelay", "192.0.2.1"), [("next server", LIKELY)]),
        (ALIAS, row("smtprelay", ""), []),
        (OWN, row("mailbox") + row("redirect", "x@far.test"), [("target", LIKELY)]),
        (OWN, row("smtp"), []),
        (CUSTOM, row("smtp"), [("next server", LIKELY)]),
        (CUSTOM, row("redirect", "bob@example.com"), []),
        ("cmdaliases/example.com/Info.tab", row("redirect", "x@far.test"), []),
    ],
)
def test_which_lines_send_mail_to_a_refusal(
    file: str, line: str, said: list[tuple[str, Confidence]]
) -> None:
    """Those that run, and keep the sender the mail came with."""
    assert found({file: line}) == said


@pytest.mark.parametrize("settings", ["", row("RootDomain", "example.com")])
def test_without_bounces_nothing_comes_back(settings: str) -> None:
    """XMail makes none without PostMaster; one with an empty address it makes."""
    line = {ALIAS: row("redirect", "x@far.test")}

    assert found(line, settings) == []
    assert found(line, row("PostMaster", "")) == [("target", LIKELY)]


@pytest.mark.parametrize(
    ("variables", "members", "said"),
    [
        ("", row("x@far.test", "R"), [("list", LIKELY)]),
        ("", row("x@far.test"), [("list", LIKELY)]),
        ("", row("x@far.test", "W") + row("bob@example.com"), []),
        (row("ListSender", "bob@example.com"), row("x@far.test", "R"), []),
        (row("ClosedML", "1"), row("x@far.test", "R"), []),
    ],
)
def test_lists_that_return_posts(
    variables: str, members: str, said: list[tuple[str, Confidence]]
) -> None:
    """To whoever the post names, where anybody may post."""
    folder = "domains/example.com/news"
    users = PLAIN["mailusers.tab"] + '"example.com"\t"news"\t"1512"\t2\t"news"\t"M"\n'
    files = {f"{folder}/user.tab": variables, f"{folder}/mlusers.tab": members}

    assert found({"mailusers.tab": users, **files}) == said
