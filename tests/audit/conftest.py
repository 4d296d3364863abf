"""A catalogue of the test's own rules in the place of the real one."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from xmailaudit.rules import catalogue, catalogue_data
from xmailaudit.rules.generate import entry_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xmailaudit.rules.rule import Rule


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Make these rules the whole catalogue."""

    def forget() -> None:
        catalogue.catalogue.cache_clear()
        catalogue._by_id.cache_clear()

    def planted(*rules: Rule) -> None:
        entries = sorted(map(entry_from, rules))
        monkeypatch.setattr(catalogue_data, "CATALOGUE", tuple(map(tuple, entries)))
        for rule in rules:
            module = SimpleNamespace(RULE=rule)
            monkeypatch.setitem(sys.modules, entry_from(rule).module, module)
        forget()

    yield planted
    monkeypatch.undo()
    forget()
