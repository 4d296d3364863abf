"""What is said of an account where something about it is out of the ordinary."""

from __future__ import annotations

import pytest

from tests.policy.test_known_addresses import account
from tests.roots import mail_root, row
from xmailaudit.messages import English
from xmailaudit.policy.account_facts import account_facts
from xmailaudit.report.language import Words
from xmailaudit.report.text_account import account_text

BOB = "domains/example.com/bob"
EVERYBODY = "0.0.0.0", "0.0.0.0"
MECHANISMS = ("PLAIN", "LOGIN", "CRAM-MD5")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"mailusers.tab": account("bob", "x")}, "XMail takes it for a list"),
        ({"mailusers.tab": row("example.com", "bob", "", "1", "rob", "U")}, "which does not exist"),
        ({"domains/example.com/ROB/x": "", "mailusers.tab": account("rob")}, "there is only"),
        (
            {"mailusers.tab": row("example.com", "bob", "", "1", "../x", "U")},
            "not in the folder of",
        ),
        ({f"{BOB}/user.tab": row("MaxMBSize", "2000")}, "Limit: 2,000 KiB (MaxMBSize)"),
        ({"cmdaliases/example.com/bob.tab": ""}, "cmdaliases/example.com/bob.tab takes it"),
        ({"domains.tab": ""}, "its domain is not handled here"),
        ({f"{BOB}/user.tab": row("ReceiveEnable", "0")}, "as ReceiveEnable is 0"),
        ({"smtp.ipmap.tab": row(*EVERYBODY, "DENY", "1")}, "SMTP login: nobody gets through"),
        ({"pop3.ipmap.tab": row(*EVERYBODY, "DENY", "1")}, "POP3 login: nobody gets through"),
        (
            {"smtpextauth.tab": "".join(row(name, "/bin/x") for name in MECHANISMS)},
            "a program decides for PLAIN, LOGIN, CRAM-MD5",
        ),
        ({f"{BOB}/user.tab": row("SmtpPerms", "")}, f"permissions - ({BOB}/user.tab:1)"),
        ({f"{BOB}/user.tab": row("PopEnable", "0")}, "as PopEnable is 0"),
        ({f"{BOB}/pop3.ipmap.tab": row(*EVERYBODY, "DENY", "1")}, "lets nobody in"),
        ({"userauth/pop3/.tab": row("userauth", "/bin/x")}, "decides (userauth/pop3/.tab:1)"),
        (
            {"aliases.tab": "".join(row("example.com", f"a{n}", "bob") for n in range(23))},
            "  - and 3 more",
        ),
    ],
)
def test_each_has_a_sentence(files: dict[str, str], said: str) -> None:
    """With the file that makes it so."""
    address = "rob@example.com" if "domains/example.com/ROB/x" in files else "bob@example.com"
    lines = account_text(account_facts(mail_root(files), address), Words(English()))

    assert " ".join(said.split()) in " ".join(" ".join(lines).split())
