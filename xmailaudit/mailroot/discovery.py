"""Finding what nobody named: the start options of a MailRoot, and the MailRoot itself.

Start options are taken from the first of these that tells them for sure: the registry (Windows), a
running server, files in the MailRoot, files beside it, the machine's own scripts and units.  The
last one, the registry and a process count only if they start XMail with this very MailRoot.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import Listing, Message, _, say

from .errors import TargetError
from .file_names import held, shown
from .origin import Origin
from .startup.files import Told, in_folder, in_source, of_the_system
from .startup.launch import Launch
from .startup.machine import Machine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from .source import Source
    from .start_options import StartOptions

__all__ = ["Found", "find_mail_root", "find_start_options", "packed_start_options"]


class Found(NamedTuple):
    """A MailRoot nobody named, and a sentence that says why it was taken."""

    path: str
    how: Message


# ------------------------------------------------------------ start options


def find_start_options(
    folder: str | Path,
    environ: Mapping[str, str] | None = None,
    *,
    machine: Machine | None = None,
) -> StartOptions | None:
    """The start options of the server of this MailRoot, None where no place tells them.

    `environ` is the environment of whoever asks: where its MAIL_ROOT is this folder, its
    MAIL_CMD_LINE counts before everything else.  `origin` of the result names the file.
    """
    machine = machine or Machine()
    root = os.fspath(folder)
    for told in _places(root, environ or {}, machine):
        return told.launch.options(Origin.found(shown(told.file)))
    return None


def packed_start_options(source: Source) -> StartOptions | None:
    """The start options that the files of a MailRoot tell that is no folder of this machine."""
    for told in in_source(source):
        return told.launch.options(Origin.found(told.file))
    return None


def _places(root: str, environ: Mapping[str, str], machine: Machine) -> Iterator[Told]:
    """Everything that tells this MailRoot's start options, best first."""
    yield from _of_this_machine(root, environ, machine)
    yield from in_folder(root)
    parent = os.path.dirname(os.path.realpath(root))  # noqa: PTH120  # the name may be any bytes
    for told in in_folder(parent):
        if told.launch.root is None or _same_name(told.launch.root, root):
            yield told
    usual = any(_same_folder(folder, root) for folder in machine.usual_folders)
    for told in of_the_system(machine):
        if _starts(told.launch, root, machine) or (told.launch.root is None and usual):
            yield told


def _of_this_machine(root: str, environ: Mapping[str, str], machine: Machine) -> Iterator[Told]:
    """What the environment, the registry and the running servers tell about this MailRoot."""
    if "MAIL_CMD_LINE" in environ:
        mail_root = held(environ.get("MAIL_ROOT", ""))
        mine = Launch(None, held(environ["MAIL_CMD_LINE"]), mail_root or None)
        if _starts(mine, root):
            yield Told("MAIL_CMD_LINE", mine)
    if machine.windows:
        from .startup.registry import as_bytes

        line, named = (
            as_bytes(machine.registry(name) or "") for name in ("MAIL_CMD_LINE", "MAIL_ROOT")
        )
        launch = Launch(None, line, named)
        if _starts(launch, root):
            yield Told(r"HKEY_LOCAL_MACHINE\SOFTWARE\GNU\XMail", launch)
        return
    from .startup.processes import running_servers

    for server in running_servers(machine.processes):
        if server.whole and _starts(server.launch, root, machine):
            yield Told(server.file, server.launch)


def _starts(launch: Launch, root: str, machine: Machine | None = None) -> bool:
    """Whether XMail is started with this MailRoot."""
    named = launch.root
    if named is None:
        return False
    path = os.fsdecode(named.encode("latin-1", "replace"))
    return _same_folder(machine.path(path) if machine else path, root)


def _same_folder(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)  # noqa: PTH121  # the names may be any bytes
    except (OSError, ValueError):
        return False


def _same_name(named: str, root: str) -> bool:
    """Whether a MailRoot of another place, named in a file, may be what lies here now."""
    last = named.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return last.lower() == shown(os.path.realpath(root)).rpartition(os.sep)[2].lower()


# ------------------------------------------------------------ the MailRoot


def find_mail_root(environ: Mapping[str, str], *, machine: Machine | None = None) -> Found:
    """The MailRoot of this machine's server.

    Looked at in this order: MAIL_ROOT (on Windows the registry's first, as XMail does), the `-Ms`
    or MAIL_ROOT of a running server, the usual folders.  Raises TargetError that lists them all,
    or the several servers that run.
    """
    machine = machine or Machine()
    named = (machine.registry("MAIL_ROOT") or "") if machine.windows else ""
    if named:
        return Found(named, say(_("taking {path}: the registry names it"), path=shown(named)))
    named = environ.get("MAIL_ROOT", "")
    if named:
        return Found(named, say(_("taking {path}: MAIL_ROOT names it"), path=shown(named)))
    return _of_a_running_server(machine) or _usual_folder(machine)


def _of_a_running_server(machine: Machine) -> Found | None:
    if machine.windows:
        return None
    from .startup.processes import running_servers

    roots: dict[str, str] = {}
    for server in running_servers(machine.processes):
        root = machine.path(os.fsdecode((server.launch.root or "").encode("latin-1")))
        if server.launch.root and os.path.isdir(root):  # noqa: PTH112  # the name may be any bytes
            roots.setdefault(os.path.realpath(root), root)
    if not roots:
        return None
    if len(roots) > 1:
        several = Listing(tuple(map(shown, roots.values())))
        raise TargetError(say(_("several servers run; name one of {folders}"), folders=several))
    path = next(iter(roots.values()))
    return Found(path, say(_("taking {path}: a running XMail uses it"), path=shown(path)))


def _usual_folder(machine: Machine) -> Found:
    from .directory import DirectorySource

    for folder in machine.usual_folders:
        try:
            DirectorySource(folder)
        except TargetError:
            continue
        return Found(folder, say(_("taking {path}: it is a usual place"), path=shown(folder)))
    windows = (_("the registry"),) if machine.windows else ()
    running = () if machine.windows else (say(_("a running XMail")),)
    places = ("MAIL_ROOT", *map(say, windows), *running, *map(shown, machine.usual_folders))
    raise TargetError(
        say(
            _("no MailRoot is named and none was found (looked at {places}); name its folder"),
            places=Listing(places),
        )
    )
