"""What lies beside a rule: its page and its samples."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import xmailaudit.rules
from xmailaudit.rules.generate import rule_modules

__all__ = ["CASES", "HEADINGS", "JAPANESE_HEADINGS", "RULES", "Case", "RuleFiles"]

_FOLDER = Path(xmailaudit.rules.__file__).parent

#: The headings of a page, in this order and no others.
HEADINGS = (
    "What XMail does",
    "Who can do what because of it",
    "See it yourself",
    "What to do",
    "When to leave it",
)
JAPANESE_HEADINGS = (
    "XMail の動作",
    "誰に何ができるか",
    "確かめるには",
    "対処",
    "そのままでよい場合",
)


class RuleFiles(NamedTuple):
    """The files of one rule."""

    module: Path

    @property
    def family(self) -> str:
        """The folder's name."""
        return self.module.parent.name

    @property
    def page(self) -> Path:
        """The English page."""
        return self.module.with_suffix(".md")

    @property
    def japanese_page(self) -> Path:
        """The Japanese page."""
        return self.module.with_suffix(".ja.md")

    @property
    def samples(self) -> Path:
        """The folder of its cases."""
        return self.module.parent / "samples" / self.module.stem

    @property
    def cases(self) -> tuple[Path, ...]:
        """Each a folder with a MailRoot in it."""
        if not self.samples.is_dir():
            return ()
        return tuple(sorted(path for path in self.samples.iterdir() if path.is_dir()))

    def __str__(self) -> str:
        return f"{self.family}.{self.module.stem}"


class Case(NamedTuple):
    """One sample of a rule."""

    rule: RuleFiles
    folder: Path

    @property
    def triggers(self) -> bool:
        """Whether the rule must find something in it."""
        return self.folder.name.startswith("trigger")

    @property
    def profile(self) -> str:
        """The case's own profile, else the default one."""
        own = self.folder / "profile.toml"
        return str(own) if own.is_file() else "default"

    @property
    def baseline(self) -> Path | None:
        """The case's baseline, if it has one."""
        own = self.folder / "baseline.json"
        return own if own.is_file() else None

    def __str__(self) -> str:
        return f"{self.rule}-{self.folder.name}"


RULES = tuple(map(RuleFiles, rule_modules(_FOLDER)))
CASES = tuple(Case(rule, folder) for rule in RULES for folder in rule.cases)
