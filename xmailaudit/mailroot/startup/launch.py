"""What one place says about how XMail is started."""

from __future__ import annotations

from typing import NamedTuple

from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.mailroot.surroundings import Surroundings
from xmailaudit.mailroot.switches import split_words

__all__ = ["Launch", "is_xmail"]


class Launch(NamedTuple):
    """The words behind the program and the variables XMail reads; None: nothing is said.

    `temp` is XMAIL_TEMP, `user` whom it runs as; a service may have a /tmp of its own.
    """

    arguments: tuple[str, ...] | None = None
    cmd_line: str | None = None
    mail_root: str | None = None
    temp: str | None = None
    user: str | None = None
    private_temp: bool = False

    @property
    def tells_options(self) -> bool:
        """Whether it says anything about start options, be it that there are none."""
        return self.arguments is not None or self.cmd_line is not None

    @property
    def root(self) -> str | None:
        """The MailRoot it starts XMail with: `-Ms`, else MAIL_ROOT."""
        return self.options(Origin.assumed()).root or self.mail_root

    def options(self, origin: Origin) -> StartOptions:
        """The start options it comes to."""
        environment = split_words(self.cmd_line or "")
        return StartOptions.parse(
            self.arguments or (), environment, origin=origin, surroundings=self._surroundings
        )

    @property
    def _surroundings(self) -> Surroundings | None:
        """Known where the command itself was seen; variables alone may not be all there are."""
        if self.arguments is None:
            return None
        return Surroundings(self.temp, self.user, self.private_temp, self.mail_root)


def is_xmail(program: str) -> bool:
    """Whether a program's path is that of the server (init scripts are called `xmail`)."""
    name = program.replace("\\", "/").rpartition("/")[2]
    return name in ("XMail", "XMail.exe", "xmail.exe", "XMAIL.EXE")
