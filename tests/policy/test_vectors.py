"""Policy agrees with every decision recorded on a running XMail 1.27."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xmailaudit.policy.selftest import RecordError, Tally, replay

VECTORS = Path(__file__).parents[1] / "data" / "vectors"
FAMILIES = sorted(path.stem for path in VECTORS.glob("*.jsonl"))
#: Kinds that are counted and not played; the families here have none.
NOT_MODELLED: set[str] = set()


@pytest.mark.parametrize("family", FAMILIES)
def test_policy_agrees_with_the_server(family: str) -> None:
    """Each question is decided as observed, and only the kinds left out are not modelled."""
    lines = (VECTORS / f"{family}.jsonl").read_text(encoding="ascii").splitlines()
    kinds = [query["kind"] for line in lines for query in json.loads(line)["queries"]]
    tally = Tally()

    disagreements = list(replay(lines, tally))

    assert disagreements == []
    assert tally.agreed == sum(kind not in NOT_MODELLED for kind in kinds)
    assert tally.not_modelled == sum(kind in NOT_MODELLED for kind in kinds)


def test_all_families_are_here() -> None:
    """A family that got lost is noticed."""
    expected = {
        "alias",
        "certificate",
        "delay",
        "ipmap",
        "relay",
        "server",
        "tab",
        "tls",
        "xmcrypt",
    }

    assert expected <= set(FAMILIES)


def test_a_wrong_recording_is_a_disagreement() -> None:
    """The replay can fail: a flipped answer is reported with its part."""
    line = (VECTORS / "ipmap.jsonl").read_text(encoding="ascii").splitlines()[0]
    record = json.loads(line)
    query = next(q for q in record["queries"] if q["kind"] == "ctrl_connect")
    let_in = query["observed"]["connect"].startswith("+")
    query["observed"]["connect"] = "-00130 no" if let_in else "+00000"
    record["queries"] = [query]
    tally = Tally()

    (disagreement,) = replay([json.dumps(record)], tally)

    assert (disagreement.record, disagreement.part) == (record["id"], "connect")
    assert (tally.agreed, tally.disagreed) == (0, 1)


def _changed(answer: object) -> object:
    """Another answer of the same type."""
    if isinstance(answer, bool):
        return not answer
    if isinstance(answer, list):
        return [*answer[:-1], "999 other"]
    text = str(answer)
    return {"+": "-", "-": "+"}.get(text[0], "9") + text[1:]


#: What the TLS kinds are about; an alert's name and a measured delay are for reading only.
_PARTS = (
    ("smtp_tls", ("ehlo", "before", "auth", "starttls", "handshake", "sent", "tls_ehlo", "after")),
    ("smtp_tls", ("inject", "tls_auth", "mail", "rcpt")),
    ("smtps", ("handshake", "sent", "connect", "tls_ehlo", "after", "tls_auth", "mail", "rcpt")),
    ("pop3_tls", ("before", "stls", "handshake", "sent", "user", "pass")),
    ("pop3s", ("handshake", "sent", "user", "pass")),
    ("ctrl_tls", ("tls", "handshake", "sent", "login")),
    ("ctrls", ("handshake", "sent", "login")),
)


@pytest.mark.parametrize(
    ("kind", "part"), [(kind, part) for kind, parts in _PARTS for part in parts]
)
def test_each_part_of_a_tls_dialogue_is_compared(kind: str, part: str) -> None:
    """A recording with this part changed is a disagreement about this part."""
    for line in (VECTORS / "tls.jsonl").read_text(encoding="ascii").splitlines():
        record = json.loads(line)
        fitting = [q for q in record["queries"] if q["kind"] == kind and part in q["observed"]]
        if fitting:
            break
    query = fitting[0]
    query["observed"][part] = _changed(query["observed"][part])
    record["queries"] = [query]

    (disagreement,) = replay([json.dumps(record)], Tally())

    assert (disagreement.kind, disagreement.part) == (kind, part)


def test_the_ports_of_a_record_are_those_of_its_services() -> None:
    """SmtpConfig-ADDRESS,PORT is looked up with the port that was asked."""
    settings = '"RootDomain"\t"example.com"\n"SmtpServerDomain"\t"example.com"\n'
    query = {"kind": "smtp_rcpt", "client": "127.0.0.1", "mail_from": "", "rcpt_to": "a@b.test"}
    observed = {"connect": "220 example.com", "mail": "551 Server use forbidden"}
    record = {
        "id": "x-1",
        "files": {
            "server.tab": f'{settings}"SmtpConfig-127.0.0.1,2525"\t"MailAuth"\n',
            "spammers.tab": "",
        },
        "queries": [{**query, "observed": observed}],
    }
    ports = {"smtp": 2525, "smtps": 2526}

    assert list(replay([json.dumps({**record, "listen": ports})], Tally())) == []
    assert list(replay([json.dumps(record)], Tally()))


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"id": "x", "files": {}, "queries": [{}]}',
        '{"id": 1, "files": {}, "queries": []}',
        '{"id": "x", "files": {"server.tab": 3}, "queries": []}',
        '{"id": "x", "files": {}, "queries": [], "listen": [25]}',
        '{"id": "x", "files": {}, "queries": [], "listen": {"smtp": "25"}}',
        '{"id": "x", "files": {}, "queries": [], "listen": {"smtp": 65536}}',
        "[" * 100_000,
    ],
)
def test_a_line_that_is_no_record_is_named(line: str) -> None:
    """Garbage gives one error with file and line, never another exception."""
    with pytest.raises(RecordError) as error:
        list(replay(["", line], Tally(), file="records.jsonl"))

    assert (error.value.file, error.value.line) == ("records.jsonl", 2)


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "smtp_rcpt", "client": "no address", "mail_from": "", "rcpt_to": ""},
        {"kind": "smtp_rcpt", "client": "127.0.0.1"},
        {"kind": "auth", "client": "127.0.0.1", "auth": {"mech": "PLAIN"}},
        {"kind": "smtp_session", "client": "127.0.0.1", "commands": 7},
        {"kind": "xmcrypt"},
        {"kind": "vrfy", "client": 5, "arg": None},
        {"kind": "smtp_tls"},
        {"kind": "smtp_tls", "client": "127.0.0.1", "mail_from": "a@example.com"},
        {"kind": "smtp_tls", "client": "127.0.0.1", "before": "NOOP"},
        {"kind": "smtp_tls", "client": "127.0.0.1", "inject": [None]},
        {"kind": "smtps", "client": "127.0.0.1", "tls_auth": {"mech": "PLAIN"}},
        {"kind": "smtps", "client": "127.0.0.1", "version": "3.0"},
        {"kind": "smtps", "client": "127.0.0.1", "version": ["1.2"]},
        {"kind": "pop3_tls", "client": "127.0.0.1", "user": "bob"},
        {"kind": "pop3s", "client": "127.0.0.1", "user": "bob", "password": 1},
        {"kind": "ctrl_tls", "client": "127.0.0.1", "present": None},
        {"kind": "ctrls", "client": "127.0.0.1", "present": "\u4e00"},
    ],
)
def test_a_question_that_cannot_be_played_is_named(query: dict[str, object]) -> None:
    """A question without what its kind needs is a RecordError too."""
    record = {
        "id": "x-1",
        "files": {"server.tab": '"RootDomain"\t"example.com"\n', "spammers.tab": ""},
        "queries": [{**query, "observed": {}}],
    }

    with pytest.raises(RecordError):
        list(replay([json.dumps(record)], Tally()))
