r"""Names of an archive's members, taken apart.

A name is never used on this machine; one that would lead out of a folder it is unpacked in is
refused all the same, for its archive was made to do harm.  Zip writers of Windows may separate by
backslashes; elsewhere one is a character of a name, unless it leads out when read as a separator.
"""

from __future__ import annotations

from xmailaudit.messages import _

from .limits import Limits, refused

__all__ = ["parts_of"]


def parts_of(name: str, limits: Limits, *, windows: bool = False) -> tuple[str, ...]:
    """The parts of a member's name; none for the archive's top.  Raises RefusedError."""
    if len(name) > limits.name:
        raise refused(
            _("a name in it has {length} bytes, more than the {limit} of any system: {member}…"),
            length=len(name),
            limit=limits.name,
            member=name[:60],
        )
    split = name.replace("\\", "/")
    if "\0" in name or name[:1] == "/" or _leads_out(split):
        raise refused(
            _(
                "the name {member} leads out of the archive; "
                "pack the MailRoot's folder anew, with names relative to it"
            ),
            member=name,
        )
    parts = tuple(p for p in (split if windows else name).split("/") if p not in ("", "."))
    if len(parts) > limits.depth:
        raise refused(
            _("{member}… lies more than {limit} folders deep; pack the MailRoot's folder alone"),
            member=name[:60],
            limit=limits.depth,
        )
    return parts


def _leads_out(split: str) -> bool:
    """Whether a name is absolute, has a drive, or climbs, with every backslash taken for `/`."""
    drive = split[1:2] == ":" and split[:1].isalpha()
    return drive or split[:1] == "/" or ".." in split.split("/")
