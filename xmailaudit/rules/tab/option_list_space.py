"""TAB016: a blank in a list with commas, which XMail takes for part of the word.

`MailAuth, WantTLS` names an option ` WantTLS`, which it does not know (XMail facts: tab-format 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import SERVER_FILE, State
from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.settings.option_lists import LISTS, lossy_lists, spaced_key
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import remove_row, review, set_field
from xmailaudit.rules.rule import NotJudgedError, Rule, cwe, xmail
from xmailaudit.tables.server import SettingRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.settings.option_lists import Lossy
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "TAB016",
    "option-list-space",
    Severity.HIGH,
    summary=_("A blank in a list keeps XMail from recognising what stands beside it."),
    message=plural(
        _("A blank in {setting} hides {words} from XMail: it skips none between commas"),
        _("Blanks in {setting} hide {words} from XMail: it skips none between commas"),
        by="hidden",
    ),
    reads=(SERVER_FILE, "smtpfwd.tab"),
    fix=Applicability.REVIEW,
    references=(cwe(1286), xmail("tab-format", 3), xmail("server-tab")),
)

_KEY = _("XMail never looks up {setting}: a blank stands in the name, {words} would be found")
_MOST_WORDS = 10


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    for lossy in lossy_lists(root):
        yield RULE.finding(
            lossy.row.at(lossy.column),
            fixes=[_cleaning(lossy)],
            setting=lossy.name,
            words=Listing(lossy.lost[:_MOST_WORDS]),
            hidden=len(lossy.lost),
        )
    yield from _keys(root)
    unknown = [name for name in LISTS if root.setting(name).state is State.UNKNOWN]
    if unknown:
        raise NotJudgedError(
            say(_("the setting {name} is not shown"), name=Listing(tuple(unknown)))
        )


def _cleaning(lossy: Lossy) -> Fix:
    title = say(_("Write it without blanks: {value}"), value=lossy.cleaned)
    return review("remove-blanks", title, set_field(lossy.row, lossy.column, lossy.cleaned))


def _keys(root: MailRoot) -> Iterator[Finding]:
    for name in root.setting_names():
        key, row = spaced_key(name), root.setting(name).row
        if key is not None and row is not None:
            yield RULE.finding(
                row.at(SettingRow.name),
                message=_KEY,
                fixes=[_renaming(root, row, key)],
                setting=name,
                words=key,
            )


def _renaming(root: MailRoot, row: SettingRow, key: str) -> Fix:
    if root.setting(key).state is State.SET:
        title = say(_("Remove the row; {key} is set in another one"), key=key)
        return review("remove-row", title, remove_row(row))
    title = say(_("Write the name as {key}"), key=key)
    return review("remove-blanks", title, set_field(row, SettingRow.name, key))
