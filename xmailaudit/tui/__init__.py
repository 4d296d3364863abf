"""The terminal UI: screens over the same façade that the command line calls.

`desk` holds what is being worked on, without Textual; `page` is what each screen has in common,
`screens/` has one module a screen, `dialogs/` one a question, `widgets/` what they are made of.
Nothing of Textual is loaded before `run` is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xmailaudit.report.language import Words

    from .opening import Opening

__all__ = ["run"]


def run(words: Words, opening: Opening) -> int:
    """Open a target and show it until somebody quits; gives an exit status.

    Raises ProfileError and TargetError before anything is drawn, and what was a defect behind it.
    """
    from .desk import Desk
    from .settings import read_settings

    desk = Desk(opening, words)
    from .app import Application

    application = Application(desk, read_settings())
    status = application.run()
    if application.defect is not None:
        raise application.defect
    return status or 0
