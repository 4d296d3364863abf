"""Records, the count of agreements, and the loop over both."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import XMailAuditError, _, say
from xmailaudit.policy.addresses import Address
from xmailaudit.policy.decision import Reply
from xmailaudit.policy.facts import Undecided, explore
from xmailaudit.policy.tls.library import OPENSSL_3
from xmailaudit.policy.world import World

from .kinds import PLAYERS
from .likeness import differences
from .shape import is_playable, is_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Disagreement", "RecordError", "Tally", "replay"]

#: Conditions of the recording: the server at 127.0.0.1, which has the one known name, and linked
#: with OpenSSL 3 as Debian configures it.
_SERVER = (Address(4, 0x7F000001), 25)
_MOMENT = 1_790_000_000.0
_WORLD = World(
    closed=True,
    now=_MOMENT,
    reverse={_SERVER[0]: "localhost"},
    forward={"localhost": (_SERVER[0],)},
    server=_SERVER,
    library=OPENSSL_3,
)


class RecordError(XMailAuditError):
    """A line is no record."""


class Disagreement(NamedTuple):
    """A question where policy says other than the server did.

    `part` is the key of the exchange; `expected` what was recorded and `got` what policy says.
    """

    record: str
    kind: str
    question: dict[str, Any]
    part: str
    expected: object
    got: object


class Tally:
    """The counts of a replay."""

    def __init__(self) -> None:
        self.agreed = 0
        self.disagreed = 0
        self.not_modelled = 0


def replay(
    lines: Iterable[str], tally: Tally, *, file: str | None = None
) -> Iterator[Disagreement]:
    """Replay records, counting into `tally`; yields each disagreement.  Raises RecordError."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            record = _parse(line, file, number)
            unplayable = next((q for q in record["queries"] if _is_unplayable(q)), None)
            if unplayable is not None:
                message = say(
                    _("a question of kind {kind} lacks a part, or has one of the wrong type"),
                    kind=unplayable["kind"],
                )
                raise RecordError(message, file=file, line=number)
            yield from _replay_record(record, tally)


def _is_unplayable(query: dict[str, Any]) -> bool:
    return query["kind"] in PLAYERS and not is_playable(query)


def _parse(line: str, file: str | None, number: int) -> dict[str, Any]:
    import json

    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RecordError(say(_("not a JSON record")), file=file, line=number) from error
    if not is_record(record):
        message = _("a record needs id, files (path to text) and queries with kind and observed")
        raise RecordError(say(message), file=file, line=number)
    return dict(record)


def _mail_root(record: dict[str, Any]) -> MailRoot:
    """The record's MailRoot: listed files, and the Maildir every account directory has."""
    files = {path: text.encode("latin-1") for path, text in record["files"].items()}
    folders = [
        f"{path.removesuffix('/user.tab')}/Maildir/{name}"
        for path in files
        if path.startswith("domains/") and path.endswith("/user.tab")
        for name in ("cur", "new", "tmp")
    ]
    source = MemorySource(files, folders=folders, modified=_MOMENT, location=record["id"])
    return MailRoot(source, StartOptions.assumed())


def _world(record: dict[str, Any], query: dict[str, Any]) -> World:
    """The world with the port that the question goes to, where the record names the ports."""
    ports = record.get("listen", {})
    service = query["kind"].partition("_")[0]
    port = ports.get(service, ports.get("smtp", _SERVER[1]))
    return _WORLD._replace(server=(_SERVER[0], port))


def _replay_record(record: dict[str, Any], tally: Tally) -> Iterator[Disagreement]:
    root = _mail_root(record)
    for query in record["queries"]:
        player = PLAYERS.get(query["kind"])
        if player is None:
            tally.not_modelled += 1
            continue
        (branch,) = explore(root, _world(record, query), partial(player, query))
        got = branch.outcome
        observed = query["observed"]
        different = (
            [("answer", observed, "undetermined")]
            if isinstance(got, Undecided)
            else list(differences(query["kind"], observed, got))
        )
        tally.agreed += not different
        tally.disagreed += bool(different)
        question = {k: v for k, v in query.items() if k != "observed"}
        for part, expected, actual in different:
            shown = str(actual) if isinstance(actual, Reply) else actual
            yield Disagreement(record["id"], query["kind"], question, part, expected, shown)
