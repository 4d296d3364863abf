"""Certificates: what the server would show its clients, and whether it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.tui.jobs import Job
from xmailaudit.tui.look import MARKED, plain
from xmailaudit.tui.page import Page
from xmailaudit.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.widget import Widget

    from xmailaudit.policy.tls.inspection import Inspection
    from xmailaudit.session import Session

__all__ = ["CertificatesScreen"]


class CertificatesScreen(Page):
    """The files of TLS as XMail reads them."""

    tab = "certificates"
    about = _(
        "The files of TLS as XMail reads them: what a client would be shown, whether key and "
        "certificate belong together, and how many days are left."
    )

    def __init__(self) -> None:
        super().__init__()
        self._found: Inspection | None = None
        self._of: Session | None = None

    def body(self) -> Iterable[Widget]:
        """One text."""
        yield Pane()

    def refreshed(self) -> None:
        """Look at the files where that was not done yet, or they were read anew."""
        session, at = self.desk.session, self.desk.opening.at
        if self._of is not session:
            self._of, self._found = session, None
            title = say(_("looking at the certificates"))
            self.home.start(
                Job(title, lambda _watching: session.certificate(at=at), self._took, aside=True)
            )
        self.query_one(Pane).show(self._lines)

    def _took(self, found: Inspection) -> None:
        self._found = found
        self.query_one(Pane).show(self._lines)

    def _lines(self, width: int) -> Iterator[str]:
        from xmailaudit.report.text_certificate import certificate_text

        words = self.words.wide(width)
        if self._found is None:
            yield words(_("The certificates are being looked at."))
        else:
            yield from certificate_text(self._found, words, MARKED)

    def twin(self) -> tuple[str, ...]:
        """The command that tells the same."""
        return self.desk.command("cert")

    def plain(self, width: int) -> Iterable[str]:
        """The same text."""
        return map(plain, self._lines(width))
