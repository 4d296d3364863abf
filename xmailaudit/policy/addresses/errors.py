"""What can be wrong with addresses and sets of them."""

from __future__ import annotations

from xmailaudit.messages import XMailAuditError, _, say

__all__ = ["AddressError", "TooIrregularError"]


class AddressError(XMailAuditError, ValueError):
    """A text a person gave is no address or network; `text` is that text."""

    def __init__(self, template: str, text: str) -> None:
        super().__init__(say(template, text=text))
        self.text = text


class TooIrregularError(XMailAuditError):
    """A set is too large to work with: masks have holes in too many different places.

    Prefixes alone, however many, never make such a set.
    """

    def __init__(self) -> None:
        super().__init__(
            say(_("the masks have holes in too many different places to say whom they let in"))
        )
