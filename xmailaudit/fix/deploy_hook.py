"""The script that an ACME client runs when a certificate is renewed."""

from __future__ import annotations

from typing import Final

from xmailaudit.messages import XMailAuditError, _, say
from xmailaudit.resources import deploy_hook

__all__ = ["HOOK_PLATFORMS", "UnwritablePathError", "hook_text"]

HOOK_PLATFORMS: Final = ("posix", "windows")


class UnwritablePathError(XMailAuditError):
    """A folder's name cannot stand in a script."""

    def __init__(self, path: str) -> None:
        template = _("{path} cannot be written into a script; name the folder with --mail-root")
        super().__init__(say(template, path=path))


def hook_text(platform: str, mail_root: str, host: str) -> str:
    """The script for a machine whose MailRoot is this folder and whose server goes by this name.

    Raises UnwritablePathError.
    """
    # cmd reads a script in one of many code pages, which have no more than ASCII in common.
    unfit = platform == "windows" and ('"' in mail_root or not mail_root.isascii())
    if unfit or not mail_root.isprintable():
        raise UnwritablePathError(mail_root)
    text = deploy_hook(platform).read_text(encoding="ascii")
    if platform == "windows":
        return text.replace("@MAIL_ROOT@", mail_root.replace("%", "%%")).replace("\n", "\r\n")
    from shlex import quote

    return text.replace("@MAIL_ROOT@", quote(mail_root)).replace("@HOST@", quote(host))
