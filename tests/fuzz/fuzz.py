"""The fuzzer: `python -m tests.fuzz.fuzz TARGET FOLDER [libFuzzer options]`.

FOLDER keeps what was found to reach new code, so that the next run goes on from there.  It needs
atheris; `dev.py fuzz` installs it and gives each target its share of the time.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main(arguments: list[str]) -> None:
    """Fuzz one target until libFuzzer's options say stop; an exception ends it with its input."""
    import atheris

    target, folder, *options = arguments
    with atheris.instrument_imports(include=["xmailaudit"]):
        from tests.fuzz.targets import SEEDS, run

    corpus = Path(folder)
    corpus.mkdir(parents=True, exist_ok=True)
    for number, (name, data) in enumerate(SEEDS):
        if name == target:
            (corpus / f"seed-{number}").write_bytes(data)
    atheris.Setup([sys.argv[0], *options, str(corpus)], lambda data: run(target, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
