"""README's picture: the first lines of an audit, as an SVG.

`python -m docs.picture` writes `docs/audit.svg`; `--check` only tells, by its exit status, whether
the picture still shows what the program prints.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from fixtures.materialise import materialise
from xmailaudit.report.language import Words, translator
from xmailaudit.report.text import text_report
from xmailaudit.report.text_style import Style
from xmailaudit.session import start

PICTURE = Path(__file__).with_name("audit.svg")
WIDTH = 90
#: 2026-11-24 00:00 UTC.
MOMENT = 1_795_478_400.0
#: Up to the end of the first finding.
LAST = "  What to do:"
BEHIND = 4

_THEME = TerminalTheme(
    (253, 253, 250),
    (40, 40, 40),
    [
        (40, 40, 40), (176, 32, 32), (32, 112, 32), (140, 94, 0),
        (32, 72, 144), (128, 48, 128), (0, 104, 112), (120, 120, 120),
    ],
)  # fmt: skip

#: Plain monospace; a picture fetches nothing.
_FORMAT = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<title>The first lines of xmailaudit audit on an example</title>
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, "DejaVu Sans Mono", Consolas, Menlo, monospace;
  font-size: {char_height}px; line-height: {line_height}px; white-space: pre;
}}
.{unique_id}-title {{ font-size: 18px; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix" xml:space="preserve">
{matrix}
</g>
</g>
</svg>
"""


def shown() -> list[str]:
    """The lines in the picture, with colour."""
    words = Words(translator("en"))
    with tempfile.TemporaryDirectory() as scratch:
        folder = materialise("fixed-ip-sender", Path(scratch) / "MailRoot")
        session = start(str(folder))
        text = text_report(session.audit(at=MOMENT), session.root, words, Style(colour=True))
    lines = text.replace(str(folder), "MailRoot").splitlines()
    end = next(number for number, line in enumerate(lines) if line.startswith(LAST))
    return ["$ xmailaudit audit MailRoot", "", *lines[: end + BEHIND], "  …"]


def draw() -> str:
    """The picture."""
    console = Console(
        width=WIDTH,
        record=True,
        file=io.StringIO(),
        force_terminal=True,
        color_system="standard",
        legacy_windows=False,
    )
    console.print(Text.from_ansi("\n".join(shown())))
    return console.export_svg(
        title="xmailaudit", theme=_THEME, code_format=_FORMAT, unique_id="audit"
    )


def keep(file: Path, picture: str, arguments: list[str]) -> int:
    """Write a picture, or with `--check` compare it."""
    if "--check" in arguments:
        return int(file.read_text(encoding="utf-8") != picture)
    file.write_text(picture, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(keep(PICTURE, draw(), sys.argv[1:]))
