"""Places in SARIF's words: artifact, region, logical location; and what hides a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .escape import decoded
from .place import shown_place

if TYPE_CHECKING:
    from xmailaudit.audit.suppression import Suppression
    from xmailaudit.tables.row import Place

    from .place import ShownPlace

    Json = dict[str, Any]

__all__ = ["BASE", "artifact", "location", "message", "suppression"]

#: What files are relative to; where that is, the reader of a report says.
BASE = "MAILROOT"


def artifact(file: str) -> Json:
    """A file of the MailRoot (bytes as latin-1) as a URI reference."""
    from urllib.parse import quote

    return {"uri": quote(file.encode("latin-1")), "uriBaseId": BASE}


def location(place: Place) -> Json:
    """A row, a file, or, for the start options, a logical location.

    What a pasted text shows of a table stands in that text, which lies anywhere; so do a profile
    and a baseline.
    """
    shown = shown_place(place)
    region: Json = {}
    if shown.line is not None:
        region = {
            "startLine": shown.line,
            "startColumn": shown.column,
            "endLine": shown.line,
            "endColumn": shown.end_column,
            "snippet": {"text": shown.text},
        }
    if place.file.startswith("(") and shown.path is None:  # the start options: no file
        named = {"name": decoded(place.file), "kind": "parameter"}
        if shown.text:
            named["fullyQualifiedName"] = shown.text
        return {"logicalLocations": [named]}
    physical: Json = {"artifactLocation": _holder(shown, place)}
    if region:
        physical["region"] = region
    if shown.pasted is None:
        return {"physicalLocation": physical}
    table = {"name": shown.file, "kind": "resource"}
    return {"physicalLocation": physical, "logicalLocations": [table]}


def _holder(shown: ShownPlace, place: Place) -> Json:
    """The file that holds a place."""
    elsewhere = shown.pasted or shown.path
    if elsewhere is None:
        return artifact(place.file)
    from urllib.parse import quote

    return {"uri": quote(elsewhere.encode(errors="replace"))}


def message(text: str) -> Json:
    """A sentence that SARIF must not read as a link (`[…](…)`) or a placeholder (`{0}`)."""
    return {"text": text.replace("](", "\\](").replace("{", "{{").replace("}", "}}")}


def suppression(made: Suppression) -> Json:
    """A suppression of the profile; the reason is the owner's own words."""
    return {
        "kind": "external",
        "status": "accepted",
        "justification": made.reason,
        "location": location(made.place),
        "properties": {"owner": made.owner, "expires": made.expires_on()},
    }
