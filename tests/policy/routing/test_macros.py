"""Macros in command lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.policy.routing.macros import UNKNOWN_MACRO, expanded

KNOWN = {"RCPT": "info@example.com", "RRCPT": "bob@example.com"}


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        (("redirect", "$(RCPT)"), ("redirect", "info@example.com")),
        (("redirect", "@@RCPT"), ("redirect", "info@example.com")),
        (("a", "x@@RCPT"), ("a", "x@@RCPT")),
        (("a", "<$(RCPT)>-$(RRCPT)"), ("a", "<info@example.com>-bob@example.com")),
        (("a", "$(rcpt)"), ("a", "")),
        (("a", "@@"), ("a", "")),
        (("a", r"\$5"), ("a", "$5")),
        (("a", "$(FILE)"), ("a", UNKNOWN_MACRO)),
        (("$5", "$(RCPT)"), ("$5", "$(RCPT)")),
        (("@@RCPT", "$(RCPT", "$(RCPT)"), ("info@example.com", "$(RCPT", "$(RCPT)")),
    ],
)
def test_substitution(fields: tuple[str, ...], result: tuple[str, ...]) -> None:
    """A broken dollar keeps its field and all behind it as they are."""
    assert expanded(fields, KNOWN, mailproc=True) == result


def test_the_account_is_known_in_mailproc_only() -> None:
    """Elsewhere its macro is a name like any other."""
    assert expanded(["$(RRCPT)"], {}, mailproc=True) == (UNKNOWN_MACRO,)
    assert expanded(["$(RRCPT)"], {}, mailproc=False) == ("",)


@given(st.lists(st.text("$()\\@RCPTab")))
def test_any_fields_stay_as_many(fields: list[str]) -> None:
    """Nothing raises, nothing gets lost."""
    assert len(expanded(fields, KNOWN, mailproc=True)) == len(fields)
