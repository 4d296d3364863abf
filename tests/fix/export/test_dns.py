"""The snippets for the DNS: records of what is known, choices for what is not."""

from __future__ import annotations

from tests.fix.export.made import EN, given
from tests.roots import mail_root, row
from xmailaudit.fix.export.dns import dns_files

HELO = row("HeloDomain", "mail.example.com")
KNOWN = given(addresses=["192.0.2.24", "2001:db8::24"])


def active(text: str) -> list[str]:
    """The records of a zone snippet."""
    lines = (line for line in text.splitlines() if not line.startswith(";"))
    return [line.replace("\t", " ") for line in lines if "\tIN\t" in line]


def test_a_known_server_has_all_its_records() -> None:
    """Its own, MX, SPF, DMARC."""
    files = dns_files(mail_root(settings=HELO), KNOWN, EN)

    assert active(files["dns/example.com.zone"]) == [
        "mail IN A 192.0.2.24",
        "mail IN AAAA 2001:db8::24",
        'mail IN TXT "v=spf1 a -all"',
        "@ IN MX 10 mail.example.com.",
        '@ IN TXT "v=spf1 ip4:192.0.2.24 ip6:2001:db8::24 ~all"',
        '_dmarc IN TXT "v=DMARC1; p=none; rua=mailto:postmaster@example.com"',
    ]
    assert "example.com\tMX\t10 mail.example.com.\n" in files["dns/records.txt"]
    assert "192.0.2.24\tmail.example.com" in files["dns/PTR.txt"]


def test_what_nobody_told_is_a_choice() -> None:
    """No address is made up."""
    files = dns_files(mail_root(settings=HELO), given(), EN)

    assert not any(" A " in line or "ip4" in line for line in active(files["dns/example.com.zone"]))
    assert "CHOOSE" in files["dns/example.com.zone"]
    assert "CHOOSE" in files["dns/PTR.txt"]
    private = dns_files(mail_root(settings=HELO), given(addresses=["192.168.0.5"]), EN)
    assert private == files


def test_a_gateway_is_a_choice_unless_it_is_near() -> None:
    """A signing relay on this machine sends with its address."""

    def spf(gateway: str) -> bool:
        settings = HELO + row("DefaultSMTPGateways", gateway)
        text = dns_files(mail_root(settings=settings), KNOWN, EN)["dns/example.com.zone"]
        return any("ip4:" in line for line in active(text))

    assert spf("127.0.0.1:10025")
    assert not spf("relay.example.net")


def test_a_domain_that_is_no_name_has_no_file() -> None:
    """It would be a path."""
    domains = "".join(row(name) for name in ("example.com", "../x", "a b.test", "EXAMPLE.com"))
    files = dns_files(mail_root({"domains.tab": domains}), KNOWN, EN)

    assert sorted(files) == ["dns/PTR.txt", "dns/example.com.zone", "dns/records.txt"]


def test_a_server_that_takes_no_mail_has_no_mx() -> None:
    """The profile says so."""
    text = dns_files(mail_root(settings=HELO), given(mx=False), EN)["dns/example.com.zone"]

    assert not any(" MX " in line for line in active(text))
