"""The three looks: dark, light, and one with the strongest contrast there is."""

from __future__ import annotations

from textual.theme import Theme

from xmailaudit.messages import _

__all__ = ["DEFAULT", "THEMES", "TITLES"]

DEFAULT = "dark"
#: What the themes are called for people.
TITLES = {
    "dark": _("dark theme"),
    "light": _("light theme"),
    "high-contrast": _("theme with high contrast"),
}

#: The names of colours that no theme of Textual has, beside what they are in the dark one.
_DARK = {
    "critical": "#ff6b6b",
    "high": "#ff9f6b",
    "medium": "#f2c94c",
    "low": "#6fc3df",
    "added": "#7bd88f",
    "removed": "#ff7b72",
    "key": "#8ab4f8",
    "row-foreground": "#ffffff",
    "row-background": "#5c4a1f",
}
_LIGHT = {
    "critical": "#a4001d",
    "high": "#9a3c00",
    "medium": "#6b5200",
    "low": "#005a7a",
    "added": "#12652b",
    "removed": "#a4001d",
    "key": "#0b4ea2",
    "row-foreground": "#1a1a1a",
    "row-background": "#ffe59a",
}
_CONTRAST = {
    "critical": "#ffffff",
    "high": "#ffff00",
    "medium": "#ffff00",
    "low": "#00ffff",
    "added": "#00ff00",
    "removed": "#ff8080",
    "key": "#00ffff",
    "row-foreground": "#000000",
    "row-background": "#ffff00",
}

THEMES = (
    Theme(
        name="dark",
        primary="#5b8def",
        secondary="#3c5a99",
        accent="#f2c94c",
        warning="#f2c94c",
        error="#ff6b6b",
        success="#7bd88f",
        foreground="#e4e6eb",
        background="#14161a",
        surface="#1b1e24",
        panel="#262a33",
        variables=_DARK,
    ),
    Theme(
        name="light",
        primary="#0b4ea2",
        secondary="#5b7fb5",
        accent="#6b5200",
        warning="#6b5200",
        error="#a4001d",
        success="#12652b",
        foreground="#1a1a1a",
        background="#fbfbf8",
        surface="#f1f1ec",
        panel="#e2e2da",
        dark=False,
        variables=_LIGHT,
    ),
    Theme(
        name="high-contrast",
        primary="#ffffff",
        secondary="#ffffff",
        accent="#ffff00",
        warning="#ffff00",
        error="#ffffff",
        success="#00ff00",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#000000",
        text_alpha=1.0,
        variables={
            **_CONTRAST,
            "text-muted": "#ffffff",
        },
    ),
)
