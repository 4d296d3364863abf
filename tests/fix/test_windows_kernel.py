"""What the kernel asks of Windows, told by libraries that are made up; and who may write."""

from __future__ import annotations

import ctypes
from typing import Any

import pytest

from tests.fix.made_windows import USER, error_of
from xmailaudit.fix.disk.windows_access import others_may_write, private
from xmailaudit.fix.disk.windows_kernel import SystemKernel, extended


class _Library:
    """Keeps its calls; each answers as it is told."""

    def __init__(self, answer: int) -> None:
        self.answer = answer
        self.calls: list[tuple[object, ...]] = []

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: object) -> int:
            plain = [getattr(one, "value", one) for one in arguments]
            self.calls.append((name, *plain))
            return self.answer

        return call


def test_files_are_replaced_and_moved() -> None:
    """What is there keeps its access list; a new name is on the disk when the call ends."""
    library = _Library(1)
    kernel = SystemKernel(lambda _name: library)
    kernel.replace("old", "draft")
    kernel.move("draft", "new")
    assert library.calls == [
        ("ReplaceFileW", "old", "draft", None, 0, None, None),
        ("MoveFileExW", "draft", "new", 8),
    ]


def test_an_access_list_is_set_and_protected() -> None:
    """Its descriptor is freed, whatever happens."""
    library = _Library(1)
    SystemKernel(lambda _name: library).protect("file", "D:P(A;;FA;;;SY)")
    made, given, freed = library.calls
    assert made[:3] == (
        "ConvertStringSecurityDescriptorToSecurityDescriptorW",
        "D:P(A;;FA;;;SY)",
        1,
    )
    assert given == ("SetFileSecurityW", "file", 0x80000004, None)
    assert freed == ("LocalFree", None)


def test_a_failed_call_is_an_error() -> None:
    """The last one of Windows."""
    kernel = SystemKernel(lambda _name: _Library(0), lambda: error_of(32))
    for call in (kernel.replace, kernel.move, kernel.protect):
        with pytest.raises(OSError, match="what Windows says"):
            call("a", "b")
    with pytest.raises(OSError, match="what Windows says"):
        kernel.user()
    with pytest.raises(OSError, match="what Windows says"):
        kernel.access("a")


def test_long_paths_get_a_prefix() -> None:
    """Of drives and of shares, once."""
    name = "a" * 250
    assert extended(r"C:\short") == r"C:\short"
    assert extended(rf"C:\{name}") == rf"\\?\C:\{name}"
    assert extended(rf"\\host\share\{name}") == rf"\\?\UNC\host\share\{name}"
    assert extended(rf"\\?\C:\{name}") == rf"\\?\C:\{name}"


@pytest.mark.parametrize(
    "access",
    [
        f"O:{USER}" + private(USER, folder=True),
        f"O:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;{USER})",
        f"O:{USER}D:(A;;0x1200a9;;;BU)(A;;FRFX;;;WD)(A;OICIIO;GA;;;CO)",
        f"O:{USER}D:(D;;FA;;;WD)",
        f"O:{USER}D:P",
    ],
)
def test_a_folder_of_ones_own(access: str) -> None:
    """Others may read it at most."""
    assert not others_may_write(access, USER)


@pytest.mark.parametrize(
    "access",
    [
        f"O:S-1-5-21-1-2-3-1002{private(USER, folder=True)}",
        f"O:{USER}",
        f"O:{USER}D:NO_ACCESS_CONTROL",
        f"O:{USER}D:(A;;FA;;;WD)",
        f"O:{USER}D:(A;;0x1301bf;;;AU)",
        f"O:{USER}D:(A;;0xmany;;;AU)",
        f"O:{USER}D:(A;;FRDC;;;S-1-5-21-1-2-3-1002)",
        f"O:{USER}D:(XA;;FR;;;BU;(a == 1))",
        f"O:{USER}D:(A;;FR;;;BU",
        "",
    ],
)
def test_a_folder_that_others_may_write_to(access: str) -> None:
    """Or one whose list cannot be understood."""
    assert others_may_write(access, USER)


class _Token:
    """Answers as Windows does where the user is asked for: by what the calls are given."""

    def __init__(self, sid: str) -> None:
        self.text = ctypes.create_unicode_buffer(sid)
        self.freed: list[object] = []

    def OpenProcessToken(self, process: Any, _access: int, token: Any) -> int:  # noqa: N802  # Windows' name
        token._obj.value = 7
        return int(process.value == ctypes.c_void_p(-1).value)

    def GetTokenInformation(self, *call: Any) -> int:  # noqa: N802  # Windows' name
        token, _what, held, size, needed = call
        needed._obj.value = 64
        if held is None:
            return 0
        ctypes.c_void_p.from_buffer(held).value = 4711
        return int(token.value == 7 and size.value == 64)

    def ConvertSidToStringSidW(self, sid: Any, text: Any) -> int:  # noqa: N802  # Windows' name
        text._obj.value = ctypes.addressof(self.text)
        return int(sid.value == 4711)

    def CloseHandle(self, token: Any) -> None:  # noqa: N802  # Windows' name
        self.freed.append(token.value)

    def LocalFree(self, text: Any) -> None:  # noqa: N802  # Windows' name
        self.freed.append(text.value)


def test_the_user_is_asked_for() -> None:
    """By the token of this process; what Windows made is freed."""
    token = _Token(USER)
    assert SystemKernel(lambda _name: token).user() == USER
    assert token.freed == [7, ctypes.addressof(token.text)]
