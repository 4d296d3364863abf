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
    expected = {"alias", "delay", "ipmap", "relay", "server", "tab", "xmcrypt"}

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


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"id": "x", "files": {}, "queries": [{}]}',
        '{"id": 1, "files": {}, "queries": []}',
        '{"id": "x", "files": {"server.tab": 3}, "queries": []}',
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
