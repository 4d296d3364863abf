"""AUT016: programs that decide about POP3 alone."""

from __future__ import annotations

import pytest

from tests.roots import PLAIN, mail_root, row
from tests.rules.acl.judging import GIVEN, judged
from xmailaudit.messages import English, render
from xmailaudit.rules.finding import Severity

ASKS = row("userauth", "/opt/check", "$(USER)")
ADDS = row("useradd", "/opt/add", "$(USER)")
DEFAULT, OWN, OTHER = (f"userauth/pop3/{name}.tab" for name in ("", "example.com", "example.org"))
ALL = {"smtpextauth.tab": "".join(row(name, "/c") for name in ("PLAIN", "login", "CRAM-MD5"))}


@pytest.mark.parametrize(
    ("files", "asked"),
    [
        ({DEFAULT: ASKS}, [DEFAULT]),
        ({OWN: ASKS}, [OWN]),
        ({OWN: ASKS, DEFAULT: ASKS}, [OWN]),
        ({OTHER: ASKS, DEFAULT: ASKS}, [DEFAULT]),
        ({OWN: ADDS, DEFAULT: ASKS}, []),
        ({OTHER: ASKS}, []),
        ({DEFAULT: ADDS + ASKS}, [DEFAULT]),
        ({DEFAULT: ASKS, **ALL}, []),
        ({DEFAULT: ASKS, "mailusers.tab": ""}, []),
        ({"userauth/pop3/example.com.bak": ASKS}, []),
    ],
)
def test_whose_logins_a_program_decides(files: dict[str, str], asked: list[str]) -> None:
    """The domain's own file, even one that names no program, beats the one for all."""
    found = judged(mail_root(files), "AUT016")

    assert [one.places[0].file for one in found] == asked
    for finding in found:
        assert finding.severity is Severity.HIGH
        assert finding.witness is not None
        assert finding.witness.decision.allowed


@pytest.mark.parametrize(
    ("files", "platform", "by_spelling"),
    [
        ({OWN: ASKS}, None, True),
        ({OWN: ASKS}, "windows", False),
        ({OWN: ASKS, "aliasdomain.tab": row("alias.test", "Example.com")}, "windows", True),
        ({OWN: ASKS, DEFAULT: ASKS}, None, False),
        ({OWN: ASKS, DEFAULT: ADDS}, None, True),
    ],
)
def test_another_spelling_of_the_domain(
    files: dict[str, str], platform: str | None, *, by_spelling: bool
) -> None:
    """XMail looks for a file of the name that the client types."""
    (finding,) = judged(mail_root(files), "AUT016", GIVEN._replace(platform=platform))

    assert ("spells" in render(finding.message, English(), show=str)) is by_spelling


def test_accounts_are_counted_by_domain() -> None:
    """Those of a domain with a file of its own belong to that."""
    more = "".join(f'"{domain}"\t"x"\t"15"\t9\t"x"\t"U"\n' for domain in ("EXAMPLE.com", "b.test"))
    files = {"mailusers.tab": PLAIN["mailusers.tab"] + more, OWN: ASKS, DEFAULT: ASKS}
    own, default = judged(mail_root(files), "AUT016")

    assert own.message.parameters["accounts"] == 2
    assert default.message.parameters["account"] == "x@b.test"
