"""The files of TLS: what is told of them, and the command that tells the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tui.driving import home, pressed, screen_text
from xmailaudit.report.text_certificate import certificate_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.tui.conftest import Drive

    Root = Callable[[str], Path]


def test_the_days_left_are_seen_at_once(drive: Drive, fixture_root: Root) -> None:
    """And all of it is what the command prints."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "7")
        assert "66 days left" in screen_text(app)
        page, desk = app.pages()[-1], app.desk
        told = certificate_text(desk.session.certificate(at=desk.opening.at), desk.words)
        assert list(page.plain(80)) == list(told)
        assert page.twin()[1] == "cert"

    drive(fixture_root("hardened"), steps)
