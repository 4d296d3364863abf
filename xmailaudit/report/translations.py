"""Keep the catalogues of translations in step: `python -m xmailaudit.report.translations`.

It reads every marked template out of the package's sources, and the first lines of the built-in
profiles, writes the template catalogue (`locale/xmailaudit.pot`), brings each language's `.po` up
to it (what is translated stays, what is gone goes) and compiles its `.mo`.  `--check` writes
nothing and exits 1 where a file is not what it would write.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from xmailaudit.audit.profile import built_in_profiles

from .language import LANGUAGES
from .po_files import Entry, Key, compile_mo, read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["LOCALE", "files", "main", "marked", "templates"]

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = PACKAGE / "locale"

_HEADER = (
    "Project-Id-Version: xmailaudit\n"
    "Language: {language}\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: {plural}\n"
)
#: How many forms a language has, as gettext writes it.
_PLURALS = {"": "nplurals=2; plural=(n != 1);", "ja": "nplurals=1; plural=0;"}


def marked(source: str) -> Iterator[Key]:
    """The templates that a module's source marks with `_` or `plural`, in order."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    inside: set[int] = set()
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name == "plural" and len(call.args) == 2:
            inside.update(id(argument) for argument in call.args)
            one, many = map(_text, call.args)
            yield Key(one, many)
        elif name == "_" and len(call.args) == 1 and id(call) not in inside:
            yield Key(_text(call))


def _text(node: ast.expr) -> str:
    """The template of a literal, or of a literal inside `_`."""
    if isinstance(node, ast.Call) and node.args:
        node = node.args[0]
    text = ast.literal_eval(node)
    if not isinstance(text, str):
        raise TypeError(ast.unparse(node))
    return text


def templates() -> tuple[Entry, ...]:
    """Every template of the package with the files it stands in, by file."""
    found: dict[Key, list[str]] = {}
    for module in sorted(PACKAGE.rglob("*.py")):
        if "samples" in module.parts:
            continue
        file = module.relative_to(PACKAGE.parent).as_posix()
        for key in marked(module.read_text(encoding="utf-8")):
            places = found.setdefault(key, [])
            if file not in places:
                places.append(file)
    for name, about in built_in_profiles():
        found.setdefault(Key(about), []).append(f"profiles/{name}.toml")
    return tuple(Entry(key, tuple(places)) for key, places in found.items())


def files() -> Iterator[tuple[Path, bytes]]:
    """Every file of the catalogues, as it should be."""
    entries = templates()
    yield LOCALE / "xmailaudit.pot", write_po(entries, _header("")).encode()
    for language in LANGUAGES[1:]:
        folder = LOCALE / language / "LC_MESSAGES"
        text = _translated(folder / "xmailaudit.po", entries, _header(language))
        yield folder / "xmailaudit.po", text.encode()
        yield folder / "xmailaudit.mo", compile_mo(read_po(text), _header(language))


def _header(language: str) -> str:
    return _HEADER.format(language=language, plural=_PLURALS[language])


def _translated(file: Path, entries: Iterable[Entry], header: str) -> str:
    known = read_po(file.read_text(encoding="utf-8")) if file.exists() else {}
    return write_po((e._replace(text=known.get(e.key, "")) for e in entries), header)


def main(arguments: Sequence[str]) -> int:
    """The program; exit status 1 where `--check` finds a file out of step."""
    stale = [file for file, data in files() if not file.exists() or file.read_bytes() != data]
    if "--check" in arguments:
        sys.stderr.writelines(f"out of step: {file}\n" for file in stale)
        return 1 if stale else 0
    for file, data in files():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
