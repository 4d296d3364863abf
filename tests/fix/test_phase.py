"""Whoever is told of the phases of a transaction stops it at any without a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fix.made import CHANGES, mail_root, seen, state_in
from xmailaudit.audit.errors import Cancelled
from xmailaudit.fix.history import history
from xmailaudit.fix.journal import Stage
from xmailaudit.fix.phase import Phase
from xmailaudit.fix.transaction import apply

if TYPE_CHECKING:
    from pathlib import Path


def test_each_phase_is_told_in_order(tmp_path: Path) -> None:
    """Once."""
    told: list[Phase] = []

    apply(mail_root(tmp_path), CHANGES, ("x",), state=state_in(tmp_path), tell=told.append)

    assert told == [*Phase]


@pytest.mark.parametrize("last", [phase for phase in Phase if phase is not Phase.DONE])
def test_what_is_stopped_has_changed_nothing(tmp_path: Path, last: Phase) -> None:
    """No draft is left, what was raised comes out, and the next one has nothing to mend."""
    root, state = mail_root(tmp_path), state_in(tmp_path)
    before = seen(root)

    def tell(phase: Phase) -> None:
        if phase is last:
            raise Cancelled

    with pytest.raises(Cancelled):
        apply(root, CHANGES, ("x",), state=state, tell=tell)

    assert seen(root) == before
    assert {one.stage for one in history(state).past} <= {Stage.ROLLED_BACK}
    assert not apply(root, CHANGES, ("x",), state=state).recovered
