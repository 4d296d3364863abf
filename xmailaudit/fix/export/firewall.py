"""Files for the firewall of the server: nftables, and the one of Windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .doors import doors
from .netsh import add_text, delete_text
from .nftables import load_text, undo_text

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.given import Given

    from .wording import Wording

__all__ = ["firewall_files"]

_NFT, _NFT_UNDO = "xmailaudit.nft", "xmailaudit-undo.nft"
_CMD, _CMD_UNDO = "xmailaudit.cmd", "xmailaudit-undo.cmd"


def firewall_files(root: MailRoot, given: Given, words: Wording) -> dict[str, str]:
    """The rules and what takes them away, by their paths below the export.

    Of a server whose platform the profile tells only that one's; texts for Windows have CRLF.
    """
    known = tuple(doors(root, given))
    texts: dict[str, str] = {}
    if given.platform != "windows":
        texts[_NFT] = load_text(known, words, _NFT)
        texts[_NFT_UNDO] = undo_text(words, _NFT_UNDO)
    if given.platform != "unix":
        texts[_CMD] = add_text(known, _CMD_UNDO)
        texts[_CMD_UNDO] = delete_text(known)
    return {f"firewall/{name}": text for name, text in texts.items()}
