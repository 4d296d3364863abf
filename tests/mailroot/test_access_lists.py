r"""Access lists as `cacls` prints them, made into the bits of others."""

from __future__ import annotations

import pytest

from xmailaudit.mailroot.access_lists import rights_of_everybody
from xmailaudit.mailroot.collected import parse_collected

ROOT = "C:\\Mail Root"
KNOWN = {"": 0, "server.tab": 0, "my logs": 0, "domains": 0, "domains/example.com": 0}


def rights(*lines: str, folder: str = "") -> dict[str, int]:
    """What comes out of these lines."""
    return rights_of_everybody(((folder, line) for line in lines), ROOT, KNOWN)


def entries(*texts: str, path: str = ROOT) -> tuple[str, ...]:
    """A list with these entries, as it is printed."""
    first, *rest = texts
    return (f"{path} {first}", *(" " * (len(path) + 1) + text for text in rest))


SYSTEM = "NT AUTHORITY\\SYSTEM:(OI)(CI)F"


@pytest.mark.parametrize(
    ("texts", "bits"),
    [
        ((SYSTEM,), 0),
        ((SYSTEM, "BUILTIN\\Users:R"), 5),
        ((SYSTEM, "BUILTIN\\Users:(OI)(CI)(ID)R"), 5),
        ((SYSTEM, "Everyone:C"), 7),
        ((SYSTEM, "Everyone:F"), 7),
        ((SYSTEM, "Everyone:W"), 3),
        ((SYSTEM, "Everyone:N"), 0),
        ((SYSTEM, "BUILTIN\\Users:(OI)(CI)(IO)F"), 0),
        ((SYSTEM, "PC\\anna:F"), 0),
        ((SYSTEM, "PC\\anna:F", "BUILTIN\\Users:R"), 5),
        ((SYSTEM, "BUILTIN\\Users:(CI)(special access:)", "      FILE_APPEND_DATA"), 3),
        ((SYSTEM, "BUILTIN\\Users:(special access:)", " READ_CONTROL", " FILE_READ_DATA"), 5),
        ((SYSTEM, "PC\\anna:(special access:)", "      FILE_APPEND_DATA"), 0),
        ((SYSTEM, "BUILTIN\\Users:(special access:)", " SYNCHRONIZE", "PC\\anna:F"), 0),
        (("Jeder:R",), 5),
    ],
)
def test_what_everybody_may(texts: tuple[str, ...], bits: int) -> None:
    """Each entry adds to it; one that is for what is made later does not."""
    assert rights(*entries(*texts)) == {"": bits}


@pytest.mark.parametrize(
    "texts",
    [
        ("PC\\anna:F",),
        ("\u7cfb:F",),
        (SYSTEM, "Everyone:(DENY)(special access:)", " FILE_WRITE_DATA"),
        ("The data is invalid.",),
    ],
)
def test_a_list_that_is_not_understood_tells_nothing(texts: tuple[str, ...]) -> None:
    """In another language, with something taken away, or an error."""
    assert rights(*entries(*texts)) == {}


def test_names_with_blanks_are_told_from_entries() -> None:
    """The longest that is known counts; others are passed over with all their entries."""
    lines = (
        *entries("Everyone:R", path=f"{ROOT}\\server.tab"),
        *entries("BUILTIN\\Users:F", SYSTEM, path=f"{ROOT}\\my logs"),
        *entries("Everyone:F", "Everyone:F", path=f"{ROOT}\\my other logs"),
        *entries("Everyone:F", path="D:\\elsewhere"),
        f"{ROOT}\\server.tab{' ' * 1_000_000}x",
    )

    assert rights(*lines) == {"server.tab": 5, "my logs": 7}


def test_lists_of_a_folder_are_of_what_is_in_it() -> None:
    """In any case of letters."""
    lines = entries("Everyone:R", path=f"{ROOT.upper()}\\Domains\\example.com")

    assert rights(*lines, folder="domains") == {"domains/example.com": 5}


def test_a_folder_that_is_not_known_has_no_rights() -> None:
    """Nor does a list whose first line is missing."""
    assert rights(*entries("Everyone:R", path=f"{ROOT}\\bin"), folder="bin") == {}
    assert rights("        Everyone:R") == {}


def test_they_are_found_in_what_was_gathered() -> None:
    """As the modes of a Windows machine."""
    text = (
        "xmailaudit-collect 1\nplatform windows\nmail-root C:%5CMailRoot\n"
        "folder - - 1 - .\nfile - - 1 9 server.tab\n"
        "acl  C:%5CMailRoot%20Everyone:%28OI%29%28CI%29R\nacl  C:%5CMailRoot%5Cserver.tab%20x:F\n"
    )
    found = parse_collected(text.encode())

    assert found is not None
    assert {path: known.mode for path, known in found.files.items()} == {"": 5, "server.tab": None}
