"""Running command lines in this process, and the fixtures' MailRoots, made once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from fixtures.materialise import materialise, names
from xmailaudit.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

LANGUAGE = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


class Ran(NamedTuple):
    """What a command line ended with, and what it said where."""

    status: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """No locale of whoever runs the tests."""
    for name in LANGUAGE:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run a command line; its words need not be texts."""

    def ran(*words: object) -> Ran:
        capfd.readouterr()
        status = main([str(word) for word in words])
        return Ran(status, *capfd.readouterr())

    return ran


@pytest.fixture(scope="session")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The MailRoot of every fixture; nobody writes into it."""
    return {name: materialise(name, tmp_path_factory.mktemp(name) / "MailRoot") for name in names()}
