"""A configuration of which only some settings are shown: a text pasted out of XMailCFG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.roots import row
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import Absent, Content, Entry, Unseen
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import say
from xmailaudit.rules.rule import NotJudgedError

if TYPE_CHECKING:
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Rule

__all__ = ["judge", "open_question", "pasted"]


class _Pasted(MemorySource):
    """Nothing but rows of server.tab; a file it says nothing about may well be there."""

    def read(self, path: str, /) -> Content:
        content = super().read(path)
        return Unseen(say("not shown")) if isinstance(content, Absent) else content

    def entries(self, _folder: str, /) -> tuple[Entry, ...] | Absent | Unseen:
        return Unseen(say("not shown"))

    def shows_all(self, _file: str, /) -> bool:
        return False


def pasted(**settings: str) -> MailRoot:
    """Settings by name, with `_` for `-`."""
    text = "".join(row(name.replace("_", "-"), value) for name, value in settings.items())
    return MailRoot(_Pasted({"server.tab": text.encode("latin-1")}), StartOptions.assumed())


def judge(rule: Rule, root: MailRoot, given: Given) -> list[Finding]:
    """What the rule finds."""
    return list(rule.run(root, given))


def open_question(rule: Rule, root: MailRoot, given: Given) -> object:
    """The setting that the rule says it would have to see."""
    try:
        found = judge(rule, root, given)
    except NotJudgedError as error:
        return error.message.parameters["name"]
    return found
