"""`suppress`: a finding is accepted in a profile, which then hides it and nothing else."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING, Any

import pytest

from tests.exports import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Roots = Mapping[str, Path]

DAY = ("--at", "2026-11-24")
WHY = ("--reason", 'The provider said "until spring".', "--expires", "2027-03-31")
HEADER = 'extends = "default"\n\n'
TABLE = """[[suppress]]
rule = "ACL003"
file = "ctrl.ipmap.tab"
key = "203.0.113.24\\t255.255.255.0\\tALLOW\\t3"
reason = "The provider said \\"until spring\\"."
expires = 2027-03-31
"""


@pytest.fixture
def ours(roots: Roots, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The MailRoot with the seed case; the current folder is an empty one."""
    monkeypatch.chdir(tmp_path)
    return roots["fixed-ip-sender"]


def report(run: Run, *words: object) -> Any:
    """The JSON report of an audit."""
    return json.loads(run("audit", *words, "--format", "json", *DAY).out)


def counted(run: Run, *words: object) -> set[str]:
    """The fingerprints of what nothing hides."""
    return {one["fingerprint"] for one in report(run, *words)["findings"] if not one["suppressed"]}


def print_of(run: Run, root: Path, rule: str = "ACL003", number: int = 0) -> str:
    """The fingerprint of a finding of a rule."""
    found = [one for one in report(run, root)["findings"] if one["rule"] == rule]
    fingerprint: str = found[number]["fingerprint"]
    return fingerprint


def test_a_finding_is_hidden_and_no_other(run: Run, ours: Path, tmp_path: Path) -> None:
    """The profile is new; the table goes to standard output, what it does to standard error."""
    one = print_of(run, ours)
    before = counted(run, ours)

    ran = run("suppress", ours, "--finding", one, *WHY, *DAY)

    made = tmp_path / "xmailaudit.toml"
    assert (ran.status, ran.out) == (0, TABLE)
    assert "xmailaudit.toml:3: hides 1 finding of ACL003 until 2027-03-31\n" in ran.err
    assert f"it counts where it is named: xmailaudit audit {ours} --profile xmail" in ran.err
    assert made.read_text("utf-8") == HEADER + TABLE
    assert counted(run, ours, "--profile", made) == before - {one}


def test_findings_are_accepted_one_by_one(run: Run, ours: Path, tmp_path: Path) -> None:
    """Each in a table of its own, and the rules about suppressions have nothing to say."""
    some = [one["fingerprint"] for one in report(run, ours)["findings"]][::6]
    before = counted(run, ours)

    for one in some:
        assert run("suppress", ours, "--finding", one, *WHY, *DAY).status == 0

    assert counted(run, ours, "--profile", "xmailaudit.toml") == before - {*some}
    assert [file.name for file in tmp_path.iterdir()] == ["xmailaudit.toml"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_all_else_stays_in_a_profile_of_ones_own(
    run: Run, ours: Path, tmp_path: Path, end: str
) -> None:
    """Byte for byte, with its line ends and its mode."""
    mine = tmp_path / "mine.toml"
    text = "# Ours.\nextends = 'strict' # all of it\n\n[trusted]\nnetworks = [ '192.168.0.0/16', ]"
    mine.write_bytes(text.replace("\n", end).encode())
    mine.chmod(0o640)

    ran = run(
        *("suppress", ours, "--rule", "host-with-wide-mask", "--file", "finger.ipmap.tab"),
        *("--key", "203.0.113.24", "--key", "255.255.255.0", "--reason", "ja, はい"),
        *("--owner", "Ann", "--permanent", "--profile", mine, *DAY),
    )

    table = (
        '[[suppress]]\nrule = "ACL003"\nfile = "finger.ipmap.tab"\n'
        'key = "203.0.113.24\\t255.255.255.0"\nreason = "ja, はい"\nowner = "Ann"\n'
        "permanent = true\n"
    )
    assert ran.status == 0, ran.err
    assert f"xmailaudit: {mine}:7: hides 1 finding of ACL003 for ever\n" in ran.err
    assert mine.read_bytes().decode() == f"{text}\n\n{table}".replace("\n", end)
    if os.name != "nt":
        assert stat.S_IMODE(mine.stat().st_mode) == 0o640


def test_a_new_profile_extends_what_is_asked_for(run: Run, ours: Path, tmp_path: Path) -> None:
    """It is judged by that, too: what only it finds can be accepted."""
    mine = tmp_path / "mine.toml"
    options = ("--reason", "r", "--permanent", "--profile", mine)
    strict = report(run, ours, "--profile", "strict")["findings"]
    one = strict[0]["fingerprint"]

    ran = run("suppress", ours, "--finding", one, *options, "--extends", "strict", *DAY)

    assert ran.status == 0, ran.err
    assert mine.read_text("utf-8").startswith('extends = "strict"\n\n[[suppress]]\n')
    hidden = counted(run, ours, "--profile", "strict") - counted(run, ours, "--profile", mine)
    assert hidden == {one}


def test_a_finding_hidden_already_is_named_with_its_table(run: Run, ours: Path) -> None:
    """And nothing is written."""
    words = ("suppress", ours, "--finding", print_of(run, ours), *WHY, *DAY)
    run(*words)

    ran = run(*words)

    assert (ran.status, ran.out) == (2, "")
    assert "xmailaudit.toml:3: this suppresses it already" in ran.err


def test_one_that_is_over_can_be_renewed(run: Run, ours: Path) -> None:
    """A later table counts."""
    words = ("suppress", ours, "--rule", "ACL003", "--reason", "r")
    run(*words, "--expires", "2026-11-24", *DAY)

    ran = run(*words, "--expires", "2027-01-31", "--at", "2026-12-01")

    assert ran.status == 0, ran.err
    assert "hides 2 findings of ACL003 until 2027-01-31" in ran.err


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("--finding", "0" * 32, *WHY), "no finding has the fingerprint"),
        (("--rule", "ACL00", *WHY), "ACL00 is no rule; the nearest is ACL0"),
        (("--rule", "ACL", *WHY), "ACL is no rule"),
        (("--rule", "SUP002", *WHY), "switch it off under [rules.SUP002]"),
        (("--rule", "ACL003", "--file", "smtp.ipmap.tab", *WHY), "there is no finding of ACL003"),
        (("--rule", "ACL003", "--finding", "0", *WHY), "either a finding (--finding) or a rule"),
        (WHY, "either a finding (--finding) or a rule (--rule)"),
        (("--finding", "0", "--key", "a", *WHY), "--file and --key go along with --rule"),
        (("--rule", "ACL003", "--reason", "r"), "either --expires or --permanent"),
        (("--rule", "ACL003", *WHY, "--permanent"), "either --expires or --permanent"),
        (("--rule", "ACL003", "--permanent"), "--reason"),
        (("--rule", "ACL003", "--reason", " ", "--permanent"), "reason must be a text"),
        (("--rule", "ACL003", "--reason", "r", "--expires", "2026-11-23"), "2026-11-23 is over"),
        (("--rule", "ACL003", "--reason", "r", "--expires", "spring"), "--expires: spring is no"),
        (("--rule", "ACL003", *WHY, "--profile", "strict"), "strict is a profile that comes along"),
        (("--rule", "ACL003", *WHY, "--profile", "mine"), "A file's name must end in .toml"),
        (("--rule", "ACL003", *WHY, "--profile", ""), "--profile needs a value"),
        (("--rule", "ACL003", *WHY, "--extends", "strickt"), "Did you mean strict?"),
    ],
)
def test_what_makes_no_sense_is_one_line_and_status_2(
    run: Run, ours: Path, tmp_path: Path, words: tuple[str, ...], error: str
) -> None:
    """No profile is made."""
    ran = run("suppress", ours, *words, *DAY)

    assert (ran.status, ran.out) == (2, "")
    assert error in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not [*tmp_path.iterdir()]


def test_a_profile_that_is_there_extends_what_it_says(run: Run, ours: Path, tmp_path: Path) -> None:
    """Not what the command line says."""
    (tmp_path / "xmailaudit.toml").touch()

    ran = run("suppress", ours, "--rule", "ACL003", *WHY, "--extends", "strict", *DAY)

    assert ran.status == 2
    assert "xmailaudit.toml is there already" in ran.err


def test_a_profile_that_comes_along_is_not_changed_by_its_path_either(run: Run, ours: Path) -> None:
    """The next version would take it away."""
    from xmailaudit.resources import profiles_folder

    ran = run(
        *("suppress", ours, "--rule", "ACL003", *WHY, *DAY),
        *("--profile", profiles_folder() / "default.toml"),
    )

    assert ran.status == 2
    assert "is not changed: name a file of your own" in ran.err


def test_nothing_is_written_into_the_mailroot(
    run: Run, ours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where it is the current folder."""
    before = tree(ours)
    monkeypatch.chdir(ours)

    ran = run("suppress", ".", "--rule", "ACL003", *WHY, *DAY)

    assert ran.status == 2
    assert "xmailaudit.toml lies in the MailRoot" in ran.err
    assert tree(ours) == before


def test_a_wrong_profile_is_not_added_to(run: Run, ours: Path, tmp_path: Path) -> None:
    """It says where it is wrong."""
    mine = tmp_path / "xmailaudit.toml"
    mine.write_text("extends = 'default'\nsupress = 1\n", "utf-8")

    ran = run("suppress", ours, "--rule", "ACL003", *WHY, *DAY)

    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("xmailaudit: xmailaudit.toml:2: ")


def test_where_nothing_can_be_written_it_is_refused(run: Run, ours: Path) -> None:
    """Status 5."""
    ran = run("suppress", ours, "--rule", "ACL003", *WHY, *DAY, "--profile", "none/mine.toml")

    assert (ran.status, ran.out) == (5, "")
    assert "none/mine.toml cannot be written" in ran.err


def test_hostile_names_do_nothing_to_a_terminal(
    run: Run, roots: Roots, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither where they are printed nor where they are written."""
    monkeypatch.chdir(tmp_path)
    some = report(run, roots["hostile"])["findings"][::8]

    ran = [run("suppress", roots["hostile"], "--finding", one["fingerprint"], *WHY) for one in some]

    printed = "".join(one.out + one.err for one in ran)
    written = (tmp_path / "xmailaudit.toml").read_text("utf-8")
    assert {one.status for one in ran} == {0}
    assert all(line.isprintable() for line in (printed + written).split("\n"))
