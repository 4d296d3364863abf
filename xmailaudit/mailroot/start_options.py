"""Placeholder so that the model can be typed; the reading of start options follows."""

from __future__ import annotations

__all__ = ["StartOptions"]


class StartOptions:
    """The options XMail is started with."""
