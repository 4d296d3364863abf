"""How somebody wants the terminal UI to be: the theme and the keys, from `tui.toml`.

The file lies in the folder `XMAILAUDIT_CONFIG` names, else in `xmailaudit` in the platform's folder
for configuration; it need not be there.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import _, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xmailaudit.audit.profile_document import Document, Spot

__all__ = ["FILE", "VARIABLE", "Settings", "read_settings", "settings_file"]

VARIABLE = "XMAILAUDIT_CONFIG"
FILE = "tui.toml"

_RELATIVE = _("XMAILAUDIT_CONFIG must be a whole path; {path} is not")
_UNREADABLE = _("it cannot be read: {reason}")
_KEYS = ("theme", "keys")


class Settings(NamedTuple):
    """`theme` is None for the one that is there anyway; `keys` has keys by the name of an act."""

    theme: str | None = None
    keys: Mapping[str, str] = {}


def settings_file(environ: Mapping[str, str] = os.environ, *, windows: bool | None = None) -> str:
    """The name of the file; empty where there is no folder for it.  Raises ProfileError."""
    from xmailaudit.audit.errors import ProfileError

    told = environ.get(VARIABLE, "")
    if told and not os.path.isabs(told):  # noqa: PTH117  # cheaper, before the first screen
        raise ProfileError(say(_RELATIVE, path=told))
    folder = told or _folder(
        environ, windows=sys.platform == "win32" if windows is None else windows
    )
    return os.path.join(folder, FILE) if folder else ""  # noqa: PTH118  # as above


def _folder(environ: Mapping[str, str], *, windows: bool) -> str:
    if windows:
        base = environ.get("APPDATA", "")
    else:
        base, home = environ.get("XDG_CONFIG_HOME", ""), environ.get("HOME", "")
        if not base.startswith("/"):  # a relative one is to be ignored
            base = f"{home}/.config" if home.startswith("/") else ""
    return os.path.join(base, "xmailaudit") if base else ""  # noqa: PTH118  # as above


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """What the file says, if there is one.

    Raises ProfileError, which names file and line, as for a profile.
    """
    file = settings_file(environ)
    if not file or not os.path.lexists(file):
        return Settings()
    from pathlib import Path

    return _settings(_document(Path(file)).spot)


def _document(path: Path) -> Document:
    from xmailaudit.audit.errors import ProfileError
    from xmailaudit.audit.profile_document import document_of

    try:
        data = path.read_bytes()
        data.decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ProfileError(say(_UNREADABLE, reason=reason), file=str(path)) from None
    except UnicodeDecodeError:
        raise ProfileError(say(_("it must be UTF-8 text")), file=str(path)) from None
    return document_of(data, str(path))


def _settings(spot: Spot) -> Settings:
    from xmailaudit.audit.errors import nearest

    settings = Settings()
    for name, child in spot.children():
        if name == "theme":
            from .themes import THEMES

            settings = settings._replace(theme=child.one_of(theme.name for theme in THEMES))
        elif name == "keys":
            from .keys import checked_keys

            settings = settings._replace(keys=checked_keys(child))
        else:
            template = _("there is no setting {key}; the nearest is {nearest}")
            raise child.wrong(template, nearest=nearest(name, _KEYS))
    return settings
