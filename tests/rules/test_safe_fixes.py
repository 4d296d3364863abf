"""What a fix that is called safe promises, held against every rule that has one.

It gives nobody anything he did not have, takes nothing from this machine nor from what the owner
declares, switches nothing on, and mail goes where it went.  Tried on every sample, and on MailRoots
put together at random.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.roots import PLAIN, mail_root, row
from tests.rules.acl.judging import GIVEN, networks, with_fix
from tests.rules.powers import Powers, broken_promises
from tests.rules.rule_files import CASES, Case
from xmailaudit.audit.judgement import Judgement
from xmailaudit.audit.profile import load_profile
from xmailaudit.rules.catalogue import catalogue
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.session import start

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

    #: How many findings there are of each rule and severity in each file.
    Kinds = Counter[tuple[str, str, str]]

SAFE = tuple(entry for entry in catalogue() if entry.fix == Applicability.SAFE.value)
RULES = [entry.load() for entry in catalogue()]
#: Families whose findings may be about strangers, who then lose what they have.
ABOUT_STRANGERS = ("ACL", "REL")


def judged(root: MailRoot, told: Given) -> list[Finding]:
    """What all rules find."""
    judgement = Judgement(root, told)
    for rule in RULES:
        judgement.judge(rule)
    judgement.judge_accounts([rule for rule in RULES if rule.looks_at_accounts])
    return judgement.findings


def safe_fixes(findings: Iterable[Finding]) -> Iterator[tuple[Finding, Fix]]:
    """All safe fixes of tables; one of steps alone (rights of a file, say) touches none."""
    for finding in findings:
        for fix in finding.fixes:
            if fix.applicability is Applicability.SAFE and fix.edits:
                yield finding, fix


def elsewhere(findings: Iterable[Finding], own: Finding) -> Kinds:
    """How many there are of each rule and severity in each file, but for the lines of one.

    What is said of a row now may be another thing than before; and where rules about strangers give
    way to one of them, another speaks next.
    """
    lines = {(place.file, place.line) for place in own.places}
    gives_way = own.rule.family if own.rule.family in ABOUT_STRANGERS else ""
    return Counter(
        (one.rule.id, one.severity.value, one.places[0].file)
        for one in findings
        if (one.places[0].file, one.places[0].line) not in lines and one.rule.family != gives_way
    )


def brought(before: Kinds, after: Kinds) -> Kinds:
    """What there is more of; in the place of something graver about the file it is not new."""
    ranks = {file: Severity(severity).rank for _rule, severity, file in before - after}
    return Counter(
        {
            (rule, severity, file): count
            for (rule, severity, file), count in (after - before).items()
            if Severity(severity).rank <= ranks.get(file, len(Severity))
        }
    )


def assert_safe(root: MailRoot, told: Given) -> None:
    """Each safe fix by itself keeps the promise, cures its finding and brings no other."""
    findings = judged(root, told)
    before: Powers | None = None
    for finding, fix in safe_fixes(findings):
        before = before or Powers.of(root)
        mended = with_fix(root, fix)
        after = Powers.of(mended)
        left = judged(mended, told)
        what = (finding.rule.id, fix.id)
        about_strangers = finding.rule.family in ABOUT_STRANGERS
        broken = list(broken_promises(before, after, told, may_shut_out=about_strangers))
        new = brought(elsewhere(findings, finding), elsewhere(left, finding))
        if not answers_nobody(root) or answers_nobody(mended):
            assert (*what, broken, new) == (*what, [], Counter())
        else:
            assert (*what, after.networks) == (*what, before.networks)
            assert (*what, before.relayed_by_strangers) == (*what, [])
            assert (*what, after.relayed_by_strangers) == (*what, [])
        assert own_findings(left, finding) < own_findings(findings, finding), what


def answers_nobody(root: MailRoot) -> bool:
    """Whether SMTP refuses every HELO: what it would let people do is nothing until then."""
    return root.setting("RootDomain").text is None


def own_findings(findings: Iterable[Finding], like: Finding) -> int:
    """How many there are of the rule, about the file, of the severity."""
    return sum(
        (one.rule, one.severity, one.places[0].file)
        == (like.rule, like.severity, like.places[0].file)
        for one in findings
    )


# ------------------------------------------------------------ the samples

TRIED = tuple(
    case for case in CASES if case.rule.module.stem in {one.name.replace("-", "_") for one in SAFE}
)


@pytest.mark.parametrize("case", TRIED, ids=str)
def test_safe_fixes_of_samples_keep_the_promise(case: Case) -> None:
    """Of whatever rule they are."""
    session = start(case.folder / "MailRoot", profile=case.profile)

    assert_safe(session.root, load_profile(case.profile).given(GIVEN.now))


# ------------------------------------------------------------ at random

MARK = "\xef\xbb\xbf"
LIST = '"example.com"\t"news"\t"1512"\t2\t"news"\t"M"\n'
NETS = (
    *("203.0.113.7\t255.255.255.0", "203.0.113.0\t255.255.255.0", "127.0.0.0\t255.255.255.0"),
    *("192.168.0.0\t255.255.255.0", "0.0.0.0\t0.0.0.0", "0.0.0.0\t24", "10.0.0.1/8\tx"),
    *("::/0\tx", "203.0.113.7/33\tx", "203.0.113.7/\tx", "203.0.113.9\t255.255.0.255"),
)
MAP = tuple(
    f"{net}\t{word}\t{rank}\n" for net in NETS for word in ("ALLOW", "DENY") for rank in (1, 2)
)
TABLES: dict[str, tuple[str, ...]] = {
    "server.tab": (
        *(row(name, "1") for name in ("SMTP-TLS", "DynDnsSetup", "RBL-MAPSCheck")),
        *(row("SmtpNoTLSAuths", text) for text in (" PLAIN", "PLAIN,LOGIN", "CRAM-MD5,x", "x,")),
        *(row(name, "example.net") for name in ("RootDomain", "POP3Domain", "SmtpServerDomain")),
        *(row(name, "0") for name in ("EnableAuthSMTP-POP3", "AllowNullSender")),
        *(row("SmtpConfig", text) for text in ("MailAuth", "WantTLS")),
        row("PostMaster", "root@example.com"),
        row("DefaultSmtpPerms", "M"),
    ),
    "smtp.ipmap.tab": MAP,
    "pop3.ipmap.tab": MAP,
    "ctrl.ipmap.tab": MAP,
    "finger.ipmap.tab": MAP,
    "smtprelay.tab": tuple(f"{net}\n" for net in NETS),
    "spammers.tab": ("203.0.113.0/24\n", "203.0.113.7\t255.255.255.255\tcode=0\n"),
    "smtp.ipprop.tab": ("203.0.113.0/24\tWhiteList=1\n", "192.168.0.0/16\tNoAuth\n"),
    "domains.tab": (row("example.com"), row("example.net"), row("alias.test")),
    "mailusers.tab": (
        *(PLAIN["mailusers.tab"], LIST),
        row("example.net", "bob", "1512", "3", "bob", "U"),
    ),
    "aliases.tab": (
        *(row("example.com", "info"), row("example.com", "bob"), row("example.com", "*", "bob")),
        *(row("example.com", "info", "bob"), row("example.net", "x", "bob@example.com")),
    ),
    "aliasdomain.tab": (
        *(row("alias.test", "example.com"), row("alias.test"), row("*.test", "example.com")),
        *(row("example.net"), row("example.net", "example.com"), row("*", "example.com")),
    ),
    "smtpauth.tab": (row("shop", "pw", "MR"), row("bob@example.com", "x", "R")),
    "smtpextauth.tab": (row("PLAIN", "/bin/check", "$(USER)"), row("X", "/bin/check")),
    "ctrlaccounts.tab": (row("admin", "1512"), row("#old", "1512")),
    "smtpgw.tab": (row("*", "@203.0.113.1"), row("example.org", "@203.0.113.2")),
    "smtpfwd.tab": (row("*", "203.0.113.1"), row("example.org", "203.0.113.2:25")),
    "filters.in.tab": (row("*", "*", "0.0.0.0/0", "0.0.0.0/0", "scan.tab"),),
    "custdomains/example.net.tab": (row("smtprelay", "203.0.113.1"), row("smtp")),
    "cmdaliases/example.com/info.tab": (row("redirect", "bob@example.com"),),
    "domains/example.com/mailproc.tab": (row("mailbox"), row("redirect", "x@example.org")),
    "domains/example.com/bob/mailproc.tab": (row("mailbox"), row("redirect", "x@example.org")),
    "domains/example.com/bob/user.tab": (row("SmtpPerms", "M"), row("PopEnable", "0")),
    "domains/example.com/bob/pop3.ipmap.tab": MAP,
    "domains/example.com/news/mlusers.tab": (
        row("bob@example.com", "RW"),
        "\n",
        "#x@example.org\n",
    ),
    "userauth/pop3/example.com.tab": (row("userauth", "/bin/check"), row("useradd", "/bin/add")),
    "userauth/smtp/example.net.tab": (row("LOGIN", "bob", "pw"), row("PLAIN", "x", "pw")),
}


def tables(file: str) -> st.SearchStrategy[str]:
    """A table of these rows, comments and blank lines, as editors of all kinds leave it."""
    lines = st.lists(
        st.one_of(
            st.sampled_from(TABLES[file]),
            st.sampled_from(TABLES[file]),
            st.sampled_from(("# a note\n", "#" + "x" * 509 + "\n", "\n", "\t\n")),
        ),
        max_size=5,
    )
    shape = st.sampled_from((str, lambda text: text[:-1], lambda text: MARK + text))
    return st.builds(lambda rows, form: form("".join(rows)), lines, shape)


@st.composite
def roots(draw: st.DrawFn) -> MailRoot:
    """A server with a few of the tables, alone or before rows that work."""
    plain = {**PLAIN, "mailusers.tab": PLAIN["mailusers.tab"] + LIST}
    content: dict[str, str] = {}
    for file in draw(st.lists(st.sampled_from(sorted(TABLES)), max_size=5, unique=True)):
        text = draw(tables(file))
        content[file] = text if draw(st.booleans()) else f"{text}\n{plain.get(file, '')}"
    return mail_root({**plain, **content})


@settings(suppress_health_check=list(HealthCheck))
@given(root=roots(), trusted=st.sampled_from((None, ("192.168.0.0/24",), ("203.0.113.0/24",))))
def test_safe_fixes_keep_the_promise(root: MailRoot, trusted: tuple[str, ...] | None) -> None:
    """With networks the owner declares, and without."""
    assert_safe(root, GIVEN._replace(trusted=None if trusted is None else networks(*trusted)))
