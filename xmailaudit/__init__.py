"""xmailaudit: what would this XMail 1.27 server do, and who could abuse it?"""

__version__ = "0.1.0"
