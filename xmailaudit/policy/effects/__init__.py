"""Whether changed files mean the same to XMail: what is not shown to be harmless is told."""

from .files import effects

__all__ = ["effects"]
