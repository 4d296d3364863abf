"""BIND's own checker takes the snippets for the DNS."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.certificates.made import make
from tests.fix.export.made import EN, JA, given
from tests.programs import program
from tests.roots import mail_root, row
from xmailaudit.fix.export.dns import dns_files

if TYPE_CHECKING:
    from pathlib import Path

    from xmailaudit.report.language import Words

MANY = [f"2001:db8::{n:x}:ffff:ffff:ffff" for n in range(1, 60)]
#: What somebody puts in place of the words that wait for it.
CHOSEN = {
    "ADDRESS": "192.0.2.24",
    "HOST.": "mail.example.net.",
    "GATEWAY": "spf.example.net",
    "REPORTS": "reports@example.net",
    "SELECTOR": "s1",
    "PUBLIC-KEY": "TUlJQklq",
    "AUTHORITY": "ca.example.net",
}


def taken(folder: Path, domain: str, snippet: str) -> str:
    """Has BIND look at a snippet with what every zone has around it."""
    start = "$TTL 3600\n@ IN SOA ns hostmaster 1 7200 3600 1209600 3600\n@ IN NS ns\nns IN A "
    zone = folder / domain
    zone.write_text(f"{start}192.0.2.53\nmail IN A 192.0.2.99\n{snippet}", encoding="utf-8")
    command = [program("named-checkzone"), domain, str(zone)]
    run = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stdout
    assert run.stdout.endswith("OK\n")
    return run.stdout


def chosen(text: str) -> str:
    """A snippet with all that waits in it in force."""
    lines = [line.removeprefix("; ") if "\tIN\t" in line else line for line in text.split("\n")]
    for word, choice in CHOSEN.items():
        lines = [line.replace(word, choice) if "\tIN\t" in line else line for line in lines]
    return "\n".join(lines)


@pytest.mark.parametrize("words", [EN, JA], ids=["en", "ja"])
@pytest.mark.parametrize("addresses", [[], ["192.0.2.24", "2001:db8::24"], MANY])
@pytest.mark.parametrize("gateways", ["", "198.51.100.7:25;[2001:db8:7::1]", "relay.example.net"])
def test_snippets_are_taken(
    tmp_path: Path, addresses: list[str], gateways: str, words: Words
) -> None:
    """As they come, and with every choice made."""
    settings = row("HeloDomain", "mail.example.com")
    settings += row("DefaultSMTPGateways", gateways) if gateways else ""
    files: dict[str, str | bytes | None] = {
        "aliasdomain.tab": row("example.org", "example.com"),
        "server.cert": make("mail.example.com").certificate.public_bytes(Encoding.PEM),
    }
    told = given(addresses=addresses, mx=True)._replace(backup_domains=("example.net",))
    made = dns_files(mail_root(files, settings=settings), told, words)
    for domain in ("example.com", "example.org", "example.net"):
        text = made[f"dns/{domain}.zone"]
        assert "multiple" not in taken(tmp_path, domain, text)
        taken(tmp_path, domain, chosen(text))
