"""Replaying recorded decisions of a running XMail 1.27 against `policy`.

`replay(lines)` reads JSON lines of records (one MailRoot and its questions each), plays each
question with the same code that answers `ask`, and compares what the recorder saw.
"""

from __future__ import annotations

from .replay import Disagreement, RecordError, Tally, replay

__all__ = ["Disagreement", "RecordError", "Tally", "replay"]
