"""What `xmailaudit collect` wrote about the machine it ran on (docs/collect.md has the format).

The file lies at the top of what was gathered.  Nothing in it is believed beyond what it says of its
own machine; a line that is not understood is passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .source import FileKind, Metadata
from .startup.launch import Launch, is_xmail
from .switches import split_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Collected", "Listener", "parse_collected"]

#: More lines than this are of no MailRoot.
_MOST_LINES = 4_000_000

_NUMBER = frozenset("0123456789")


class Listener(NamedTuple):
    """An open port of the machine."""

    protocol: str
    address: str
    port: int


class Collected(NamedTuple):
    """What the file tells.

    `files` holds the metadata of every file and folder by its path, `left` those whose bytes were
    not gathered, `kept_back` those of them that were not to be.  `links` has the targets of
    symbolic links, `mail` the number of messages in a folder and their bytes.  `public_key` is the
    public half of server.key as PEM.  `complete` is False where the script did not come to its end.
    """

    platform: str | None
    date: str | None
    mail_root: str | None
    launch: Launch | None
    library: str | None
    public_key: bytes | None
    listeners: tuple[Listener, ...]
    files: Mapping[str, Metadata]
    left: frozenset[str]
    kept_back: frozenset[str]
    links: Mapping[str, str]
    mail: Mapping[str, tuple[int, int]]
    complete: bool

    @property
    def windows(self) -> bool:
        """Whether a Windows machine was gathered from."""
        return self.platform == "windows"


def parse_collected(data: bytes) -> Collected | None:
    """Read the file; None for one that is something else."""
    lines = data.decode("latin-1").replace("\r\n", "\n").split("\n", _MOST_LINES)
    if lines[0].split() != ["xmailaudit-collect", "1"]:
        return None
    reading = _Reading()
    for line in lines[1:_MOST_LINES]:
        word, *fields = line.split(" ")
        take = _LINES.get(word)
        if take is not None:
            take(reading, fields)
    return reading.result()


class _Reading:
    """What was read so far."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.registry: dict[str, str] = {}
        self.environment: dict[str, str] | None = None
        self.processes: list[_Process] = []
        self.public_key: list[str] = []
        self.listeners: list[Listener] = []
        self.files: dict[str, Metadata] = {}
        self.left: set[str] = set()
        self.kept_back: set[str] = set()
        self.links: dict[str, str] = {}
        self.mail: dict[str, tuple[int, int]] = {}
        self.access: list[tuple[str, str]] = []
        self.complete = False

    def result(self) -> Collected:
        """All of it."""
        return Collected(
            platform=self.texts.get("platform"),
            date=self.texts.get("date"),
            mail_root=self.texts.get("mail-root"),
            launch=self._launch(),
            library=self.texts.get("library"),
            public_key="".join(f"{line}\n" for line in self.public_key).encode("latin-1") or None,
            listeners=tuple(self.listeners),
            files=self._files(),
            left=frozenset(self.left),
            kept_back=frozenset(self.kept_back),
            links=self.links,
            mail=self.mail,
            complete=self.complete,
        )

    def _files(self) -> Mapping[str, Metadata]:
        """The metadata, with what access lists tell: on Windows nothing else does."""
        root = self.texts.get("mail-root")
        if not self.access or root is None:
            return self.files
        from .access_lists import rights_of_everybody

        bits = rights_of_everybody(self.access, root, self.files)
        modes = {path: self.files[path]._replace(mode=mode) for path, mode in bits.items()}
        return {**self.files, **modes}

    def _launch(self) -> Launch | None:
        """How the server of this MailRoot is started.

        On Unix the script wrote down no other server; on Windows the registry's may be one.
        """
        alone = [_Process(None, self.environment)] if self.registry else []
        told = [self._of(process) for process in self.processes or alone]
        known = [launch for launch in told if launch and self._may_be_it(launch)]
        root = self.texts.get("mail-root")
        mine = [launch for launch in known if _same(launch.root, root)]
        if mine:
            return mine[0]
        return known[0] if len(known) == 1 else None

    def _may_be_it(self, launch: Launch) -> bool:
        root = self.texts.get("mail-root")
        windows = self.texts.get("platform") == "windows"
        return not windows or None in (launch.root, root) or _same(launch.root, root)

    def _of(self, process: _Process) -> Launch | None:
        """What a process and the registry tell; None where the environment is not known."""
        environment = self.environment if process.environment is None else process.environment
        if environment is None and not self.registry:
            return None
        variables = {**(environment or {}), **self.registry}
        return Launch(
            process.words,
            variables.get("MAIL_CMD_LINE", ""),
            variables.get("MAIL_ROOT"),
            temp=variables.get("XMAIL_TEMP"),
            user=process.user,
        )


class _Process(NamedTuple):
    """A running server: the words behind the program, XMail's variables, its user."""

    words: tuple[str, ...] | None
    environment: dict[str, str] | None = None
    user: str | None = None


def _same(one: str | None, other: str | None) -> bool:
    """Whether two names are those of one folder, as Windows compares them."""
    if one is None or other is None:
        return False
    return one.rstrip("/\\").lower() == other.rstrip("/\\").lower()


def _plain(field: str) -> str:
    """A field without its percent signs, bytes as latin-1."""
    if "%" not in field:
        return field
    from urllib.parse import unquote_to_bytes

    return unquote_to_bytes(field.encode("latin-1")).decode("latin-1")


def _number(field: str) -> int | None:
    return int(field) if field and len(field) < 20 and _NUMBER.issuperset(field) else None


def _path(field: str) -> str | None:
    """A path within the MailRoot; None for one that leads out of it."""
    path = _plain(field).replace("//", "/")
    parts = path.split("/")
    if path == ".":
        return ""
    return None if "\0" in path or path[:1] in ("", "/") or ".." in parts else path


def _text(name: str) -> Callable[[_Reading, list[str]], None]:
    def take(reading: _Reading, fields: list[str]) -> None:
        reading.texts.setdefault(name, _plain(" ".join(fields)))

    return take


def _listed(
    kind: FileKind, *, left: bool = False, on_purpose: bool = False
) -> Callable[[_Reading, list[str]], None]:
    """`MODE OWNER MTIME SIZE PATH`; a folder has no size."""

    def take(reading: _Reading, fields: list[str]) -> None:
        if len(fields) != 5 or (path := _path(fields[4])) is None:
            return
        mode, owner, modified, size, _name = fields
        octal = 3 <= len(mode) <= 4 and set(mode) <= set("01234567")
        seconds = _number(modified)
        reading.files[path] = Metadata(
            kind,
            size=_number(size),
            mode=int(mode, 8) if octal else None,
            owner=_number(owner),
            modified=None if seconds is None else float(seconds),
        )
        if left:
            reading.left.add(path)
        if on_purpose:
            reading.kept_back.add(path)

    return take


def _link(reading: _Reading, fields: list[str]) -> None:
    """`TARGET PATH`."""
    if len(fields) == 2 and (path := _path(fields[1])) is not None:
        reading.links[path] = _plain(fields[0])


def _access(reading: _Reading, fields: list[str]) -> None:
    """`FOLDER TEXT`, a line that `cacls` printed about a folder or what is in it."""
    if len(fields) == 2:
        reading.access.append((_path(fields[0]) or "", _plain(fields[1])))


def _mail(reading: _Reading, fields: list[str]) -> None:
    """`COUNT BYTES PATH`."""
    if len(fields) == 3 and (path := _path(fields[2])) is not None:
        reading.mail[path] = (_number(fields[0]) or 0, _number(fields[1]) or 0)


def _registry(reading: _Reading, fields: list[str]) -> None:
    if len(fields) == 2:
        reading.registry.setdefault(fields[0].upper(), _plain(fields[1]))


def _environment(reading: _Reading, fields: list[str]) -> None:
    """`NAME VALUE`, or nothing where the environment could be read and may hold none of them.

    It is that of the process before it; before any, that of the machine.
    """
    variables = {fields[0]: _plain(fields[1])} if len(fields) == 2 else {}
    if not reading.processes:
        reading.environment = {**variables, **(reading.environment or {})}
        return
    last = reading.processes[-1]
    reading.processes[-1] = last._replace(environment={**variables, **(last.environment or {})})


def _user(reading: _Reading, fields: list[str]) -> None:
    """The number of the user that the process before it runs as."""
    if reading.processes and len(fields) == 1 and _number(fields[0]) is not None:
        reading.processes[-1] = reading.processes[-1]._replace(user=fields[0])


def _process(reading: _Reading, fields: list[str]) -> None:
    words = tuple(map(_plain, fields))
    if words and is_xmail(words[0]):
        reading.processes.append(_Process(words[1:]))


def _command(reading: _Reading, fields: list[str]) -> None:
    """A command line in one piece, as Windows keeps it."""
    words = split_words(_plain(" ".join(fields)))
    if words and is_xmail(words[0]):
        reading.processes.append(_Process(words[1:]))


def _listener(reading: _Reading, fields: list[str]) -> None:
    """`PROTOCOL ADDRESS PORT`."""
    port = _number(fields[2]) if len(fields) == 3 else None
    if port is not None:
        reading.listeners.append(Listener(fields[0], _plain(fields[1]), port))


def _public_key(reading: _Reading, fields: list[str]) -> None:
    reading.public_key.append(_plain(" ".join(fields)))


def _end(reading: _Reading, _fields: list[str]) -> None:
    reading.complete = True


_LINES: dict[str, Callable[[_Reading, list[str]], None]] = {
    "platform": _text("platform"),
    "date": _text("date"),
    "mail-root": _text("mail-root"),
    "library": _text("library"),
    "file": _listed(FileKind.FILE),
    "left": _listed(FileKind.FILE, left=True, on_purpose=True),
    "unreadable": _listed(FileKind.FILE, left=True),
    "folder": _listed(FileKind.FOLDER),
    "link": _link,
    "acl": _access,
    "mail": _mail,
    "registry": _registry,
    "environment": _environment,
    "process": _process,
    "user": _user,
    "command-line": _command,
    "listener": _listener,
    "public-key": _public_key,
    "end": _end,
}
