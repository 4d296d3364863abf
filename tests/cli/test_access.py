"""`access`: the exact networks, and the row that decides each."""

from __future__ import annotations

import ipaddress
import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Roots = Mapping[str, Path]

SERVICES = ("smtp", "pop3", "ctrl", "finger", "relay")


@pytest.fixture
def ours(roots: Roots) -> Path:
    """The MailRoot with the seed case."""
    return roots["fixed-ip-sender"]


@pytest.mark.parametrize("service", SERVICES)
def test_lists_are_reviewed(
    run: Run, ours: Path, snapshot: SnapshotAssertion, service: str
) -> None:
    """Who is let in by which row, and who is not."""
    ran = run("access", ours, service)

    assert ran.status == 0
    assert ran.out == snapshot


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("name", ["distribution", "fixed-ip-sender", "hardened", "hostile"])
def test_both_lists_together_are_everybody_who_arrives(
    run: Run, roots: Roots, name: str, service: str
) -> None:
    """No address is in both, none in neither; the rows share out the same addresses."""
    access = json.loads(run("access", roots[name], service, "--format", "json").out)

    let_in, shut_out = access["let_in"], access["shut_out"]
    assert let_in["complete"]
    assert shut_out["complete"]
    assert _size(let_in) == let_in["ipv4_addresses"]
    assert not set(let_in["networks"]) & set(shut_out["networks"])
    for allowed, whole in ((True, let_in), (False, shut_out)):
        parts = [row for row in access["rows"] if row["let_in"] is allowed]
        assert sum(part["ipv4_addresses"] for part in parts) == whole["ipv4_addresses"]
    if service != "relay":
        assert let_in["ipv4_addresses"] + shut_out["ipv4_addresses"] == 2**32


def _size(part: dict[str, list[str]]) -> int:
    networks = (ipaddress.ip_network(text) for text in part["networks"])
    return sum(network.num_addresses for network in networks if network.version == 4)


def test_the_answer_is_that_of_ask(run: Run, ours: Path) -> None:
    """The first and last address of every network that is let in gets in, of the others not."""
    access = json.loads(run("access", ours, "ctrl", "--format", "json").out)

    for part, status in ((access["let_in"], 0), (access["shut_out"], 1)):
        for text in part["networks"]:
            network = ipaddress.ip_network(text)
            for client in {network[0], network[-1]}:
                ran = run("ask", "connect", ours, "--service", "ctrl", "--client", client)

                assert ran.status == status


def test_a_service_that_is_off_lets_nobody_in(run: Run, ours: Path) -> None:
    """Whatever its map says."""
    ran = run("access", ours, "finger", "--command-line", "-F-")

    assert ran.out.startswith("Let in to finger:\n  nobody\n")
    assert "Nothing listens there" in ran.out


def test_a_map_without_effect_is_called_so(run: Run, roots: Roots) -> None:
    """SMTP-IpMapDropCode 0 lets in whom the map denies."""
    ran = run("access", roots["hostile"], "smtp")

    assert "Shut out of smtp:\n  nobody\n" in ran.out
    assert "SMTP-IpMapDropCode is not above 0: smtp.ipmap.tab refuses nobody" in ran.out


def test_host_names_are_named_apart(run: Run, tmp_path: Path) -> None:
    """Only a resolver knows whom such a row means."""
    row = '"office.example.com"\t"255.255.255.255"\n'
    (tmp_path / "smtprelay.tab").write_text(row, encoding="latin-1")
    (tmp_path / "server.tab").write_text("", encoding="latin-1")

    ran = run("access", tmp_path, "relay")

    heading = "Not counted, as only a resolver knows their addresses:"
    assert f"{heading}\n  smtprelay.tab:1  office.example.com\n" in ran.out
    listed = json.loads(run("access", tmp_path, "relay", "--format", "json").out)
    assert [row["line"] for row in listed["undecided"]] == [1]


def test_a_mask_with_holes_is_written_as_one(run: Run, tmp_path: Path) -> None:
    """65,536 networks of one address each are a line."""
    (tmp_path / "smtprelay.tab").write_text('"198.51.0.7"\t"255.255.0.255"\n', encoding="latin-1")
    (tmp_path / "server.tab").write_text('"RootDomain"\t"example.com"\n', encoding="latin-1")
    (tmp_path / "spammers.tab").write_text("", encoding="latin-1")

    assert "  198.51.0.7/255.255.0.255\n" in run("access", tmp_path, "relay").out


def test_the_service_alone_is_enough(run: Run, ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The target is found as for an audit."""
    monkeypatch.setenv("MAIL_ROOT", str(ours))

    assert run("access", "ctrl").status == 0
