"""The catalogue and the pages of rules in plain text."""

from __future__ import annotations

from xmailaudit.report.language import Words, translator
from xmailaudit.report.text_rules import catalogue_text, page_text
from xmailaudit.rules.catalogue import Entry

EN = Words(translator("en"))

PAGE = """# ACL900 made-up

## What XMail does
It looks at `server.tab`, and
does **nothing** else.

- one
  and a half
* two

```sh
xmailaudit access MailRoot ctrl

# a comment stays
```
Behind the fence.
"""


def test_a_page_is_plain_text() -> None:
    """Headings, paragraphs, lists and fenced lines, without the marks of Markdown."""
    assert "\n".join(page_text(PAGE, EN)) == (
        "ACL900 made-up\n"
        "\n"
        "What XMail does\n"
        "\n"
        "It looks at server.tab, and does nothing else.\n"
        "\n"
        "- one and a half\n"
        "- two\n"
        "\n"
        "    xmailaudit access MailRoot ctrl\n"
        "    \n"
        "    # a comment stays\n"
        "\n"
        "Behind the fence."
    )


def test_every_paragraph_passes_the_translator() -> None:
    """A pseudo-language shows what is a sentence and what is a command."""
    lines = list(page_text("# A b\n\nText.\n\n```sh\nrun\n```\n", Words(translator("x-pseudo"))))

    assert lines == ["⟦A b⟧", "", "⟦Text.⟧", "", "    run"]


def test_the_catalogue_says_how_far_a_fix_may_be_trusted() -> None:
    """A rule without a fix says nothing of one."""
    entries = [
        Entry("ACL900", "one", "high", "safe", (), False, False, "It is so."),  # noqa: FBT003  # as generated
        Entry("ACL901", "two", "info", None, (), False, False, "It is so, too."),  # noqa: FBT003  # as generated
    ]

    assert list(catalogue_text(entries, EN)) == [
        "ACL900  one  high, fix: safe",
        "        It is so.",
        "ACL901  two  info",
        "        It is so, too.",
    ]
