"""The screens there are, in the order of their keys.  A screen's module is loaded when it opens."""

from __future__ import annotations

from typing import NamedTuple

from xmailaudit.messages import _

__all__ = ["PLACES", "Place"]


class Place(NamedTuple):
    """A screen: the name of its action and module, the key that goes there, what it is called."""

    name: str
    key: str
    title: str
    kind: str

    @property
    def module(self) -> str:
        """Where its class is."""
        return f"xmailaudit.tui.screens.{self.name}"


PLACES = (
    Place("overview", "1", _("Overview"), "OverviewScreen"),
    Place("findings", "2", _("Findings"), "FindingsScreen"),
    Place("plan", "3", _("Plan"), "PlanScreen"),
    Place("ask", "4", _("Ask"), "AskScreen"),
    Place("accounts", "5", _("Accounts"), "AccountsScreen"),
    Place("access", "6", _("Access"), "AccessScreen"),
    Place("certificates", "7", _("Certificates"), "CertificatesScreen"),
    Place("history", "8", _("History"), "HistoryScreen"),
)
