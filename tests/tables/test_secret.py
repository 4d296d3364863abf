"""Secrets stay secret, whatever is done with them but `reveal`."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import traceback
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.messages import English, render, say
from xmailaudit.tables.edit import InsertRow, SetField, Splice
from xmailaudit.tables.errors import EditError
from xmailaudit.tables.secret import MASK, Secret

if TYPE_CHECKING:
    from collections.abc import Callable

PASSWORD = "hunter2-hunter2"

WAYS_TO_LOOK: dict[str, Callable[[Secret], object]] = {
    "str": str,
    "repr": repr,
    "format": lambda secret: f"{secret} {secret!r} {secret!s} {secret!a} {secret:>30}",
    "percent": lambda secret: "%s %r" % (secret, secret),  # noqa: UP031 - one of the ways
    "json": lambda secret: json.dumps({"password": secret}, default=str, ensure_ascii=False),
    "pickle": pickle.dumps,
    "a list": lambda secret: str([secret]),
    "an edit": lambda secret: str(SetField("mailusers.tab", 1, 2, secret)),
    "a new row": lambda secret: str(InsertRow("smtpauth.tab", None, ("ann", secret))),
    "a message": lambda secret: render(say("{it}", it=secret), English(), show=str),
    "an exception": lambda secret: "".join(traceback.format_exception(ValueError(secret))),
    "an error of ours": lambda secret: str(EditError(say("{it}", it=secret))),
}


@pytest.mark.parametrize("look", WAYS_TO_LOOK.values(), ids=WAYS_TO_LOOK)
def test_no_way_of_looking_shows_it(look: Callable[[Secret], object]) -> None:
    """Text, formats, JSON, pickles, messages and tracebacks show the mask at most."""
    seen = look(Secret(PASSWORD))
    assert PASSWORD not in (seen.decode("latin-1") if isinstance(seen, bytes) else str(seen))


def test_it_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """A log line made with it holds the mask."""
    logging.getLogger("test").warning("login with %s", Secret(PASSWORD))
    assert MASK in caplog.text
    assert PASSWORD not in caplog.text


@given(st.text(), st.text(max_size=3))
def test_only_reveal_opens_it(value: str, other: str) -> None:
    """The value comes out of `reveal`, and equality tells no more than equality."""
    secret = Secret(value)
    assert secret.reveal() == value
    assert secret == Secret(value)
    assert hash(secret) == hash(Secret(value))
    assert (secret == Secret(other)) is (value == other)
    assert secret != value


def test_a_copy_in_this_process_is_the_same_secret() -> None:
    """Copies hold the value, so that a copied edit writes it; a pickle holds only the mask."""
    secret = Secret(PASSWORD)
    assert copy.copy(secret).reveal() == PASSWORD
    assert copy.deepcopy([secret])[0].reveal() == PASSWORD
    assert pickle.loads(pickle.dumps(secret)).reveal() == MASK  # noqa: S301 - just written here


def test_a_splice_does_not_show_its_lines() -> None:
    """Whole lines hold passwords in clear; their splice says how many they are."""
    shown = repr(Splice("smtpauth.tab", 3, (PASSWORD.encode(),), ()))
    assert PASSWORD not in shown
    assert "3" in shown
