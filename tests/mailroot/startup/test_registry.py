r"""The registry of Windows: exported files, and the live one through a stand-in."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Self

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.mailroot.startup.launch import Launch
from xmailaudit.mailroot.startup.registry import as_bytes, launch_of_export, live_value

if TYPE_CHECKING:
    from types import TracebackType

VERSION_5 = "Windows Registry Editor Version 5.00\r\n\r\n"
KEY = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\GNU\\XMail]\r\n"
KEY_OF_32_BIT = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node\\GNU\\XMail]\r\n"
BOTH = '"MAIL_ROOT"="C:\\\\MailRoot"\r\n"MAIL_CMD_LINE"="-Pl -Ms \\"C:\\\\a b\\""\r\n'
EXPECTED = Launch(None, '-Pl -Ms "C:\\a b"', "C:\\MailRoot")


def wide(text: str) -> bytes:
    """As the registry editor of today writes it."""
    return b"\xff\xfe" + text.encode("utf-16-le")


def hexed(text: str, encoding: str) -> str:
    """The text as a hex value, broken into lines as the editor does."""
    pairs = [f"{byte:02x}" for byte in (text + "\0").encode(encoding)]
    lines = [",".join(pairs[i : i + 20]) for i in range(0, len(pairs), 20)]
    return ",\\\r\n  ".join(lines)


@pytest.mark.parametrize("key", [KEY, KEY_OF_32_BIT, KEY.upper(), KEY_OF_32_BIT.lower()])
def test_an_export_is_read_in_every_form(key: str) -> None:
    """UTF-16, UTF-8 and ANSI, with escapes undone; keys in any case."""
    text = key + BOTH

    assert launch_of_export(wide(VERSION_5 + text)) == EXPECTED
    assert launch_of_export(b"\xef\xbb\xbf" + (VERSION_5 + text).encode()) == EXPECTED
    assert launch_of_export(("REGEDIT4\r\n\r\n" + text).encode()) == EXPECTED
    assert launch_of_export(("REGEDIT4\n\n" + text.replace("\r\n", "\n")).encode()) == EXPECTED


@pytest.mark.parametrize("kind", ["hex(1)", "hex(2)", "hex(7)"])
def test_hex_values_are_decoded(kind: str) -> None:
    """Expandable and multiple strings are bytes: UTF-16 in version 5, ANSI before."""
    line = "-Pl -Sl -Ql -Fl -Cl -Ll -Yl"
    new = f'{VERSION_5}{KEY}"MAIL_CMD_LINE"={kind}:{hexed(line, "utf-16-le")}\r\n'
    old = f'REGEDIT4\r\n\r\n{KEY}"MAIL_CMD_LINE"={kind}:{hexed(line, "ascii")}\r\n'

    assert launch_of_export(wide(new)) == Launch(None, line)
    assert launch_of_export(old.encode()) == Launch(None, line)


def test_the_key_of_32_bit_programs_counts_first() -> None:
    """On a 64-bit Windows XMail is shown that one."""
    other = '"MAIL_CMD_LINE"="-Sl"\r\n'

    for text in (KEY + BOTH + KEY_OF_32_BIT + other, KEY_OF_32_BIT + other + KEY + BOTH):
        assert launch_of_export(wide(VERSION_5 + text)) == Launch(None, "-Sl")


def test_a_key_without_options_tells_that_there_are_none() -> None:
    """MAIL_ROOT alone: XMail starts with its defaults, which is known then."""
    text = KEY + '"MAIL_ROOT"="C:\\\\MailRoot"\r\n'

    assert launch_of_export(wide(VERSION_5 + text)) == Launch(None, "", "C:\\MailRoot")


@pytest.mark.parametrize(
    "text",
    [
        "",
        BOTH,
        KEY,
        KEY + '"MAIL_CMD_LINE"=-\r\n',
        KEY + '"MAIL_CMD_LINE"=dword:00000001\r\n',
        KEY + '"MAIL_CMD_LINE"=hex(2):zz\r\n',
        KEY.replace("XMail", "XMail2") + BOTH,
        KEY.replace("HKEY_LOCAL_MACHINE", "HKEY_CURRENT_USER") + BOTH,
    ],
)
def test_what_is_not_there_is_not_guessed(text: str) -> None:
    """Another key, no value, a deleted one, another type."""
    assert launch_of_export(wide(VERSION_5 + text)) is None


def test_characters_beyond_latin_1_become_bytes() -> None:
    """The model holds bytes; a Japanese path is kept as UTF-8."""
    text = KEY + '"MAIL_ROOT"="C:\\\\日本"\r\n'
    found = launch_of_export(wide(VERSION_5 + text))

    assert found is not None
    assert found.mail_root == "C:\\日本".encode().decode("latin-1")
    assert as_bytes("C:\\Käse") == "C:\\Käse"


@given(
    st.lists(
        st.one_of(
            st.sampled_from([KEY, BOTH, '"MAIL_CMD_LINE"=', "hex(2):", "00,", "\\\r\n", '"', "\\"]),
            st.text(max_size=4),
        )
    ).map("".join),
    st.sampled_from(["utf-16", "utf-8", "utf-8-sig"]),
)
def test_any_export_is_read(text: str, encoding: str) -> None:
    """No text makes the reading fail."""
    found = launch_of_export(text.encode(encoding, "replace"))

    assert found is None or found.tells_options


@given(st.binary(max_size=60))
def test_any_bytes_are_read(data: bytes) -> None:
    """Nor do any bytes."""
    assert launch_of_export(data) is None
    launch_of_export(b"\xff\xfe" + (VERSION_5 + KEY + '"MAIL_ROOT"="').encode("utf-16-le") + data)


# ------------------------------------------------------------ the live registry


class _Key:
    """An open key."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        pass


def stand_in(views: dict[int, dict[str, Any]]) -> SimpleNamespace:
    """A `winreg` with XMail's key in some of the two views (1: 32 bit, 2: 64 bit)."""

    def open_key(_hive: object, name: str, _reserved: int, access: int) -> _Key:
        view = access & 3
        if view not in views or name != "SOFTWARE\\GNU\\XMail":
            raise FileNotFoundError(name)
        return _Key(views[view])

    def query(key: _Key, name: str) -> tuple[Any, int]:
        if name not in key.values:
            raise FileNotFoundError(name)
        return key.values[name], 1

    return SimpleNamespace(
        KEY_WOW64_32KEY=1,
        KEY_WOW64_64KEY=2,
        KEY_READ=4,
        HKEY_LOCAL_MACHINE=object(),
        OpenKey=open_key,
        QueryValueEx=query,
    )


def test_the_live_registry_is_asked_for_32_bit_programs_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Then for 64-bit ones; a multiple string counts by its first line."""
    winreg = stand_in({1: {"MAIL_ROOT": "C:\\a"}, 2: {"MAIL_ROOT": "C:\\b", "X": ["-Pl", "-Sl"]}})
    monkeypatch.setitem(sys.modules, "winreg", winreg)

    assert live_value("MAIL_ROOT") == "C:\\a"
    assert live_value("X") == "-Pl"
    assert live_value("Y") is None


def test_where_there_is_no_registry_nothing_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python has `winreg` on Windows only."""
    monkeypatch.setitem(sys.modules, "winreg", None)

    assert live_value("MAIL_ROOT") is None
