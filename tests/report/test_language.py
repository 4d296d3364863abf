"""Languages: which one is asked for, and what each makes of a template."""

from __future__ import annotations

import subprocess
import sys

import pytest

from xmailaudit.messages import _, plural, say
from xmailaudit.report.language import LANGUAGES, Words, language_of, translator

TWO = plural("{n} thing", "{n} things", by="n")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "ja:en"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LANGUAGE": "en"}, "en"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "ja"}, "en"),
        ({"LANGUAGE": "ja"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "fr:de"}, "en"),
        ({"LANG": "", "LC_ALL": "", "LC_MESSAGES": "ja_JP"}, "ja"),
        ({"LANG": "javanese"}, "en"),
    ],
)
def test_the_environment_asks_as_gettext_reads_it(
    environment: dict[str, str], language: str
) -> None:
    """LANGUAGE before LC_ALL before LC_MESSAGES before LANG; no locale, no LANGUAGE."""
    assert language_of(environment) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_translated_is_english(language: str) -> None:
    """A template no catalogue knows comes out as it was written, plurals too."""
    words = Words(translator(language))

    assert words("a sentence nobody translates {n}", n=1) == "a sentence nobody translates 1"
    assert [words(TWO, n=n) for n in (1, 2)] == ["1 thing", "2 things"]


def test_the_pseudo_language_brackets_every_template() -> None:
    """Nested messages have brackets of their own, plurals choose their form."""
    words = Words(translator("x-pseudo"))

    assert words(_("{a} and {b}"), a=say(_("one")), b="two") == "⟦⟦one⟧ and two⟧"
    assert words(TWO, n=3) == "⟦3 things⟧"


def test_japanese_is_japanese() -> None:
    """The compiled catalogue is found beside the package."""
    assert Words(translator("ja"))(_("yes")) == "はい"


def test_an_unknown_language_is_english() -> None:
    """Nobody is left without words."""
    assert translator("tlh").language == "en"


def test_foreign_text_is_escaped_in_sentences() -> None:
    """A parameter cannot bring a control character into a sentence."""
    assert Words(translator("en"))(_("{a}"), a="x\x1b[31m") == r"x\x1b[31m"


def test_gettext_is_left_alone_in_english() -> None:
    """An audit in English does not pay for catalogues."""
    program = (
        "import sys; from xmailaudit.report.language import translator; translator('en');"
        "sys.exit('gettext' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
