"""Which keys there are: what somebody may give other keys to, and whether two acts get the same.

Loads every screen, so it is for files that name keys, and for the documentation.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from string import punctuation
from typing import TYPE_CHECKING, NamedTuple

from textual.binding import Binding
from textual.keys import Keys

from xmailaudit.audit.errors import nearest
from xmailaudit.messages import _

from . import dialogs, screens
from .app import Application
from .dialogs.frame import Dialog
from .page import Page
from .widgets.pane import Pane
from .widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.dom import DOMNode

    from xmailaudit.audit.profile_document import Spot
    from xmailaudit.messages import Template

__all__ = ["SIGNS", "Act", "acts_of", "checked_keys", "contexts"]

_MODIFIERS = frozenset({"alt", "ctrl", "hyper", "meta", "shift", "super"})
_NAMED = frozenset(key.value for key in Keys if not key.value.startswith("<"))


class Act(NamedTuple):
    """Something keys do, by the name it has in the file."""

    name: str
    keys: tuple[str, ...]
    what: Template


def contexts() -> Iterator[tuple[type[DOMNode], tuple[Act, ...]]]:
    """Each screen and dialog, with all that keys may do while it is open."""
    everywhere = (*acts_of(Application), *acts_of(Page), *acts_of(Pane), *acts_of(Rows))
    for screen in _classes(screens.__path__, screens.__name__, Page):
        yield screen, (*everywhere, *acts_of(screen))
    for dialog in _classes(dialogs.__path__, dialogs.__name__, Dialog):
        yield dialog, acts_of(dialog)


def _classes(path: list[str], package: str, kind: type[DOMNode]) -> Iterator[type[DOMNode]]:
    """The classes of a kind that are made in the modules of a package."""
    for found in iter_modules(path):
        module = import_module(f"{package}.{found.name}")
        for value in vars(module).values():
            made_here = isinstance(value, type) and value.__module__ == module.__name__
            if made_here and issubclass(value, kind):
                yield value


def acts_of(owner: type[DOMNode]) -> tuple[Act, ...]:
    """What the keys of a class do that have a name, those it inherits from ours included."""
    found: dict[str, Act] = {}
    for one in owner.__mro__:
        for binding in vars(one).get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id is not None:
                keys = tuple(map(_spelled, binding.key.split(",")))
                found.setdefault(binding.id, Act(binding.id, keys, binding.description))
    return tuple(found.values())


def _spelled(key: str) -> str:
    """A key as Textual calls it."""
    (binding,) = Binding.make_bindings([Binding(key, "")])
    return binding.key


#: What has a name, but can be written as it is.
SIGNS = {"comma": ",", **{_spelled(sign): sign for sign in punctuation if sign != ","}}


def checked_keys(spot: Spot) -> dict[str, str]:
    """The keys that a file gives to acts.

    Raises ProfileError for an act or key there is none of, and for a key with two meanings.
    """
    known = tuple(contexts())
    names = {act.name for _screen, acts in known for act in acts}
    keys: dict[str, tuple[str, ...]] = {}
    for name, child in spot.children():
        if name not in names:
            template = _("nothing that a key does is called {name}; the nearest is {nearest}")
            raise child.wrong(template, name=name, nearest=nearest(name, names))
        keys[name] = tuple(_key(one.strip(), child) for one in child.text().split(","))
    for _screen, acts in known:
        _expect_no_clash(acts, keys, spot)
    return {name: ",".join(given) for name, given in keys.items()}


def _key(word: str, spot: Spot) -> str:
    """One key, as Textual calls it."""
    *modifiers, key = word.split("+")
    if not (key and _is_key(key) and _MODIFIERS.issuperset(modifiers)):
        close = nearest(key, _NAMED - {key})
        template = _("{key}: {word} is no key; the nearest is {nearest}")
        raise spot.wrong(template, word=word, nearest="+".join((*modifiers, close)))
    return "+".join((*modifiers, _spelled(key)))


def _is_key(key: str) -> bool:
    return len(key) == 1 or key in _NAMED or key in SIGNS


def _expect_no_clash(acts: tuple[Act, ...], keys: dict[str, tuple[str, ...]], spot: Spot) -> None:
    """What has the same key by itself is meant to: the part in front takes it."""
    for act in acts:
        for other in acts:
            if act.name in keys and act.name != other.name:
                taken = keys.get(other.name, other.keys)
                same = set(keys[act.name]).intersection(taken)
                if same and not set(act.keys).intersection(other.keys):
                    template = _("{key}: the key {taken} is for {other} already")
                    child = spot.child(act.name)
                    raise child.wrong(template, taken=min(same), other=other.name)
