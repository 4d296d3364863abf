"""Write `catalogue_data.py` from the rules: `python -m xmailaudit.rules.generate [--check]`.

Every module of a family's folder holds one `RULE`.  `--check` writes nothing and exits 1 where the
file is not what the rules say.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from .catalogue import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .rule import Rule

__all__ = ["entry_from", "generated", "main", "rule_modules"]

_FOLDER = Path(__file__).parent
_DATA = _FOLDER / "catalogue_data.py"

_HEAD = '''"""All rules by id; generated from them by `python -m xmailaudit.rules.generate`."""

from __future__ import annotations

CATALOGUE: tuple[
    tuple[str, str, str, str | None, tuple[str, ...], bool, bool, str],
    ...,
] = ('''

_LONG_LINES = "# ruff: noqa: E501  # a summary is one sentence, whatever its length\n\n"
_LINE_LENGTH = 100


def rule_modules(folder: Path = _FOLDER) -> Iterator[Path]:
    """The files that hold a rule, in order."""
    for file in sorted(folder.glob("*/*.py")):
        if file.name != "__init__.py" and (file.parent / "__init__.py").is_file():
            yield file


def entry_from(rule: Rule) -> Entry:
    """What the catalogue says of a rule."""
    return Entry(
        id=rule.id,
        name=rule.name,
        severity=rule.severity.value,
        fix=rule.fix.value if rule.fix else None,
        reads=rule.reads,
        absence=rule.absence,
        accounts=rule.looks_at_accounts,
        summary=rule.summary,
    )


def generated() -> str:
    """The text of `catalogue_data.py` as the rules want it."""
    modules = (f"{__package__}.{file.parent.name}.{file.stem}" for file in rule_modules())
    entries = sorted(entry_from(import_module(module).RULE) for module in modules)
    body = "".join(map(_written, entries))
    head = _HEAD
    if any(len(line) > _LINE_LENGTH for line in body.splitlines()):
        head = head.replace("from __future__", f"{_LONG_LINES}from __future__")
    return f"{head}\n{body})\n" if body else f"{head})\n"


def _written(entry: Entry) -> str:
    """One entry, formatted as ruff would."""
    lines: list[str] = []
    for value in entry:
        if isinstance(value, tuple) and len(value) > 1:
            lines += ["(", *(f"    {_literal(item)}," for item in value), "),"]
        else:
            lines.append(f"{_literal(value)},")
    return "    (\n" + "".join(f"        {line}\n" for line in lines) + "    ),\n"


def _literal(value: object) -> str:
    if isinstance(value, tuple):
        return "(" + "".join(f"{_literal(item)}," for item in value) + ")"
    if isinstance(value, str) and "\\" not in repr(value):
        return repr(value) if '"' in value else f'"{value}"'
    return repr(value)


def main(arguments: Sequence[str]) -> int:
    """The program: exit status 1 for an outdated file, 2 for wrong arguments."""
    if list(arguments) not in ([], ["--check"]):
        sys.stderr.write("usage: python -m xmailaudit.rules.generate [--check]\n")
        return 2
    text = generated()
    if not arguments:
        _DATA.write_text(text, encoding="utf-8", newline="\n")
        return 0
    if _DATA.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(f"{_DATA.name} is outdated: run python -m xmailaudit.rules.generate\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
