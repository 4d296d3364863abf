"""The catalogues of translations: complete, in step with the sources, and with the same gaps."""

from __future__ import annotations

import ast
import gettext
import io
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.materialise import materialise, names
from xmailaudit import cli
from xmailaudit.report import translations
from xmailaudit.report.language import LANGUAGES
from xmailaudit.report.po_files import Entry, Key, compile_mo, read_po, write_po
from xmailaudit.report.translations import LOCALE, PACKAGE, main, marked, templates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GAP = re.compile(r"\{(\w+)\}")
#: What is called the same in every language.
NAMES = re.compile(r"\b(XMail|MailRoot|Unix|Windows)\b|\bchmod o-rwx\b")
JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=1; plural=0;\n"

#: Functions whose first word, or the one of that number, is a template.
TAKE_TEMPLATES = {"say": 0, "words": 0, "tell": 0, "give_up": 0, "step": 1}


def test_every_catalogue_is_in_step_with_the_sources(capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m xmailaudit.report.translations` brings them there."""
    assert main(["--check"]) == 0, capsys.readouterr().err


def test_no_template_is_missing_from_the_catalogue() -> None:
    """What is worded is marked: a literal in the place of a template would never be translated."""
    for module in sorted(PACKAGE.rglob("*.py")):
        if "samples" in module.parts:
            continue
        for call in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                for literal in _unmarked(call):
                    pytest.fail(f"{module.name}:{call.lineno}: {literal!r} is not marked with _")


def _unmarked(call: ast.Call) -> list[str]:
    """The literals of a call that stand where a template belongs."""
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    words = [word.value for word in call.keywords if word.arg in ("summary", "message", "about")]
    place = TAKE_TEMPLATES.get(name)
    if place is not None:
        words += call.args[place : place + 1]
    return [
        word.value
        for word in words
        if isinstance(word, ast.Constant) and isinstance(word.value, str)
    ]


def test_templates_are_found_in_every_form() -> None:
    """Joined literals, plurals of plain and of marked texts, each once."""
    source = '_("a" "b"); plural(_("one"), _("more"), by="n"); plural("x", "y", by="n"); f("no")'

    assert list(marked(source)) == [Key("ab"), Key("one", "more"), Key("x", "y")]


def test_what_the_profiles_say_of_themselves_is_translated_too() -> None:
    """Their first lines are sentences that `profiles` prints."""
    assert any("profiles/default.toml" in entry.files for entry in templates())


def catalogue(language: str) -> dict[Key, str]:
    """The translations of a language as they stand in its catalogue."""
    text = (LOCALE / language / "LC_MESSAGES" / "xmailaudit.po").read_text(encoding="utf-8")
    return read_po(text)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_translation_has_the_gaps_of_its_template(language: str) -> None:
    """No value is lost, and none is asked for that is not given.

    A language with one form for any number uses what either form of a plural says.
    """
    for key, translated in catalogue(language).items():
        if translated:
            wanted = {*GAP.findall(key.one), *GAP.findall(key.many)}
            # A language with one form says both: whom the one is about, and how many there are.
            offered = wanted | set(GAP.findall(key.one))
            assert wanted <= set(GAP.findall(translated)) <= offered, key
            assert "{" not in GAP.sub("", translated)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_everything_is_translated(language: str) -> None:
    """A report in another language has no English sentence in it."""
    missing = [key.one for key, translated in catalogue(language).items() if not translated]

    assert missing == []


def test_japanese_is_written_in_japanese() -> None:
    """Each translation that has words of its own has kana or kanji in it."""
    for key, translated in catalogue("ja").items():
        words = re.findall(r"[A-Za-z]+", NAMES.sub("", GAP.sub("", key.one)))
        assert JAPANESE.search(translated) or not words, key


def test_a_japanese_audit_has_no_english_sentence_of_ours(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever a fixture's report says, it says in Japanese, on both streams."""
    english = {piece for key in catalogue("ja") for form in key for piece in _pieces(form)}
    for name in names():
        cli.main(["audit", str(materialise(name, tmp_path / name)), "--lang", "ja"])
        said = " ".join("".join(capfd.readouterr()).split())

        assert JAPANESE.search(said)
        assert [piece for piece in english if piece in said] == []


def _pieces(template: str) -> Iterator[str]:
    """What a template says between its gaps, as far as it is three words or more."""
    for piece in re.split(r"\{\w+\}", template):
        if len(re.findall("[A-Za-z]+", NAMES.sub("", piece))) >= 3:
            yield piece.strip()


def test_an_empty_translation_is_english() -> None:
    """It is left out of what is compiled."""
    entries = {Key("yes"): "はい", Key("no"): "", Key("{n} a", "{n} b"): "{n}個"}
    compiled = gettext.GNUTranslations(io.BytesIO(compile_mo(entries, HEADER)))

    assert compiled.gettext("yes") == "はい"
    assert compiled.gettext("no") == "no"
    assert compiled.ngettext("{n} a", "{n} b", 1) == "{n}個"


texts = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)


@given(st.dictionaries(st.tuples(texts, st.just("") | texts).map(lambda pair: Key(*pair)), texts))
def test_what_is_written_is_read(entries: dict[Key, str]) -> None:
    """Quotes, backslashes and anything else in a text survive."""
    text = write_po((Entry(key, ("a.py",), value) for key, value in entries.items()), HEADER)

    assert read_po(text) == entries


def test_what_translators_editors_write_is_read() -> None:
    """Texts on several lines, comments, flags."""
    text = '# a note\n#, fuzzy\nmsgid ""\n"one "\n"two"\nmsgstr "eins "\n"zwei"\n'

    assert read_po(text) == {Key("one two"): "eins zwei"}


def test_what_is_translated_stays_and_what_is_gone_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bringing a catalogue up to the sources loses no work that is still wanted."""
    monkeypatch.setattr(translations, "LOCALE", tmp_path)
    file = tmp_path / "ja" / "LC_MESSAGES" / "xmailaudit.po"
    file.parent.mkdir(parents=True)
    file.write_text('msgid "yes"\nmsgstr "はい"\n\nmsgid "gone"\nmsgstr "x"\n', encoding="utf-8")

    assert main(["--check"]) == 1
    assert main([]) == 0
    assert main(["--check"]) == 0

    known = read_po(file.read_text(encoding="utf-8"))
    assert known[Key("yes")] == "はい"
    assert Key("gone") not in known
    assert set(known) == {entry.key for entry in templates()}
