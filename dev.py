#!/usr/bin/env python3
"""The developers' one script: `python3 dev.py VERB`, on Windows `py dev.py VERB`.

It needs nothing but Python 3.11+. Every verb first makes sure that `.venv` holds this
checkout and the tools in the versions of constraints.txt; a stamp in there makes that
quick when nothing changed. Then it runs what the verb names, and ends with its status.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
CONSTRAINTS = ROOT / "constraints.txt"
STAMP = VENV / "dev-stamp"
DEMO = ROOT / "build" / "demo"

# Tests share nothing but the file system; two workers halve the wait and leave room to work.
WORKERS = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; the exit status is that of what it ran."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older one gets told so
        sys.exit("xmailaudit needs Python 3.11 or newer, this is " + sys.version.split()[0])
    parser = argparse.ArgumentParser(prog="dev.py", description="Work on xmailaudit.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb, run in VERBS.items():
        summary = (run.__doc__ or "").partition("\n")[0]
        verbs.add_parser(verb, help=summary, description=summary).set_defaults(run=run)
    known, rest = parser.parse_known_args(argv)
    if rest and known.run not in (test, fuzz):
        parser.error("unrecognized arguments: " + shlex.join(rest))
    status: int = known.run(prepare(), rest)
    return status


# ---------------------------------------------------------------- .venv


def prepare() -> Path:
    """Make `.venv` ready and return its Python."""
    python = venv_python(VENV)
    wanted = fingerprint((ROOT / "pyproject.toml", CONSTRAINTS), ROOT)
    if python.exists() and STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted:
        return python
    if not _works(python):
        _ensure_ensurepip()
        _say("making .venv")
        _must([sys.executable, "-m", "venv", "--clear", str(VENV)])
    _say("installing into .venv (the first time takes a minute)")
    # The build back end comes first: without isolation its version is pinned like all others.
    _must([*_pip(python), "hatchling"])
    _must([*_pip(python), "--no-build-isolation", "--editable", f"{ROOT}[dev]"])
    STAMP.write_text(wanted, encoding="utf-8")
    return python


def venv_python(folder: Path, platform: str = os.name) -> Path:
    """The interpreter of a virtual environment, where this platform puts it."""
    return folder / "Scripts" / "python.exe" if platform == "nt" else folder / "bin" / "python"


def fingerprint(files: Iterable[Path], checkout: Path) -> str:
    """What an installation depends on; the place too, because it is an editable one."""
    digest = hashlib.sha256(os.fsencode(checkout))
    for file in files:
        digest.update(b"\0" + file.read_bytes())
    return digest.hexdigest()


def _works(python: Path) -> bool:
    """Whether an environment is there, can run and is new enough (its system may have moved on)."""
    probe = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    try:
        run = subprocess.run([python, "-c", probe], check=False, capture_output=True)
    except OSError:
        return False
    return run.returncode == 0


def _ensure_ensurepip() -> None:
    """Debian ships Python without what `venv` needs: fetch it, or say how."""
    if importlib.util.find_spec("ensurepip"):
        return
    apt_get = shutil.which("apt-get")
    # Windows has neither geteuid nor this gap.
    if apt_get and getattr(os, "geteuid", lambda: 1)() == 0:
        _say("installing python3-venv")
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _must([apt_get, "-qq", "update"], env=env)
        install = [apt_get, "-qq", "-y", "--no-install-recommends", "install", "python3-venv"]
        _must(install, env=env)
        importlib.invalidate_caches()
        if importlib.util.find_spec("ensurepip"):
            return
    sys.exit(
        "This Python has no ensurepip. Run this line, then dev.py again:\n"
        "    sudo apt-get install python3-venv"
    )


def _pip(python: Path) -> list[str]:
    """The start of every installing command."""
    quiet = ["--quiet", "--disable-pip-version-check"]
    return [str(python), "-m", "pip", *quiet, "install", "--constraint", str(CONSTRAINTS)]


# ---------------------------------------------------------------- verbs


def demo(python: Path, _: Sequence[str]) -> int:
    """Audit the example fixed-ip-sender; findings are what it is for."""
    shutil.rmtree(DEMO, ignore_errors=True)
    _must([str(python), str(ROOT / "fixtures" / "materialise.py"), "fixed-ip-sender", str(DEMO)])
    # A program that can't even start ends with 1 as well.
    _must([str(python), "-m", "xmailaudit", "--version"])
    status = _run([str(python), "-m", "xmailaudit", "audit", str(DEMO.relative_to(ROOT))])
    if status == 1:
        _say("exit status 1: findings at or above high, as this example should have")
        return 0
    _say(f"exit status {status}: this example should have ended with 1")
    return status or 1


def test(python: Path, rest: Sequence[str]) -> int:
    """Run the tests: --full adds the exhaustive ones, other options go to pytest."""
    return _run(pytest_command(python, rest, cores=os.cpu_count() or 1))


def pytest_command(python: Path, rest: Sequence[str], *, cores: int) -> list[str]:
    """The pytest run for these options on this many cores."""
    command = [str(python), "-m", "pytest"]
    if cores >= WORKERS:
        # By file: tests that share something dear, like an installed wheel, stay together.
        command += ["-n", str(WORKERS), "--dist", "loadfile"]
    if "--full" in rest:
        command += ["-m", "", "--hypothesis-profile", "full"]
    return command + [option for option in rest if option != "--full"]


def check(python: Path, _: Sequence[str]) -> int:
    """Lint, format, types and import contract, each also after another failed."""
    commands = (
        ["-m", "ruff", "check", "."],
        # Still in preview: text opened without encoding= reads differently on Windows.
        ["-m", "ruff", "check", "--preview", "--select", "PLW1514", "."],
        ["-m", "ruff", "format", "--check", "."],
        ["-m", "mypy"],
        ["-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-logo"],
    )
    return max([_run([str(python), *command]) for command in commands])


def build(python: Path, _: Sequence[str]) -> int:
    """Build the sdist, and from it the wheel, into dist/."""
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    return _run([str(python), "-m", "build", "--no-isolation"])


def bench(python: Path, _: Sequence[str]) -> int:
    """Measure the start-up of an installed wheel, and how soon its terminal UI shows a finding."""
    folder = ROOT / "build" / "bench"
    shutil.rmtree(folder, ignore_errors=True)
    installed = install_wheel(python, folder)
    status = _run([str(python), str(ROOT / "benchmarks" / "startup.py"), str(installed)])
    if os.name == "nt":  # which has no terminals to measure in
        return status
    root = str(folder / "MailRoot")
    _must([str(python), str(ROOT / "fixtures" / "materialise.py"), "fixed-ip-sender", root])
    painted = [str(python), str(ROOT / "benchmarks" / "first_paint.py"), str(installed), root]
    return max(status, _run(painted))


def generate(python: Path, _: Sequence[str]) -> int:
    """Make anew what is made: rule catalogue, common passwords, translations, README's pictures."""
    makers = (
        "xmailaudit.rules.generate",
        "xmailaudit.rules.common_passwords",
        "xmailaudit.report.translations",
        "docs.picture",
        "docs.screen",
        "docs.keys",
    )
    return max([_run([str(python), "-m", maker]) for maker in makers])


def fuzz(python: Path, rest: Sequence[str]) -> int:
    """Throw made-up bytes at everything that reads some, for SECONDS (60) in all."""
    try:
        seconds = int(rest[0]) if rest else 60
    except ValueError:
        sys.exit("usage: dev.py fuzz [SECONDS]")
    _must([*_pip(python), "atheris"])
    targets = ("mail-root", "pasted", "archive", "profile")
    share = max(seconds // len(targets), 1)
    folder = ROOT / "build" / "fuzz"
    for target in targets:
        (folder / target).mkdir(parents=True, exist_ok=True)
        options = [f"-max_total_time={share}", f"-artifact_prefix={folder / target}-"]
        command = [str(python), "-m", "tests.fuzz.fuzz", target, str(folder / target), *options]
        status = _run([*command, "-rss_limit_mb=4096", "-timeout=30", "-print_final_stats=1"])
        if status:
            _say(f"{target}: the input that did it lies in {folder}, and its name begins so")
            return status
    return 0


VERBS = {
    "demo": demo,
    "test": test,
    "check": check,
    "build": build,
    "bench": bench,
    "generate": generate,
    "fuzz": fuzz,
}


def install_wheel(python: Path, folder: Path) -> Path:
    """Build the wheel and install it as a user would; returns the new environment's Python.

    Args:
        python: one that has the tools of `.venv`.
        folder: where the wheel and the environment go; it must not exist yet.
    """
    build_wheel = ["-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT)]
    _must([str(python), *build_wheel], stdout=subprocess.DEVNULL)
    (wheel,) = folder.glob("*.whl")
    _must([str(python), "-m", "venv", "--without-pip", str(folder / "venv")])
    installed = venv_python(folder / "venv")
    pip = [str(python), "-m", "pip", "--python", str(installed)]
    _must([*pip, *_pip(python)[3:], "--compile", str(wheel)])
    return installed


# ---------------------------------------------------------------- processes


def _say(text: str) -> None:
    """A word of this script's own, apart from what it runs."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def _run(command: Sequence[str]) -> int:
    """Show and run a command in the checkout."""
    _say(shlex.join(["python", *command[1:]]))
    return subprocess.run(command, check=False, cwd=ROOT).returncode


def _must(
    command: Sequence[str], *, env: dict[str, str] | None = None, stdout: int | None = None
) -> None:
    """Run a step without which nothing further makes sense."""
    if subprocess.run(command, check=False, cwd=ROOT, env=env, stdout=stdout).returncode:
        sys.exit("dev.py: failed: " + shlex.join(command))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
