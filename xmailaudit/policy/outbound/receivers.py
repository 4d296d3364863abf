"""Domains whose mailboxes are no place for a mail server's own notices.

Their receivers ask all mail for SPF or DKIM that fits its From line, and XMail signs nothing.  A
notice that says it comes from such a domain is forged to everybody who gets one; a notice sent
there is refused, or dropped behind a 250, as soon as SPF does not cover this server.  Gathered in
November 2026.
"""

from __future__ import annotations

from xmailaudit.tables.ctext import ascii_lower

__all__ = ["RECEIVERS", "receiver_page"]

#: Each receiver's domains, and the page with its demands.
RECEIVERS = (
    (("gmail.com", "googlemail.com"), "https://support.google.com/mail/answer/81126"),
    (
        ("yahoo.com", "ymail.com", "rocketmail.com", "aol.com"),
        "https://senders.yahooinc.com/best-practices/",
    ),
    (
        ("outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.jp"),
        "https://sendersupport.olc.protection.outlook.com/pm/policies.aspx",
    ),
    (("icloud.com", "me.com", "mac.com"), "https://support.apple.com/102322"),
    (("docomo.ne.jp",), "https://www.docomo.ne.jp/service/docomo_mail/smtp_notice/"),
    (
        ("au.com", "ezweb.ne.jp"),
        "https://www.au.com/mobile/service/attention/specification/",
    ),
    (
        ("softbank.ne.jp", "i.softbank.jp", "ymobile.ne.jp"),
        "https://www.softbank.jp/mobile/info/personal/news/support/20240213a/",
    ),
    (("yahoo.co.jp",), "https://whatsnewmail.yahoo.co.jp/yahoo/20241211a.html"),
)


def receiver_page(domain: str) -> str | None:
    """Where the receiver of a domain says what it asks for; None for any other domain."""
    name = ascii_lower(domain).rstrip(".")
    return next((page for domains, page in RECEIVERS if name in domains), None)
