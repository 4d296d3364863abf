"""FSP008: each message passes through a folder that everybody can look into.

XMail writes what DATA brings into XMAIL_TEMP, /tmp/ if that is not set, and as a daemon with mode
0666 (XMail facts: command-line, sections 2 and 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.rules.file_modes import OTHERS, gets_into
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.platforms import is_windows
from xmailaudit.rules.rule import NotJudgedError, Rule, cwe, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.surroundings import Surroundings
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "FSP008",
    "shared-temp",
    Severity.MEDIUM,
    summary=_("Each message passes through a folder that everybody on the machine can look into."),
    message=_("{variable} is not set, so each message passes through {folder}, open to everybody"),
    reads=("*",),
    fix=Applicability.MANUAL,
    references=(cwe(377), cwe(732), xmail("command-line", 2), xmail("command-line", 3)),
)

_SET = _("{variable} sends each message through {folder}, open to everybody on the machine")
_VARIABLE = "XMAIL_TEMP"
_DEFAULT = "/tmp"  # noqa: S108  # XMail's own
#: Folders that everybody may use, on every Unix.
_SHARED = (_DEFAULT, "/var/tmp", "/usr/tmp", "/dev/shm")  # noqa: S108  # they are what is looked for
#: Those of them that systemd gives a service for itself.
_PRIVATE = (_DEFAULT, "/var/tmp")  # noqa: S108  # as above


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    if is_windows(root, given):
        return
    told = root.start_options.surroundings
    if told is None:
        raise NotJudgedError(say(_("whether {name} is set is not known"), name=_VARIABLE))
    folder = (told.temp or _DEFAULT).rstrip("/") or "/"
    if told.private_temp and _is_below(folder, _PRIVATE):
        return
    if not _is_open(root, folder, told):
        return
    if root.start_options.foreground:
        raise NotJudgedError(say(_("it depends on the umask that XMail is started with")))
    yield RULE.finding(
        root.start_options.place(),
        message=_SET if told.temp else None,
        key=(_VARIABLE,),
        fixes=[_own_folder()],
        variable=_VARIABLE,
        folder=folder,
    )


def _own_folder() -> Fix:
    make = _(
        "Make a folder in the MailRoot with mode 0700 and set {name} to it, with a slash at its "
        "end, where XMail is started"
    )
    return manual(
        "own-folder",
        say(_("Let messages under way pass through a folder that is closed to all others")),
        OutsideStep(say(make, name=_VARIABLE)),
        OutsideStep(say(_("Or write PrivateTmp=yes into the systemd unit"))),
    )


def _is_below(folder: str, tops: tuple[str, ...]) -> bool:
    return any(f"{folder}/".startswith(f"{top}/") for top in tops)


def _is_open(root: MailRoot, folder: str, told: Surroundings) -> bool:
    """Whether others get into the folder.  Raises NotJudgedError where nobody knows."""
    if folder in _SHARED:
        return True
    top = (root.start_options.root or told.mail_root or "").rstrip("/")
    if top and _is_below(folder, (top,)):
        return gets_into(root, folder[len(top) :].strip("/"), OTHERS)
    raise NotJudgedError(say(_("who gets into {folder} is not known here"), folder=folder))
