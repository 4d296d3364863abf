"""AUT012: an SmtpConfig that does nothing, or something else than meant.

A key counts in exactly one spelling, an option in exactly one case, and the first key found is used
alone: nothing of the others is added (XMail facts: server-tab, "SmtpConfig lookup").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.origin import OriginKind
from xmailaudit.mailroot.settings import SERVER_FILE, State
from xmailaudit.mailroot.start_options import COMMAND_LINE
from xmailaudit.messages import Listing, Template, XMailAuditError, _, plural, say
from xmailaudit.policy.addresses import loopback
from xmailaudit.policy.reach import listening
from xmailaudit.policy.settings.option_lists import spaced_key
from xmailaudit.policy.smtp.entrances import (
    entrances,
    hears,
    key_of,
    meant_key,
    sibling,
    without,
)
from xmailaudit.policy.smtp.options import SMTP_CONFIG, demands_of, slips, special_configs
from xmailaudit.rules.finding import Applicability, Confidence, OutsideStep, Severity, StepKind
from xmailaudit.rules.fixes import insert_row, manual, remove_row, review, set_field
from xmailaudit.rules.rule import MOST_PLACES, NotJudgedError, Rule, cwe, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.rules.smtp_clients import delivery, strangers
from xmailaudit.tables.ctext import option_list
from xmailaudit.tables.server import SettingRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.settings import Setting
    from xmailaudit.policy.smtp.entrances import Entrance
    from xmailaudit.policy.smtp.options import Demands, Slip
    from xmailaudit.rules.finding import Finding, Fix, Witness
    from xmailaudit.rules.given import Given

RULE = Rule(
    "AUT012",
    "smtp-config-dead",
    Severity.HIGH,
    summary=_("An SmtpConfig does nothing, or something else than meant."),
    message=_("XMail never looks up {name}; the listener's key would be {right}"),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(1188), xmail("server-tab"), xmail("command-line", 4)),
)

_NO_ADDRESS = _(
    "XMail never looks up {name}: behind the dash it has an address in digits, alone or with a "
    "comma and a port"
)
_NOBODY_ARRIVES = _("XMail does not listen where {name} says, so nobody is asked for it")
_TLS_PORT_ALONE = _(
    "SMTP does not listen where {name} says: at most the port for TLS from the start asks for it"
)
_OTHER_FAMILY = _(
    "At this socket a client arrives at the address of {right}, never at that of {name}"
)
_UNKNOWN = plural(
    _("XMail does not know the option {options} in {name} and passes over it"),
    _("XMail does not know the options {options} in {name} and passes over them"),
    by="number",
)
_OFF = plural(
    _("XMail reads {options} in {name} as switched off: a number must follow the sign"),
    _("XMail reads {options} in {name} as switched off: numbers must follow the signs"),
    by="number",
)
_REPLACES = _("{name} is used in place of {other}, not beside it, so it drops {options}")

_PLAIN = ("smtp",)
_TOLD = (OriginKind.GIVEN, OriginKind.FOUND)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    if not listening(root, "smtp"):
        return
    gap: XMailAuditError | None = None
    for name in (SMTP_CONFIG, *special_configs(root)):
        setting = root.setting(name)
        yield from _options(root, given, setting)
        try:
            yield from _key(root, given, setting) if name != SMTP_CONFIG else ()
        except XMailAuditError as error:
            gap = gap or error
    if gap is not None:
        raise gap


# ------------------------------------------------------------ options


def _options(root: MailRoot, given: Given, setting: Setting) -> Iterator[Finding]:
    """Options of a value that do not count."""
    found = list(slips(setting.text or ""))
    mended = _mended(setting.text or "", found)
    for template, some in (
        (_UNKNOWN, [slip for slip in found if not slip.off]),
        (_OFF, [slip for slip in found if slip.off]),
    ):
        if some:
            yield RULE.finding(
                setting.place,
                message=template,
                key=(setting.name, "options"),
                witness=_taken(root, given, setting, demands_of(mended)),
                fixes=[_write(setting, mended, some)],
                options=Listing(tuple(slip.written for slip in some)),
                name=setting.name,
                number=len(some),
            )


def _mended(text: str, wrong: Iterable[Slip]) -> str:
    """The value with what was meant, as far as anybody can tell."""
    meant = {slip.written: slip.meant or slip.written for slip in wrong}
    options = (name if value is None else f"{name}={value}" for name, value in option_list(text))
    return ",".join(meant.get(option, option) for option in options)


def _write(setting: Setting, value: str, wrong: list[Slip]) -> Fix:
    if setting.row is None or any(slip.meant is None for slip in wrong):
        return manual("write-option", say(_("Write MailAuth or WantTLS, or take the option out")))
    title = say(_("Write it as XMail knows it: {value}"), value=value)
    return review("write-option", title, set_field(setting.row, SettingRow.value, value))


# ------------------------------------------------------------ keys


def _key(root: MailRoot, given: Given, setting: Setting) -> Iterator[Finding]:
    """A key that nothing asks for, or that is asked for alone."""
    name = setting.name
    key = key_of(name)
    if spaced_key(name) is not None:
        return  # Blanks in lists and keys are another rule's.
    if key.named is None:
        right = meant_key(name)
        message = _NO_ADDRESS if right is None else RULE.message
        yield _dead(root, given, setting, message, right)
        return
    heard = hears(root, key)
    if root.start_options.origin.kind in _TOLD:
        other = _of_other_family(root, name)
        why = _OTHER_FAMILY if other else _unheard(root, name, heard=heard)
        if why is not None:
            yield _dead(root, given, setting, why, other)
            return
    yield from _replacing(root, given, setting)
    if not (heard or root.start_options.known):
        raise NotJudgedError(say(_("how XMail is started is not known")))


def _unheard(root: MailRoot, name: str, *, heard: bool) -> Template | None:
    """What to say of a key where no client arrives, or at the port alone that speaks TLS at once.

    That one waits on every address, if nobody says otherwise: few keys are meant for it.
    """
    if not heard:
        return _NOBODY_ARRIVES
    key = key_of(name)
    plain = root.start_options.service("smtp").enabled and key.port is None
    deaf = plain and not hears(root, key, _PLAIN)
    other = sibling(name)
    paired = other is not None and root.setting(other).row is not None
    return _TLS_PORT_ALONE if deaf and not paired else None


def _of_other_family(root: MailRoot, name: str) -> str | None:
    """The key that the plain port, or any, would ask for in place of this one."""
    other = sibling(name)
    if other is None or root.setting(other).row is not None:
        return None
    key, asked = key_of(name), key_of(other)
    deaf = hears(root, asked, _PLAIN) and not hears(root, key, _PLAIN)
    return other if deaf or (hears(root, asked) and not hears(root, key)) else None


def _dead(
    root: MailRoot, given: Given, setting: Setting, message: Template, right: str | None
) -> Finding:
    there = right is not None and root.setting(right).row is not None
    instead = root.setting(right) if right and there else without(root, right or setting.name)
    meant = demands_of(setting.text)
    changes = instead.state is State.UNKNOWN or demands_of(instead.text) != meant
    return RULE.finding(
        setting.row.at(SettingRow.name) if setting.row else setting.place,
        severity=None if changes else Severity.LOW,
        confidence=Confidence.LIKELY if message is _TLS_PORT_ALONE else Confidence.CERTAIN,
        message=message,
        key=(setting.name, "key"),
        witness=_taken(root, given, instead, meant, right) if right else None,
        fixes=[_rename(root, setting, right)],
        name=setting.name,
        right=right,
    )


def _rename(root: MailRoot, setting: Setting, right: str | None) -> Fix:
    if right is None and key_of(setting.name).named is None:
        return manual("name-listener", say(_("Name the listener by address: SmtpConfig-IP,PORT")))
    if right is None or setting.row is None:
        step = say(
            _("Start XMail with -SI for it, and with -SI for every other listener that is to stay")
        )
        title = say(_("Let XMail listen there, or remove the row"))
        return manual(
            "listen-there", title, OutsideStep(step, COMMAND_LINE, kind=StepKind.START_OPTION)
        )
    if root.setting(right).row is not None:
        title = say(_("Remove the row; {key} is set in another one"), key=right)
        return review("remove-row", title, remove_row(setting.row))
    if hears(root, key_of(setting.name)):
        title = say(_("Add a row for {key}"), key=right)
        return review("add-row", title, insert_row(SERVER_FILE, right, setting.text or ""))
    title = say(_("Write the name as {key}"), key=right)
    return review("rename", title, set_field(setting.row, SettingRow.name, right))


# ------------------------------------------------------------ one in place of another


def _replacing(root: MailRoot, given: Given, setting: Setting) -> Iterator[Finding]:
    """A key that asks for something, and no longer for what would be asked for without it.

    One that asks for nothing, or switches an option off by name, is meant to lift.
    """
    text, other = setting.text or "", without(root, setting.name)
    own = demands_of(text)
    if not any(own) or all(own):
        return
    if other.state is State.UNKNOWN:
        require_shown(root, other.name)
    named = _named_in(text)
    dropped = [option for option in demands_of(other.text).options if option not in named]
    if not dropped or setting.row is None:
        return
    value = ",".join((text, *dropped))
    title = say(_("Ask for both: {value}"), value=value)
    yield RULE.finding(
        setting.place,
        message=_REPLACES,
        key=(setting.name, "replaces"),
        witness=_taken(root, given, setting, demands_of(value)),
        fixes=[review("ask-for-both", title, set_field(setting.row, SettingRow.value, value))],
        name=setting.name,
        other=other.name,
        options=Listing(tuple(dropped)),
    )


def _named_in(text: str) -> frozenset[str]:
    """The options a value speaks of, on or off, misspelt or not."""
    mended = _mended(text, slips(text))
    words = (word for name, _value in option_list(mended) for word in name.split())
    return frozenset("MailAuth" if word == "mail-auth" else word for word in words)


# ------------------------------------------------------------ proof


def _taken(
    root: MailRoot, given: Given, deciding: Setting, meant: Demands, key: str | None = None
) -> Witness | None:
    """A stranger's mail that is taken, though less was to be taken."""
    asked, special = demands_of(deciding.text), special_configs(root)
    if len(special) > MOST_PLACES:
        return None  # Nobody reads so many proofs, and each takes its time.
    if meant.login <= asked.login and meant.tls <= asked.tls:
        return None
    door = _door(root, deciding, key)
    try:
        clients = strangers(root, given).peers
    except XMailAuditError:
        return None
    witness = delivery(root, given, clients, door if special else None) if door else None
    return witness if witness is not None and witness.decision.allowed else None


def _door(root: MailRoot, deciding: Setting, key: str | None) -> Entrance | None:
    """A socket that strangers reach and the setting decides for; the one of a key if it is told."""
    wanted = None if key is None else key_of(key)
    own = None if wanted is None else wanted.named
    for door in entrances(root, "smtp", () if own is None else (own,)):
        here = own in (None, door.address)
        port = wanted is None or wanted.port in (None, str(door.port))
        if here and port and door.setting.name == deciding.name and door.address not in loopback():
            return door
    return None
