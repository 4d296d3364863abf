"""One account in plain text: where its mail lies, who may log in, what else leads to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, Message, _, say
from xmailaudit.policy.account_folders import FolderState
from xmailaudit.policy.accounts import AccountKind
from xmailaudit.policy.decision import Answer

from .location import location
from .place import shown_place
from .text_layout import excerpt, wrap
from .text_list import posting_lines
from .text_style import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.messages import Template
    from xmailaudit.policy.account_facts import AccountFacts, Mailbox
    from xmailaudit.policy.account_folders import Folder
    from xmailaudit.tables.row import Place

    from .language import Words
    from .text_style import Style

__all__ = ["MOST_ROWS", "account_messages", "account_text"]

#: Of names and rows no more than these are listed.
MOST_ROWS = 20

_KINDS = {
    AccountKind.USER: _("{address} is an account ({where})"),
    AccountKind.LIST: _("{address} is a mailing list ({where})"),
    AccountKind.OTHER: _("{address} has an odd type, and XMail takes it for a list ({where})"),
}
_FOLDERS = {
    FolderState.FINE: _("Directory: {path}"),
    FolderState.ELSEWHERE: _("Directory: {path}, which is not in the folder of its domain"),
    FolderState.MISSING: _("Directory: {path}, which does not exist"),
    FolderState.OTHER_CASE: _("Directory: {path}, but there is only {actual}"),
    FolderState.NO_MAILBOX: _("Directory: {path}, which holds no mailbox"),
}


def account_text(facts: AccountFacts, words: Words, style: Style = PLAIN) -> Iterator[str]:
    """All lines about an account."""
    where = location(facts.place, words)
    first, *rest = wrap(words(_KINDS[facts.kind], address=facts.address, where=where), words.width)
    yield style("bold", first)
    yield from rest
    for message in account_messages(facts, words):
        yield from wrap(words.message(message), words.width, first="  ", rest="    ")
    yield from _names(facts, words)
    yield from _processing(facts, words)
    if facts.members is not None:
        yield ""
        yield from posting_lines(facts.members.posting, words)


def account_messages(facts: AccountFacts, words: Words) -> Iterator[Message]:
    """What is known of it, one sentence each."""
    if facts.real_name:
        yield say(_("Name: {name}"), name=facts.real_name)
    yield _folder(facts.mailbox.folder)
    if facts.kind is AccountKind.USER:
        yield from _mail(facts.mailbox)
    yield _receiving(facts)
    yield from _smtp(facts, words)
    yield _pop3(facts, words)
    if facts.members is not None:
        count, receiving, _posting = facts.members
        template = _("Members: {count}; posts go to {receiving} of them")
        yield say(template, count=count, receiving=receiving)


def _folder(folder: Folder) -> Message:
    return say(_FOLDERS[folder.state], path=folder.path, actual=folder.actual or "")


def _mail(mailbox: Mailbox) -> Iterator[Message]:
    if mailbox.size is None:
        yield say(_("Mail in it: not to be seen here"))
    else:
        yield say(_("Mail in it: {size} bytes"), size=mailbox.size)
    if mailbox.limit:
        yield say(_("Limit: {limit} KiB (MaxMBSize)"), limit=mailbox.limit)
    else:
        yield say(_("Limit: none"))


def _receiving(facts: AccountFacts) -> Message:
    found = facts.receiving
    if found.taken_by is not None:
        return say(_("Mail for it: {file} takes it"), file=found.taken_by)
    if found.handled is None:
        return say(_("Mail for it: whether its domain is handled here cannot be told"))
    if not found.handled:
        return say(_("Mail for it: refused, as its domain is not handled here"))
    if not found.enabled:
        return say(_("Mail for it: refused by SMTP, as ReceiveEnable is 0"))
    return say(_("Mail for it: taken"))


def _smtp(facts: AccountFacts, words: Words) -> Iterator[Message]:
    answer, served, programs, letters = facts.smtp
    if not served:
        yield say(_("SMTP login: nobody gets through to the service"))
    elif programs:
        yield say(_("SMTP login: a program decides for {mechanisms}"), mechanisms=Listing(programs))
    if answer is not Answer.ALLOW:
        return
    if letters.effective is None:
        yield say(_("SMTP login: with the password; its permissions are not shown"))
    elif letters.place is None:
        template = _("SMTP login: with the password, permissions {letters} (the default)")
        yield say(template, letters=letters.effective or "-")
    else:
        template = _("SMTP login: with the password, permissions {letters} ({where})")
        where = location(letters.place, words)
        yield say(template, letters=letters.effective or "-", where=where)


def _pop3(facts: AccountFacts, words: Words) -> Message:
    found = facts.pop3
    if not found.served:
        return say(_("POP3 login: nobody gets through to the service"))
    if not found.enabled:
        return say(_("POP3 login: refused, as PopEnable is 0"))
    if found.own_map is not None and found.answer is Answer.REFUSE:
        return say(_("POP3 login: refused, as {file} lets nobody in"), file=found.own_map.file)
    if found.program is not None:
        return say(
            _("POP3 login: a program decides ({where})"), where=location(found.program, words)
        )
    if found.own_map is not None:
        template = _("POP3 login: with the password, from where {file} lets in")
        return say(template, file=found.own_map.file)
    return say(_("POP3 login: with the password"))


# ------------------------------------------------------------ lists


def _names(facts: AccountFacts, words: Words) -> Iterator[str]:
    aliases = tuple((f"{row.alias}@{row.domain}", row.at()) for row in facts.aliases)
    yield from _section(_("Aliases that lead to it:"), aliases, words)
    domains = tuple((row.alias, row.at()) for row in facts.domains)
    yield from _section(_("Domains that stand for its own:"), domains, words)


def _processing(facts: AccountFacts, words: Words) -> Iterator[str]:
    if facts.commands is not None:
        yield ""
        yield words(_("What is done with its mail:"))
        for command in facts.commands[:MOST_ROWS]:
            yield from _row(command.row.at(), words)
            if not command.runs:
                yield from wrap(
                    words(_("XMail passes over this line.")), words.width, first="      "
                )
        yield from _more(len(facts.commands), words)
    elif facts.kind is AccountKind.USER:
        yield ""
        yield from wrap(words(_("No mailproc.tab: its mail goes to the mailbox.")), words.width)
    if facts.filters:
        yield ""
        yield words(_("Filters that may run on mail for it:"))
        for place in facts.filters[:MOST_ROWS]:
            yield from _row(place, words)
        yield from _more(len(facts.filters), words)


def _section(title: Template, named: tuple[tuple[str, Place], ...], words: Words) -> Iterator[str]:
    """Names with the rows they come from."""
    if not named:
        return
    yield ""
    yield words(title)
    for name, place in named[:MOST_ROWS]:
        where = location(place, words)
        line = words(_("{name} ({where})"), name=name, where=where)
        yield from wrap(line, words.width, first="  - ")
    yield from _more(len(named), words)


def _row(place: Place, words: Words) -> Iterator[str]:
    """Where a row stands, and the row with what is secret masked."""
    yield from wrap(f"{location(place, words)}:", words.width, first="  - ")
    yield "      " + excerpt(shown_place(place).row or "", None, words.width - 6).row


def _more(count: int, words: Words) -> Iterator[str]:
    if count > MOST_ROWS:
        yield f"  - {words(_('and {count} more'), count=count - MOST_ROWS)}"
