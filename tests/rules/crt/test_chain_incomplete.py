"""CRT010: what its fixes make of the file, and where a CA's certificate may lie."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.certificates.made import AT, make
from tests.roots import mail_root, row
from tests.rules.crt.hidden import without_sight_of
from xmailaudit.certificates.certificate import parse
from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.policy.tls.material import certificate_file
from xmailaudit.rules.crt.chain_incomplete import RULE
from xmailaudit.rules.finding import Confidence, Severity
from xmailaudit.rules.given import Given
from xmailaudit.rules.rule import NotJudgedError

if TYPE_CHECKING:
    from xmailaudit.certificates.certificate import Certificate
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding

ROOT = make("Root CA", ca=True)
UPPER = make("CA 1", ROOT, ca=True)
LOWER = make("CA 2", UPPER, ca=True)
LEAF = make("mail.example.com", LOWER, dns=("mail.example.com",))
#: What makes the folder of CA certificates that of OpenSSL is their names; here any will do.
BESIDE = "certs/ca.pem"


def judge(root: MailRoot) -> list[Finding]:
    """The rule's findings."""
    return list(RULE.run(root, Given(now=AT)))


def of(*parts: bytes, **files: bytes) -> MailRoot:
    """A MailRoot with these blocks in server.cert; `certs` and `certs_pem` hold CA certificates."""
    names = {"certs": BESIDE, "certs_pem": "certs.pem"}
    return mail_root(
        {
            "server.cert": b"".join(parts),
            "server.key": LEAF.key_pem,
            **{names[name]: data for name, data in files.items()},
        }
    )


def fixed(root: MailRoot) -> tuple[Certificate, ...]:
    """The certificates of server.cert once the one finding's fix is applied."""
    (finding,) = judge(root)
    (fix,) = finding.fixes
    content = certificate_file(root.with_edits(fix.edits))
    assert content is not None
    assert content.usable
    return content.certificates


def lone(hidden: str, **files: bytes) -> MailRoot:
    """A lone leaf where one file cannot be seen."""
    certificate = {"server.cert": LEAF.pem, "server.key": LEAF.key_pem}
    named = {name.replace("_", "."): data for name, data in files.items()}
    return without_sight_of(hidden, {**certificate, **named})


def certificates(*ders: bytes) -> tuple[Certificate, ...]:
    """Certificates as read."""
    return tuple(map(parse, ders))


@pytest.mark.parametrize("name", ["certs", "certs_pem"])
def test_all_that_is_missing_is_put_behind_the_leaf(name: str) -> None:
    """Wherever the CA's certificates lie, without the root."""
    root = of(b"mail\n", LEAF.pem.rstrip(), **{name: ROOT.pem + UPPER.pem + LOWER.pem})

    (finding,) = judge(root)

    assert (finding.severity, finding.confidence) == (Severity.HIGH, Confidence.CERTAIN)
    assert fixed(root) == certificates(LEAF.der, LOWER.der, UPPER.der)
    assert judge(root.with_edits(finding.fixes[0].edits)) == []


def test_another_certificate_behind_it_stays() -> None:
    """It is told afterwards that it is of no use."""
    root = of(LEAF.pem, UPPER.pem, certs_pem=LOWER.pem)

    assert fixed(root) == certificates(LEAF.der, LOWER.der, UPPER.der)


def test_order_is_mended_without_touching_a_block() -> None:
    """What is above a block goes with it."""
    root = of(LEAF.pem, b"upper\n", UPPER.pem, b"lower\n", LOWER.pem)
    (finding,) = judge(root)
    edited = root.with_edits(finding.fixes[0].edits)

    assert finding.severity is Severity.MEDIUM
    assert edited.data("server.cert") == LEAF.pem + b"lower\n" + LOWER.pem + b"upper\n" + UPPER.pem
    assert judge(edited) == []


def test_a_root_behind_others_is_no_question_of_order() -> None:
    """It is taken out, and a key beside it stays."""
    root = of(LEAF.pem, LOWER.pem, UPPER.pem, LEAF.pem, LEAF.key_pem, ROOT.pem)

    findings = judge(root)

    assert [finding.severity for finding in findings] == [Severity.INFO, Severity.INFO]
    edited = root.with_edits(findings[0].fixes[0].edits)
    assert edited.data("server.cert").endswith(LEAF.pem + LEAF.key_pem)


def test_many_that_are_no_part_are_one_finding() -> None:
    """A thousand copies are named by their number, soon, and taken out together."""
    root = of(LEAF.pem, LOWER.pem, UPPER.pem, *[LEAF.pem] * 1000)

    begin = time.process_time()
    (finding,) = judge(root)

    assert finding.total == 1000
    assert finding.message.parameters["count"] == 1000
    assert fixed(root) == tuple(parse(made.der) for made in (LEAF, LOWER, UPPER))
    assert time.process_time() - begin < 10


def test_the_certificate_may_say_where_its_issuer_is() -> None:
    """That helps to find it, and is no proof that it is no root."""
    url = "http://ca.example.com/ca-2.crt"
    leaf = make("mail.example.com", LOWER, issuer_url=url)

    (finding,) = judge(of(leaf.pem))

    assert finding.confidence is Confidence.LIKELY
    assert finding.fixes[0].steps[0].what.parameters == {"url": url}
    assert parse(leaf.der).issuer_urls == (url,)


def test_the_key_need_not_be_seen() -> None:
    """Certificates tell what is missing."""
    (finding,) = judge(lone("server.key"))

    assert finding.confidence is Confidence.LIKELY


def test_what_may_complete_the_chain_must_be_seen() -> None:
    """A root in certs.pem would end the matter, and so would verification with an intermediate."""
    with pytest.raises(UnseenFileError):
        judge(lone("certs.pem"))
    with pytest.raises(NotJudgedError):
        judge(lone("server.tab", certs_pem=LOWER.pem))
    assert judge(lone("server.tab"))


@pytest.mark.parametrize(
    ("settings", "speaks"),
    [
        (("SSLWantVerify", "SSLUseCertsFile"), False),
        (("SSLWantCert", "SSLUseCertsFile"), False),
        (("SSLWantVerify",), True),
        (("SSLUseCertsFile",), True),
    ],
)
def test_xmail_completes_while_it_verifies(settings: tuple[str, ...], speaks: bool) -> None:  # noqa: FBT001
    """And only out of what is in use."""
    files = {"server.cert": LEAF.pem, "server.key": LEAF.key_pem, "certs.pem": LOWER.pem}

    root = mail_root(files, settings="".join(row(name, "1") for name in settings))

    assert bool(judge(root)) is speaks


def test_a_leaf_that_does_not_stand_first_is_judged_too() -> None:
    """That it is not first is CRT005's alone; what it lacks is not."""
    assert judge(of(LOWER.pem, LEAF.pem)) == []
    (finding,) = judge(of(ROOT.pem, LEAF.pem, certs_pem=LOWER.pem))
    assert finding.places[0].line == len(ROOT.pem.splitlines()) + 1
    assert fixed(of(ROOT.pem, LEAF.pem, certs_pem=LOWER.pem)) == certificates(
        ROOT.der, LEAF.der, LOWER.der
    )


def test_lines_end_as_those_of_the_file_do() -> None:
    """What is put in ends like the rest."""
    root = of(LEAF.pem.replace(b"\n", b"\r\n"), certs_pem=LOWER.pem)
    (finding,) = judge(root)

    edited = root.with_edits(finding.fixes[0].edits).data("server.cert")

    assert edited == (LEAF.pem + LOWER.pem).replace(b"\n", b"\r\n")
