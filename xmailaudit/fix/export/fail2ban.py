"""Files for fail2ban: who guesses passwords at XMail is shut out by the firewall for a while.

fail2ban looks for log files by their names only as a jail starts, and XMail begins a new file each
day: a script that cron runs tells it of the newest ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _
from xmailaudit.policy.logs import is_logged

from .fail2ban_filters import FILTERED, SWITCHES, filter_text
from .listeners import services
from .networks import declared
from .wording import comments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.rules.given import Given

    from .listeners import Service
    from .wording import Wording

__all__ = ["fail2ban_files"]

#: Where a MailRoot usually is.
_USUAL_FOLDER = "/var/MailRoot"
_SCRIPT = "/etc/fail2ban/xmail-new-logs.sh"

#: Failures, within which time, and how long is shut out for them.  Nobody guesses at CTRL by
#: mistake.
_LIMITS = {"smtp": (5, "10m", "1h"), "pop3": (5, "10m", "1h"), "ctrl": (3, "10m", "1d")}

_INSTALL = _(
    "Copy filter.d and jail.d to /etc/fail2ban, xmail-new-logs.sh to {script}, look through the "
    "settings below, then run: fail2ban-client reload"
)
_FOLDER = _(
    "CHOOSE: the MailRoot is taken to be {folder}; name the right folder here and in {script}."
)
_AUDITED = _(
    "The logs are looked for in the folder that was audited, {folder}; if that is a copy, name the "
    "right folder here and in {script}."
)
_ROTATION = _(
    "fail2ban looks for log files only as it starts, and XMail begins a new file each day. Let "
    "cron run the script each minute, with a line in /etc/cron.d/xmail-new-logs:"
)
_IGNORED = _("Never shut out: this machine, and the profile's trusted networks and admins.")
_IGNORED_NONE = _(
    "Never shut out: this machine. The profile names no trusted networks and no admins; add yours, "
    "or a mistyped password may lock you out."
)
_NOT_LOGGED = _(
    "XMail does not seem to write this log: start it with {switch}, then set enabled = true. "
    "fail2ban does not start with a jail whose log is missing."
)
_NO_PORTS = _("No other machine reaches this service, so there is nobody to shut out.")
_CTRL_PASSWORDS = _(
    "With {switch} XMail writes the passwords of CTRL into its log in clear: only its own account "
    "may read the folder logs."
)
_TELLS = _("Tells fail2ban of the newest logs of XMail; cron runs it each minute.")

_SCRIPT_BODY = """
logs={logs}

for service in smtp pop3 ctrl; do
    jail=xmail-$service
    watched=$(fail2ban-client get "$jail" logpath 2>/dev/null) || continue
    newest=
    for file in "$logs/$service"-[0-9]*; do
        [ -f "$file" ] && newest=$file
    done
    [ -n "$newest" ] || continue
    case $watched in
    *"$newest"*) ;;
    *) fail2ban-client set "$jail" addlogpath "$newest" head >/dev/null ;;
    esac
done
"""


def fail2ban_files(
    root: MailRoot, given: Given, words: Wording, *, folder: str | None = None
) -> dict[str, str]:
    """Filters, jails and the script, by their paths below the export.

    `folder` is the one that was audited, which counts where no command line names the MailRoot.
    """
    started, audited = _usable(root.start_options.root), _usable(folder)
    doubt = None if started else _AUDITED if audited else _FOLDER
    base = started or audited or _USUAL_FOLDER
    texts = {f"filter.d/xmail-{one}.conf": filter_text(one, words) for one in FILTERED}
    texts["jail.d/xmail.conf"] = _lines(_jails(root, given, words, base, doubt))
    script = ("#!/bin/sh", *comments("#", words(_TELLS)))
    texts["xmail-new-logs.sh"] = _lines(script) + _SCRIPT_BODY.format(logs=_quoted(f"{base}/logs"))
    return {f"fail2ban/{name}": text for name, text in texts.items()}


def _usable(folder: str | None) -> str | None:
    """A folder of Unix that stands in a line and in a pattern as it is, else None."""
    if folder is None or not folder.startswith("/") or not folder.isprintable():
        return None
    return None if set(folder) & set("*?[]") else folder.rstrip("/")


def _quoted(text: str) -> str:
    """A text as one word of a shell."""
    import shlex

    return shlex.quote(text)


def _lines(lines: Iterator[str] | tuple[str, ...]) -> str:
    return "\n".join([*lines, ""])


def _jails(
    root: MailRoot, given: Given, words: Wording, folder: str, doubt: Template | None
) -> Iterator[str]:
    yield from comments("#", words(_INSTALL, script=_SCRIPT))
    if doubt is not None:
        yield from comments("#", words(doubt, folder=folder, script=_SCRIPT))
    yield "#"
    yield from comments("#", words(_ROTATION))
    yield f"#   * * * * * root sh {_SCRIPT}"
    yield "#"
    ignored = declared(given)
    yield from comments("#", words(_IGNORED if ignored else _IGNORED_NONE))
    ignore = " ".join(["127.0.0.0/8", "::1", *map(str, ignored)])
    for service in services(root):
        if service.name in FILTERED:
            yield ""
            yield from _jail(
                root, given, words, service, f"{folder}/logs/{service.name}-[0-9]*", ignore
            )


def _jail(
    root: MailRoot, given: Given, words: Wording, service: Service, path: str, ignore: str
) -> Iterator[str]:
    name = service.name
    logged = bool(is_logged(root, name, given.now))
    if not service.ports:
        yield from comments("#", words(_NO_PORTS))
    elif not logged:
        yield from comments("#", words(_NOT_LOGGED, switch=SWITCHES[name]))
    if name == "ctrl":
        yield from comments("#", words(_CTRL_PASSWORDS, switch=SWITCHES[name]))
    failures, within, banned = _LIMITS[name]
    yield f"[xmail-{name}]"
    settings = {
        "enabled": "true" if logged and service.ports else "false",
        "filter": "xmail-smtp[mode=normal]" if name == "smtp" else f"xmail-{name}",
        "port": ",".join(map(str, service.ports)) or "0:65535",
        # Without a word behind it fail2ban would take what follows a blank in the path for one.
        "logpath": path.replace("%", "%%") + " head",
        "logencoding": "iso-8859-1",
        "backend": "auto",
        "usedns": "no",
        "maxretry": str(failures),
        "findtime": within,
        "bantime": banned,
        "ignoreip": ignore,
    }
    yield from (f"{key} = {value}" for key, value in settings.items())
