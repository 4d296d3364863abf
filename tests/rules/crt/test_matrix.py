"""Certificates of every kind, and exactly which rules speak of each: one fact, one finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.certificates.made import AT, Made, make
from tests.roots import mail_root
from xmailaudit.audit.engine import run_audit
from xmailaudit.audit.profile import load_profile
from xmailaudit.audit.selection import Selection
from xmailaudit.report.edits import edits_of
from xmailaudit.tables.edit import apply_all

if TYPE_CHECKING:
    from xmailaudit.audit.report import Report

ROOT = make("Root CA", ca=True, kind="rsa2048", years=(2015, 2040))
MIDDLE = make("Middle CA", ROOT, ca=True, kind="rsa2048", years=(2015, 2040))
DEEP = make("Deep CA", MIDDLE, ca=True, kind="rsa2048", years=(2015, 2040))
OLD_MIDDLE = make("Middle CA", ROOT, ca=True, kind="rsa2048", years=(2010, 2020))
OTHER = make("other.example.com", MIDDLE, kind="rsa2048")

EXPIRED, FUTURE = (2024, 2025), (2047, 2049)


def leaf(issuer: Made | None = MIDDLE, **how: object) -> Made:
    """The server's certificate: a good one but for what is said."""
    plain = {
        "kind": "rsa2048",
        "ca": False,
        "usages": ("server",),
        "dns": ("mail.example.com",),
        "years": (2026, 2027),
    }
    return make("mail.example.com", issuer, **{**plain, **how})  # type: ignore[arg-type]


GOOD = leaf()

#: What is in server.cert, whose key is in server.key, and the rules that have something to say
#: (of those about certificate and key; how long a certificate is good for is CRT013's).
CASES: dict[str, tuple[tuple[Made, ...], Made, set[str]]] = {
    "good": ((GOOD, MIDDLE), GOOD, set()),
    "expired": ((leaf(years=EXPIRED), MIDDLE), GOOD, {"CRT001"}),
    "not yet valid": ((leaf(years=FUTURE), MIDDLE), GOOD, {"CRT003"}),
    "intermediate expired": ((GOOD, OLD_MIDDLE), GOOD, {"CRT001"}),
    "self-signed": ((leaf(None),), GOOD, {"CRT004"}),
    "self-signed and expired": ((leaf(None, years=EXPIRED),), GOOD, {"CRT001", "CRT004"}),
    "of another key": ((GOOD, MIDDLE), OTHER, {"CRT005"}),
    "CA first": ((MIDDLE, GOOD), GOOD, {"CRT005"}),
    "RSA 1024": ((leaf(kind="rsa1024"), MIDDLE), leaf(kind="rsa1024"), {"CRT006"}),
    "SHA-1": ((leaf(digest="sha1"), MIDDLE), GOOD, {"CRT007"}),
    "MD5": ((leaf(digest="md5"), MIDDLE), GOOD, {"CRT007"}),
    "self-signed over SHA-1": ((leaf(None, digest="sha1"),), GOOD, {"CRT004"}),
    "for another name": ((leaf(dns=("www.example.com",)), MIDDLE), GOOD, {"CRT008"}),
    "without names": ((leaf(dns=()), MIDDLE), GOOD, {"CRT009"}),
    "old and everything": (
        (leaf(None, kind="rsa1024", digest="sha1", dns=(), years=EXPIRED, usages=()),),
        leaf(kind="rsa1024"),
        {"CRT001", "CRT004", "CRT006", "CRT009"},
    ),
    "intermediate missing": ((GOOD,), GOOD, {"CRT010"}),
    "root along": ((GOOD, MIDDLE, ROOT), GOOD, {"CRT010"}),
    "wrong order": ((leaf(DEEP), MIDDLE, DEEP), GOOD, {"CRT010"}),
    "for clients": ((leaf(usages=("client",)), MIDDLE), GOOD, {"CRT014"}),
    "a CA as leaf": ((leaf(ca=True), MIDDLE), GOOD, {"CRT014"}),
}
QUIET = {"CRT013", "CRT017"}


def judged(files: dict[str, str | bytes | None]) -> Report:
    """What the family says of a MailRoot with these files."""
    root = mail_root(files)
    selection = Selection.parse(("CRT",))
    return run_audit(root, profile=load_profile("default"), at=AT, selection=selection)


def files_of(certificates: tuple[Made, ...], key: Made) -> dict[str, str | bytes | None]:
    """A MailRoot's certificate and key."""
    pem = b"".join(one.pem for one in certificates)
    return {"server.cert": pem, "server.key": key.key_pem}


def rules_of(report: Report) -> list[str]:
    """The rules that found something, as often as they did."""
    found = [one.finding.rule.id for one in report.findings]
    return sorted(rule for rule in found if rule not in QUIET)


@pytest.mark.parametrize("name", CASES)
def test_each_fact_is_one_finding(name: str) -> None:
    """No rule repeats what another has said."""
    certificates, key, expected = CASES[name]

    report = judged(files_of(certificates, key))

    assert rules_of(report) == sorted(expected)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_the_fix_of_an_order_cures_it(end: bytes) -> None:
    """The key's certificate comes first, its chain behind it, every block as it was."""
    files = files_of((ROOT, MIDDLE, GOOD), GOOD)
    pem = b"".join([b"# the CA\n", ROOT.pem, MIDDLE.pem, b"# ours\n", GOOD.pem.rstrip()])
    files["server.cert"] = pem.replace(b"\n", end)
    report = judged(files)
    (finding,) = (one.finding for one in report.findings if one.finding.rule.id == "CRT005")
    (fix,) = finding.fixes

    def read(file: str) -> bytes:
        content = files[file]
        assert isinstance(content, bytes)
        return content

    changed = apply_all(read, edits_of(fix))["server.cert"]

    assert changed is not None
    assert changed.split(end)[0] == b"# ours"
    assert "CRT005" not in rules_of(judged({**files, "server.cert": changed}))
    assert sorted(changed.split()) == sorted(pem.split())
