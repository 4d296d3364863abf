"""The family on the example servers, and on whatever bytes come in."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.acl.judging import edits_of, family, map_root, with_fix
from tests.tls_files import TLS_FILES
from xmailaudit.audit.profile import load_profile
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MAPS, MailRoot
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import English, render
from xmailaudit.policy.properties import HOST_PROPERTIES_FILE, IP_PROPERTIES_FILE
from xmailaudit.policy.reach import reachable
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.session import start

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xmailaudit.rules.finding import Finding

DEFAULT = load_profile("default").given(1795478400.0)


def found(root: MailRoot) -> list[Finding]:
    """What the family finds under the default profile."""
    return family(root, DEFAULT)


def test_an_exemplary_server_has_none(fixture_root: Callable[[str], Path]) -> None:
    """Not even of the least severity."""
    assert found(start(fixture_root("hardened")).root) == []


def test_a_sender_with_one_address_has_255_strangers_twice(
    fixture_root: Callable[[str], Path],
) -> None:
    """At the admin port and at finger, and a loopback that is too small in both."""
    findings = found(start(fixture_root("fixed-ip-sender")).root)

    assert sorted((one.rule.id, one.places[0].file, one.severity) for one in findings) == [
        ("ACL003", "ctrl.ipmap.tab", Severity.HIGH),
        ("ACL003", "finger.ipmap.tab", Severity.MEDIUM),
        ("ACL005", "ctrl.ipmap.tab", Severity.LOW),
        ("ACL005", "finger.ipmap.tab", Severity.LOW),
    ]
    strangers = [o.message.parameters["strangers"] for o in findings if o.rule.id == "ACL003"]
    assert strangers == [255, 255]
    assert {fix.applicability for one in findings for fix in one.fixes} == {Applicability.SAFE}


def test_its_safe_fixes_leave_it_with_none(fixture_root: Callable[[str], Path]) -> None:
    """All together; only the strangers lose anything."""
    root = start(fixture_root("fixed-ip-sender")).root
    mended = root
    for one in found(root):
        mended = with_fix(mended, one.fixes[0])

    assert found(mended) == []
    for service in ("ctrl", "finger"):
        assert (reachable(root, service) - reachable(mended, service)).count4 == 255


def test_the_distribution_is_loud(fixture_root: Callable[[str], Path]) -> None:
    """Everybody reaches the admin port and finger."""
    severities = {
        one.rule.id: one.severity for one in found(start(fixture_root("distribution")).root)
    }

    assert severities == {"ACL001": Severity.CRITICAL, "ACL010": Severity.MEDIUM}


def test_hostile_text_stays_a_parameter(fixture_root: Callable[[str], Path]) -> None:
    """Templates are ours; every sentence can be worded."""
    for one in found(start(fixture_root("hostile")).root):
        assert "script" not in str(one.message.template)
        assert render(one.message, English(), show=ascii)


# ------------------------------------------------------------ any bytes

PIECES = st.sampled_from(
    [
        *(b"\t", b'"', b"\n", b"\r\n", b"\0", b"#", b" ", b"/", b"\xff", b"\\"),
        *(b"0.0.0.0", b"203.0.113.24", b"255.255.255.0", b"24", b"::/0", b"2001:db8::7/64"),
        *(b"ALLOW", b"DENY", b"PERMIT", b"1", b"-2", b"x", b"office.example.net"),
        *(b"WhiteList", b"NoAuth=1", b"EaseTLS", b".partner.test", b"code=0"),
        *(b"SMTP-IpMapDropCode", b"CustMapsList", b"a.test:0", b"SMTP-RDNSCheck"),
    ]
)
TABLES = [*MAPS.values(), IP_PROPERTIES_FILE, HOST_PROPERTIES_FILE, "spammers.tab", "server.tab"]


@given(st.dictionaries(st.sampled_from(TABLES), st.lists(PIECES, max_size=40).map(b"".join)))
def test_any_bytes_can_be_judged(files: dict[str, bytes]) -> None:
    """Each finding can be worded, and each fix applied; nothing escapes but gaps."""
    source = MemorySource({**{name: text.encode() for name, text in TLS_FILES.items()}, **files})
    root = MailRoot(source, StartOptions.assumed())
    for one in found(root):
        assert render(one.message, English(), show=ascii)
        for fix in one.fixes:
            if edits_of(fix):
                assert found(with_fix(root, fix)) is not None


# ------------------------------------------------------------ many rows


@pytest.mark.parametrize(
    ("count", "seconds"),
    [(4_000, 20), pytest.param(100_000, 200, marks=pytest.mark.full)],
)
def test_many_rows_take_time_in_proportion(count: int, seconds: float) -> None:
    """All rules on one map of rows that overlap, widen hosts, tie and are misspelt."""
    masks = ("255.255.255.0", "255.255.240.0", "255.255.255.255")
    words = ("ALLOW", "DENY", "PERMIT")
    rows = [("0.0.0.0", "0.0.0.0", "DENY", "-1")]
    for number in range(count):
        spread = number * 2654435761 % 2**22
        address = f"203.{spread >> 16}.{spread >> 8 & 255}.{spread & 255}"
        rows.append((address, masks[number % 3], words[number % 5 % 3], str(number % 7)))
    root = map_root(*rows, service="ctrl")
    begun = time.monotonic()

    findings = found(root)

    assert time.monotonic() - begun < seconds
    assert {one.rule.id for one in findings} >= {"ACL003", "ACL006", "ACL008"}
    assert all(len(one.places) <= 20 for one in findings)
    assert len(findings) < 60
