"""The snippets for the DNS: records of what is known, choices for what is not."""

from __future__ import annotations

from hashlib import sha256

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.certificates.made import make
from tests.fix.export.made import EN, given
from tests.roots import mail_root, row
from xmailaudit.fix.export.dns import dns_files

HELO = row("HeloDomain", "mail.example.com")
POSTMASTER = {"aliases.tab": row("example.com", "postmaster", "bob")}
KNOWN = given(addresses=["192.0.2.24", "2001:db8::24"])


def active(text: str) -> list[str]:
    """The records of a zone snippet."""
    lines = (line for line in text.splitlines() if not line.startswith(";"))
    return [line.replace("\t", " ") for line in lines if "\tIN\t" in line]


def test_a_known_server_has_all_its_records() -> None:
    """Its own, MX, SPF, DMARC."""
    files = dns_files(mail_root(POSTMASTER, settings=HELO), KNOWN, EN)

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


def test_many_addresses_are_all_named() -> None:
    """Networks that are wholly the server's are named as such; a long record is called long."""
    many = [f"192.0.2.{n}" for n in range(32)] + [f"198.51.100.{n}" for n in range(1, 80, 2)]
    text = dns_files(mail_root(settings=HELO), given(addresses=many), EN)["dns/example.com.zone"]
    (spf,) = (line for line in active(text) if "~all" in line)

    whole = spf.replace('" "', "")
    assert "ip4:192.0.2.0/27 ip4:198.51.100.1 " in whole
    assert whole.count("ip4:") == 41
    assert sum(line.startswith("mail IN A ") for line in active(text)) == 72
    assert "This record has" in text


def test_more_addresses_than_anybody_has_are_counted() -> None:
    """What is left out is said, and the record waits for it."""
    many = [f"10.{n}.0.1" for n in range(3)] + [
        f"203.0.{n}.{m}" for n in (113, 114) for m in range(1, 256, 2)
    ]
    many += ["192.0.2.1", "192.0.2.3", "192.0.2.5"]
    text = dns_files(mail_root(settings=HELO), given(addresses=many), EN)["dns/example.com.zone"]

    assert "3 more addresses of the server are left out" in text
    assert not any("~all" in line for line in active(text))


def test_a_gateway_by_address_is_named_in_spf() -> None:
    """An include takes names alone."""
    settings = HELO + row("DefaultSMTPGateways", "198.51.100.7:25;[2001:db8:7::1]:25")
    text = dns_files(mail_root(settings=settings), KNOWN, EN)["dns/example.com.zone"]

    assert "ip6:2001:db8::24 ip4:198.51.100.7 ip6:2001:db8:7::1 ~all" in text
    assert any("ip4:198.51.100.7" in line for line in active(text))


def test_other_names_of_domains_have_files() -> None:
    """Exact ones; patterns are told, and a name for a foreign domain is none."""
    aliases = row("example.org", "example.com") + row("*.example.org", "example.com")
    files = dns_files(
        mail_root({"aliasdomain.tab": aliases + row("x.example.net", "example.net")}), KNOWN, EN
    )

    assert {name for name in files if name.endswith(".zone")} == {
        "dns/example.com.zone",
        "dns/example.org.zone",
    }
    assert "*.example.org" in files["dns/records.txt"]


def test_a_backup_domain_is_told_of_its_mx_alone() -> None:
    """What it sends is another server's business."""
    profile = KNOWN._replace(backup_domains=("example.net", "EXAMPLE.com"), mx=True)
    files = dns_files(mail_root(settings=HELO), profile, EN)

    assert active(files["dns/example.net.zone"]) == ["@ IN MX 20 mail.example.com."]
    assert "@ IN MX 10 mail.example.com." in active(files["dns/example.com.zone"])


def test_two_names_of_the_server_are_told() -> None:
    """Both have their address; the reverse name is that of the HELO."""
    settings = row("HeloDomain", "out.example.com") + row("SmtpServerDomain", "mail.example.com")
    files = dns_files(mail_root(settings=settings), KNOWN, EN)

    text = files["dns/example.com.zone"]
    assert "XMail calls itself mail.example.com" in text
    assert {"out IN A 192.0.2.24", "mail IN A 192.0.2.24"} <= set(active(text))
    assert "192.0.2.24\tout.example.com" in files["dns/PTR.txt"]
    alone = dns_files(mail_root(settings=row("SmtpServerDomain", "mail.example.com")), KNOWN, EN)
    assert "HeloDomain is not set" in alone["dns/example.com.zone"]


def test_a_host_stands_in_the_nearest_zone_alone() -> None:
    """Else its name had two records of SPF."""
    domains = row("example.com") + row("mail.example.com")
    files = dns_files(mail_root({"domains.tab": domains}, settings=HELO), KNOWN, EN)

    assert not any(line.startswith("mail ") for line in active(files["dns/example.com.zone"]))
    assert "@ IN A 192.0.2.24" in active(files["dns/mail.example.com.zone"])


def test_reports_that_nobody_would_get_are_a_choice() -> None:
    """A postmaster whose mail is lost gets none."""
    text = dns_files(mail_root(settings=HELO), KNOWN, EN)["dns/example.com.zone"]

    assert "XMail does not deliver mail for postmaster@example.com" in text
    assert "rua=mailto:REPORTS" in text
    assert not any("DMARC" in line for line in active(text))


def test_the_key_of_the_certificate_waits_for_a_signed_zone() -> None:
    """TLSA holds the digest of the key; CAA names nobody."""
    certificate = make("mail.example.com").certificate
    pem = certificate.public_bytes(Encoding.PEM)
    spki = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    root = mail_root({"server.cert": pem}, settings=HELO)
    text = dns_files(root, KNOWN._replace(mx=True), EN)["dns/example.com.zone"]

    assert f"; _25._tcp.mail\tIN\tTLSA\t3 1 1 {sha256(spki).hexdigest()}\n" in text
    assert '; @\tIN\tCAA\t0 issue "AUTHORITY"' in text
