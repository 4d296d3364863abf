"""TAB005: a flag or number that XMail reads as another one than it seems.

It reads numbers as C does: a word is 0, and `10M` is 10 (XMail facts: tab-format 3, server-tab).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.settings.values import defined_setting, defined_variable, misread
from xmailaudit.rules.every_table import judge_every_table
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review, set_field
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.tables.server import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.messages import Template
    from xmailaudit.policy.rows.table_files import TableFile
    from xmailaudit.policy.settings.values import Misread
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.tables.row import Row

    #: A row, what is wrong with its value, and whether it is a flag.
    Wrong = tuple[Row, Misread, bool]

RULE = Rule(
    "TAB005",
    "flag-not-numeric",
    Severity.MEDIUM,
    summary=_("A flag or number is written so that XMail reads another one in it."),
    message=plural(
        _("{name} is {text}, of which XMail reads the number {value}"),
        _("{count} settings, such as {name}, are read as other numbers than they seem"),
        by="count",
    ),
    reads=("server.tab", "userdef.tab", "domains/*"),
    fix=Applicability.REVIEW,
    references=(cwe(704), xmail("tab-format", 3), xmail("server-tab")),
)

_OFF = plural(
    _("{name} is {text}, which XMail reads as 0: it is off"),
    _("{count} flags, such as {name}, are words or empty: XMail reads 0, which is off"),
    by="count",
)
_EMPTY = plural(
    _("{name} is empty, which XMail reads as 0: it is off, although it is on by default"),
    _("{count} flags, such as {name}, are words or empty: XMail reads 0, which is off"),
    by="count",
)

#: What protects, and does not when it is read as 0.
_PROTECTING = frozenset(
    {
        "SSLWantVerify",
        "SSLWantCert",
        "CheckMailerDomain",
        "SMTP-RDNSCheck",
        "SMTP-MaxErrors",
        "EnableSMTP-TLS",
        "EnablePOP3-TLS",
        "EnableCTRL-TLS",
        "ClosedML",
    }
)
#: Read as 0 they have rules of their own: ACL009, SRV011 and SPM004.
_ELSEWHERE = frozenset({"SMTP-IpMapDropCode", "MaxMTAOps", "AllowNullSender"})


def _look(table: TableFile) -> Iterator[tuple[str, Wrong]]:
    """The first rows of their names, which count, with values that are misread."""
    if table.table.name not in ("server", "user"):
        return
    define = defined_setting if table.table.name == "server" else defined_variable
    seen: set[str] = set()
    for row in table.rows:
        name, text = row.fields[:2]
        if name in seen:
            continue
        seen.add(name)
        definition = define(name)
        wrong = misread(definition, text)
        if wrong is not None and (wrong.value or name not in _ELSEWHERE):
            yield _kind(name, wrong), (row, wrong, definition.kind is Kind.FLAG)


def _kind(name: str, wrong: Misread) -> str:
    return "unprotected" if not wrong.value and name in _PROTECTING else ""


def _finding(found: tuple[Wrong, ...]) -> Finding:
    row, wrong, is_flag = found[0]
    name, text = row.fields[:2]
    unprotected = _kind(name, wrong) != ""
    return RULE.finding(
        *(one.at(1) for one, _wrong, _flag in found[:MOST_PLACES]),
        total=len(found),
        severity=Severity.HIGH if unprotected else None,
        message=_message(text, wrong, is_flag=is_flag),
        key=(name,),
        fixes=_fixes(found),
        name=name,
        text=text,
        value=wrong.value,
        count=len(found),
    )


def _message(text: str, wrong: Misread, *, is_flag: bool) -> Template:
    if not text:
        return _EMPTY
    return _OFF if is_flag and not wrong.value else RULE.message


def _fixes(found: tuple[Wrong, ...]) -> Iterator[Fix]:
    if all(wrong.meant is not None for _row, wrong, _flag in found):
        edits = [set_field(row, 1, wrong.meant or "") for row, wrong, _flag in found]
        yield review("write-what-was-meant", say(_("Write 1, which switches it on")), *edits)
    edits = [set_field(row, 1, str(wrong.value)) for row, wrong, _flag in found]
    yield review("write-what-holds", say(_("Write the number that XMail reads")), *edits)


judge_every_table(RULE, _look, _finding)
