"""`audit`: reports, where they go, and exit statuses."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from fixtures.materialise import names
from xmailaudit.cli import status
from xmailaudit.report.text_layout import WIDTH, width

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Roots = Mapping[str, Path]

DAY = ("--at", "2026-11-24")
posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files or modes")


@pytest.fixture
def ours(roots: Roots) -> Path:
    """The MailRoot with the seed case: one machine's address under a network's mask."""
    return roots["fixed-ip-sender"]


# ---------------------------------------------------------------- what is printed


def test_the_report_opens_with_who_may_do_what(run: Run, ours: Path) -> None:
    """Five things to do, four places to be, and an answer in every cell."""
    lines = run("audit", ours, *DAY).out.splitlines()

    heading = lines[0]
    assert re.split(r"  +", heading) == [
        "Who may",
        "the internet",
        "neighbours in your /24",
        "your LAN",
        "this machine",
    ]
    table = {re.split(r"  +", line)[0]: re.split(r"  +", line)[1:] for line in lines[1:6]}
    assert list(table) == [
        "send mail to us",
        "relay through us",
        "log in without TLS",
        "use the admin port",
        "ask finger",
    ]
    assert table["use the admin port"] == ["no", "yes", "yes", "yes"]
    assert {cell for row in table.values() for cell in row} <= {"yes", "no", "?"}


def test_a_finding_says_what_where_why_how_it_was_proved_and_what_to_do(
    run: Run, ours: Path
) -> None:
    """In this order, with the offending part of the row underlined."""
    out = run("audit", ours, "--select", "ACL003", *DAY).out

    block = out[out.index("HIGH ACL003") :]
    row = '"203.0.113.24"  "255.255.255.0" "ALLOW" "3"'
    parts = (
        "HIGH ACL003 host-with-wide-mask\n",
        "CTRL lets in ",
        f"  ctrl.ipmap.tab:3\n  | {row}\n  |                 ^^^^^^^^^^^^^^^\n",
        "  Why: ",
        "  Proof: ALLOWED: 203.0.113.",
        "    - ctrl.ipmap.tab:3: allows 203.0.113.",
        f"  See for yourself: xmailaudit ask connect {ours} --service ctrl --client 203.0.113.",
        "  What to do: ",
        f"       3 - {row}\n       3 + {row[:17]}255.255.255.255",
    )
    places = [block.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.parametrize("name", names())
def test_reports_are_reviewed(
    run: Run,
    roots: Roots,
    snapshot: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    """What a person sees of the examples, in full."""
    monkeypatch.chdir(roots[name].parent)

    assert run("audit", "MailRoot", *DAY).out == snapshot


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_data_is_reviewed(
    run: Run,
    roots: Roots,
    snapshot: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
) -> None:
    """What programs get of the newsletter sender, in full."""
    monkeypatch.chdir(roots["fixed-ip-sender"].parent)

    assert run("audit", "MailRoot", "--format", form, *DAY).out == snapshot


def test_the_hardened_server_passes_the_strictest_profile(run: Run, roots: Roots) -> None:
    """Nothing that would have to be done; every rule is judged."""
    ran = run("audit", roots["hardened"], "--profile", "strict", "--strict", *DAY)

    assert ran.status == 0, ran.out


def test_findings_stand_worst_first(run: Run, roots: Roots) -> None:
    """Whoever reads on reads of lesser things."""
    out = run("audit", roots["hostile"], *DAY).out

    found = re.findall(r"^(CRITICAL|HIGH|MEDIUM|LOW|INFO)\b.* [A-Z]{3}\d{3} ", out, re.MULTILINE)
    order = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFO"]
    assert found == sorted(found, key=order.index)
    assert len(set(found)) > 1


def test_only_commands_to_copy_are_wider_than_a_terminal(run: Run, roots: Roots) -> None:
    """80 columns, in every report of every fixture, in both languages."""
    for root in roots.values():
        for language in ("en", "ja"):
            for line in run("audit", root, "--lang", language, *DAY).out.splitlines():
                assert width(line) <= WIDTH or "xmailaudit ask " in line


def test_there_is_no_colour_where_there_is_no_terminal(run: Run, ours: Path) -> None:
    """Nothing but text goes into a pipe."""
    assert "\x1b" not in run("audit", ours).out


def test_the_report_says_what_was_audited_how(run: Run, ours: Path) -> None:
    """Target, version, profile and moment: a report can be understood later."""
    out = " ".join(run("audit", ours, "--profile", "strict", *DAY).out.split())

    assert f"{ours}, as XMail 1.27 reads it, by profile strict, at 2026-11-24 00:00 UTC." in out


def test_what_was_assumed_is_said_on_standard_error(run: Run, ours: Path) -> None:
    """Standard output is the report alone."""
    ran = run("audit", ours)

    assert ran.err.startswith("xmailaudit: the server's start options were not found")
    assert "start options" not in ran.out.partition("\n\n")[0]


def test_start_options_can_be_told(run: Run, ours: Path) -> None:
    """Then nothing is assumed, and what they say counts."""
    ran = run("audit", ours, "--command-line", "-F-", *DAY)

    assert ran.err == ""
    row = next(line for line in ran.out.splitlines() if line.startswith("ask finger"))
    assert row.split()[-4:] == ["no"] * 4


def test_json_is_the_report_of_the_contract(run: Run, ours: Path) -> None:
    """One object, in the language asked for."""
    ran = run("audit", ours, "--format", "json", *DAY)

    report = json.loads(ran.out)
    assert (report["format"], report["version"]) == ("xmailaudit-report", 1)
    assert report["evaluated_at"] == "2026-11-24T00:00:00Z"
    assert report["language"] == "en"
    assert ran.out.isascii()


def test_the_moment_may_have_a_time_and_a_zone(run: Run, ours: Path) -> None:
    """What has no zone is UTC."""
    moments = {
        "2026-11-24T08:00": "2026-11-24T08:00:00Z",
        "2026-11-24T08:00:00+09:00": "2026-11-23T23:00:00Z",
        "2026-11-24T08:00Z": "2026-11-24T08:00:00Z",
    }
    for given, expected in moments.items():
        out = run("audit", ours, "--format", "json", "--at", given).out

        assert json.loads(out)["evaluated_at"] == expected


# ---------------------------------------------------------------- which rules


def test_rules_can_be_chosen_by_id_name_and_family(run: Run, ours: Path) -> None:
    """Lists with commas, or the option again; what is ignored goes."""
    chosen = {
        ("--select", "ACL003"): {"ACL003"},
        ("--select", "host-with-wide-mask,ACL005"): {"ACL003", "ACL005"},
        ("--select", "ACL", "--ignore", "ACL003"): {"ACL005"},
        ("--select", "ACL003", "--select", "ACL005"): {"ACL003", "ACL005"},
    }
    for options, rules in chosen.items():
        out = run("audit", ours, "--format", "json", *options, *DAY).out

        assert {finding["rule"] for finding in json.loads(out)["findings"]} & {
            "ACL003",
            "ACL005",
        } == rules


def test_a_rule_nobody_knows_is_an_error(run: Run, ours: Path) -> None:
    """Status 2 with the nearest name, and no report."""
    ran = run("audit", ours, "--select", "host-with-wide-musk")

    assert (ran.status, ran.out) == (2, "")
    assert "host-with-wide-mask" in ran.err


# ---------------------------------------------------------------- exit statuses


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [
        ("critical", 0),
        ("high", 1),
        ("medium", 1),
        ("low", 1),
        ("info", 1),
        ("never", 0),
        (None, 1),
    ],
)
def test_findings_from_the_threshold_on_make_status_1(
    run: Run, ours: Path, threshold: str | None, expected: int
) -> None:
    """The seed case is high, and so is the threshold where nobody names one."""
    option = () if threshold is None else ("--fail-on", threshold)

    assert run("audit", ours, "--select", "ACL003", *option, *DAY).status == expected


def test_the_profile_has_a_threshold_too(run: Run, ours: Path, tmp_path: Path) -> None:
    """The command line beats it."""
    profile = tmp_path / "calm.toml"
    profile.write_text('extends = "default"\nfail-on = "never"\n', encoding="utf-8")

    assert run("audit", ours, "--profile", profile).status == 0
    assert run("audit", ours, "--profile", profile, "--fail-on", "high").status == 1


@pytest.mark.parametrize("options", [(), ("--strict",)])
@posix_only
def test_a_file_that_cannot_be_read_makes_status_4(
    run: Run, tmp_path: Path, options: tuple[str, ...]
) -> None:
    """Unless findings reach the threshold; the report names the file."""
    (tmp_path / "server.tab").symlink_to("/nonexistent")
    (tmp_path / "domains.tab").write_text('"example.com"\n', encoding="latin-1")

    ran = run("audit", tmp_path, "--fail-on", "never", *options)

    assert ran.status == 4
    assert "server.tab" in ran.out


@posix_only
def test_findings_outweigh_what_is_incomplete(run: Run, ours: Path, tmp_path: Path) -> None:
    """Status 1 where both are true."""
    for name in ("server.tab", "ctrl.ipmap.tab"):
        (tmp_path / name).write_bytes((ours / name).read_bytes())
    (tmp_path / "mailusers.tab").symlink_to("mailusers.tab")

    assert run("audit", tmp_path).status == 1


def test_a_target_that_is_none_makes_status_3(run: Run, tmp_path: Path) -> None:
    """One line that says what is missing."""
    for target in (tmp_path, tmp_path / "nowhere"):
        ran = run("audit", target)

        assert (ran.status, ran.out) == (3, "")
        assert len(ran.err.splitlines()) == 1
        assert str(target) in ran.err


def test_a_wrong_profile_makes_status_2_and_names_the_place(run: Run, tmp_path: Path) -> None:
    """FILE:LINE, the key, and what is meant."""
    profile = tmp_path / "mine.toml"
    profile.write_text('extends = "default"\nfail-no = "low"\n', encoding="utf-8")

    ran = run("audit", tmp_path, "--profile", profile)

    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"xmailaudit: {profile}:2")
    assert "fail-on" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_the_statuses_are_those_of_the_contract() -> None:
    """Scripts rely on the numbers."""
    named = {name: getattr(status, name) for name in status.__all__ if name.isupper()}

    assert named == {
        "DONE": 0,
        "FINDINGS": 1,
        "SHUT_OUT": 1,
        "WRONG_USE": 2,
        "NO_TARGET": 3,
        "INCOMPLETE": 4,
        "CANNOT_TELL": 4,
        "UNKNOWN": 3,
        "REFUSED": 5,
        "DEFECT": 70,
        "INTERRUPTED": 130,
    }


def test_the_target_may_be_left_out(run: Run, ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """MAIL_ROOT names it, and standard error says so."""
    monkeypatch.setenv("MAIL_ROOT", str(ours))

    ran = run("audit", *DAY)

    assert f"{ours}, as XMail" in " ".join(ran.out.split())
    assert str(ours) in ran.err


# ---------------------------------------------------------------- --output


def test_a_report_can_go_to_a_file(run: Run, ours: Path, tmp_path: Path) -> None:
    """Then standard output is empty, and the status is the same."""
    for form in ("text", "json"):
        file = tmp_path / f"report.{form}"
        printed = run("audit", ours, "--format", form, *DAY)

        ran = run("audit", ours, "--format", form, "--output", file, *DAY)

        assert (ran.status, ran.out) == (printed.status, "")
        assert file.read_text(encoding="utf-8") == printed.out


def test_a_file_is_replaced_whole_and_keeps_its_mode(run: Run, ours: Path, tmp_path: Path) -> None:
    """No reader sees half a report; nothing else is left in the folder."""
    file = tmp_path / "report.txt"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o640)

    run("audit", ours, "--output", file)

    assert file.read_text(encoding="utf-8").startswith("Who may")
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o640


@posix_only
def test_a_link_is_followed_and_a_device_is_written_to(
    run: Run, ours: Path, tmp_path: Path
) -> None:
    """A link stays a link; a device stays what it is."""
    link = tmp_path / "latest"
    link.symlink_to("report.txt")

    run("audit", ours, "--output", link)

    assert link.is_symlink()
    assert (tmp_path / "report.txt").read_text(encoding="utf-8").startswith("Who may")
    assert run("audit", ours, "--output", "/dev/null").status == 1


def test_a_file_that_cannot_be_written_is_one_line_and_status_2(
    run: Run, ours: Path, tmp_path: Path
) -> None:
    """A folder, or a folder that is not there."""
    for file in (tmp_path, tmp_path / "nowhere" / "report.txt"):
        ran = run("audit", ours, "--output", file)

        assert (ran.status, ran.out) == (2, "")
        assert len(ran.err.splitlines()) == 1
        assert f"{file} cannot be written: " in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_dash_is_standard_output(run: Run, ours: Path) -> None:
    """As other programs have it; no file of that name appears."""
    assert run("audit", ours, "--output", "-", *DAY) == run("audit", ours, *DAY)


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="not on Windows")  # noqa: PTH110  # a device
def test_standard_output_by_its_device_may_be_a_pipe(ours: Path) -> None:
    """What it leads to has no name, yet takes the report."""
    program = [sys.executable, "-m", "xmailaudit", "audit", str(ours), "--output", "/dev/stdout"]
    ran = subprocess.run(program, capture_output=True, check=False, encoding="utf-8")

    assert ran.returncode == 1
    assert ran.stdout.endswith(" changed nothing.\n")


@pytest.mark.parametrize("name", ["server.tab", "report.txt", "domains/../new.tab"])
def test_a_report_is_never_written_into_the_mailroot(
    run: Run, ours: Path, tmp_path: Path, name: str
) -> None:
    """An audit changes nothing; a table named by mistake stays, and no new one appears."""
    root = tmp_path / "MailRoot"
    shutil.copytree(ours, root)
    before = sorted((file, file.read_bytes()) for file in root.rglob("*") if file.is_file())

    ran = run("audit", root, "--output", root / name)

    assert (ran.status, ran.out) == (2, "")
    assert "lies in the MailRoot" in ran.err
    assert len(ran.err.splitlines()) == 1
    assert before == sorted((f, f.read_bytes()) for f in root.rglob("*") if f.is_file())


def test_an_empty_name_of_a_file_is_wrong_use(run: Run, ours: Path) -> None:
    """An unset variable in a script must not pass for a folder."""
    assert run("audit", ours, "--output", "") == (2, "", "xmailaudit: --output needs a value\n")


# ---------------------------------------------------------------- a part of the rules


def test_a_grade_by_a_part_of_the_rules_says_so(run: Run, ours: Path, tmp_path: Path) -> None:
    """Else `--select` could turn any server into an A."""
    everything = len(json.loads(run("rules", "--format", "json").out))
    profile = tmp_path / "mine.toml"
    profile.write_text("[rules.REL007]\nenabled = false\n", encoding="utf-8")

    few = run("audit", ours, "--select", "ACL001").out
    fewer = run("audit", ours, "--ignore", "REL007").out

    assert f"\n{everything - 1} rules were left out, so what they look for is not graded.\n" in few
    assert "\n1 rule was left out, so what it looks for is not graded.\n" in fewer
    assert "\n1 rule was left out" in run("audit", ours, "--profile", profile).out
    assert "left out" not in run("audit", ours).out
