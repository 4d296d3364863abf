"""All rules by id; generated from them by `python -m xmailaudit.rules.generate`."""

from __future__ import annotations

CATALOGUE: tuple[
    tuple[str, str, str, str | None, tuple[str, ...], bool, bool, str],
    ...,
] = ()
