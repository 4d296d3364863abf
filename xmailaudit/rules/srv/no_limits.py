"""SRV007: nothing keeps SMTP from filling the disk, or a limit that keeps everybody out.

XMail facts: server-tab (MaxMessageSize and SmtpMinDiskSpace count KiB); command-line 5 (`-SX`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import SERVER_FILE, State
from xmailaudit.messages import _, say
from xmailaudit.policy.reach import listening
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import manual, review, set_setting, start_options_step
from xmailaudit.rules.rule import Rule, cwe, rfc, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.rules.witnesses import listener_confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.settings import Setting
    from xmailaudit.messages import Template
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "SRV007",
    "no-limits",
    Severity.MEDIUM,
    summary=_("The size of a message, the disk's rest or the number of sessions has no limit."),
    message=_("{name} is not set: a client may send a message of any size"),
    reads=(SERVER_FILE,),
    fix=Applicability.REVIEW,
    references=(cwe(770), xmail("server-tab"), xmail("command-line", 5), rfc(1870)),
)

_SIZE = "MaxMessageSize"
_SIZE_VOID = _("{name} is {value}, which is no limit: a client may send a message of any size")
_SIZE_HUGE = _("{name} is {value} KiB, about {gigabytes} GiB: that limits nothing")
_SIZE_TINY = _("{name} is {value} KiB: every message above that is refused; it counts KiB, not MiB")
#: They tell what XMail reads, and others what is written.
_SIZES = (_SIZE_HUGE, _SIZE_TINY)
_SPACE = "SmtpMinDiskSpace"
_SPACE_VOID = _("{name} is not set: SMTP takes mail until the disk is full")
_SPACE_OFF = _("{name} is {value}, which is off: SMTP takes mail until the disk is full")
_SPACE_TINY = _("{name} is {value} KiB: one message of usual size fills the disk all the same")
_SWITCH = "-SX"
_NOBODY = _("{name} is {value}: SMTP refuses every client, for no session is allowed")
_CROWD = _("{name} is {value}: so many sessions at once are threads, which no machine holds")

#: KiB: below it not one usual message; above it no limit.
_LEAST_SIZE, _MOST_SIZE = 1024, 1024 * 1024
_LEAST_SPACE = 1024
_MOST_SESSIONS = 8192
_GOOD_SIZE, _GOOD_SPACE = 51200, 1048576


@RULE.check
def check(root: MailRoot, _given: Given) -> Iterator[Finding]:
    if not listening(root, "smtp"):
        return
    judgements = ((_SIZE, _size(root.setting(_SIZE))), (_SPACE, _space(root.setting(_SPACE))))
    for name, template in judgements:
        if root.setting(name).state is not State.UNKNOWN and template is not None:
            yield _of_setting(root, name, template)
    yield from _of_sessions(root)
    require_shown(root, _SIZE, _SPACE)


def _size(setting: Setting) -> Template | None:
    value = setting.integer
    if value <= 0:
        return _void(setting, RULE.message, _SIZE_VOID)
    if value < _LEAST_SIZE:
        return _SIZE_TINY
    return _SIZE_HUGE if value > _MOST_SIZE else None


def _space(setting: Setting) -> Template | None:
    value = setting.integer
    if value <= 0:
        return _void(setting, _SPACE_VOID, _SPACE_OFF)
    return _SPACE_TINY if value < _LEAST_SPACE else None


def _void(setting: Setting, absent: Template, void: Template) -> Template:
    return void if setting.row is not None and setting.text else absent


def _of_setting(root: MailRoot, name: str, template: Template) -> Finding:
    setting = root.setting(name)
    enough = _GOOD_SIZE if name == _SIZE else _GOOD_SPACE
    title = say(_("Set {name} to {number} KiB"), name=name, number=enough)
    return RULE.finding(
        setting.place,
        message=template,
        key=(name,),
        fixes=[review("set-limit", title, set_setting(root, name, str(enough)))],
        name=name,
        value=setting.integer if template in _SIZES else setting.text,
        gigabytes=setting.integer // _MOST_SIZE,
    )


def _of_sessions(root: MailRoot) -> Iterator[Finding]:
    options = root.start_options
    sessions = options.number(_SWITCH)
    switch = options.given(_SWITCH)
    if switch is None or 0 < sessions <= _MOST_SESSIONS:
        return
    title = say(_("Leave {switch} out; 1024 sessions are the default"), switch=_SWITCH)
    yield RULE.finding(
        options.place(switch),
        severity=Severity.HIGH if sessions <= 0 else None,
        confidence=listener_confidence(root),
        message=_NOBODY if sessions <= 0 else _CROWD,
        key=(_SWITCH,),
        fixes=[manual("usual-sessions", title, start_options_step())],
        name=_SWITCH,
        value=switch.value,
    )
