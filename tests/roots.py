"""MailRoots in memory for tests: `mail_root({"smtprelay.tab": "…"})`.

What a test does not name is there in its plainest form, so that SMTP connects: one handled domain,
one account, an empty spammers.tab.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import StartOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PLAIN", "mail_root", "row"]

#: bob's password is `pw`.
PLAIN: Mapping[str, str] = {
    "server.tab": '"RootDomain"\t"example.com"\n"SmtpServerDomain"\t"mail.example.com"\n',
    "domains.tab": '"example.com"\n',
    "mailusers.tab": '"example.com"\t"bob"\t"1512"\t1\t"bob"\t"U"\n',
    "aliases.tab": "",
    "aliasdomain.tab": "",
    "extaliases.tab": "",
    "spammers.tab": "",
}


def mail_root(
    files: Mapping[str, str | bytes | None] | None = None,
    *,
    settings: str = "",
    options: StartOptions | None = None,
) -> MailRoot:
    """A MailRoot of `PLAIN` and `files` (None removes one); `settings` are put before the rest."""
    content: dict[str, str | bytes | None] = {**PLAIN, **(files or {})}
    if settings:
        content["server.tab"] = f"{settings}{PLAIN['server.tab']}"
    raw = {
        path: text if isinstance(text, bytes) else text.encode("latin-1")
        for path, text in content.items()
        if text is not None
    }
    source = MemorySource(raw, folders=["domains/example.com/bob/Maildir/new"])
    return MailRoot(source, options or StartOptions.assumed())


def row(*fields: str) -> str:
    """One line of a table, quoted as XMail writes it."""
    return "\t".join(f'"{field}"' for field in fields) + "\n"
