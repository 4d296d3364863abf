"""One hostile MailRoot through every output: what it holds stays text."""

from __future__ import annotations

import html
import json
import re
import shutil
import unicodedata
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from lxml.html import document_fromstring as parse

from tests.cli.surfaces import about_a_mailroot, about_nothing, audited_in, wrong
from xmailaudit.rules.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Roots = Mapping[str, Path]

#: Controls, formats (bidi among them), surrogates, private, unassigned, separators.
DANGEROUS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
#: All that a JUnit report is made of.
JUNIT = {"testsuites", "testsuite", "properties", "property", "testcase", "failure", "skipped"}
JUNIT |= {"error", "system-out", "system-err"}
#: All that a page is made of.
HTML = set(
    re.findall(
        r"\w+",
        "html head meta link title style noscript body script header main section footer h1 h2 h3 "
        "h4 p a div span small table thead tbody tr th td svg desc text line circle form fieldset "
        "legend label input select option button article figure figcaption pre code mark ol ul li "
        "del ins",
    )
)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_output_holds_a_character_that_is_not_to_be_seen(
    run: Run, roots: Roots, language: str
) -> None:
    """No ESC, no bidi override, no line of its own: in no command, format or error."""
    for root in roots.values():
        audited = audited_in(root).values()
        for words in (*about_a_mailroot(root), *audited, *about_nothing(), *wrong(root)):
            ran = run(*words, "--lang", language)

            for text in (ran.out, html.unescape(ran.out), ran.err):
                assert not set(_dangerous(text)), words


def _dangerous(text: str) -> Iterator[str]:
    return (c for c in text if c != "\n" and unicodedata.category(c) in DANGEROUS)


def test_a_line_of_output_stays_a_line(run: Run, roots: Roots) -> None:
    """A name of a mebibyte is cut, and says so."""
    for words in about_a_mailroot(roots["hostile"]):
        if "json" not in words:
            longest = max(run(*words).out.splitlines(), key=len)
            assert len(longest) < 1000


def test_no_line_begins_with_what_a_build_server_obeys(run: Run, roots: Roots) -> None:
    """`::error::` in a table is never the first thing in a line."""
    root = roots["hostile"]
    forms = {form: words for form, words in audited_in(root).items() if form != "github"}
    for words in (*about_a_mailroot(root), *forms.values()):
        for line in run(*words).out.splitlines():
            assert not line.lstrip().startswith("::")


def test_no_line_holds_what_a_build_server_obeys_anywhere(run: Run, tmp_path: Path) -> None:
    """Its older orders, `##[error]` and the like, need not come first."""
    order = "##[add-mask]x ##vso[task.complete]"
    for name, text in {
        "server.tab": f'"RootDomain"\t"example.com"\n"{order}"\t"1"\n',
        "domains.tab": '"example.com"\n',
        "mailusers.tab": f'"example.com"\t"bob"\t"1512"\t1\t"{order}"\t"U"\n',
        "ctrl.ipmap.tab": f'"{order}"\t"255.255.255.0"\t"{order}"\t"{order}"\n',
        "smtprelay.tab": f'"203.0.113.24"\t"{order}"\n"0.0.0.0"\t"0.0.0.0"\t"{order}"\n',
        "spammers.tab": f"{order}\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="latin-1")
    seen = ""
    for words in (*about_a_mailroot(tmp_path), *audited_in(tmp_path).values()):
        ran = run(*words)
        assert not re.search(r"##[a-z]*\[", ran.out + ran.err), words
        seen += ran.out
    assert r"#\x23[add-mask]x #\x23vso[task.complete]" in seen


def test_workflow_commands_are_ours(run: Run, roots: Roots) -> None:
    """Each line is one, and what a table holds is in none of its properties but the file."""
    ran = run(*audited_in(roots["hostile"])["github"])

    for line in ran.out.splitlines():
        command = re.fullmatch(r"::(error|warning|notice) ([^:]+)::(?!:).*", line)
        assert command, line
        keys = [part.partition("=")[0] for part in command[2].split(",")]
        assert keys in (["title"], ["file", "title"], ["file", "line", "col", "endColumn", "title"])


def test_a_plugin_has_one_bar(run: Run, roots: Roots) -> None:
    """Behind it stand figures, and they are ours."""
    ran = run(*audited_in(roots["hostile"])["nagios"])

    told, _bar, figures = ran.out.splitlines()[0].partition("|")
    assert told.startswith("XMAILAUDIT CRITICAL - Grade: F. ")
    assert re.fullmatch(r"([a-z_]+=\d+;0?;0?;0 ?)+", figures)
    assert not set(ran.out.replace("|", "", 1)) & set("|<>$`&")


def test_labels_of_metrics_end_where_they_should(run: Run, roots: Roots) -> None:
    """No series but ours."""
    ran = run(*audited_in(roots["hostile"])["prometheus"])

    for line in ran.out.splitlines():
        assert re.match(r'# (HELP|TYPE) xmailaudit_|xmailaudit_[a-z_]+\{target="[^"]*"', line)


def test_markdown_holds_foreign_text_in_code_only(run: Run, roots: Roots) -> None:
    """No tag, no link, no mention stands outside a span or a fence."""
    ran = run(*audited_in(roots["hostile"])["markdown"])

    fenced = re.sub(r"^(`{3,})[a-z]+\n.*?\n\1$", "", ran.out, flags=re.MULTILINE | re.DOTALL)
    outside = re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "", fenced)
    assert "[red]" in ran.out
    assert not re.search(r"(?<!\\)[<>\[\]@]|\bred\b|script|::error", outside)


def test_xml_holds_foreign_text_as_text(run: Run, roots: Roots) -> None:
    """No element but those of JUnit."""
    document = etree.fromstring(run(*audited_in(roots["hostile"])["junit"]).out.encode())

    tags = {str(element.tag) for element in document.iter()}
    assert tags <= JUNIT
    messages = [failure.get("message", "") for failure in document.iter("failure")]
    assert any("<script>" in message for message in messages)


def test_json_holds_the_data_as_it_is(run: Run, roots: Roots) -> None:
    """Data is not escaped twice: what reads JSON gets the character back."""
    ran = run("access", roots["hostile"], "ctrl", "--format", "json")

    assert ran.out.isascii()
    texts = [row["text"] for row in json.loads(ran.out)["rows"] if row["text"]]
    assert any("\x1b[31m" in text for text in texts)


def test_a_page_holds_foreign_text_as_text(run: Run, roots: Roots) -> None:
    """No element but its own, no handler, no address but its own and the references'."""
    page = parse(run(*audited_in(roots["hostile"])["html"]).out)

    references = {one.url for entry in catalogue() for one in entry.load().references}
    (script,) = page.iter("script")
    assert (script.text or "").startswith("// The page works without this")
    for element in page.iter(etree.Element):
        assert element.tag in HTML
        for name, value in element.attrib.items():
            assert not str(name).startswith(("on", "style", "src"))
            if name == "href":
                assert value == "data:," or str(value).startswith("#") or value in references
    assert "<script>alert(1)</script>" in "".join(map(str, page.itertext()))


def test_names_of_files_are_hostile_too(run: Run, roots: Roots, tmp_path: Path) -> None:
    """The MailRoot itself may have a name that would steer a terminal."""
    root = tmp_path / "Mail\x1b[31m\u202e::error::[red]Root"
    shutil.copytree(roots["hostile"], root)

    for words in (*about_a_mailroot(root), *audited_in(root).values()):
        ran = run(*words)
        assert not set(_dangerous(html.unescape(ran.out) + ran.err))
        assert ran.status in ((2,) if "nagios" in words else (0, 1, 4))
