"""Hosts that take mail for others from customers only, who must log in.

Gathered in November 2026 from what the providers and a widely used list of mail services publish;
a relay that knows its customers by their addresses (smtp-relay.gmail.com, say) is not among them.
"""

from __future__ import annotations

from typing import NamedTuple

from xmailaudit.tables.ctext import ascii_lower, wild_match

__all__ = ["PROVIDERS", "Provider", "provider_of"]

_WELL_KNOWN = "https://github.com/nodemailer/nodemailer/blob/master/lib/well-known/services.json"


class Provider(NamedTuple):
    """A host, or a pattern of hosts, and where it is said that it asks for a login."""

    host: str
    source: str


PROVIDERS = (
    Provider("smtp.gmail.com", "https://support.google.com/a/answer/176600"),
    Provider(
        "smtp.office365.com",
        "https://learn.microsoft.com/exchange/mail-flow-best-practices/"
        "how-to-set-up-a-multifunction-device-or-application-to-send-email-using-"
        "microsoft-365-or-office-365",
    ),
    Provider(
        "email-smtp.*.amazonaws.com", "https://docs.aws.amazon.com/ses/latest/dg/smtp-connect.html"
    ),
    Provider(
        "smtp.mailgun.org",
        "https://documentation.mailgun.com/docs/mailgun/user-manual/smtp-protocol/smtp-relay",
    ),
    Provider(
        "smtp.mail.yahoo.co.jp",
        "http://www.traceability-center.com/proserpine/mail_smtp_auth.html",
    ),
    Provider("smtp.nifty.com", "http://www.nifty.com/mail/mailer/smtp_auth.htm"),
    *(
        Provider(host, _WELL_KNOWN)
        for host in (
            *("smtp-mail.outlook.com", "smtp.mail.yahoo.com", "smtp.aol.com", "smtp.mail.me.com"),
            *("smtp.fastmail.com", "smtp.zoho.com", "smtp.yandex.ru", "smtp.mail.ru"),
            *("mail.gmx.com", "mail.gandi.net", "mail.infomaniak.com", "smtp.naver.com"),
            *("smtp.qq.com", "smtp.163.com", "smtp.sendgrid.net", "smtp.postmarkapp.com"),
            *("smtp.mandrillapp.com", "in.mailjet.com", "smtp-relay.brevo.com"),
            *("smtp.sparkpostmail.com", "smtp.mailersend.net", "smtp.elasticemail.com"),
            *("mail.smtp2go.com", "live.smtp.mailtrap.io", "smtp.resend.com"),
        )
    ),
)


def provider_of(host: str) -> Provider | None:
    """The provider a host belongs to, in any case of letters."""
    name = ascii_lower(host).rstrip(".")
    return next((one for one in PROVIDERS if wild_match(name, one.host)), None)
