"""dev.py: what it decides before it runs anything."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import dev

PYTHON = Path("python")


def test_an_environment_has_its_python_where_the_platform_puts_it() -> None:
    """In `Scripts` on Windows, in `bin` elsewhere."""
    assert dev.venv_python(Path("env"), "nt") == Path("env/Scripts/python.exe")
    assert dev.venv_python(Path("env"), "posix") == Path("env/bin/python")


@pytest.mark.parametrize("changed", ["pins", "place"])
def test_an_installation_is_stale_when_pins_or_place_changed(changed: str, tmp_path: Path) -> None:
    """The same files in the same place are the same installation, nothing else is."""
    pins = tmp_path / "constraints.txt"
    pins.write_text("click==1\n", encoding="utf-8")
    before = dev.fingerprint([pins], tmp_path)

    assert dev.fingerprint([pins], tmp_path) == before

    if changed == "pins":
        pins.write_text("click==2\n", encoding="utf-8")
    place = tmp_path / "moved" if changed == "place" else tmp_path

    assert dev.fingerprint([pins], place) != before


def test_a_fresh_environment_is_taken_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the right stamp nothing is run: that is what makes the second time quick."""
    python = dev.venv_python(tmp_path)
    python.parent.mkdir()
    python.touch()
    stamp = tmp_path / "dev-stamp"
    wanted = dev.fingerprint((dev.ROOT / "pyproject.toml", dev.CONSTRAINTS), dev.ROOT)
    stamp.write_text(wanted, encoding="utf-8")
    monkeypatch.setattr(dev, "VENV", tmp_path)
    monkeypatch.setattr(dev, "STAMP", stamp)
    monkeypatch.setattr(dev, "_must", pytest.fail)

    assert dev.prepare() == python


def test_tests_use_two_workers_where_there_are_two_cores() -> None:
    """One core runs them plainly; more than two stay free for other work."""
    assert dev.pytest_command(PYTHON, [], cores=1) == ["python", "-m", "pytest"]
    assert dev.pytest_command(PYTHON, [], cores=8)[3:5] == ["-n", "2"]


def test_other_options_go_to_pytest() -> None:
    """A developer narrows a run the way pytest is narrowed."""
    command = dev.pytest_command(PYTHON, ["tests/policy", "-k", "relay"], cores=1)

    assert command[3:] == ["tests/policy", "-k", "relay"]


def test_full_adds_the_exhaustive_runs() -> None:
    """`--full` lifts the deselection and has hypothesis look longer."""
    command = dev.pytest_command(PYTHON, ["--full", "-x"], cores=1)

    assert command[3:] == ["-m", "", "--hypothesis-profile", "full", "-x"]


@pytest.mark.parametrize(("status", "expected"), [(1, 0), (0, 1), (2, 2), (70, 70)])
def test_the_demo_succeeds_when_the_audit_finds_something(
    status: int, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Findings are what the example is for; an audit without any, or none at all, is a failure."""
    monkeypatch.setattr(dev, "DEMO", dev.ROOT / "build" / "never-made")
    monkeypatch.setattr(dev, "_must", lambda _: None)
    monkeypatch.setattr(dev, "_run", lambda _: status)

    assert dev.demo(PYTHON, []) == expected


def test_only_test_takes_options_of_another_program(capsys: pytest.CaptureFixture[str]) -> None:
    """A slip in any other verb's options is said, not ignored."""
    with pytest.raises(SystemExit, match="2"):
        dev.main(["check", "--fast"])

    assert "unrecognized arguments: --fast" in capsys.readouterr().err


def test_without_ensurepip_the_one_line_to_run_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever may not install packages is told what to ask for."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setattr("shutil.which", lambda _: None)

    with pytest.raises(SystemExit, match="apt-get install python3-venv"):
        dev._ensure_ensurepip()


def test_root_on_debian_gets_python3_venv_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it may, dev.py fetches the missing package itself and goes on."""
    found = iter([None, "the module"])
    ran: list[list[str]] = []
    monkeypatch.setattr("importlib.util.find_spec", lambda _: next(found))
    monkeypatch.setattr("shutil.which", lambda _: "apt-get")
    monkeypatch.setattr("os.geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(dev, "_must", lambda command, **_: ran.append(command))

    dev._ensure_ensurepip()

    assert [[word for word in command if word[0] != "-"] for command in ran] == [
        ["apt-get", "update"],
        ["apt-get", "install", "python3-venv"],
    ]


def test_dev_needs_only_the_standard_library() -> None:
    """`-S` hides everything that is installed."""
    run = subprocess.run(
        [sys.executable, "-S", "-W", "error", dev.ROOT / "dev.py", "--help"],
        capture_output=True,
        check=False,
        text=True,
    )

    assert (run.returncode, run.stderr) == (0, "")
    assert all(verb in run.stdout for verb in dev.VERBS)


def test_every_dependency_is_pinned() -> None:
    """What pyproject.toml asks for directly has one version in constraints.txt."""
    project = tomllib.loads((dev.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pins = re.findall(r"^([a-z0-9-]+)==\S+", dev.CONSTRAINTS.read_text("utf-8"), re.MULTILINE)

    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.split(r"[^A-Za-z0-9-]", requirement)[0] for requirement in wanted}
    assert names <= set(pins)
    assert len(pins) == len(set(pins))
