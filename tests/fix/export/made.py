"""What tests of exports share: a profile's facts, English words, a folder of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.audit.profile import Profile
from xmailaudit.mailroot.origin import Origin
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.policy.addresses import Address, Prefix
from xmailaudit.report.language import Words, translator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from xmailaudit.rules.given import Given

__all__ = ["EN", "JA", "NOW", "given", "started", "written"]

EN, JA = Words(translator("en")), Words(translator("ja"))
#: 2026-11-24, as the samples.
NOW = 1795478400.0


def given(
    *,
    addresses: Iterable[str] = (),
    trusted: Iterable[str] = (),
    admins: Iterable[str] = (),
    mx: bool | None = None,
    platform: str | None = None,
) -> Given:
    """The facts of a profile that says this."""
    profile = Profile(
        "test",
        addresses=tuple(map(Address.parse, addresses)) or None,
        trusted=tuple(map(Prefix.parse, trusted)) or None,
        admins=tuple(map(Prefix.parse, admins)) or None,
        mx=mx,
        platform=platform,
    )
    return profile.given(NOW)


def started(words: str) -> StartOptions:
    """The options of a server that is started so."""
    return StartOptions.parse(words.split(), origin=Origin.given())


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """Files of an export, on disk as they come."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder
