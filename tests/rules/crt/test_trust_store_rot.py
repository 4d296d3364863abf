"""CRT016: which of the stores count, who is found in the folder, and what the fix leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.certificates.made import AT, Made, make
from tests.roots import mail_root, row
from tests.rules.crt.hidden import without_sight_of
from xmailaudit.certificates.canonical_name import name_hash, old_name_hash
from xmailaudit.certificates.certificate import parse, subject_der
from xmailaudit.policy.tls.library import OPENSSL_0_9_8, OPENSSL_3
from xmailaudit.policy.world import World
from xmailaudit.rules.crt.trust_store_rot import RULE
from xmailaudit.rules.finding import Applicability
from xmailaudit.rules.given import Given
from xmailaudit.rules.rule import NotJudgedError

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.tls.library import Library
    from xmailaudit.rules.finding import Finding

NOW = Given(now=AT)
ROOT = make("Root CA", ca=True)
MIDDLE = make("Middle CA", ROOT, ca=True)
EXPIRED = make("Expired CA", ca=True, years=(2010, 2020))
WEAK = make("Weak CA", ca=True, kind="rsa1024")
CURVE = make("Curve CA", ca=True, kind="ec224")
LEAF = make("mail.example.com", MIDDLE)
ALONE = make("Alone CA", make("Elsewhere CA", ca=True), ca=True)
ENDED = make("Ended CA", EXPIRED, ca=True, years=(2010, 2019))

FILE = row("SSLWantVerify", "1") + row("SSLUseCertsFile", "1")
FOLDER = row("SSLWantCert", "1") + row("SSLUseCertsDir", "1")


def judge(root: MailRoot, given: Given = NOW) -> list[Finding]:
    """The rule's findings."""
    return list(RULE.run(root, given))


def file_of(*trusted: Made, settings: str = FILE) -> MailRoot:
    """A certs.pem."""
    return mail_root({"certs.pem": b"".join(one.pem for one in trusted)}, settings=settings)


def folder_of(*named: tuple[str, Made], settings: str = FOLDER) -> MailRoot:
    """A folder of CA certificates under these names."""
    return mail_root({f"certs/{name}": one.pem for name, one in named}, settings=settings)


def hashed(made: Made, number: int = 0) -> tuple[str, Made]:
    """A certificate under the name that OpenSSL looks for."""
    return f"{name_hash(parse(made.der).subject_name)}.{number}", made


def hashed_for_old(made: Made) -> tuple[str, Made]:
    """The same for OpenSSL before 1.0."""
    return f"{old_name_hash(subject_der(parse(made.der)))}.0", made


def kinds(findings: list[Finding]) -> dict[str, int]:
    """What was found how often."""
    return {one.key[0]: one.total for one in findings}


def test_each_certificate_is_of_one_sort() -> None:
    """The worst of what could be said of it."""
    root = file_of(ROOT, MIDDLE, EXPIRED, ENDED, WEAK, CURVE, LEAF, ALONE)

    assert kinds(judge(root)) == {"expired": 2, "weak": 2, "dead": 2}


@pytest.mark.parametrize(
    "settings",
    ["", row("SSLUseCertsFile", "1"), row("SSLWantVerify", "1"), FOLDER],
)
def test_a_file_that_is_not_read_does_no_harm(settings: str) -> None:
    """Verification and the file's own setting must both be on."""
    assert judge(file_of(EXPIRED, settings=settings)) == []


def test_what_is_taken_out_leaves_the_rest_as_it_was() -> None:
    """Of the file that is in use something must stay."""
    root = file_of(EXPIRED, ROOT, ENDED)
    (finding,) = judge(root)
    (fix,) = finding.fixes

    assert root.with_edits(fix.edits).data("certs.pem") == ROOT.pem
    assert judge(root.with_edits(fix.edits)) == []
    (only,) = judge(file_of(EXPIRED))
    assert only.fixes[0].applicability is Applicability.MANUAL


def test_both_stores_are_trusted_as_one() -> None:
    """A root in the folder stands above an intermediate in the file."""
    files = {"certs.pem": MIDDLE.pem, "certs/" + hashed(ROOT)[0]: ROOT.pem}

    assert judge(mail_root(files, settings=FILE + FOLDER)) == []
    assert kinds(judge(mail_root(files, settings=FILE))) == {"dead": 1}


def test_what_a_link_leads_to_is_found() -> None:
    """A file by any name, where another of its contents is found."""
    findings = judge(folder_of(hashed(ROOT), ("root.pem", ROOT), ("other.pem", MIDDLE)))

    assert kinds(findings) == {"unhashed": 1}
    assert [place.file for place in findings[0].places] == ["certs/other.pem"]


def test_a_gap_in_the_numbers_hides_what_is_behind() -> None:
    """OpenSSL counts from 0 until a name is missing."""
    first, second = hashed(WEAK), hashed(WEAK, 1)

    assert kinds(judge(folder_of(hashed(ROOT), first, second))) == {"weak": 2}
    assert kinds(judge(folder_of(hashed(ROOT), second))) == {"unhashed": 1}
    odd = second[0].replace(".1", ".\xb9")
    assert kinds(judge(folder_of(hashed(ROOT), (odd, WEAK)))) == {"unhashed": 1}


@pytest.mark.parametrize(
    ("library", "lost"), [(None, 0), (OPENSSL_0_9_8, 1), (OPENSSL_3, 1)], ids=str
)
def test_an_old_library_looks_for_other_names(library: Library | None, lost: int) -> None:
    """Where nobody knows the library, either name will do."""
    given = NOW._replace(world=World(library=library))

    findings = judge(folder_of(hashed(ROOT), hashed_for_old(MIDDLE)), given)

    assert kinds(findings).get("unhashed", 0) == lost


def test_settings_that_nobody_sees_leave_it_open() -> None:
    """If there is a store at all."""
    with pytest.raises(NotJudgedError):
        judge(without_sight_of("server.tab", {"certs.pem": EXPIRED.pem}))
    assert judge(without_sight_of("server.tab", {})) == []
