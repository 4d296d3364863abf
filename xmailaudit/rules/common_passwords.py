"""Common passwords: a sorted file, searched where it lies.

`python -m xmailaudit.rules.common_passwords [--check]` makes the file from the list that the
package zxcvbn ships, which nobody needs at run time.  `common_passwords.txt` holds one password a
line, in lower case, sorted by its bytes; `common_passwords.origin.txt` says where they are from.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from xmailaudit.policy.passwords import SHORTEST
from xmailaudit.tables.ctext import ascii_lower

if TYPE_CHECKING:
    from collections.abc import Sequence
    from mmap import mmap

__all__ = ["FILE", "generated", "is_common", "main"]

FILE = Path(__file__).with_suffix(".txt")


def is_common(password: str) -> bool:
    """Whether the list has the password, in any case of ASCII letters."""
    wanted = ascii_lower(password).encode("latin-1")
    words = _words()
    low, high = 0, len(words)
    while low < high:
        start = words.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = words.find(b"\n", start)
        word = words[start:end]
        if word == wanted:
            return True
        low, high = (end + 1, high) if word < wanted else (low, start)
    return False


@cache
def _words() -> mmap:
    from mmap import ACCESS_READ, mmap

    with FILE.open("rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ)


def generated() -> bytes:
    """The bytes of the file: what is shorter is weak without any list."""
    words: Sequence[str] = import_module("zxcvbn.frequency_lists").FREQUENCY_LISTS["passwords"]
    kept = {ascii_lower(word).encode("ascii") for word in words if len(word) >= SHORTEST}
    return b"".join(word + b"\n" for word in sorted(kept))


def main(arguments: Sequence[str]) -> int:
    """The program: exit status 1 for an outdated file, 2 for wrong arguments."""
    if list(arguments) not in ([], ["--check"]):
        sys.stderr.write("usage: python -m xmailaudit.rules.common_passwords [--check]\n")
        return 2
    words = generated()
    if not arguments:
        FILE.write_bytes(words)
        return 0
    if FILE.read_bytes() == words:
        return 0
    sys.stderr.write(f"{FILE.name} is outdated: run python -m xmailaudit.rules.common_passwords\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
