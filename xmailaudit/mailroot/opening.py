"""Opening a target: what a person names, as a `MailRoot` with its start options."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import Message, _, say

from .archive.sort import is_archive
from .directory import DirectorySource
from .discovery import find_mail_root, find_start_options, packed_start_options
from .errors import TargetError
from .file_names import held, shown
from .gathered import GatheredSource, gathered
from .origin import Origin, OriginKind
from .root import MailRoot
from .start_options import StartOptions
from .switches import split_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .source import Source
    from .startup.machine import Machine

__all__ = ["Opened", "open_target"]


class Opened(NamedTuple):
    """An opened configuration, and what a person should know about how it was opened."""

    root: MailRoot
    notices: tuple[Message, ...]


def open_target(
    target: str | None,
    *,
    command_line: str | None = None,
    environ: Mapping[str, str] | None = None,
    machine: Machine | None = None,
) -> Opened:
    """Open a folder, an archive or a text out of XMailCFG; find a MailRoot where `target` is None.

    `command_line` holds the server's start options and beats what can be found; `environ` is the
    environment in which MAIL_ROOT is looked up (default: this process's).  Raises TargetError.
    """
    environ = os.environ if environ is None else environ
    given = _given(command_line)
    pasted = None if target is None else _pasted(target, given)
    if pasted is not None:
        return Opened(pasted, ())
    notices: list[Message] = []
    source: Source
    if target is None:
        source, notice = _found(given, environ, machine)
        notices.append(notice)
    else:
        source = _source(target)
        notices.extend(getattr(source, "notices", ()))
    options = given or _told(source, environ, machine) or StartOptions.assumed()
    if options.origin.kind is OriginKind.FOUND:
        notices.append(say(_("start options found in {file}"), file=options.origin.file))
    elif options.origin.kind is OriginKind.ASSUMED:
        notices.append(
            say(
                _(
                    "the server's start options were not found, so XMail's defaults are assumed; "
                    "name them with --command-line"
                )
            )
        )
    whole = gathered(source)
    if isinstance(whole, GatheredSource):
        notices.extend(whole.notices)
    return Opened(MailRoot(whole, options), tuple(notices))


def _told(
    source: Source, environ: Mapping[str, str], machine: Machine | None
) -> StartOptions | None:
    """The start options, as far as the target or this machine tells them."""
    if isinstance(source, DirectorySource):
        return find_start_options(source.path, environ, machine=machine)
    return packed_start_options(source)


def _given(command_line: str | None) -> StartOptions | None:
    if command_line is None:
        return None
    words = split_words(held(command_line))
    return StartOptions.parse(words, origin=Origin.given())


def _found(
    given: StartOptions | None, environ: Mapping[str, str], machine: Machine | None
) -> tuple[DirectorySource, Message]:
    """The MailRoot nobody named; what is wrong with it is said along with why it was taken."""
    if given and given.root:
        path = os.fsdecode(given.root.encode("latin-1"))
        how = say(_("taking {path}: -Ms names it"), path=shown(path))
    else:
        path, how = find_mail_root(environ, machine=machine)
    try:
        return DirectorySource(path), how
    except TargetError as error:
        raise TargetError(say(_("{how}; {problem}"), how=how, problem=error.message)) from None


def _source(target: str) -> Source:
    if target != "-" and is_archive(target):
        from .archive.source import ArchiveSource

        return ArchiveSource(target)
    refusal = _not_yet(target)
    if refusal is not None:
        raise TargetError(refusal)
    return DirectorySource(target)


def _pasted(target: str, given: StartOptions | None) -> MailRoot | None:
    """The configuration that a text out of XMailCFG shows, if the target is one."""
    if os.path.isdir(target):  # noqa: PTH112  # Path would take the empty name for a folder
        return None
    if target != "-" and is_archive(target, by_name=False):  # there may be a saved page in it
        return None
    from .xmailcfg.target import open_pasted

    return open_pasted(target, given)


def _not_yet(target: str) -> Message | None:
    """Why this version cannot read a target that is no folder, and what to do instead."""
    if target.lower().startswith("ctrl://"):
        return say(
            _(
                "this version cannot read a running server through CTRL; "
                "copy its MailRoot here and name that folder"
            )
        )
    if os.path.isdir(target):  # noqa: PTH112  # as above
        return None
    from .xmailcfg.target import no_text

    return no_text(target)
