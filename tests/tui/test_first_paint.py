"""The first finding is on the screen before much is loaded; `dev.py bench` measures how soon."""

from __future__ import annotations

import subprocess
import sys

import pytest

from fixtures.materialise import materialise

_PROGRAM = """
import sys
from xmailaudit.report.language import Words, translator
from xmailaudit.tui.desk import Desk
from xmailaudit.tui.opening import Opening
desk = Desk(Opening(sys.argv[1]), Words(translator("en")))
assert "textual" not in sys.modules
import textual.app
before = set(sys.modules)
from xmailaudit.tui.app import Application
from xmailaudit.tui.workshop import Workshop

class Shown(Application):
    def on_found(self, told):
        Workshop.on_found(self, told)
        self.call_after_refresh(self.leave)

    def leave(self):
        assert self.desk.report is None
        names = [name for name in sys.modules if name.startswith("xmailaudit.")]
        print(*names, *(set(sys.modules) - before), file=sys.stderr)
        self.exit(0)

Shown(desk).run(headless=True)
"""

#: What none of it needs.
_HEAVY = ("cryptography", "dns", "lxml", "idna", "textual.widgets", "xmailaudit.fix", "email")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """All modules of ours, and of others what `import textual.app` does not load."""
    root = materialise("fixed-ip-sender", tmp_path_factory.mktemp("root") / "MailRoot")
    command = [sys.executable, "-c", _PROGRAM, str(root)]
    ran = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", timeout=120)
    return set(ran.stderr.split())


def test_few_rules_are_loaded(loaded: set[str]) -> None:
    """Access is judged first; a rule is loaded when its turn comes."""
    rules = [name for name in loaded if name.startswith("xmailaudit.rules.acl.")]

    assert 0 < len(rules) < 8
    assert not [name for name in loaded if name.startswith("xmailaudit.rules.tls.")]


def test_one_screen_is_loaded(loaded: set[str]) -> None:
    """The others are loaded when they open, and dialogs and themes of widgets, too."""
    prefix = "xmailaudit.tui."
    parts = {name.removeprefix(prefix) for name in loaded if name.startswith(prefix)}

    assert {one for one in parts if one.startswith("screens.")} == {"screens.overview"}
    assert {one for one in parts if one.startswith("widgets.")} == {"widgets.pane"}
    assert not {one for one in parts if one.startswith("dialogs")}


def test_nothing_heavy_is_loaded(loaded: set[str]) -> None:
    """Neither certificates' library, nor what plans and applies, nor what XMailCFG is read by."""
    assert not [name for name in loaded if name.startswith(_HEAVY)]
