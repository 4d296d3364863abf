"""Programs of other people that tests talk to: missing ones skip, except in CI."""

from __future__ import annotations

import os
import shutil

import pytest

__all__ = ["program"]


def program(name: str) -> str:
    """The path of a program; skips the test without it, fails it under CI=true."""
    path = shutil.which(name)
    if path is None:
        missing = f"{name} is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return path
