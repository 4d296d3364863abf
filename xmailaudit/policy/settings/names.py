"""Names of variables, as they are written and as XMail knows them (XMail facts: server-tab).

`server.tab` has no other names than XMail's; `user.tab` may have an administrator's own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from xmailaudit.tables.server import OBSOLETE, VARIABLES
from xmailaudit.tables.user import USER_VARIABLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xmailaudit.tables.row import Row

__all__ = ["is_commented_out", "is_obsolete", "is_read", "nearest_setting", "nearest_user_variable"]

#: How alike two names are, from 0 to 1, to be taken for the same word.
_ALIKE = 0.75
#: Where names of one's own are legal, only a slip counts.
_A_SLIP = 0.85

_CONFIG = "SmtpConfig"
_LISTENERS = _CONFIG + "-"
_OF_A_LISTENER = frozenset("0123456789abcdefABCDEF.:,")
#: Parts of one value that XMailCFG shows under names of their own.
_PART_OF_ANOTHER = "SmtpGwConfig-"


def is_read(name: str) -> bool:
    """Whether XMail 1.27 looks for this name in server.tab; each listener has its SmtpConfig."""
    return name in VARIABLES or name.startswith(_LISTENERS)


def nearest_setting(name: str) -> str | None:
    """The setting of server.tab that a wrong name most likely means, None where none is like it."""
    if name.strip(" ").startswith(_PART_OF_ANOTHER):
        return "SmtpGwConfig"
    prefix, dash, listener = name.strip(" ").partition("-")
    is_listener = bool(dash) and _OF_A_LISTENER.issuperset(listener) and listener[:1].isdigit()
    if is_listener and _likeness(prefix, _CONFIG) >= _ALIKE:
        return f"{_LISTENERS}{listener}"
    return _nearest(name, VARIABLES, _ALIKE)


def nearest_user_variable(name: str) -> str | None:
    """The variable of user.tab that a name is a slip of the pen for."""
    return None if name in USER_VARIABLES else _nearest(name, USER_VARIABLES, _A_SLIP)


def is_commented_out(row: Row) -> bool:
    """Whether a row was meant as a comment: its sign does not stand in the first column."""
    name = row.fields[0] if row.fields else ""
    return name.lstrip(" ")[:1] in ("#", ";") or name.lstrip(" ").startswith("//")


def _nearest(name: str, known: Iterable[str], least: float) -> str | None:
    return _ranked(name, tuple(known), least)


@lru_cache(maxsize=1024)
def _ranked(name: str, known: tuple[str, ...], least: float) -> str | None:
    """The known name that is most like it; of equals the last in the alphabet."""
    from difflib import SequenceMatcher  # for slips only, and slow to load

    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(_folded(name))
    best: tuple[float, str] | None = None
    for one in known:
        matcher.set_seq1(_folded(one))
        enough = least if best is None else best[0]
        # The first two are upper bounds, and soon told.
        if matcher.real_quick_ratio() >= enough and matcher.quick_ratio() >= enough:
            found = (matcher.ratio(), one)
            if found[0] >= least and (best is None or found > best):
                best = found
    return best[1] if best else None


def _likeness(one: str, other: str) -> float:
    from difflib import SequenceMatcher  # for slips only, and slow to load

    return SequenceMatcher(None, _folded(one), _folded(other), autojunk=False).ratio()


@lru_cache(maxsize=1024)
def _folded(name: str) -> str:
    """Case, blanks and the marks between words are where people err."""
    return name.lower().replace("-", "").replace("_", "").replace(" ", "")[:80]


def is_obsolete(name: str) -> bool:
    """Whether only older versions read the name."""
    return name in OBSOLETE
