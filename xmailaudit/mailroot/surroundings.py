"""What surrounds a server besides the words it is started with."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Surroundings"]


class Surroundings(NamedTuple):
    """How a server is started, as far as one place tells.

    `temp` is XMAIL_TEMP, None where it is not set, and `private_temp` tells that /tmp is the
    service's own.  `user` is whom it runs as, by name or number, None where the place does not say;
    `mail_root` how the server names its MailRoot.
    """

    temp: str | None = None
    user: str | None = None
    private_temp: bool = False
    mail_root: str | None = None
