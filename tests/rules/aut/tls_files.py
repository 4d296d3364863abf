"""A certificate and its key with which TLS works, taken from a sample."""

from __future__ import annotations

from pathlib import Path

import xmailaudit.rules.aut

__all__ = ["TLS_FILES"]

_SAMPLE = Path(xmailaudit.rules.aut.__file__).parent / "samples/cleartext_auth/trigger/MailRoot"

TLS_FILES = {name: (_SAMPLE / name).read_text("ascii") for name in ("server.cert", "server.key")}
