r"""Filters of fail2ban for XMail's logs.

A line holds quoted fields with a TAB between them, and nothing is escaped (XMail facts:
spool-and-logs, 5 and 6).  Whatever a client can write stands where it can neither hide its own
failure nor be taken for somebody else's: the address is anchored at the beginning, behind fields
that hold no TAB, the outcome at the end.

- smtp: name and domain of the server, client, time; the HELO may hold quotes and TABs.
- pop3: the domain is the client's own word and may hold quotes; no field of it can hold a TAB.
- ctrl: the client comes first; the password may hold whatever it likes.

fail2ban takes the time out of a line before it looks for a failure, so `""` is left of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _

from .wording import comments

if TYPE_CHECKING:
    from .wording import Wording

__all__ = ["FILTERED", "SWITCHES", "filter_text"]

#: The services whose logs show failed logins.
FILTERED = ("smtp", "pop3", "ctrl")

_TIME = r"(%%Y-%%m-%%d %%H:%%M:%%S)"
#: Two fields that no client writes, or none with a TAB, and the client.
_SERVER = r'^"[^\t]*"\t"[^\t]*"\t'
_DATE = rf'{_SERVER}"[^"\t]*"\t"{_TIME}"\t'
_CLIENT = rf'{_SERVER}"<ADDR>"\t""\t'

#: What makes XMail write each log.
SWITCHES = {"smtp": "-Sl", "pop3": "-Pl", "ctrl": "-Cl"}
_ABOUT = {
    "smtp": _("Failed logins in XMail's log of SMTP, which it writes when started with {switch}."),
    "pop3": _("Failed logins in XMail's log of POP3, which it writes when started with {switch}."),
    "ctrl": _("Failed logins in XMail's log of CTRL, which it writes when started with {switch}."),
}

_SAFE = _(
    "XMail escapes nothing that a client writes, so each expression is anchored at both ends: "
    "nobody can have another one's address banned."
)
_MODES = _(
    "mode normal: failed logins, and clients dropped for too many errors. mode aggressive: also "
    "unknown recipients, relay attempts, VRFY, ETRN, and clients that XMail refuses anyway; "
    "an honest sender with an old address list may be among them."
)

_BODIES = {
    "smtp": rf"""[Definition]
mode = normal
_status-normal = AUTH=EFAIL:TYPE=[^"\t]*|SMTP=EERRS
_refused = RCPT=(?:EAVAIL|ERELAY|ESYNTAX|ENBR)|SNDR=ESPAM|SNDRIP=[^"\t]*|(?:VRFY|ETRN)=EACCESS
_status-aggressive = <_status-normal>|<_refused>
datepattern = {_DATE}
failregex = {_CLIENT}".*"\t"(?:<_status-<mode>>)"\t"[^\t]*"\t"\d+"\t"[^\t]*"$
ignoreregex =
""",
    "pop3": rf"""[Definition]
datepattern = {_DATE}
failregex = {_CLIENT}"[^\t]*"\t"[^\t]*"\t"ELOGIN"$
ignoreregex =
""",
    "ctrl": rf"""[Definition]
datepattern = "\t"{_TIME}"\t"(?:REQ|AUTH|FAIL)"$
failregex = ^"<ADDR>"\t".*"\t".*"\t""\t"FAIL"$
ignoreregex =
""",
}


def filter_text(service: str, words: Wording) -> str:
    """The file `xmail-SERVICE.conf` for fail2ban's folder `filter.d`."""
    about = words(_ABOUT[service], switch=SWITCHES[service])
    modes = (words(_MODES),) if service == "smtp" else ()
    head = comments("#", about, words(_SAFE), *modes)
    return "\n".join([*head, "", _BODIES[service]])
