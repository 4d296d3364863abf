"""How a target was opened: said once on the command line, said again in every twin command."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xmailaudit.session import Session

__all__ = ["Opening"]


class Opening(NamedTuple):
    """What the command line told.

    `at` is the moment to judge for, POSIX time; `own_rules` are the options about rules of one's
    own, whose rules are loaded already.
    """

    target: str | None
    profile: str = "default"
    command_line: str | None = None
    at: float | None = None
    own_rules: tuple[str, ...] = ()

    def start(self) -> Session:
        """Open it.  Raises ProfileError and TargetError."""
        from xmailaudit.session import start

        return start(self.target, profile=self.profile, command_line=self.command_line)

    def start_again(self, before: Session) -> Session:
        """Open it anew.  What came by standard input comes once, so that stays as it was read."""
        if self.target != "-":
            return self.start()
        from xmailaudit.audit.profile import load_profile

        return before._replace(profile=load_profile(self.profile))

    @property
    def options(self) -> tuple[str, ...]:
        """The words of a command line that open it in the same way."""
        words: list[str] = []
        if self.profile != "default":
            words += ["--profile", self.profile]
        if self.command_line is not None:
            words += ["--command-line", self.command_line]
        if self.at is not None:
            words += ["--at", _date(self.at)]
        return (*words, *self.own_rules)


def _date(moment: float) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(moment, UTC).isoformat()
