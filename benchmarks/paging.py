"""How long the terminal UI lets somebody wait: `benchmarks/paging.py MAILROOT`.

Drives it by keys without a terminal.  For each act the longest gap between two turns of the event
loop is printed, and what the process holds in memory; `fixtures/large.py` makes a MailRoot that
is worth it.  Exit status 1 when a gap is longer, or memory grows by more, than it may.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.report.language import Words, translator
from xmailaudit.tui.app import Application
from xmailaudit.tui.desk import Desk
from xmailaudit.tui.opening import Opening

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.pilot import Pilot

#: Milliseconds.
MOST_GAP = 100.0
#: Megabytes that the acts marked as flat may add.
MOST_GROWTH = 8.0
PAGES = 200
PATIENCE = 600.0


class Act(NamedTuple):
    """Some keys; `flat` where nothing may be kept of them."""

    name: str
    keys: Sequence[str]
    flat: bool = False


_DOWN = ["pagedown"] * PAGES
ACTS = (
    Act("open findings", ["2"]),
    Act("page through findings", _DOWN, flat=True),
    Act("first and last", ["home", "end", "home"]),
    Act("filter by severity", ["s"] * 5),
    Act("filter by family", ["f"] * 5 + ["escape"]),
    Act("filter by file", ["l"] * 5 + ["escape"]),
    Act("only what can be fixed", ["x", "x"]),
    Act("group by file", ["o"]),
    Act("page through groups", _DOWN, flat=True),
    Act("ungroup", ["o"]),
    Act("search findings", ["slash", *"alias nobody", "enter"]),
    Act("leave the search", ["escape"]),
    Act("choose five fixes", ["home", *["space"] * 5]),
    Act("open a finding", ["end", "enter"]),
    Act("the ones before it", ["p"] * 20),
    Act("its file", ["v"]),
    Act("page through its file", _DOWN, flat=True),
    Act("back", ["escape", "escape"]),
    Act("open accounts", ["5"]),
    Act("page through accounts", _DOWN, flat=True),
    Act("last account", ["end", "home"]),
    Act("search accounts", ["slash", *"user99", "enter"]),
    Act("leave that search", ["escape"]),
    Act("filter by kind", ["t"] * 5 + ["escape"]),
    Act("filter by domain", ["d", "d"]),
    Act("open an account", ["pagedown", "enter"]),
    Act("the file of an account", ["v"]),
    Act("page through all accounts' file", _DOWN, flat=True),
    Act("back again", ["escape", "escape"]),
    Act("every screen", ["1", "3", "4", "5", "6", "7", "2", "1"]),
)


class Clock:
    """Ticks on the event loop as often as it is let."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def run(self) -> None:
        """Keep the longest gap."""
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            self.longest = max(self.longest, now - last)
            last = now

    def taken(self) -> float:
        """The longest gap since this was asked last, in milliseconds."""
        longest, self.longest = self.longest, 0.0
        return longest * 1000


def main(arguments: list[str]) -> int:
    """Print a line an act; exit status 1 when one is above what it may be."""
    if len(arguments) != 1:
        print("usage: paging.py MAILROOT", file=sys.stderr)
        return 2
    return 0 if asyncio.run(measured(arguments[0])) else 1


async def measured(root: str) -> bool:
    """Audit a MailRoot and do all acts; whether each kept what it may be."""
    app = Application(Desk(Opening(root), Words(translator("en"))))
    clock = Clock()
    kept = True
    async with app.run_test(size=(80, 24)) as pilot:
        ticking = asyncio.create_task(clock.run())
        start = time.perf_counter()
        await _idle(app, pilot)
        kept &= _told("open and audit", clock.taken(), time.perf_counter() - start, None)
        for act in ACTS:
            before, start = resident(), time.perf_counter()
            for key in act.keys:
                await pilot.press(key)
            await _idle(app, pilot)
            grown = resident() - before if act.flat else None
            kept &= _told(act.name, clock.taken(), time.perf_counter() - start, grown)
        ticking.cancel()
    return kept


async def _idle(app: Application, pilot: Pilot[int]) -> None:
    patience = time.perf_counter() + PATIENCE
    await pilot.pause()
    while app.at_work is not None:
        if time.perf_counter() > patience:
            sys.exit("it does not end")
        await asyncio.sleep(0.01)
    await pilot.pause()


def _told(name: str, gap: float, seconds: float, grown: float | None) -> bool:
    more = "" if grown is None else f", {grown:+.1f} MB"
    kept = gap <= MOST_GAP and (grown or 0.0) <= MOST_GROWTH
    print(
        f"{'' if kept else 'MISSED '}{name}: longest gap {gap:.0f} ms, {seconds:.1f} s, "
        f"{resident():.0f} MB{more}",
        flush=True,
    )
    return kept


def resident() -> float:
    """Megabytes of memory in use; 0 where the system does not say so here."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * 4096 / 1e6


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
