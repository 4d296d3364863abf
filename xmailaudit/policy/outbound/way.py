"""What can send mail to a host, and where it is written."""

from __future__ import annotations

from enum import Enum

__all__ = ["DEFAULT_GATEWAYS", "FORWARDS_FILE", "GATEWAYS_FILE", "Way"]

#: The setting whose hosts replace the look-up of mail exchangers.
DEFAULT_GATEWAYS = "DefaultSMTPGateways"
FORWARDS_FILE = "smtpfwd.tab"
GATEWAYS_FILE = "smtpgw.tab"


class Way(Enum):
    """What sends mail to a host."""

    MAIL_EXCHANGER = "mail exchanger"
    DEFAULT = DEFAULT_GATEWAYS
    GATEWAY = GATEWAYS_FILE
    FORWARD = FORWARDS_FILE
    COMMAND = "smtprelay"
