"""Pasted texts for tests: what is opened, and what it says of itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xmailaudit.mailroot.xmailcfg.opening import open_text
from xmailaudit.messages import English, render
from xmailaudit.tables.ipmap import ACCESS_MAP
from xmailaudit.tables.smtprelay import RELAY

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

POST = Path(__file__).parents[2] / "data" / "xmailcfg" / "post.txt"

CTRL = """\
■CTRLアクセス許可(基本セキュリティ)
IPアドレス ネットマスク 許可属性 備考
0.0.0.0 0.0.0.0 DENY そと から
127.0.0.0 255.255.255.0 ALLOW localhost
192.0.2.24 255.255.255.0 ALLOW MyIP
"""


def pasted(text: str | bytes) -> MailRoot:
    """The configuration a text shows; it must be one of XMailCFG."""
    data = text if isinstance(text, bytes) else text.encode()
    root = open_text(data, "post.txt")
    assert root is not None
    return root


def remarks(root: MailRoot) -> list[tuple[int | None, str]]:
    """What is said about the text, in English, but for its encoding."""
    assert root.copied is not None
    said = [(one.line, render(one.message, English(), show=str)) for one in root.copied.remarks]
    return [one for one in said if not one[1].startswith("the text was read as ")]


def access_rows(root: MailRoot, file: str) -> list[tuple[str, ...]]:
    """The rows of an access map."""
    return [row.fields for row in root.rows(ACCESS_MAP, file)]


def relay_rows(root: MailRoot) -> list[tuple[str, ...]]:
    """The rows of the relay table."""
    return [row.fields for row in root.rows(RELAY, "smtprelay.tab")]


def reason(root: MailRoot, file: str) -> str:
    """Why a file cannot be seen."""
    from xmailaudit.mailroot.source import Unseen

    content = root.content(file)
    assert isinstance(content, Unseen)
    return render(content.reason, English(), show=str)
