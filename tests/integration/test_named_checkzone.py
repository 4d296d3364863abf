"""BIND's own checker takes the snippets for the DNS."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.fix.export.made import EN, JA, given
from tests.programs import program
from tests.roots import mail_root, row
from xmailaudit.fix.export.dns import dns_files

if TYPE_CHECKING:
    from pathlib import Path

    from xmailaudit.report.language import Words

MANY = [f"2001:db8::{n:x}:ffff:ffff:ffff" for n in range(1, 10)]


@pytest.mark.parametrize("words", [EN, JA], ids=["en", "ja"])
@pytest.mark.parametrize("addresses", [[], ["192.0.2.24", "2001:db8::24"], MANY])
def test_snippets_are_taken(tmp_path: Path, addresses: list[str], words: Words) -> None:
    """With what every zone has around them."""
    root = mail_root(settings=row("HeloDomain", "mail.example.com"))
    files = dns_files(root, given(addresses=addresses, mx=True), words)
    zone = tmp_path / "zone"
    start = "$TTL 3600\n@ IN SOA ns hostmaster 1 7200 3600 1209600 3600\n@ IN NS ns\nns IN A "
    text = f"{start}192.0.2.53\nmail IN A 192.0.2.99\n{files['dns/example.com.zone']}"
    zone.write_text(text, encoding="utf-8")

    command = [program("named-checkzone"), "example.com", str(zone)]
    run = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stdout
    assert run.stdout.endswith("OK\n")
