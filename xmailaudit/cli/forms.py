"""A report in each of its forms; a form's module is imported when somebody asks for it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.report.language import Words
    from xmailaudit.report.text_style import Style

__all__ = ["FORMS", "PLUGIN", "RANKED", "in_form"]

#: The form whose exit status is a plugin's.
PLUGIN = "nagios"

#: Which function of `report` takes report, MailRoot and words, and gives the text.
_FUNCTIONS: Mapping[str, str] = {
    "junit": "junit:junit_text",
    "html": "html_report:html_text",
    "markdown": "markdown:markdown_text",
    "github": "github:github_text",
    "prometheus": "prometheus:prometheus_text",
}
FORMS = ("text", "json", "sarif", "junit", "html", "markdown", "github", PLUGIN, "prometheus")
#: The forms that tell what to do first.
RANKED = ("text", "json", "html", "markdown")


def in_form(form: str, report: Report, root: MailRoot, words: Words, style: Style) -> str:
    """The report in any form but the plugin's; only text has a style."""
    if form == "text":
        from xmailaudit.report.text import text_report

        return text_report(report, root, words, style)
    if form == "json":
        from xmailaudit.report.json_report import to_json
        from xmailaudit.report.json_text import json_text

        return json_text(to_json(report, root, words.translator, words.show))
    if form == "sarif":
        from xmailaudit.report.json_text import json_text
        from xmailaudit.report.sarif import to_sarif

        return json_text(to_sarif(report, root, words))
    module, _colon, function = _FUNCTIONS[form].partition(":")
    text: str = getattr(import_module(f"xmailaudit.report.{module}"), function)(report, root, words)
    return text
