"""Profiles: what they say, how they extend each other, and how they are refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audit.made_up import rule
from xmailaudit.audit import toml_lines
from xmailaudit.audit.errors import ProfileError
from xmailaudit.audit.profile import Profile, built_in_profiles, load_profile
from xmailaudit.audit.profile_document import read_document
from xmailaudit.audit.profile_keys import _TABLES, _TOP, checked
from xmailaudit.audit.toml_lines import key_lines
from xmailaudit.policy.addresses import Address, AddressSet, Prefix
from xmailaudit.rules.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from xmailaudit.audit.toml_lines import Path as KeyPath

    Write = Callable[..., str]

BUILT_IN = (
    "bulk-sender",
    "default",
    "internal-only",
    "legacy-windows",
    "strict",
    "submission-only",
)

EVERYTHING = """\
fail-on = "never"
[server]
version = "1.22"
command-line = "-Pl -Sl"
addresses = ["192.0.2.24", "2001:db8::24"]
platform = "windows"
mx = false
web-server = true
public-resolver = false
backup-domains = ["example.org"]
[trusted]
networks = ["192.0.2.24/32", "192.168.0.0/24"]
admins = ["192.0.2.24"]
[parameters]
certificate-expiry-days = 45
minimum-rsa-bits = 3072
[rules.ACL901]
severity = "info"
[rules.made-up-acl902]
enabled = false
[[suppress]]
rule = "ACL901"
file = "finger.ipmap.tab"
key = "RootDomain"
reason = "It is so."
owner = "ann"
expires = 2027-03-31
[[suppress]]
rule = "made-up-acl902"
reason = "For ever."
permanent = true
"""


@pytest.fixture
def write(tmp_path: Path, plant: Callable[..., None]) -> Write:
    """Write a profile file and give its path; the catalogue is ACL901 and ACL902."""
    plant(rule("ACL901"), rule("ACL902"))

    def written(text: str | bytes, name: str = "mine.toml") -> str:
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(file)

    return written


def refused(name: str) -> ProfileError:
    """The error a profile is refused with."""
    with pytest.raises(ProfileError) as caught:
        load_profile(name)
    return caught.value


# ------------------------------------------------------------ what a profile says


def test_every_key_is_read(write: Write) -> None:
    """All of the contract's keys, and what each becomes."""
    name = write(EVERYTHING)

    profile = load_profile(name)

    assert profile._replace(suppressions=()) == Profile(
        name=name,
        fail_on=None,
        version="1.22",
        command_line="-Pl -Sl",
        addresses=(Address.parse("192.0.2.24"), Address.parse("2001:db8::24")),
        platform="windows",
        mx=False,
        web_server=True,
        public_resolver=False,
        backup_domains=("example.org",),
        trusted=(Prefix.parse("192.0.2.24/32"), Prefix.parse("192.168.0.0/24")),
        admins=(Prefix.parse("192.0.2.24/32"),),
        parameters={"certificate-expiry-days": 45, "minimum-rsa-bits": 3072},
        severities={"ACL901": Severity.INFO},
        disabled=frozenset({"ACL902"}),
        version_told=True,
    )


def test_suppressions_are_read_whole(write: Write) -> None:
    """With where they were declared; a permanent one has no end."""
    name = write(EVERYTHING)

    first, second = load_profile(name).suppressions

    assert first == (
        "ACL901",
        "finger.ipmap.tab",
        "RootDomain",
        "It is so.",
        "ann",
        date(2027, 3, 31),
        name,
        21,
        b"[[suppress]]",
    )
    assert second[:6] == ("ACL902", None, None, "For ever.", None, None)
    assert (second.place.file, second.place.line, second.place.raw) == (
        "(profile)",
        28,
        b"[[suppress]]",
    )


def test_rules_are_told_what_the_owner_says(write: Write) -> None:
    """Addresses become sets; an IPv4 network is trusted behind a dual-stack socket too."""
    given_ = load_profile(write(EVERYTHING)).given(1.5)

    assert given_.now == given_.world.now == 1.5
    assert given_.trusted is not None
    for text in ("192.168.0.9", "::ffff:192.168.0.9"):
        assert Address.parse(text) in given_.trusted
    assert Address.parse("192.168.1.9") not in given_.trusted
    assert given_.addresses is not None
    assert Address.parse("2001:db8::24") in given_.addresses
    assert (given_.mx, given_.web_server, given_.platform) == (False, True, "windows")
    assert given_.parameters["minimum-rsa-bits"] == 3072
    assert given_.server_version == "1.22"


def test_nothing_said_is_none_and_nothing_is_empty(write: Write) -> None:
    """No networks declared is not the same as none trusted."""
    silent = load_profile(write("")).given(0)
    empty = load_profile(write("[trusted]\nnetworks = []\n")).given(0)

    assert (silent.trusted, silent.admins, silent.mx) == (None, None, None)
    assert empty.trusted == AddressSet.empty()


# ------------------------------------------------------------ extending


def test_a_profile_lies_above_what_it_extends(write: Write) -> None:
    """Key by key; what it does not say stays, and suppressions add up."""
    base = "fail-on = 'low'\n[server]\nmx = true\nversion = '1.27'\n[rules.ACL901]\nenabled = false"
    write(base + "\n[[suppress]]\nrule='ACL901'\nreason='a'\npermanent=true", "sub/base.toml")
    name = write(
        "extends = 'sub/base.toml'\n[server]\nmx = false\n[rules.ACL901]\nenabled = true\n"
        "severity = 'low'\n[[suppress]]\nrule='ACL902'\nreason='b'\npermanent=true"
    )

    profile = load_profile(name)

    assert (profile.fail_on, profile.mx, profile.version) == (Severity.LOW, False, "1.27")
    assert (profile.disabled, profile.severities) == (frozenset(), {"ACL901": Severity.LOW})
    assert [one.rule_id for one in profile.suppressions] == ["ACL902", "ACL901"]


def test_a_file_extends_a_built_in_profile(write: Write) -> None:
    """By its name, and it is the default one where it says so."""
    profile = load_profile(write('extends = "default"\n[server]\nmx = false\n'))

    assert (profile.mx, profile.version, profile.fail_on) == (False, "1.27", Severity.HIGH)


def test_a_circle_is_refused(write: Write) -> None:
    """Two profiles that extend each other, named with the line."""
    write("extends = 'b.toml'", "a.toml")
    name = write("# b\nextends = 'a.toml'", "b.toml")

    error = refused(name)

    assert (error.key, error.line) == ("extends", 2 if error.file == name else 1)
    assert "circle" in str(error)


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_built_in_profiles_can_be_read(name: str) -> None:
    """Against the real catalogue: every rule they name exists."""
    assert load_profile(name).name == name


def test_the_built_in_profiles_say_what_they_are_for() -> None:
    """Their names, and the first lines of each."""
    profiles = dict(built_in_profiles())

    assert tuple(profiles) == BUILT_IN
    assert profiles["strict"].startswith("for a server that has been tidied up")
    assert all(profiles.values())


# ------------------------------------------------------------ refusing

WRONG = [
    ("\nfail-on = 'hihg'", "fail-on", 2, "high"),
    ("fail-onn = 'high'", "fail-onn", 1, "fail-on"),
    ("[servre]\nmx = true", "servre", 1, "server"),
    ("[server]\n\nmxx = true", "server.mxx", 3, "server.mx"),
    ("server.mxx = true", "server.mxx", 1, "server.mx"),
    ("server = {mx = 1}", "server.mx", 1, "true or false"),
    ("server = 1", "server", 1, "table"),
    ("[server]\nplatform = 'linux'", "server.platform", 2, "unix"),
    ("[server]\nversion = '127'", "server.version", 2, "1.27"),
    ("[server]\nversion = 1.27", "server.version", 2, "text"),
    ("[server]\ncommand-line = ['-Pl']", "server.command-line", 2, "text"),
    ("[server]\naddresses = '192.0.2.1'", "server.addresses", 2, "array"),
    ("[server]\naddresses = [\n'192.0.2.1',\n'192.0.2.0/24']", "server.addresses", 4, "192.0.2.0"),
    ("[server]\nbackup-domains = ['']", "server.backup-domains", 2, "text"),
    ("[server]\nbackup-domains = ['a b.test']", "server.backup-domains", 2, "a domain"),
    ("[server]\nbackup-domains = ['[192.0.2.1]']", "server.backup-domains", 2, "a domain"),
    ("[trusted]\nnetwork = []", "trusted.network", 2, "trusted.networks"),
    ("[trusted]\nnetworks = ['192.0.2.24/24']", "trusted.networks", 2, "192.0.2.24/24"),
    ("[trusted]\nadmins = [1]", "trusted.admins", 2, "text"),
    ("[parameters]\nminimum-rsa-bit = 1", "parameters.minimum-rsa-bit", 2, "minimum-rsa-bits"),
    ("[parameters]\nminimum-rsa-bits = 0", "parameters.minimum-rsa-bits", 2, "512"),
    ("[parameters]\nminimum-rsa-bits = true", "parameters.minimum-rsa-bits", 2, "512"),
    ("[rules.ACL91]\nenabled = false", "rules.ACL91", 1, "ACL901"),
    ("[rules.ACL901]\nseverty = 'low'", "rules.ACL901.severty", 2, "rules.ACL901.severity"),
    ("[rules.ACL901]\nseverity = 'never'", "rules.ACL901.severity", 2, "nearest"),
    ("[rules]\nACL901 = false", "rules.ACL901", 2, "table"),
    (
        "[rules.ACL901]\nenabled = false\n[rules.made-up-acl901]\nenabled = true",
        "rules.made-up-acl901",
        3,
        "ACL901 was named before",
    ),
    ("fail-on = 'low'\nfail-on = 'high'", "fail-on", 2, "before"),
    ("[server]\nmx = true\n\n[server]\nplatform = 'unix'", "server", 4, "before"),
    ("[server]\r\naddresses = []\r\naddresses = [\r\n]", "server.addresses", 3, "before"),
    ("server = { mx = true }\nserver.platform = 'unix'", "server.platform", 2, "before"),
    ("server = { mx = true, mx = false }", "server.mx", 1, "before"),
    ("[rules]\nACL901.enabled = true\n[rules.ACL901]\nenabled = true", "rules.ACL901", 3, "before"),
    ("extends = 'strickt'", "extends", 1, "strict"),
    ("extends = 1", "extends", 1, "text"),
    ("suppress = 1", "suppress", 1, "array"),
    ("suppress = [1]", "suppress", 1, "table"),
    ("[[suppress]]\nreason = 'a'", "suppress", 1, "rule"),
    ("[[suppress]]\nrule = 'ACL901'", "suppress", 1, "reason"),
    ("[[suppress]]\nrule = 'ACL91'\nreason = 'a'", "suppress.rule", 2, "ACL901"),
]
SUPPRESS = "[[suppress]]\nrule = 'ACL901'\nreason = 'a'\n"
WRONG_SUPPRESSIONS = [
    ("", "suppress", 1, "expires"),
    ("expired = 2027-03-31", "suppress.expired", 4, "suppress.expires"),
    ("expires = '2027-03-31'", "suppress.expires", 4, "without quotes"),
    ("expires = 2027-03-31 10:00:00", "suppress.expires", 4, "date"),
    ("permanent = false", "suppress.permanent", 4, "true"),
    ("permanent = true\nexpires = 2027-03-31", "suppress.permanent", 4, "contradict"),
    ("permanent = true\nowner = ' '", "suppress.owner", 5, "text"),
]


@pytest.mark.parametrize(
    ("text", "key", "line", "words"),
    [*WRONG, *((SUPPRESS + text, *rest) for text, *rest in WRONG_SUPPRESSIONS)],
)
def test_a_wrong_profile_is_refused_where_it_is_wrong(
    write: Write, text: str, key: str, line: int, words: str
) -> None:
    """File, dotted key and line are named, and what would be right."""
    name = write(text)

    error = refused(name)

    assert (error.file, error.key, error.line) == (name, key, line)
    assert key in str(error)
    assert words in str(error)


def test_a_mistake_in_an_extended_profile_is_named_there(write: Write) -> None:
    """The file at fault, not the one asked for."""
    base = write("[server]\nmxx = 1", "base.toml")

    error = refused(write("extends = 'base.toml'"))

    assert (error.file, error.line) == (base, 2)


def test_no_toml_is_refused_with_line_and_column(write: Write) -> None:
    """What the parser says, and where."""
    error = refused(write("[server]\nmx = yes\n"))

    assert (error.line, error.column) == (2, 6)
    assert "TOML" in str(error)


def test_a_file_that_ends_too_early_is_wrong_in_its_last_line(write: Write) -> None:
    """Where the parser names no line."""
    error = refused(write("[server]\nmx = true\naddresses = [\n"))

    assert (error.line, error.column) == (3, None)


@pytest.mark.parametrize(
    "data", [b"\xff", b"a = " + b"[" * 100_000, b"a = 1\na = 2", b"\0", b"a = '\xe9'"]
)
def test_whatever_the_file_holds_only_our_error_escapes(write: Write, data: bytes) -> None:
    """Bytes that are no text, no TOML, or TOML that is too deep."""
    assert refused(write(data)).file


def test_a_byte_order_mark_does_no_harm(write: Write) -> None:
    """Editors of Windows write one."""
    assert load_profile(write(b"\xef\xbb\xbffail-on = 'low'")).fail_on is Severity.LOW


@pytest.mark.parametrize("name", ["strickt", "", "strict\0", "no/such.toml", "no\0such.toml"])
def test_a_profile_that_is_not_there_is_refused(name: str) -> None:
    """By name with the nearest known one, by file with the system's reason."""
    error = refused(name)

    assert error.line is None
    if name == "strickt":
        assert "strict" in str(error)


def test_a_folder_is_no_profile(tmp_path: Path) -> None:
    """It cannot be read, and the error says so."""
    (tmp_path / "x.toml").mkdir()

    assert "cannot be read" in str(refused(str(tmp_path / "x.toml")))


@given(st.binary(max_size=60))
def test_any_bytes_are_a_profile_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    """No other error than ours."""
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_bytes(data)
    with suppress(ProfileError):
        assert read_document(file).text.encode() in (data, data.removeprefix(b"\xef\xbb\xbf"))


def test_readme_shows_every_key(tmp_path: Path) -> None:
    """Its profile is read as it stands, and whoever copies it meets all there is to say."""
    page = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    text = page.partition("```toml\n")[2].partition("```")[0]
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")

    values = checked(read_document(file))

    expected = {*_TOP, *(f"{table}.{key}" for table, keys in _TABLES.items() for key in keys)}
    assert set(values) == expected | {"rules.REL004.severity"}
    assert load_profile(str(file)).fail_on is Severity.HIGH


def test_a_profile_with_many_suppressions_is_looked_through_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each knows its line; a scan for each would take minutes."""
    scans = 0

    def counted(text: str) -> dict[KeyPath, int]:
        nonlocal scans
        scans += 1
        return key_lines(text)

    monkeypatch.setattr(toml_lines, "key_lines", counted)
    table = "[[suppress]]\nrule = 'ACL003'\nreason = 'a'\npermanent = true\n"
    file = tmp_path / "many.toml"
    file.write_text(table * 500, encoding="utf-8")

    found = load_profile(str(file)).suppressions

    assert [one.line for one in found] == [*range(1, 2000, 4)]
    assert {one.row for one in found} == {b"[[suppress]]"}
    assert scans == 1
