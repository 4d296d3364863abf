"""Profiles: what the owner says of his server, and how he wants to be judged.

A profile is TOML.  It may extend another one, by the name of a built-in profile or by a file beside
it; what it says itself lies above.  A name with a slash, or ending in `.toml`, is a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xmailaudit.messages import _, say
from xmailaudit.policy.addresses import AddressSet, Prefix
from xmailaudit.policy.addresses.inet import width
from xmailaudit.policy.addresses.row_filter import EMBEDDINGS
from xmailaudit.policy.world import World
from xmailaudit.resources import profiles_folder
from xmailaudit.rules.finding import Severity
from xmailaudit.rules.given import Given

from .errors import ProfileError, nearest
from .profile_document import read_document
from .profile_keys import OWN_RULES, checked, own_rules_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from xmailaudit.policy.addresses import Address

    from .profile_document import Document
    from .suppression import Suppression

__all__ = ["Profile", "built_in_profiles", "is_file", "load_profile", "whole_name"]

#: A chain of profiles longer than this is taken for a mistake.
_LONGEST_CHAIN = 16


class Profile(NamedTuple):
    """A profile, extended ones included; None and empty where nothing is said.

    `fail_on` is None for never.  `severities` and `disabled` go by rule id.  `version_told` tells
    that a profile of somebody's own names the version, not only a built-in one.
    """

    name: str
    fail_on: Severity | None = Severity.HIGH
    version: str | None = None
    command_line: str | None = None
    addresses: tuple[Address, ...] | None = None
    platform: str | None = None
    mx: bool | None = None
    web_server: bool | None = None
    public_resolver: bool | None = None
    backup_domains: tuple[str, ...] = ()
    trusted: tuple[Prefix, ...] | None = None
    admins: tuple[Prefix, ...] | None = None
    parameters: Mapping[str, object] = {}
    severities: Mapping[str, Severity] = {}
    disabled: frozenset[str] = frozenset()
    suppressions: tuple[Suppression, ...] = ()
    version_told: bool = False

    def given(self, at: float, *, shown_version: str | None = None) -> Given:
        """What rules are told of it, at a moment (POSIX time).

        The version that the configuration itself shows beats the one a built-in profile names.
        """
        own = self.addresses
        hosts = None if own is None else [Prefix(*one, width(one.family)) for one in own]
        return Given(
            now=at,
            world=World(now=at),
            trusted=_peers(self.trusted),
            admins=_peers(self.admins),
            addresses=_peers(hosts),
            backup_domains=self.backup_domains,
            platform=self.platform,
            mx=self.mx,
            web_server=self.web_server,
            public_resolver=self.public_resolver,
            server_version=self.version if self.version_told else shown_version or self.version,
            version_known=self.version_told or shown_version is not None,
            parameters=self.parameters,
        )


def _peers(prefixes: Iterable[Prefix] | None) -> AddressSet | None:
    """The peers in some networks; those of IPv4 also as a dual-stack socket shows them."""
    if prefixes is None:
        return None
    plain = AddressSet.from_prefixes(prefixes)
    peers = plain
    for network in EMBEDDINGS:
        peers |= plain.embedded(network)
    return peers


def built_in_profiles() -> tuple[tuple[str, str], ...]:
    """The profiles that come along, by name, each with what its first lines say it is for."""
    files = sorted(profiles_folder().glob("*.toml"))
    return tuple((file.stem, _about(file.read_text(encoding="utf-8"))) for file in files)


def _about(text: str) -> str:
    """The comment at the top of a profile, without the name it begins with."""
    lines: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line[1:].strip())
    return " ".join(lines).partition(": ")[2]


def load_profile(name: str) -> Profile:
    """Read a profile by the name of a built-in one or by file, and all that it extends.

    Raises ProfileError, which names file, key and line.
    """
    documents = _chain(name)
    for document in reversed(documents):
        _load_own_rules(document)
    layers = [checked(document) for document in documents]
    told = any(
        "server.version" in values and not _is_built_in(document)
        for values, document in zip(layers, documents, strict=True)
    )
    return _profile(name, layers)._replace(version_told=told)


def _chain(name: str) -> list[Document]:
    """A profile and all that it extends, as far as they can be read."""
    documents = [read_document(_locate(name, None))]
    while isinstance(extended := documents[-1].values.get("extends"), str) and extended.strip():
        if len(documents) >= _LONGEST_CHAIN:
            raise documents[-1].spot.child("extends").wrong(_("{key} leads in a circle"))
        documents.append(read_document(_locate(extended, documents[-1])))
    return documents


def _load_own_rules(document: Document) -> None:
    """Load the rules that a profile asks for: what it says of them comes after.

    A folder lies beside the profile.  Raises ProfileError and OwnRuleError.
    """
    if OWN_RULES not in document.values:
        return
    from pathlib import Path

    from .own_rules import load_folder, load_installed

    asked = own_rules_of(document)
    for folder in asked.get("folders", ()):
        load_folder(Path(document.file).parent / folder)
    if asked.get("installed"):
        load_installed()


def _is_built_in(document: Document) -> bool:
    from pathlib import Path

    return Path(document.file).parent == profiles_folder()


def _locate(name: str, extending: Document | None) -> Path:
    """The file of a profile; a relative one lies beside the profile that extends it."""
    from pathlib import Path

    if is_file(name):
        return Path(extending.file).parent / name if extending else Path(name)
    built_in = profiles_folder() / f"{name}.toml"
    if built_in.is_file():
        return built_in
    known = [file.stem for file in profiles_folder().glob("*.toml")]
    parameters = {"name": name, "nearest": nearest(name, known)}
    if extending:
        template = _("{key}: there is no profile {name}; the nearest is {nearest}")
        raise extending.spot.child("extends").wrong(template, **parameters)
    template = _(
        "there is no profile {name}; the nearest is {nearest}. A file's name must end in .toml"
    )
    raise ProfileError(say(template, **parameters))


def is_file(name: str) -> bool:
    """Whether a profile's name is that of a file, be it there or not."""
    return "/" in name or "\\" in name or name.endswith(".toml")


def whole_name(name: str) -> str:
    """A profile's name as it is understood in any folder."""
    from pathlib import Path

    return str(Path(name).absolute()) if is_file(name) else name


def _profile(name: str, layers: list[dict[str, Any]]) -> Profile:
    """Lay the documents over each other; the first one is the uppermost."""
    values: dict[str, Any] = {}
    for layer in reversed(layers):
        values.update(layer)
    fields = {
        **_named(values, "server"),
        **_rules(values),
        "trusted": values.get("trusted.networks"),
        "admins": values.get("trusted.admins"),
        "parameters": _under(values, "parameters"),
        "suppressions": tuple(one for layer in layers for one in layer.get("suppress", ())),
    }
    if "fail-on" in values:
        fields["fail_on"] = values["fail-on"]
    return Profile(name=name, **fields)


def _under(values: dict[str, Any], table: str) -> dict[str, Any]:
    """The keys of a table."""
    prefix = table + "."
    return {
        key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)
    }


def _named(values: dict[str, Any], table: str) -> dict[str, Any]:
    """The keys of a table as names of fields."""
    return {key.replace("-", "_"): value for key, value in _under(values, table).items()}


def _rules(values: dict[str, Any]) -> dict[str, Any]:
    severities: dict[str, Severity] = {}
    disabled: set[str] = set()
    for key, value in _under(values, "rules").items():
        rule_id, _dot, change = key.partition(".")
        if change == "severity":
            severities[rule_id] = value
        elif not value:
            disabled.add(rule_id)
    return {"severities": severities, "disabled": frozenset(disabled)}
