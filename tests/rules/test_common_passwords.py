"""The list of common passwords: sorted, in step with its package, found by halving."""

from __future__ import annotations

import pytest

from xmailaudit.policy.passwords import SHORTEST
from xmailaudit.rules.common_passwords import FILE, generated, is_common, main


def listed() -> list[bytes]:
    """The lines of the file."""
    return FILE.read_bytes().splitlines()


def test_the_file_is_sorted_and_says_nothing_twice() -> None:
    """As the search wants it: one in a line, in lower case, none that is short."""
    words = listed()

    assert words == sorted(set(words))
    assert FILE.read_bytes() == b"".join(word + b"\n" for word in words)
    assert all(word.isascii() and word == word.lower() for word in words)
    assert min(map(len, words)) == SHORTEST


def test_each_word_is_found_and_no_other() -> None:
    """The first and the last too; a word beside it in the order is none."""
    words = listed()
    known = set(words)

    for word in words:
        assert is_common(word.decode("ascii"))
        for other in (word + b"\x00", word[:-1], word[:-1] + bytes([word[-1] + 1])):
            assert is_common(other.decode("latin-1")) is (other in known)


@pytest.mark.parametrize("text", ["", "\n", "password\npassword1", "\xff" * 8, "\x00", "~" * 30])
def test_odd_texts_are_not_in_it(text: str) -> None:
    """Nor do they stop the search."""
    assert not is_common(text)


def test_case_does_not_count() -> None:
    """That of ASCII letters."""
    assert is_common("PassWord")


def test_the_file_is_in_step_with_its_package() -> None:
    """`python -m xmailaudit.rules.common_passwords` would change nothing."""
    pytest.importorskip("zxcvbn", reason="dev.py installs it")

    assert FILE.read_bytes() == generated()
    assert main(["--check"]) == 0


def test_where_it_is_from_stands_beside_it() -> None:
    """With the licence it may be passed on under."""
    origin = FILE.with_suffix(".origin.txt").read_text(encoding="utf-8")

    assert "zxcvbn" in origin
    assert "MIT License" in origin


def test_the_program_knows_no_other_argument(capsys: pytest.CaptureFixture[str]) -> None:
    """It says how it is called."""
    assert main(["--chekc"]) == 2
    assert capsys.readouterr().err.startswith("usage: ")
