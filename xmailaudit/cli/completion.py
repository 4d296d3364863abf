"""Completion in bash, zsh, fish and PowerShell.

`xmailaudit completion SHELL` prints a script for the shell; at each TAB the script runs the program
with the words so far in its environment, and `answer` says how they may go on.  click does both;
what may stand where is asked of the declarations.
"""

from __future__ import annotations

from string import ascii_letters, digits
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem, ShellComplete, get_completion_class

from xmailaudit.messages import XMailAuditError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import click

__all__ = [
    "SHELLS",
    "VARIABLE",
    "addresses",
    "answer",
    "files",
    "last_word",
    "profiles",
    "rules",
    "script",
]

SHELLS = ("bash", "zsh", "fish", "powershell")
#: Set by the scripts; the entry looks for it before anything else.
VARIABLE = "_XMAILAUDIT_COMPLETE"
#: What stays text in every shell; a local part may hold a backtick.
_PLAIN = frozenset(ascii_letters + digits + "@.-_+")


def script(shell: str) -> str:
    """The script that a shell reads to complete our command lines."""
    # Not the class's own: bash's runs a bash to look at its version.
    text = ShellComplete.source(_completion(shell)) + "\n"
    # click's script for fish takes a comma in a word or its description for the end of it.
    return text.replace('string split ","', 'string split --max 1 ","')


def answer(environment: Mapping[str, str]) -> str:
    """What a script asks for: how the words in its environment may go on, in the shell's form.

    Nothing where they make no sense so far.
    """
    shell = environment[VARIABLE].partition("_")[0]
    if shell not in SHELLS:
        return ""
    try:
        return _completion(shell).complete()
    except (XMailAuditError, KeyError, ValueError):
        return ""


def _completion(shell: str) -> ShellComplete:
    from .app import XMAILAUDIT

    found = get_completion_class(shell)
    if found is None:
        raise ValueError(shell)
    return found(XMAILAUDIT, {}, "xmailaudit", VARIABLE)


# ------------------------------------------------------------ what may stand somewhere


def files(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Files and folders: the shell knows them best."""
    return [CompletionItem(incomplete, type="file")]


def last_word(
    ctx: click.Context, param: click.Parameter, incomplete: str, words: Iterable[str]
) -> list[CompletionItem[str]]:
    """One of some words, behind a target that may be left out."""
    given = ctx.params.get(param.name or "") or ()
    if len(given) > 1:
        return []
    if not given and not incomplete:
        return files(ctx, param, incomplete)
    named = [*_starting(incomplete, [(word, None) for word in words])]
    return named if named or given else files(ctx, param, incomplete)


def addresses(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """A target, and behind it an address in it; none that a shell would read as more than text."""
    given = ctx.params.get(param.name or "") or ()
    if not given:
        return files(ctx, param, incomplete)
    if len(given) > 1:
        return []
    from xmailaudit.session import start

    known = start(given[0]).complete(incomplete)
    return [CompletionItem(one) for one in known if one[0] != "@" and _PLAIN.issuperset(one)]


def profiles(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """The built-in profiles, else files."""
    from xmailaudit.audit.profile import built_in_profiles

    named = [*_starting(incomplete, built_in_profiles())]
    return named or files(ctx, param, incomplete)


def rules(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Ids, names and families of rules; of a list with commas, for its last item."""
    from xmailaudit.rules.catalogue import catalogue, families

    before, comma, last = incomplete.rpartition(",")
    known: list[tuple[str, str | None]] = [(family, None) for family in families()]
    known += [(word, rule.summary) for rule in catalogue() for word in (rule.id, rule.name)]
    return [
        CompletionItem(before + comma + item.value, help=item.help)
        for item in _starting(last, known)
    ]


def _starting(
    incomplete: str, known: Iterable[tuple[str, str | None]]
) -> Iterable[CompletionItem[str]]:
    """Those that begin so, in any case of letters."""
    for word, about in known:
        if word.lower().startswith(incomplete.lower()):
            yield CompletionItem(word, help=about)
