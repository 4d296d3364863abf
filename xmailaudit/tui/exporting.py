"""Writing to files: a screen as text, the configuration with the chosen fixes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.session.files import lies_in

from .jobs import Job

if TYPE_CHECKING:
    from xmailaudit.session import Export

    from .jobs import Watching
    from .page import Page

__all__ = ["export_to", "write_screen"]

_WIDTH = 80


def write_screen(page: Page, name: str) -> None:
    """Write all of a screen to a new file, as text; says what was done."""
    home = page.home

    def work(_watching: Watching) -> bytes:
        text = "".join(f"{line.rstrip()}\n" for line in page.plain(_WIDTH))
        return text.encode("utf-8", "backslashreplace")

    def done(data: bytes) -> None:
        home.write_new(name, data)

    home.start(Job(say(_("writing the screen")), work, done, aside=True))


def export_to(page: Page, name: str) -> None:
    """Write the export of the choices into a new folder; says what was done."""
    desk, home = page.desk, page.home
    session, wanted, at = desk.session, desk.wanted, desk.opening.at
    picking = desk.picking
    if lies_in(name, getattr(session.root.source, "path", None)):
        home.tell(_("{file} lies in the MailRoot, where nothing is written"), file=name)
        return

    def work(watching: Watching) -> Export:
        from xmailaudit.fix.export.writing import write_export

        made = session.export(desk.words, wanted=wanted, at=at, observer=watching)
        write_export(Path(name), made.files)
        return made

    def done(made: Export) -> None:
        home.tell(
            _("{folder} holds the configuration with {count} fixes; read {page} in it"),
            folder=name,
            count=len(made.plan.taken),
            page="CHANGES.md",
        )
        home.copy(desk.command("export", "--out", name, *picking))

    home.start(Job(say(_("exporting")), work, done))
