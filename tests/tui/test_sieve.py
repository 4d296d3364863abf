"""Which findings are shown: every filter narrows, and what is hidden is never among the others."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from fixtures.materialise import materialise
from xmailaudit.audit.report import UNCHANGED, Reported
from xmailaudit.rules.finding import Severity
from xmailaudit.session import start
from xmailaudit.tui.sieve import Sieve, can_be_chosen, families, family_of, files

NAMES = st.sampled_from(["", "ctrl", "TLS", "certificate in", "no such word", "2 3"])


@cache
def _found() -> tuple[Reported, ...]:
    """Findings of a fixture, every third one known from a baseline."""
    with TemporaryDirectory() as scratch:
        root = materialise("fixed-ip-sender", Path(scratch) / "MailRoot")
        found = start(str(root)).audit().findings
    return tuple(
        one._replace(baseline=UNCHANGED) if number % 3 == 0 else one
        for number, one in enumerate(found)
    )


def _text_of(reported: Reported) -> str:
    return f"{reported.finding.rule.id} {reported.finding.rule.name}".lower()


sieves = st.builds(
    Sieve,
    severity=st.none() | st.sampled_from(Severity),
    family=st.none() | st.sampled_from(families(_found())),
    file=st.none() | st.sampled_from(files(_found())),
    fixable=st.booleans(),
    hidden=st.booleans(),
    text=NAMES,
)


@given(sieves)
def test_what_goes_through_is_what_was_wanted(sieve: Sieve) -> None:
    """In the order it stood in, and nothing that was wanted stays behind."""

    def wanted(one: Reported) -> bool:
        words = sieve.text.lower().split()
        return all(
            (
                one.counts is not sieve.hidden,
                sieve.severity is None or one.severity.rank <= sieve.severity.rank,
                sieve.family in (None, family_of(one)),
                sieve.file in (None, one.finding.places[0].file),
                not sieve.fixable or any(can_be_chosen(fix) for fix in one.finding.fixes),
                all(word in _text_of(one) for word in words),
            )
        )

    assert sieve.sift(_found(), _text_of) == tuple(filter(wanted, _found()))


def test_without_a_wish_all_that_counts_is_shown() -> None:
    """And with one key more all that does not."""
    shown = Sieve().sift(_found(), _text_of)
    hidden = Sieve(hidden=True).sift(_found(), _text_of)

    prints = sorted(one.fingerprint for one in (*shown, *hidden))
    assert prints == sorted(one.fingerprint for one in _found())
    assert shown
    assert hidden
