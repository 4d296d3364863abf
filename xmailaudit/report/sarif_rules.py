"""Rules in SARIF's words: what each looks for, its page as help, its weaknesses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.rules.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.rules.rule import Rule

    from .language import Words

    Json = dict[str, Any]

__all__ = ["LEVELS", "described_rules", "taxonomy"]

#: SARIF knows three levels.
LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
#: What scanners sort by, on the scale of CVSS.
_SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.5",
    Severity.INFO: "0.0",
}
_CWE = "cwe"


def described_rules(rules: Iterable[Rule], words: Words) -> list[Json]:
    """The rules, each with its page."""
    return [_described(rule, words) for rule in rules]


def _described(rule: Rule, words: Words) -> Json:
    from xmailaudit.report.text_rules import page_text
    from xmailaudit.rules.catalogue import entry_of

    described: Json = {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": words(rule.summary)},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "severity": rule.severity.value,
            "security-severity": _SCORES[rule.severity],
            "tags": ["security", rule.family, *(f"external/cwe/{w.lower()}" for w in _weak(rule))],
            "references": [reference._asdict() for reference in rule.references],
        },
    }
    entry = entry_of(rule.id)
    if entry is not None:
        page = entry.page_text(words.translator.language)
        text = "\n".join(page_text(page, words))
        described["help"] = {"text": text, "markdown": page}
    related = [
        {"target": {"id": weakness, "toolComponent": {"name": "CWE"}}, "kinds": ["relevant"]}
        for weakness in _weak(rule)
    ]
    if related:
        described["relationships"] = related
    return described


def _weak(rule: Rule) -> Iterator[str]:
    return (reference.id for reference in rule.references if reference.kind == _CWE)


def taxonomy(rules: Iterable[Rule]) -> list[Json]:
    """The weaknesses that the rules name; none, no taxonomy."""
    named = {one.id: one.url for rule in rules for one in rule.references if one.kind == _CWE}
    taxa = [{"id": name, "helpUri": url} for name, url in sorted(named.items())]
    if not taxa:
        return []
    return [
        {
            "name": "CWE",
            "organization": "MITRE",
            "informationUri": "https://cwe.mitre.org/",
            "shortDescription": {"text": "Common Weakness Enumeration"},
            "taxa": taxa,
        }
    ]
