"""The way to a folder: one look at each part, and what was asked for before makes no difference."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.mailroot.directory import DirectorySource
from xmailaudit.mailroot.real_folder import through_no_link

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="makes links")

PARTS = ("domains", "d", "ab", "abc", "real", "within", "without", "file", "none", "..", ".", "")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders with names that begin alike, links within and one that leads out."""
    above = tmp_path_factory.mktemp("above")
    (above / "out" / "ab").mkdir(parents=True)
    (above / "out" / "ab" / "user.tab").touch()
    root = above / "MailRoot"
    for folder in ("domains/d/ab", "domains/d/abc", "domains/d/real/ab"):
        (root / folder).mkdir(parents=True)
        (root / folder / "user.tab").write_text(folder, encoding="ascii")
    (root / "server.tab").touch()
    (root / "domains" / "d" / "file").touch()
    (root / "domains" / "d" / "within").symlink_to("real")
    (root / "domains" / "d" / "without").symlink_to(above / "out")
    (root / "domains" / "d" / "abc" / "real").symlink_to("../ab")
    return root


@given(ways=st.lists(st.lists(st.sampled_from(PARTS), max_size=5), min_size=2, max_size=5))
def test_what_was_read_before_makes_no_difference(
    root: Path, ways: Sequence[Sequence[str]]
) -> None:
    """Whatever the folders, each answers as the first one asked."""
    source = DirectorySource(root)
    for parts in ways:
        file = "/".join(("domains", "d", *parts, "user.tab"))

        assert source.read(file) == DirectorySource(root).read(file)


@given(
    parts=st.lists(st.sampled_from(PARTS), max_size=5),
    known=st.sampled_from(
        ("", "domains/", "domains/d/ab/", "domains/d/abc/", "domains/d/real/ab/")
    ),
)
def test_only_a_real_path_leads_through_no_link(
    root: Path, parts: Sequence[str], known: str
) -> None:
    """As the system resolves it."""
    path = "/".join((os.fspath(root), "domains", "d", *parts))

    found = through_no_link(os.fsencode(path), os.fsencode(f"{root}/{known}"))

    assert found == (os.path.realpath(path) == path and Path(path).is_dir())


def test_a_neighbour_costs_one_look(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What two folders share is not looked at again."""
    looks: list[bytes] = []
    looked_at = os.lstat

    def watched(path: bytes) -> os.stat_result:
        looks.append(path)
        return looked_at(path)

    source = DirectorySource(root)
    source.read("domains/d/ab/user.tab")
    monkeypatch.setattr(os, "lstat", watched)
    source.read("domains/d/abc/user.tab")

    assert looks == [
        os.fsencode(root / "domains" / "d" / "abc"),
        os.fsencode(root / "domains" / "d" / "abc" / "user.tab"),
    ]
