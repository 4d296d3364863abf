"""The rules for firewalls let in whom XMail lets in, and never anybody else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given as generated
from hypothesis import strategies as st

from tests.fix.export.made import EN, JA, given, started
from tests.fix.export.read_back import SENDERS, netsh_rules, nft_ports, nft_sets
from tests.roots import mail_root, row
from xmailaudit.fix.export.firewall import firewall_files
from xmailaudit.fix.export.netsh import LONGEST_COMMAND
from xmailaudit.policy.access import access_map
from xmailaudit.policy.addresses import AddressSet, Prefix, loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.given import Given

DENY_ALL = row("0.0.0.0", "0.0.0.0", "DENY", "1") + row("::/0", "", "DENY", "1")


def peers(*texts: str) -> AddressSet:
    """The peers of some networks."""
    return AddressSet.from_prefixes(map(Prefix.parse, texts))


def let_in(root: MailRoot, facts: Given | None = None) -> dict[str, AddressSet]:
    """Whom nftables lets in, by service; the Windows firewall says the same."""
    files = firewall_files(root, facts or given(), EN)
    found = nft_sets(files["firewall/xmailaudit.nft"])
    windows = netsh_rules(files["firewall/xmailaudit.cmd"])
    for name, accepted in found.items():
        assert windows[name].allowed & SENDERS == accepted & SENDERS
        assert windows[name].blocked & SENDERS == SENDERS - accepted
        assert not windows[name].blocked & (windows[name].allowed | loopback())
    assert windows.keys() == found.keys()
    return {name: accepted & SENDERS for name, accepted in found.items()}


#: Every listener takes IPv6 clients, too.
BOTH = "-S6 -X6 -P6 -B6 -C6 -W6 -F6"
IPV4 = peers("0.0.0.0/0")


def of_map(service: str, text: str, options: str = BOTH) -> AddressSet | None:
    """Whom the rules let in to a service with this map; None where there is no rule."""
    root = mail_root({f"{service}.ipmap.tab": text}, options=started(options))
    return let_in(root).get(service)


# ------------------------------------------------------------ the map's own set


@pytest.mark.parametrize("service", ["smtp", "pop3", "ctrl", "finger"])
def test_who_is_let_in_is_what_the_map_says(service: str) -> None:
    """IPv4 and IPv6; a later row of equal precedence wins in the map."""
    text = (
        DENY_ALL
        + row("192.0.2.0", "255.255.255.0", "ALLOW", "2")
        + row("192.0.2.66", "255.255.255.255", "DENY", "3")
        + row("2001:db8::/48", "", "ALLOW", "2")
    )

    assert of_map(service, text) == peers("192.0.2.0/24", "2001:db8::/48") - peers("192.0.2.66/32")


def test_a_map_that_lets_in_everybody_needs_no_rule() -> None:
    """Nor does one that is not there."""
    assert let_in(mail_root()) == {}
    assert of_map("pop3", row("0.0.0.0", "0.0.0.0", "ALLOW", "1")) is None


def test_one_network_shut_out_leaves_all_others_in() -> None:
    """IPv6 is not touched by a row of IPv4."""
    text = row("203.0.113.0", "255.255.255.0", "DENY", "1")

    assert of_map("smtp", text) == SENDERS - peers("203.0.113.0/24")
    root = mail_root({"smtp.ipmap.tab": text}, options=started(BOTH))
    files = firewall_files(root, given(), EN)
    assert "meta nfproto ipv6 accept" in files["firewall/xmailaudit.nft"]


def test_a_mask_with_holes_stays_one() -> None:
    """0.0.0.3 in every network 10.x.y.0, which would be 65,536 networks."""
    text = DENY_ALL + row("10.0.0.3", "255.0.0.255", "ALLOW", "2")
    root = mail_root({"ctrl.ipmap.tab": text})
    files = firewall_files(root, given(), EN)

    found = nft_sets(files["firewall/xmailaudit.nft"])["ctrl"]
    assert found == access_map(root, "ctrl").allowed & SENDERS
    assert "ip saddr & 255.0.0.255 == 10.0.0.3 accept" in files["firewall/xmailaudit.nft"]


def test_what_does_not_fit_is_left_out_and_said() -> None:
    """Windows knows no masks with holes: of 65,536 addresses 1,000 are written down."""
    text = DENY_ALL + row("10.0.0.3", "255.0.0.255", "ALLOW", "2")
    root = mail_root({"ctrl.ipmap.tab": text})
    cmd = firewall_files(root, given(), EN)["firewall/xmailaudit.cmd"]

    found = netsh_rules(cmd)["ctrl"]
    assert found.allowed.count4 == 1000
    assert found.allowed <= access_map(root, "ctrl").allowed
    assert found.blocked & SENDERS == SENDERS - found.allowed
    assert "64,536 IPv4 addresses" in cmd


def test_of_too_many_networks_the_largest_are_kept() -> None:
    """A hundred thousand hosts and one network, in every other address: no terms are fewer."""
    hosts = "".join(
        row(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}", "255.255.255.255", "ALLOW", "2")
        for n in (7 * n + n * n % 5 for n in range(20_000))
    )
    text = DENY_ALL + hosts + row("192.0.2.0", "255.255.255.0", "ALLOW", "2")
    root = mail_root({"ctrl.ipmap.tab": text})
    nft = firewall_files(root, given(), EN)["firewall/xmailaudit.nft"]

    found = nft_sets(nft)["ctrl"]
    assert peers("192.0.2.0/24") <= found <= access_map(root, "ctrl").allowed
    assert "are left out" in nft
    assert nft.count("\n") < 5000


MASKS = st.one_of(
    st.integers(0, 32).map(lambda bits: f"/{bits}"),
    st.sampled_from(["255.255.0.255", "255.0.255.0", "0.0.0.1", "24", "255.255.255.0"]),
)
V4 = st.tuples(st.integers(0, 255), st.integers(0, 3), st.just(0), st.integers(0, 255))
V6 = st.sampled_from(["::/0", "2000::/3", "2001:db8::/32", "fe80::/10", "::ffff:0:0/97", "::/96"])
ROWS = st.tuples(
    st.one_of(V6.map(lambda text: (text, "")), st.tuples(V4, MASKS).map(lambda p: _fields(*p))),
    st.sampled_from(["ALLOW", "DENY"]),
    st.integers(0, 3),
)


def _fields(address: tuple[int, ...], mask: str) -> tuple[str, str]:
    text = ".".join(map(str, address))
    return (text + mask, "") if mask.startswith("/") else (text, mask)


@generated(st.lists(ROWS, max_size=6), st.sampled_from(["", BOTH]))
def test_it_is_the_maps_set_whatever_the_map(
    rows: list[tuple[tuple[str, str], str, int]], options: str
) -> None:
    """Never wider; narrower only where IPv4 clients differ by the socket they come to."""
    text = "".join(row(*pair, permission, str(rank)) for pair, permission, rank in rows)
    root = mail_root({"ctrl.ipmap.tab": text}, options=started(options))
    allowed = access_map(root, "ctrl").allowed & SENDERS
    nft = firewall_files(root, given(), EN)["firewall/xmailaudit.nft"]
    heard = SENDERS if options else SENDERS & IPV4
    found = nft_sets(nft).get("ctrl", heard) & SENDERS

    assert found <= allowed
    assert options or found & IPV4 == allowed & IPV4


def test_a_client_of_a_socket_for_both_must_be_let_in_by_both_addresses() -> None:
    """A row of IPv6 that matches an IPv4 client only as a dual-stack socket shows it."""
    text = (
        DENY_ALL
        + row("192.0.2.0", "255.255.255.0", "ALLOW", "2")
        + row("8000::/0", "", "DENY", "3")
    )

    assert of_map("ctrl", text, "") == peers("192.0.2.0/24")
    assert of_map("ctrl", text) == AddressSet.empty()


def test_ipv6_gets_in_only_where_a_listener_hears_it() -> None:
    """A map without a word about it lets it in."""
    text = row("0.0.0.0", "0.0.0.0", "DENY", "1") + row("192.0.2.0", "255.255.255.0", "ALLOW", "2")

    assert of_map("ctrl", text, "") == peers("192.0.2.0/24")
    assert of_map("ctrl", text) == peers("192.0.2.0/24") | (SENDERS - IPV4)


def test_nat64_gets_in_with_the_world_only() -> None:
    """An all-IPv4 map says nothing about it."""
    nat64 = peers("64:ff9b::/96")
    found = []
    for network, mask in (("0.0.0.0", "0.0.0.0"), ("192.0.2.0", "255.255.255.0")):
        text = row(network, mask, "DENY", "1")
        root = mail_root({"ctrl.ipmap.tab": text}, options=started(BOTH))
        files = firewall_files(root, given(), EN)
        found.append(nft_sets(files["firewall/xmailaudit.nft"])["ctrl"])
    assert not found[0] & nat64
    assert nat64 <= found[1]


# ------------------------------------------------------------ what else decides


def test_white_listed_clients_get_in_to_smtp() -> None:
    """XMail does not ask the map about them."""
    files = {
        "smtp.ipmap.tab": DENY_ALL,
        "smtp.ipprop.tab": row("198.51.100.7/32", "WhiteList"),
    }

    assert let_in(mail_root(files)) == {"smtp": peers("198.51.100.7/32")}


def test_a_map_that_is_switched_off_makes_no_rule() -> None:
    """A code of 0, and one that only delays."""
    for code in ("0", "-5"):
        settings = row("SMTP-IpMapDropCode", code)
        assert let_in(mail_root({"smtp.ipmap.tab": DENY_ALL}, settings=settings)) == {}


def test_an_open_ctrl_is_narrowed_to_the_owners_networks() -> None:
    """The map lets in the world; the profile knows better."""
    facts = given(admins=["192.0.2.24/32"], trusted=["198.51.100.0/24", "2001:db8::/48"])
    own = peers("192.0.2.24/32", "198.51.100.0/24", "2001:db8::/48")

    assert let_in(mail_root(options=started(BOTH)), facts) == {"ctrl": own}
    assert let_in(mail_root(), facts) == {"ctrl": own & IPV4}
    text = DENY_ALL + row("10.0.0.0", "255.0.0.0", "ALLOW", "2")
    assert let_in(mail_root({"ctrl.ipmap.tab": text}), facts)["ctrl"] == peers("10.0.0.0/8")


def test_rows_with_host_names_let_in_nobody_and_are_named() -> None:
    """Only a resolver knows them."""
    text = DENY_ALL + row("admin.example.net", "255.255.255.255", "ALLOW", "2")
    root = mail_root({"ctrl.ipmap.tab": text})

    assert let_in(root) == {"ctrl": AddressSet.empty()}
    for name in ("firewall/xmailaudit.nft", "firewall/xmailaudit.cmd"):
        assert "admin.example.net" in firewall_files(root, given(), EN)[name]


def test_the_ports_are_those_that_others_reach() -> None:
    """Of both twins; a listener for this machine alone needs no rule."""
    closed = {f"{name}.ipmap.tab": DENY_ALL for name in ("smtp", "pop3", "ctrl", "finger")}
    options = started("-SI 192.0.2.24 -SI [::]:587 -Pp 1110 -B- -CI 127.0.0.1 -Wp 7018 -F-")
    files = firewall_files(mail_root(closed, options=options), given(), EN)

    ports = {"smtp": (25, 465, 587), "pop3": (1110,), "ctrl": (7018,)}
    assert nft_ports(files["firewall/xmailaudit.nft"]) == ports
    windows = netsh_rules(files["firewall/xmailaudit.cmd"])
    assert {name: one.ports for name, one in windows.items()} == {
        name: {",".join(map(str, numbers))} for name, numbers in ports.items()
    }


# ------------------------------------------------------------ the files


CLOSED: Mapping[str, str] = {"ctrl.ipmap.tab": DENY_ALL}


@pytest.mark.parametrize(
    ("platform", "ends"),
    [("unix", {"nft"}), ("windows", {"cmd"}), (None, {"nft", "cmd"})],
)
def test_a_known_platform_gets_its_own_files(platform: str | None, ends: set[str]) -> None:
    """Rules and undo."""
    files = firewall_files(mail_root(CLOSED), given(platform=platform), EN)

    assert sorted(files) == sorted(
        f"firewall/xmailaudit{undo}.{end}" for end in ends for undo in ("", "-undo")
    )


def test_a_command_file_is_ascii_with_crlf_and_short_lines() -> None:
    """In any language, with any text of a table in its remarks."""
    names = [f"x{n}.example.net" for n in range(300)]
    text = DENY_ALL + "".join(row(name, "255.255.255.255", "ALLOW", "2") for name in names)
    hosts = "".join(row(f"192.0.{n}.{n}", "255.255.255.255", "ALLOW", "2") for n in range(250))
    root = mail_root({"ctrl.ipmap.tab": text, "pop3.ipmap.tab": DENY_ALL + hosts + hosts})
    for name, file in firewall_files(root, given(platform="windows"), JA).items():
        assert file.isascii(), name
        assert file.count("\n") == file.count("\r\n")
        lines = file.split("\r\n")
        assert max(map(len, lines)) <= LONGEST_COMMAND
        assert not any(set('%&|<>^"!') & set(line) for line in lines if line.startswith("rem"))


def test_many_networks_make_many_commands() -> None:
    """Each within the limit of cmd; nothing is lost between them."""
    hosts = "".join(row(f"10.{n}.0.1", "255.255.255.255", "ALLOW", "2") for n in range(256))
    hosts += "".join(row(f"172.16.{n}.1", "255.255.255.255", "ALLOW", "2") for n in range(256))
    hosts += "".join(row(f"192.168.{n}.1", "255.255.255.255", "ALLOW", "2") for n in range(256))
    root = mail_root({"ctrl.ipmap.tab": DENY_ALL + hosts})

    assert let_in(root) == {"ctrl": access_map(root, "ctrl").allowed & SENDERS}
    cmd = firewall_files(root, given(), EN)["firewall/xmailaudit.cmd"]
    assert len(re.findall("action=allow", cmd)) == 2
    assert max(map(len, cmd.split("\r\n"))) <= LONGEST_COMMAND


def test_every_rule_that_may_be_there_is_deleted_first_and_by_the_undo() -> None:
    """Rules of a service that needs none any more go too."""
    files = firewall_files(mail_root(CLOSED), given(), EN)
    deletions = {
        name: re.findall(r'delete rule name="XMailAudit (\w+)"', text)
        for name, text in files.items()
        if name.endswith(".cmd")
    }

    assert set(map(tuple, deletions.values())) == {("smtp", "pop3", "ctrl", "finger")}
    cmd = files["firewall/xmailaudit.cmd"]
    assert cmd.rindex("delete rule") < cmd.index("add rule")


def test_only_comments_speak_the_readers_language() -> None:
    """What nft reads is the same."""
    texts = [
        firewall_files(mail_root(CLOSED), given(), words)["firewall/xmailaudit.nft"]
        for words in (EN, JA)
    ]

    assert texts[0] != texts[1]
    read = [re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE) for text in texts]
    assert read[0] == read[1]
