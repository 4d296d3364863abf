"""The recommended configuration as files: all of a MailRoot, or what changes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.source import Absent, TargetKind, Unseen

from .exported import FOLDER_MODE, Exported
from .inventory import inventory
from .scripts_posix import posix_scripts
from .scripts_windows import windows_scripts
from .work import work_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xmailaudit.mailroot.change import Change
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message

__all__ = ["INCOMPLETE_ROOT", "MAIL_ROOT", "Configuration", "configuration"]

#: The folder of the files; by its other name it says that they are not all there is.
MAIL_ROOT = "MailRoot"
INCOMPLETE_ROOT = "MailRoot-incomplete"


class Configuration(NamedTuple):
    """Files and folders of an export, those of the configuration in `folder`.

    `missing` are files that could not be had, and why.  `scripts` are those that carry the changes
    out, if any; `restarts` is whether XMail must be stopped for that.
    """

    folder: str
    exported: tuple[Exported, ...]
    missing: tuple[tuple[str, Message], ...]
    scripts: tuple[str, ...]
    restarts: bool


def configuration(
    root: MailRoot, changes: Sequence[Change], *, changed_only: bool = False
) -> Configuration:
    """What `root` is to become by some changes, and the scripts that carry them out.

    Of a text copied out of XMailCFG the files are only as complete as the text, so that no script
    could replace anything by them.
    """
    after = root.with_changes(changes)
    known = root.source.kind is not TargetKind.XMAILCFG
    above = MAIL_ROOT if known else INCOMPLETE_ROOT
    exported = [Exported(above, None, FOLDER_MODE)]
    missing: list[tuple[str, Message]] = []
    if changed_only:
        exported += _changed(above, changes)
    else:
        kept = inventory(after.source)
        exported += [Exported(f"{above}/{folder}", None, FOLDER_MODE) for folder in kept.folders]
        for path in kept.files:
            content = after.source.read(path)
            if isinstance(content, Unseen):
                missing.append((path, content.reason))
            elif not isinstance(content, Absent):
                exported.append(Exported(f"{above}/{path}", content))
    work = work_of(root.source, changes)
    scripts: tuple[Exported, ...] = ()
    if known and work:
        exported += _still_missing(exported, above, work.files)
        scripts = (*posix_scripts(work), *windows_scripts(work))
    names = tuple(one.path for one in scripts if one.path.startswith("apply."))
    return Configuration(above, (*exported, *scripts), tuple(missing), names, work.restarts)


def _changed(above: str, changes: Sequence[Change]) -> Iterator[Exported]:
    for change in changes:
        if change.new is not None and change.changes_bytes:
            yield Exported(f"{above}/{change.path}", change.new)


def _still_missing(
    exported: Sequence[Exported], above: str, files: Sequence[Change]
) -> Iterator[Exported]:
    """Changed files that the inventory did not count as configuration: the scripts want them."""
    known = {one.path for one in exported}
    for one in _changed(above, files):
        if one.path not in known:
            yield one
