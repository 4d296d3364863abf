"""Rules of somebody's own: modules in a folder, or what installed packages offer.

They are loaded only when somebody asks for them, and are rules like all others then.  A module that
cannot be loaded, or whose rule is not what a rule must be, is an error that names it.
"""

from __future__ import annotations

import sys
from importlib.machinery import SourceFileLoader
from typing import TYPE_CHECKING, Any

from xmailaudit.messages import _, say
from xmailaudit.rules.catalogue import OwnEntry, catalogue, extend, own_entries
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.rule import Rule

from .errors import OwnRuleError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint
    from pathlib import Path

    from xmailaudit.messages import Template

__all__ = ["GROUP", "load_folder", "load_installed"]

#: The entry points that packages offer rules by: each names a `Rule`.
GROUP = "xmailaudit.rules"

_PACKAGE = "xmailaudit_own_rules"


def load_folder(folder: Path) -> None:
    """Load the rules of a folder: one `RULE` in each module that has no `_` in front of its name.

    What is loaded already stays as it is.  Raises OwnRuleError.
    """
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".py")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise _error(
            str(folder), _("its rules cannot be listed: {reason}"), reason=reason
        ) from None
    modules = [file for file in files if not file.name.startswith("_")]
    if not modules:
        raise _error(str(folder), _("there is no rule in this folder: no module, NAME.py"))
    for file in modules:
        origin = file.resolve()
        if not any(entry.origin == origin for entry in own_entries()):
            _take(_rule_in(file), origin)


def load_installed() -> None:
    """Load the rules that installed packages offer.  Raises OwnRuleError."""
    from importlib.metadata import entry_points

    for offered in entry_points(group=GROUP):
        rule, origin = _offered(offered)
        if not any(entry.rule is rule for entry in own_entries()):
            _take(rule, origin)


# ------------------------------------------------------------ loading


class _Loader(SourceFileLoader):
    """Loads a module, and leaves no compiled one beside it."""

    def set_data(self, path: str, data: object, *, _mode: int = 0o666) -> None:
        """Write nothing."""


def _rule_in(file: Path) -> object:
    """The `RULE` of a module."""
    from importlib.util import module_from_spec, spec_from_loader

    name = f"{_PACKAGE}.{file.stem}"
    number = 1
    while name in sys.modules:  # another folder's
        number += 1
        name = f"{_PACKAGE}.{file.stem}_{number}"
    loader = _Loader(name, str(file))
    spec = spec_from_loader(name, loader)
    assert spec is not None  # noqa: S101  # a loader was given
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        loader.exec_module(module)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # somebody else's code
        del sys.modules[name]
        raise _not_loaded(str(file), error) from None
    return getattr(module, "RULE", None)


def _offered(offered: EntryPoint) -> tuple[object, Path]:
    """What an entry point names, and the file it stands in."""
    from pathlib import Path

    try:
        rule = offered.load()
    except (Exception, SystemExit) as error:  # noqa: BLE001  # somebody else's code
        raise _not_loaded(offered.value, error) from None
    file = getattr(sys.modules.get(offered.module), "__file__", None)
    return rule, Path(file or offered.value).resolve()


def _not_loaded(file: str, error: BaseException) -> OwnRuleError:
    template = _("this rule cannot be loaded: {kind}: {reason}")
    return _error(file, template, kind=type(error).__name__, reason=str(error))


def _take(rule: object, origin: Path) -> None:
    """Make a rule one of the catalogue's."""
    file = str(origin)
    if not isinstance(rule, Rule):
        raise _error(file, _("this module has no RULE that is a Rule"))
    fault = _fault(rule)
    if fault is not None:
        raise _error(file, _("the rule's {part} is wrong: {value}"), part=fault[0], value=fault[1])
    for entry in catalogue():
        if entry.id == rule.id or entry.name == rule.name:
            template = _("{rule} {name} is taken: give it another id and name")
            raise _error(file, template, rule=entry.id, name=entry.name)
    rule.origin = file
    extend(OwnEntry.of(rule, origin))


def _fault(rule: Any) -> tuple[str, str] | None:
    """The part of a rule's identity that is wrong, and what it is."""
    import re

    reads = rule.reads if isinstance(rule.reads, tuple) else ()
    right = {
        "id": re.fullmatch("[A-Z]{3}[0-9]{3}", str(rule.id)),
        "name": re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", str(rule.name)),
        "severity": isinstance(rule.severity, Severity),
        "summary": isinstance(rule.summary, str) and rule.summary,
        "reads": reads and all(isinstance(pattern, str) for pattern in reads),
        "fix": rule.fix is None or isinstance(rule.fix, Applicability),
    }
    wrong = next((part for part, fits in right.items() if not fits), None)
    return None if wrong is None else (wrong, repr(getattr(rule, wrong)))


def _error(file: str, template: Template, **parameters: object) -> OwnRuleError:
    return OwnRuleError(say(template, **parameters), file=file)
