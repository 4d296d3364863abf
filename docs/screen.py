"""README's picture of the terminal UI: a finding with its file beside it, as an SVG.

`python -m docs.screen` writes `docs/tui.svg`; `--check` only tells, by its exit status, whether the
picture still shows what the program draws.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from contextlib import chdir
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docs.picture import MOMENT, keep
from fixtures.materialise import materialise
from xmailaudit.report.language import Words, translator
from xmailaudit.tui.app import Application
from xmailaudit.tui.desk import Desk
from xmailaudit.tui.opening import Opening

if TYPE_CHECKING:
    from textual.app import App

PICTURE = Path(__file__).with_name("tui.svg")
SIZE = (112, 27)
#: To the finding that the first story is about, its fix chosen.
KEYS = ("2", "down", "enter", "space")

_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->\s*")
_MONOSPACE = 'ui-monospace, "DejaVu Sans Mono", Consolas, Menlo, monospace'


def svg_of(app: App[Any]) -> str:
    """What is on the screen; a picture fetches nothing, so it names no font of somewhere else."""
    svg = app.export_screenshot(title="xmailaudit", simplify=True)
    svg = _COMMENT.sub("", _FONTS.sub("", svg)).replace("Fira Code, monospace", _MONOSPACE)
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


def draw() -> str:
    """The picture."""

    async def run() -> str:
        app = Application(Desk(Opening("MailRoot", at=MOMENT), Words(translator("en"))))
        async with app.run_test(size=SIZE) as pilot:
            for key in ("", *KEYS):
                if key:
                    await pilot.press(key)
                await pilot.pause()
                while app.at_work is not None:
                    await pilot.pause(0.02)
            await pilot.pause()
            return svg_of(app)

    with tempfile.TemporaryDirectory() as scratch, chdir(scratch):
        materialise("fixed-ip-sender", Path("MailRoot"))
        return asyncio.run(run())


if __name__ == "__main__":
    sys.exit(keep(PICTURE, draw(), sys.argv[1:]))
