"""TLS013, TLS014: who may send a password in clear, at POP3 and at the admin port."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.audit.made_up import hidden_root
from tests.roots import mail_root, row
from tests.rules.tls.pasted import judge
from tests.tls_files import TLS_FILES
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.policy.addresses import AddressSet, Prefix
from xmailaudit.policy.questions import Connect
from xmailaudit.rules.finding import Confidence, Severity
from xmailaudit.rules.given import Given
from xmailaudit.rules.tls.ctrl_in_clear import RULE as CTRL
from xmailaudit.rules.tls.pop3_cannot_require_tls import RULE as POP3

if TYPE_CHECKING:
    from xmailaudit.rules.finding import Finding

NOW = Given(now=1795478400.0)
DENY = row("0.0.0.0", "0.0.0.0", "DENY", "1")
LAN = row("192.168.0.0", "255.255.255.0", "ALLOW", "2")
OFFICE = row("198.51.100.0", "255.255.255.0", "ALLOW", "2")
HOST = row("203.0.113.24", "255.255.255.255", "ALLOW", "2")
HOST_AS_NETWORK = row("203.0.113.24", "255.255.255.0", "ALLOW", "2")
LOGIN = {"ctrlaccounts.tab": row("steward", "15124815")}


def started(*words: str) -> StartOptions:
    """Start options that somebody gave."""
    return StartOptions.parse(list(words), origin=Origin.given())


def network(text: str) -> AddressSet:
    """What somebody declares."""
    return AddressSet.from_prefixes([Prefix.parse(text)])


def steps(finding: Finding) -> list[str]:
    """What the manual fix says."""
    (fix,) = finding.fixes
    return [str(step.what.template) for step in fix.steps]


# ------------------------------------------------------------ TLS013


def test_a_stranger_is_the_proof() -> None:
    """Outside TLS, at the plain port."""
    (finding,) = judge(POP3, mail_root({"pop3.ipmap.tab": DENY + OFFICE}), NOW)

    assert finding.witness is not None
    assert finding.witness.question == Connect("pop3", "198.51.100.1")
    assert finding.places[0].line == 2
    assert finding.message.parameters["addresses"] == 256
    assert finding.confidence is Confidence.ASSUMED


def test_an_own_address_is_no_stranger() -> None:
    """Neither one with a row of its own, nor one that its row means alone."""
    for own in (HOST, HOST_AS_NETWORK, LAN):
        assert judge(POP3, mail_root({"pop3.ipmap.tab": DENY + own}), NOW) == []
    trusting = NOW._replace(trusted=network("198.51.100.0/24"))
    assert judge(POP3, mail_root({"pop3.ipmap.tab": DENY + OFFICE}), trusting) == []
    assert len(judge(POP3, mail_root({"pop3.ipmap.tab": DENY + HOST}), trusting)) == 1


def test_what_must_be_done_before() -> None:
    """POP3S listens and works, or the steps say so."""
    open_to_all = {"pop3.ipmap.tab": ""}

    (ready,) = judge(POP3, mail_root({**open_to_all, **TLS_FILES}), NOW)
    (bare,) = judge(POP3, mail_root(open_to_all, options=started("-B-")), NOW)
    (unseen,) = judge(POP3, hidden_root(TLS_FILES, "server.key"), NOW)

    assert [len(steps(one)) for one in (ready, bare, unseen)] == [2, 4, 2]
    assert bare.confidence is Confidence.CERTAIN


def test_no_mailbox_no_password() -> None:
    """An empty table of accounts says so; one that is not there or hidden says nothing."""
    assert judge(POP3, mail_root({"mailusers.tab": ""}), NOW) == []
    assert len(judge(POP3, mail_root({"mailusers.tab": None}), NOW)) == 1
    assert len(judge(POP3, hidden_root({}, "mailusers.tab"), NOW)) == 1


# ------------------------------------------------------------ TLS014


def severity(map_: str | None, given: Given = NOW) -> Severity | None:
    """How bad the admin port's map is."""
    found = judge(CTRL, mail_root({**LOGIN, "ctrl.ipmap.tab": map_}), given)
    return found[0].severity if found else None


def test_the_internet_weighs_more_than_a_private_network() -> None:
    """One finding, about the worse of them."""
    assert severity(DENY + OFFICE + LAN) is Severity.HIGH
    assert severity(None) is Severity.HIGH
    assert severity(DENY + LAN) is Severity.MEDIUM
    assert severity(DENY + row("127.0.0.0", "255.0.0.0", "ALLOW", "2")) is None
    assert severity(DENY + row("240.0.0.0", "240.0.0.0", "ALLOW", "2")) is None


def test_a_single_address_may_be_the_servers_own() -> None:
    """Until somebody tells which those are."""
    (finding,) = judge(CTRL, mail_root({**LOGIN, "ctrl.ipmap.tab": DENY + HOST}), NOW)
    told = NOW._replace(addresses=network("192.0.2.24/32"))
    own = NOW._replace(addresses=network("203.0.113.24/32"))

    assert (finding.severity, finding.confidence) == (Severity.MEDIUM, Confidence.ASSUMED)
    assert severity(DENY + HOST, told) is Severity.HIGH
    assert severity(DENY + HOST, own) is None
    assert severity(DENY + HOST_AS_NETWORK, own) is None


def test_a_declared_admin_sends_his_password_in_clear_too() -> None:
    """Whom ACL001 takes for no stranger."""
    admins = NOW._replace(admins=network("198.51.100.0/24"))

    assert severity(DENY + OFFICE, admins) is Severity.HIGH


def test_nobody_can_log_in_yet() -> None:
    """A table left out of a copy is not an empty one."""
    files: dict[str, str | bytes | None] = {"ctrl.ipmap.tab": DENY + LAN}

    (empty,) = judge(CTRL, mail_root({**files, "ctrlaccounts.tab": ""}), NOW)
    (absent,) = judge(CTRL, mail_root(files), NOW)
    (hidden,) = judge(CTRL, hidden_root(files, "ctrlaccounts.tab"), NOW)

    severities = (empty.severity, absent.severity, hidden.severity)
    assert severities == (Severity.LOW, Severity.MEDIUM, Severity.MEDIUM)


def test_the_port_alone_counts_and_not_its_twin() -> None:
    """CTRLS speaks TLS."""
    files: dict[str, str | bytes | None] = {**LOGIN, "ctrl.ipmap.tab": ""}

    assert judge(CTRL, mail_root(files, options=started("-C-")), NOW) == []
    assert judge(CTRL, mail_root(files, options=started("-CI", "127.0.0.1")), NOW) == []
    (finding,) = judge(CTRL, mail_root(files, options=started("-W-")), NOW)
    assert finding.witness is not None
    assert finding.witness.question.arguments()[1] == "ctrl"
