"""Tests that load rules of somebody's own, and forget them again."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from xmailaudit.rules import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["forgetting"]


@contextmanager
def forgetting() -> Iterator[None]:
    """Begin without any such rule, and leave none behind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "_OWN", [])
        _forget()
        try:
            yield
        finally:
            for name in [name for name in sys.modules if name.startswith("xmailaudit_own_rules")]:
                del sys.modules[name]
    _forget()


def _forget() -> None:
    catalogue.catalogue.cache_clear()
    catalogue._by_id.cache_clear()
