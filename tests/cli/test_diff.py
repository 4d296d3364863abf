"""`diff`: two configurations or two reports, what is new, gone, unchanged, and who gets in."""

from __future__ import annotations

import json
import os
import shlex
import shutil
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Roots = Mapping[str, Path]

DAY = ("--at", "2026-11-24")


@pytest.fixture
def sides(roots: Roots, tmp_path: Path) -> tuple[Path, Path]:
    """A MailRoot, and the same with a wider row at the admin port, and nobody who relays."""
    before, after = tmp_path / "before", tmp_path / "after"
    for folder in (before, after):
        shutil.copytree(roots["fixed-ip-sender"], folder)
    table = after / "ctrl.ipmap.tab"
    table.write_bytes(
        b"# here I am\n" + table.read_bytes().replace(b"255.255.255.0", b"255.255.0.0")
    )
    finger = after / "finger.ipmap.tab"
    finger.write_bytes(b"# and here\n" + finger.read_bytes())
    (after / "smtprelay.tab").write_bytes(b"")
    return before, after


@pytest.fixture
def reports(run: Run, sides: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """JSON reports of both."""
    files = tmp_path / "before.json", tmp_path / "after.json"
    for folder, file in zip(sides, files, strict=True):
        run("audit", folder, "--format", "json", "--output", file, *DAY)
    return files


def data(run: Run, *words: object) -> Any:
    """The comparison as data."""
    return json.loads(run("diff", *words, "--format", "json", *DAY).out)


def rules(findings: list[dict[str, Any]]) -> set[str]:
    """The rules of some findings."""
    return {one["rule"] for one in findings}


def test_the_same_twice_has_no_difference(run: Run, roots: Roots) -> None:
    """Whatever is wrong with it: nothing is new, so the status is 0."""
    ran = run("diff", roots["hostile"], roots["hostile"], *DAY)

    assert ran.status == 0
    assert "New: 0 findings\n" in ran.out
    assert "nobody gained or lost any" in ran.out
    assert "Gone: 0 findings\n" in ran.out


def test_findings_are_new_gone_or_unchanged(run: Run, sides: tuple[Path, Path]) -> None:
    """By fingerprint, so that a moved line changes nothing."""
    found = data(run, *sides)

    assert {"ACL003"} <= rules(found["new"]) | rules(found["fixed"])
    assert "REL004" in rules(found["fixed"])
    moved = [one for one in found["unchanged"] if one["file"] == "finger.ipmap.tab" and one["line"]]
    assert moved
    assert all(one["line"] == one["line_before"] + 1 for one in moved)
    prints = [{one["fingerprint"] for one in found[kind]} for kind in ("new", "fixed", "unchanged")]
    assert not prints[0] & prints[1]
    assert not prints[2] & (prints[0] | prints[1])
    assert (found["format"], found["version"]) == ("xmailaudit-diff", 1)


def test_who_gained_and_lost_access_is_told_exactly(run: Run, sides: tuple[Path, Path]) -> None:
    """With the networks, how many they are, and a client that shows it."""
    found = {one["service"]: one for one in data(run, *sides)["access"]}

    assert list(found) == ["smtp", "pop3", "ctrl", "finger", "relay"]
    gained = found["ctrl"]["gained"]
    assert gained["ipv4_addresses"] >= 65536 - 256
    assert gained["complete"]
    assert (gained["witness"]["before"], gained["witness"]["after"]) == ("refuse", "allow")
    lost = found["relay"]["lost"]
    assert "127.0.0.0/8" in lost["networks"]
    assert (lost["witness"]["before"], lost["witness"]["after"]) == ("allow", "refuse")
    assert found["finger"]["gained"] == {
        "networks": [],
        "complete": True,
        "ipv4_addresses": 0,
        "witness": None,
    }


@pytest.mark.skipif(os.name == "nt", reason="the lines are for this system's shell")
def test_the_printed_command_shows_what_the_second_side_decides(
    run: Run, sides: tuple[Path, Path]
) -> None:
    """Whoever gained is let in, whoever lost is refused."""
    text = run("diff", *sides, *DAY).out
    for one in data(run, *sides)["access"]:
        for kind, status in (("gained", 0), ("lost", 1)):
            witness = one[kind]["witness"]
            if witness:
                assert f"See for yourself: {witness['command']}\n" in text
                assert run(*shlex.split(witness["command"])[1:]).status == status


def test_the_text_tells_the_same(run: Run, sides: tuple[Path, Path]) -> None:
    """New findings first, then who gained access, then what is gone."""
    out = run("diff", *sides, *DAY).out

    parts = ("Before:", "After:", "New:", "Access:", "Who may do what:", "Gone:", "Unchanged:")
    places = [out.index(part) for part in parts]
    assert places == sorted(places)
    lines = " ".join(out.split())
    assert "let in to ctrl now: " in lines
    assert "may no longer relay without logging in: 127.0.0.0/8" in lines


def test_reports_are_compared_like_configurations(
    run: Run, sides: tuple[Path, Path], reports: tuple[Path, Path]
) -> None:
    """The same findings; only who gained access nobody can tell of a report."""
    live = data(run, *sides)

    for pair in (reports, (sides[0], reports[1]), (reports[0], sides[1])):
        read = data(run, *pair)
        assert read["access"] is None
        for kind in ("summary", "new", "fixed", "unchanged", "not_judged", "exposure"):
            assert read[kind] == live[kind]
    assert {data(run, *reports)[side]["kind"] for side in ("before", "after")} == {"report"}
    assert "Access:" not in run("diff", *reports).out


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), 1),
        (("--fail-on", "critical"), 0),
        (("--fail-on", "never"), 0),
        (("--ignore", "ACL"), 0),
    ],
)
def test_the_status_says_whether_something_is_new(
    run: Run, sides: tuple[Path, Path], options: tuple[str, ...], expected: int
) -> None:
    """From the threshold on; what is gone or unchanged is none of its business."""
    assert run("diff", *sides, *options, *DAY).status == expected
    assert run("diff", *reversed(sides), "--select", "REL004", *DAY).status == 0


def test_what_is_accepted_is_not_new(run: Run, sides: tuple[Path, Path], tmp_path: Path) -> None:
    """It is told, with a word that it is accepted."""
    profile = tmp_path / "mine.toml"
    profile.write_text("[[suppress]]\nrule='ACL003'\nreason='so'\npermanent=true\n", "utf-8")
    options = ("--profile", profile, "--select", "ACL003", *DAY)

    ran = run("diff", *sides, *options)

    assert ran.status == 0
    assert "(accepted)" in ran.out


@pytest.mark.skipif(os.name == "nt", reason="Windows needs a privilege for links")
def test_what_could_not_be_judged_is_not_gone(run: Run, sides: tuple[Path, Path]) -> None:
    """And a side that is incomplete makes status 4 where nothing is new."""
    before, after = sides
    (after / "finger.ipmap.tab").unlink()
    (after / "finger.ipmap.tab").symlink_to("finger.ipmap.tab")

    ran = run("diff", before, after, "--select", "ACL005", *DAY)

    assert ran.status == 4
    assert "Not judged any more: 2 findings\n" in ran.out or "Not judged any more: 1" in ran.out
    assert "finger: nobody can tell, for finger.ipmap.tab cannot be read" in ran.out


@pytest.mark.parametrize(
    ("content", "expected"),
    [('{"format": "xmailaudit-report", "version": 2}', 2), ('{"format": "x"}', 3), ("", 3)],
)
def test_what_cannot_be_compared_is_one_line(
    run: Run, sides: tuple[Path, Path], tmp_path: Path, content: str, expected: int
) -> None:
    """A broken report, and what is no configuration at all."""
    file = tmp_path / "some"
    file.write_text(content, encoding="utf-8")

    ran = run("diff", sides[0], file)

    assert (ran.status, ran.out) == (expected, "")
    assert len(ran.err.splitlines()) == 1
    assert str(file) in ran.err


def test_what_a_report_holds_stays_text(
    run: Run, sides: tuple[Path, Path], reports: tuple[Path, Path]
) -> None:
    """A report is a file that anybody may have written."""
    text = reports[1].read_text(encoding="utf-8")
    hostile = text.replace("ctrl.ipmap.tab", r"ctrl\u001b[31m\u202e").replace(
        "CTRL lets", r"\u001b"
    )
    reports[1].write_text(hostile, encoding="utf-8")

    for options in ((), ("--format", "json")):
        ran = run("diff", sides[0], reports[1], *options)

        assert ran.status == 1
        assert "\x1b" not in ran.out
        assert "\u202e" not in ran.out
        assert "[31m" in ran.out


def test_of_a_report_the_chosen_rules_alone_count(
    run: Run, sides: tuple[Path, Path], reports: tuple[Path, Path]
) -> None:
    """What nobody looked for again is not gone."""
    found = data(run, reports[0], sides[0], "--select", "ACL", "--ignore", "ACL003")

    assert found["fixed"] == found["not_judged"] == []
    assert {rule[:3] for rule in rules(found["unchanged"])} == {"ACL"}
    assert "ACL003" not in rules(found["unchanged"])


def test_what_the_profile_switches_off_is_not_gone(
    run: Run, sides: tuple[Path, Path], reports: tuple[Path, Path], tmp_path: Path
) -> None:
    """The second side was never asked about it."""
    profile = tmp_path / "mine.toml"
    profile.write_text("[rules.ACL003]\nenabled = false\n", "utf-8")

    found = data(run, reports[0], sides[0], "--profile", profile)

    assert "ACL003" not in rules(found["fixed"])
    assert "ACL003" in rules(found["not_judged"])


def test_both_sides_must_be_named(run: Run, sides: tuple[Path, Path]) -> None:
    """One alone is wrong use."""
    ran = run("diff", sides[0])

    assert (ran.status, ran.out) == (2, "")
    assert "AFTER" in ran.err
