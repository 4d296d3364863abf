"""`server.tab` and its variables (XMail facts: server-tab).

Names are case-sensitive and the first row of a name counts.  `VARIABLES` says of each name XMail
1.27 reads how it is understood, its built-in default, and the representative values a decision is
tried with when a source does not show it.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from .row import Column, Row
from .table import Table

__all__ = ["OBSOLETE", "SERVER", "VARIABLES", "Kind", "SettingRow", "Variable"]


#: In lower case: `host,port,path,user,password`.
_WITH_PASSWORD = b"dyndnssetup"


class SettingRow(Row):
    """`name` TAB `value`; further fields are ignored."""

    __slots__ = ()
    name = Column(0)
    value = Column(1)

    @property
    def hidden(self) -> tuple[tuple[int, int], ...]:
        """The login at a DNS provider, which old versions read and many a file still holds."""
        if _WITH_PASSWORD not in self.raw.lower():
            return ()
        return self._whole() if self.start else self._behind(1) or self._whole()


SERVER: Table[SettingRow] = Table("server", SettingRow, buffer=2048, minimum=2)


class Kind(Enum):
    """How XMail understands a variable's text."""

    FLAG = "flag"
    INTEGER = "integer"
    TEXT = "text"


class Variable(NamedTuple):
    """One variable: `default` is the text that has the effect of absence (None: unset).

    `representatives` are texts, or None for absence, that between them show every way the variable
    can turn a decision.
    """

    kind: Kind
    default: str | None
    representatives: tuple[str | None, ...]


def _flag(default: str) -> Variable:
    return Variable(Kind.FLAG, default, ("0", "1"))


def _integer(default: str, *others: str) -> Variable:
    values = dict.fromkeys((default, *(others or ("1",))))
    return Variable(Kind.INTEGER, default, tuple(values))


def _text(default: str | None = None, *representatives: str) -> Variable:
    return Variable(Kind.TEXT, default, (default, *representatives))


_HOST = "mail.example.com"
_SMTP_CONFIG = _text(None, "MailAuth", "WantTLS", "MailAuth,WantTLS")

VARIABLES: dict[str, Variable] = {
    "RootDomain": _text(None, "example.com"),
    "SmtpServerDomain": _text(None, _HOST),
    "POP3Domain": _text(None, "example.com"),
    "PostMaster": _text(None, "postmaster@example.com"),
    "ErrorsAdmin": _text(),
    "TempErrorsAdmin": _text(),
    "DefaultSMTPGateways": _text(None, _HOST),
    "SmtpGwConfig": _text(None, "NeedTLS=1", "NeedTLS=2"),
    "HeloDomain": _text("", _HOST),
    "SmartDNSHost": _text(None, "127.0.0.1:udp"),
    "CheckMailerDomain": _flag("0"),
    "RemoveSpoolErrors": _flag("0"),
    "NotifyMsgLinesExtra": _integer("0"),
    "NotifySendLogToSender": _flag("0"),
    "NotifyTryPattern": _text(""),
    "NoSenderBounce": _flag("0"),
    "MaxMTAOps": _integer("16", "0"),
    "ReceivedHdrType": _integer("0", "1", "2", "3", "4"),
    "FetchHdrTags": _text("+X-Deliver-To,+Received,To,Cc"),
    "Pop3SyncErrorAccount": _text(""),
    "AllowNullSender": _flag("1"),
    "AllowSmtpVRFY": _flag("0"),
    "AllowSmtpETRN": _flag("0"),
    "EnableAuthSMTP-POP3": _flag("1"),
    "MaxMessageSize": _integer("0", "1"),
    "DefaultSmtpPerms": _text("MRVZ", "", "M", "MR", "MRVZTS"),
    "DisableEmitAuthUser": _integer("0", "1"),
    "SMTP-MaxErrors": _integer("0", "1"),
    "SMTP-IpMapDropCode": _integer("1", "0", "-1"),
    "SMTP-RDNSCheck": _integer("0", "1", "-1"),
    "CustMapsList": _text(None, "list.example.net:1", "list.example.net:0"),
    "SmtpMsgIPBan": _text(),
    "SmtpMsgIPBanSpammers": _text(),
    "SmtpMsgIPBanMaps": _text(),
    "SmtpMsgIPBanSpamAddress": _text(),
    "CustomSMTPMessage": _text(),
    "SmtpMinDiskSpace": _integer("-1"),
    "SmtpMinVirtMemSpace": _integer("-1"),
    "Pop3MinVirtMemSpace": _integer("-1"),
    "SmtpConfig": _SMTP_CONFIG,
    "SmtpNoTLSAuths": _text(None, "", "CRAM-MD5", "PLAIN", "LOGIN"),
    "Pop3LogPasswd": _integer("0", "1", "2"),
    "EnableSMTP-TLS": _flag("1"),
    "EnablePOP3-TLS": _flag("1"),
    "EnableCTRL-TLS": _flag("1"),
    "SSLWantVerify": _flag("0"),
    "SSLWantCert": _flag("0"),
    "SSLAllowSelfSigned": _flag("0"),
    "SSLUseCertsFile": _flag("0"),
    "SSLUseCertsDir": _flag("0"),
    "SSLMaxCertsDepth": _integer("0", "1"),
}

#: Names that older versions read and 1.27 does not.
OBSOLETE = frozenset(
    {
        "SMTP-TLS",
        "RBL-MAPSCheck",
        "RSS-MAPSCheck",
        "DUL-MAPSCheck",
        "ORBS-MAPSCheck",
        "HeloUseRootDomain",
        "DynDnsSetup",
    }
)
