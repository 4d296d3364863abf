"""Transactions one after the other, taken back in any order."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fix.made import mail_root, seen, state_in
from xmailaudit.fix.errors import RefusedError
from xmailaudit.fix.transaction import apply
from xmailaudit.fix.undo import undo
from xmailaudit.mailroot.change import Change

if TYPE_CHECKING:
    import random

    from xmailaudit.fix.state_folder import StateFolder

#: Which line of ten, and what becomes of it: other lines, or none.
EDITS = st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["", "x\n", "y\nz\n"])), max_size=5)


def _undone(root: Path, state: StateFolder, name: str) -> bool:
    """Whether it could be taken back; if not, nothing has changed."""
    before = seen(root)
    try:
        undo(state, name)
    except RefusedError:
        assert seen(root) == before
        return False
    return True


@settings(max_examples=25)
@given(EDITS, st.none() | st.randoms(use_true_random=False))
def test_all_undone_is_as_it_was(
    edits: list[tuple[int, str]], chance: random.Random | None
) -> None:
    """The newest first always, in any order where lines permit; a refusal changes nothing."""
    with TemporaryDirectory() as folder:
        root, state = mail_root(Path(folder)), state_in(Path(folder))
        file = root / "server.tab"
        file.write_bytes(b"".join(b"line %d\n" % number for number in range(10)))
        before = seen(root)
        done: list[str] = []
        for number, text in edits:
            old = file.read_bytes()
            lines = old.splitlines(keepends=True)
            lines[number : number + 1] = [f"{len(done)}{text}".encode()] if text else []
            new = b"".join(lines)
            if new != old:
                done.append(apply(root, [Change("server.tab", old, new)], (), state=state).id)
        if chance is None:
            done.reverse()
        else:
            chance.shuffle(done)

        refused = [name for name in done if not _undone(root, state, name)]

        assert chance is not None or not refused
        assert refused or seen(root) == before
