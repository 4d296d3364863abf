"""Questions by form, and the networks of a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.driving import home, pressed, screen_text
from xmailaudit.policy.questions import Auth, Connect, List, Relay, Route
from xmailaudit.tui.asking import FORMS, question_of, values_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.tui.conftest import Drive
    from xmailaudit.policy.questions import Question

    Root = Callable[[str], Path]

words = st.text("abc@.:", min_size=1, max_size=8)
maybe = st.none() | words
questions: st.SearchStrategy[Question] = st.one_of(
    st.builds(Connect, st.sampled_from(["smtp", "ctrls"]), words, st.booleans()),
    st.builds(Relay, words, words, st.just("") | words, maybe, st.booleans(), st.booleans(), maybe),
    st.builds(Auth, words, words, st.sampled_from(["PLAIN", "LOGIN"]), st.booleans()),
    st.builds(Route, words, st.just("") | words, maybe, maybe, st.booleans()),
    st.builds(List, words, words, maybe),
)


@given(questions)
def test_a_form_holds_every_question(question: Question) -> None:
    """What is taken over into a form is asked by it again."""
    assert question_of(*values_of(question)) == question


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.kind)
def test_what_must_be_filled_is_waited_for(form: object) -> None:
    """No question is asked with a hole in it."""
    assert form in FORMS
    for one in FORMS:
        empty = {field.name: "" for field in one.fields if not field.choices}
        assert question_of(one, empty) is None


def test_the_proof_of_a_finding_can_be_varied(drive: Drive, fixture_root: Root) -> None:
    """It is asked again, and the command that does the same is a key away."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "2", "down", "enter", "a")
        shown = screen_text(app)
        assert "ALLOWED: 203.0.113.1 connecting to ctrl" in shown

        await pressed(pilot, "down", "down", "enter")
        await pressed(pilot, *"198.51.100.7", "enter")
        assert "REFUSED: 198.51.100.7 connecting to ctrl" in screen_text(app)
        page = app.pages()[-1]
        assert page.twin()[:3] == ("xmailaudit", "ask", "connect")
        assert "198.51.100.7" in page.twin()

    drive(fixture_root("fixed-ip-sender"), steps)


def test_every_kind_of_question_can_be_asked(drive: Drive, fixture_root: Root) -> None:
    """One key leads from kind to kind, round and round."""
    seen: list[str] = []

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "4")
        for _form in FORMS:
            seen.append(home(pilot).pages()[-1].twin()[2])
            await pressed(pilot, "right")
        assert home(pilot).pages()[-1].twin()[2] == seen[0]

    drive(fixture_root("fixed-ip-sender"), steps)
    assert seen == [form.kind for form in FORMS]


def test_a_question_without_sense_is_told_so(drive: Drive, fixture_root: Root) -> None:
    """In place of an answer."""

    async def steps(pilot: Pilot[int]) -> None:
        await pressed(pilot, "4", "down", "enter", *"x", "enter")
        assert "x is not an IP address" in screen_text(home(pilot))
        assert "ALLOWED" not in screen_text(home(pilot))
        assert "REFUSED" not in screen_text(home(pilot))

    drive(fixture_root("fixed-ip-sender"), steps)


def test_known_addresses_are_completed(drive: Drive, fixture_root: Root) -> None:
    """A key takes over what is offered."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        known = next(one for one in app.desk.session.complete("") if not one.startswith("@"))
        await pressed(pilot, "4", "right", "right", "down", "down", "enter", *known[:3])
        await pilot.pause(0.2)
        await pressed(pilot, "right", "enter")
        assert known in screen_text(app)

    drive(fixture_root("fixed-ip-sender"), steps)


def test_the_networks_of_each_service(drive: Drive, fixture_root: Root) -> None:
    """And one address can be tried."""

    async def steps(pilot: Pilot[int]) -> None:
        app = home(pilot)
        await pressed(pilot, "6", "right", "right")
        assert "Let in to ctrl:" in screen_text(app)
        assert "203.0.113.0/24" in screen_text(app)
        assert "ctrl" in app.pages()[-1].twin()

        await pressed(pilot, "t", *"203.0.113.200", "enter")
        assert "ALLOWED: 203.0.113.200 connecting to ctrl" in screen_text(app)

    drive(fixture_root("fixed-ip-sender"), steps)
