"""Lists with commas between, in which a blank belongs to the word beside it.

XMail skips no blank anywhere (XMail facts: tab-format, section 3; server-tab), so a word with one
is not the word it seems.  Each list is read here as XMail reads it: what is lost is what XMail
would know if the blanks were gone.  A blank that harms nothing, before a number say, is no loss.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xmailaudit.mailroot.settings import State
from xmailaudit.policy.smtp.entrances import key_of
from xmailaudit.policy.smtp.options import OPTIONS, SMTP_CONFIG, blanks_hide, special_configs
from xmailaudit.tables.gateways import SMTP_FORWARDS, ForwardRow
from xmailaudit.tables.server import SettingRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.tables.row import Row

__all__ = ["LISTS", "Lossy", "lossy_lists", "spaced_key"]

GATEWAY_OPTIONS: Final = ("NeedTLS", "OutBind")
_FORWARDS = "smtpfwd.tab"


class Lossy(NamedTuple):
    """A list that loses words to blanks: its row and column, the words, and the list without."""

    name: str
    row: Row
    column: int
    lost: tuple[str, ...]
    cleaned: str


def lossy_lists(root: MailRoot) -> Iterator[Lossy]:
    """The lists with such words, in server.tab and smtpfwd.tab.  Raises UnseenFileError."""
    for name in (*LISTS, *special_configs(root)):
        setting = root.setting(name)
        if setting.state is State.SET and setting.row is not None:
            lost_of, cleaned_of = LISTS.get(name, LISTS[SMTP_CONFIG])
            lost = tuple(lost_of(setting.row.value))
            if lost:
                cleaned = cleaned_of(setting.row.value)
                yield Lossy(name, setting.row, SettingRow.value.index, lost, cleaned)
    for row in root.rows(SMTP_FORWARDS, _FORWARDS):
        lost = tuple(_lost_gateway_options(row.options))
        if lost:
            yield Lossy(
                _FORWARDS, row, ForwardRow.options.index, lost, _without_blanks(row.options)
            )


def spaced_key(name: str) -> str | None:
    """The key of a listener that a setting's name is but for its blanks."""
    if not name.startswith(f"{SMTP_CONFIG}-") or " " not in name:
        return None
    key = name.replace(" ", "")
    return key if key_of(key).named is not None else None


def _lost_smtp_options(text: str) -> Iterator[str]:
    return _lost_options(text, OPTIONS)


def _lost_gateway_options(text: str) -> Iterator[str]:
    return _lost_options(text, GATEWAY_OPTIONS)


def _lost_options(text: str, known: tuple[str, ...]) -> Iterator[str]:
    for option in text.split(","):
        name, equals, value = option.partition("=")
        if blanks_hide(name, known):
            yield f"{name.strip(' ')}{equals}{value.strip(' ')}"


def _without_blanks(text: str) -> str:
    """Options of which each stands between commas."""
    options: list[str] = []
    for option in text.split(","):
        name, equals, value = option.partition("=")
        words = ",".join(name.split())
        if words:
            options.append(f"{words}{equals}{value.strip(' ')}")
    return ",".join(options)


def _lost_zones(text: str) -> Iterator[str]:
    """Block lists: what stands before a colon is asked for as it is; behind it is a number."""
    for entry in text.split(","):
        zone, colon, _code = entry.partition(":")
        if colon and zone != zone.strip(" "):
            yield zone.strip(" ")


def _lost_numbers(text: str) -> Iterator[str]:
    """Numbers of attempts: a digit must follow the comma."""
    for number in text.split(","):
        if number.startswith(" ") and number.strip(" ")[:1].isdigit():
            yield number.strip(" ")


def _lost_headers(text: str) -> Iterator[str]:
    """Names of headers, a plus before some."""
    for header in text.split(","):
        name = header.removeprefix("+")
        if name != name.strip(" ") and name.strip(" "):
            yield name.strip(" ")


def _lost_in_gateways(text: str) -> Iterator[str]:
    """Hosts with semicolons between, and options behind each."""
    for host in text.split(";"):
        yield from _lost_gateway_options(host.partition(",")[2])


def _gateways_without_blanks(text: str) -> str:
    hosts = [host.partition(",") for host in text.split(";")]
    return ";".join(name + comma + _without_blanks(rest) for name, comma, rest in hosts)


def _trimmed(text: str) -> str:
    """Each word without the blanks around it, and around the colon or the plus in it."""
    words = (word.strip(" ") for word in text.split(","))
    return ",".join(word.replace(" :", ":").replace("+ ", "+") for word in words)


#: How each list loses words, and what it is without blanks.
LISTS: Final[dict[str, tuple[Callable[[str], Iterator[str]], Callable[[str], str]]]] = {
    SMTP_CONFIG: (_lost_smtp_options, _without_blanks),
    "SmtpGwConfig": (_lost_gateway_options, _without_blanks),
    "DefaultSMTPGateways": (_lost_in_gateways, _gateways_without_blanks),
    "CustMapsList": (_lost_zones, _trimmed),
    "NotifyTryPattern": (_lost_numbers, _trimmed),
    "FetchHdrTags": (_lost_headers, _trimmed),
}
