"""What XMail makes of its start-up words: the facts of command-line, one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xmailaudit.mailroot.listener import ip_version, split_address
from xmailaudit.mailroot.start_options import (
    LOGS,
    SERVICES,
    Listener,
    Origin,
    OriginKind,
    StartOptions,
)
from xmailaudit.mailroot.switches import FLAGS, NUMBERS, join_words, scan, split_words

MAIN_PORTS = {
    "smtp": 25,
    "smtps": 465,
    "pop3": 110,
    "pop3s": 995,
    "ctrl": 6017,
    "ctrls": 6018,
    "finger": 79,
}


def options(line: str, environment: str = "") -> StartOptions:
    """Start options given as text."""
    return StartOptions.parse(split_words(line), split_words(environment), origin=Origin.given())


# ------------------------------------------------------------ defaults


def test_without_words_every_listener_is_on_at_its_port_on_all_ipv4_interfaces() -> None:
    """XMail's defaults, and nobody vouches for them."""
    assumed = StartOptions.assumed()

    for service, port in MAIN_PORTS.items():
        assert assumed.service(service) == Listener(enabled=True, port=port)
        assert not assumed.service(service).ipv6
        assert assumed.service(service).ipv4
        assert not assumed.service(service).only_loopback
    assert assumed.origin.kind is OriginKind.ASSUMED
    assert assumed.known
    assert not any(map(assumed.log, LOGS))
    assert assumed.maildir is None
    assert assumed.root is None


def test_the_numbers_default_to_the_documented_ones() -> None:
    """The defaults of section 5 that decisions depend on."""
    assumed = StartOptions.assumed()

    assert assumed.max_recipients == 100
    assert assumed.pop_before_smtp_seconds == 900
    assert assumed.bad_login_delay == 5
    assert [assumed.number(name) for name in ("-Qt", "-Qi", "-Qr", "-Mx", "-Ln")] == [
        480,
        16,
        32,
        23,
        3,
    ]


def test_options_a_source_cannot_show_are_not_known() -> None:
    """Answers are the defaults, yet a rule about the options must not be evaluated."""
    unseen = StartOptions.unseen()

    assert not unseen.known
    assert unseen.service("ctrl").port == 6017


# ------------------------------------------------------------ how words are read


@pytest.mark.parametrize("word", ["-Sp", "-Sport", "-Sp2525", "-SpX"])
def test_only_two_letters_of_a_switch_count(word: str) -> None:
    """`-Sport 2525` is `-Sp 2525`, and a value glued on is not one."""
    assert options(f"{word} 587").service("smtp").port == 587


def test_what_follows_the_dash_of_a_disabling_switch_is_ignored() -> None:
    """`-S-anything` is `-S-`."""
    assert not options("-S-anything").service("smtp").enabled


def test_switches_are_case_sensitive() -> None:
    """`-sp` is not `-Sp`, and `-SP` not either."""
    assert options("-sp 1 -SP 2").service("smtp").port == 25


@pytest.mark.parametrize(
    ("value", "port"), [("587x", 587), ("abc", 0), ("+26", 26), ("-1", 65535), ("65561", 25)]
)
def test_values_are_numbers_as_atoi_and_sixteen_bits_read_them(value: str, port: int) -> None:
    """The number is what C's atoi makes of the word, cut to a port's 16 bits."""
    assert options(f"-Sp {value}").service("smtp").port == port


def test_the_last_switch_wins() -> None:
    """A repeated switch overrides the earlier one."""
    assert options("-Sr 1 -Sr 2").max_recipients == 2


def test_mail_cmd_line_overrides_the_command_line() -> None:
    """The environment's words are read last, and the switch that loses is listed."""
    both = options("-Sr 1 -Se 5 -Pw 3", "-Sr 2 -Pw 3")

    assert both.max_recipients == 2
    assert both.pop_before_smtp_seconds == 5
    assert [(s.name, s.value) for s in both.overridden] == [("-Sr", "1")]


def test_unknown_switches_are_ignored_and_listed() -> None:
    """A switch no part of the server knows changes nothing."""
    odd = options("-Zz -Sq -Fr -Sl 5 --help - -Xl")

    assert odd.unknown == ("-Zz", "-Sq", "-Fr", "--help", "-", "-Xl")
    assert odd.stray == ("5",)
    assert odd.log("smtp")


def test_a_value_is_a_switch_to_every_other_part() -> None:
    """`-Sp -Cl`: SMTP takes `-Cl` for its port (0), CTRL takes it for its log."""
    both = options("-Sp -Cl")

    assert both.service("smtp").port == 0
    assert both.log("ctrl")
    assert both.unknown == ()
    assert [s.name for s in both.switches if s.swallows_switch] == ["-Sp"]


def test_a_value_is_no_switch_to_the_part_that_swallowed_it() -> None:
    """`-Sp -Sl`: the log stays off."""
    swallowed = options("-Sp -Sl")

    assert swallowed.service("smtp").port == 0
    assert not swallowed.log("smtp")


def test_a_switch_whose_value_is_missing_changes_nothing() -> None:
    """At the end of the words the default, or the earlier value, stays."""
    assert options("-Sr").max_recipients == 100
    assert options("-Sr 7 -Sr").max_recipients == 7
    assert options("-Ms").root is None


def test_the_last_word_of_the_command_line_takes_its_value_from_the_environment() -> None:
    """XMail merges both lists before it reads them."""
    assert options("-Sr", "7").max_recipients == 7


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("-Qn", "0", 1),
        ("-Qn", "999", 256),
        ("-Yt", "40", 32),
        ("-Ln", "18", 17),
        ("-Mx", "24", 29),
        ("-Mx", "9", 11),
        ("-Mx", "2", 2),
        ("-Mx", "0", 0),
        ("-MD", "100", 101),
        ("-Qi", "0", 0),
        ("-Se", "-5", -5),
    ],
)
def test_numbers_are_pulled_into_their_limits(name: str, value: str, expected: int) -> None:
    """Thread counts have limits, and directory counts are raised to a prime."""
    assert options(f"{name} {value}").number(name) == expected


def test_asking_for_a_switch_xmail_does_not_have_is_a_mistake_in_our_code() -> None:
    """A misspelt name must not read as a default."""
    with pytest.raises(KeyError):
        options("").number("-Sz")
    with pytest.raises(KeyError):
        options("").flag("-Sz")


# ------------------------------------------------------------ listeners


@pytest.mark.parametrize("service", SERVICES)
def test_each_listener_has_its_own_letter(service: str) -> None:
    """Port, switch-off, IPv6 and addresses of one service leave the others alone."""
    letter = SERVICES[service]
    moved = options(f"-{letter}p 4711 -{letter}6")
    off = options(f"-{letter}-")

    assert moved.service(service) == Listener(enabled=True, port=4711, ipv6_any=True)
    assert [s for s in SERVICES if not off.service(s).enabled] == [service]
    assert [s for s in SERVICES if moved.service(s).port == 4711] == [service]


def test_disabling_the_plain_service_leaves_its_tls_twin_running() -> None:
    """`-S- -P- -C-` still leaves SMTPS, POP3S and CTRLS."""
    off = options("-S- -P- -C-")

    assert [s for s in SERVICES if off.service(s).enabled] == ["smtps", "pop3s", "ctrls", "finger"]


def test_addresses_accumulate_and_take_the_port_switch_where_they_name_none() -> None:
    """`-SI` may be repeated; the port switch counts wherever it stands."""
    smtp = options("-SI 192.0.2.1 -Sp 587 -SI 192.0.2.1:25 -SI 192.0.2.2:0").service("smtp")

    assert smtp.addresses == (("192.0.2.1", 587), ("192.0.2.1", 25), ("192.0.2.2", 587))
    assert smtp.ports == (587, 25)


def test_ipv6_any_is_without_effect_once_addresses_are_given() -> None:
    """`-S6` chooses the family of the all-interfaces socket only."""
    smtp = options("-S6 -SI 127.0.0.1").service("smtp")

    assert not smtp.ipv6_any
    assert not smtp.ipv6
    assert smtp.only_loopback


def test_a_service_keeps_32_addresses_and_xmail_gives_up_at_the_33rd() -> None:
    """`-?I` accumulates up to 32 addresses per service."""
    words = " ".join(f"-SI 192.0.2.{n}" for n in range(1, 34))
    many = options(words)

    assert len(many.service("smtp").addresses) == 32
    assert [s.value for s in many.cannot_start] == ["192.0.2.33"]


@pytest.mark.parametrize(
    ("addresses", "loopback", "ipv6", "ipv4"),
    [
        (["127.0.0.1"], True, False, True),
        (["127.1:25"], True, False, True),
        (["127.200.3.4"], True, False, True),
        (["[::1]:25"], True, True, False),
        (["[::ffff:127.0.0.1]"], True, True, True),
        (["localhost"], True, False, True),
        (["127.0.0.1", "192.0.2.1"], False, False, True),
        (["[2001:db8::1]"], False, True, False),
        (["[::]"], False, True, True),
        (["0.0.0.0"], False, False, True),  # nobody binds it
        (["mail.example.com"], False, False, True),
    ],
)
def test_a_listener_knows_who_can_reach_it(
    addresses: list[str], *, loopback: bool, ipv6: bool, ipv4: bool
) -> None:
    """Loopback only, IPv6, IPv4: by the addresses as the system reads them."""
    words = [word for address in addresses for word in ("-SI", address)]
    smtp = StartOptions.parse(words, origin=Origin.given()).service("smtp")

    assert (smtp.only_loopback, smtp.ipv6, smtp.ipv4) == (loopback, ipv6, ipv4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.1", ("192.0.2.1", 0)),
        ("192.0.2.1:25", ("192.0.2.1", 25)),
        ("192.0.2.1;25", ("192.0.2.1", 25)),
        ("192.0.2.1|25", ("192.0.2.1", 25)),
        ("[2001:db8::1]", ("2001:db8::1", 0)),
        ("[2001:db8::1]:25", ("2001:db8::1", 25)),
        ("2001:db8::1", ("2001:db8:", 1)),
        ("[2001:db8::1", ("2001:db8::1", 0)),
        ("", ("", 0)),
    ],
)
def test_an_address_is_taken_apart_as_xmail_does(text: str, expected: tuple[str, int]) -> None:
    """Brackets, three separators, and the trap of IPv6 without brackets."""
    assert split_address(text) == expected


@pytest.mark.parametrize(
    "line",
    [
        "-SI [::1]:25",
        "-M6 -SI 127.0.0.1",
        "-M5 -SI ::1",
        "-SI [::1",
        "-SI :25",
        "-S- -SI [::1]",
        "-XI [::1] -X-",
    ],
)
def test_an_address_that_cannot_be_had_stops_every_service(line: str) -> None:
    """`-SI [::1]:25` fails under the default `-M4`, and a failed start stops the whole server."""
    assert len(options(line).cannot_start) == 1


@pytest.mark.parametrize(
    "line",
    [
        "-M5 -SI [::1]:25",
        "-M7 -SI [::1]",
        "-M6 -SI [::1]",
        "-M6 -M4 -SI 127.0.0.1",
        "-SI mail.example.com:25",
        "-X- -XI [::1]",
        "-SI",
    ],
)
def test_an_address_that_can_be_had_does_not(line: str) -> None:
    """The right `-M5`, a name, and what stands behind the switch that ends a TLS listener."""
    assert options(line).cannot_start == ()


# ------------------------------------------------------------ the rest


@pytest.mark.parametrize(("log", "switch"), LOGS.items())
def test_a_log_is_on_by_its_switch(log: str, switch: str) -> None:
    """TLS listeners log with their plain twin; nothing else switches a log on."""
    assert options(switch).log(log)
    assert {name for name in LOGS if options(switch).log(name)} == {
        name for name, own in LOGS.items() if own == switch
    }


@pytest.mark.parametrize(
    ("line", "expected"), [("-MM", True), ("-Mm", False), ("-MM -Mm", False), ("-Mm -MM", True)]
)
def test_the_mailbox_layout_is_the_last_one_named(line: str, *, expected: bool) -> None:
    """`-MM` Maildir, `-Mm` mailbox."""
    assert options(line).maildir is expected


@pytest.mark.parametrize(
    ("line", "versions"),
    [("", (4,)), ("-M6", (6,)), ("-M5", (4, 6)), ("-M7", (6, 4)), ("-M6 -M4", (4,))],
)
def test_the_order_of_ip_versions_is_the_last_one_named(
    line: str, versions: tuple[int, ...]
) -> None:
    """`-M4` is the default."""
    assert options(line).resolution == versions


def test_the_mail_root_is_named_without_its_last_slash() -> None:
    """`-Ms` beats MAIL_ROOT."""
    assert options("-Ms /var/MailRoot/").root == "/var/MailRoot"
    assert options("-Ms /var/MailRoot", "-Ms /srv/mail").root == "/srv/mail"


def test_the_foreground_must_be_asked_for_on_the_command_line_itself() -> None:
    """`-Md` in MAIL_CMD_LINE does not keep XMail from becoming a daemon."""
    assert options("-Md").foreground
    assert not options("", "-Md").foreground


def test_a_switch_has_a_place_to_point_at() -> None:
    """The words make one line; the place spans switch and value as they stand in it."""
    line = options('-Pl -Ms "/var/Mail Root"', "-Cl")
    switch = line.given("-Ms")
    assert switch is not None

    place = line.place(switch)

    assert place.file == "(command line)"
    assert place.line == 1
    assert place.raw[place.start : place.end] == b'-Ms "/var/Mail Root"'
    assert line.place(line.given("-Pl")).start == 0
    assert line.place().line is None


# ------------------------------------------------------------ MAIL_CMD_LINE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        (" \t ", ()),
        ("-Sl\t-Pl  -Cl", ("-Sl", "-Pl", "-Cl")),
        ('-Ms "/a b"', ("-Ms", "/a b")),
        ('"a""b"', ('a"b',)),
        ('""', ("",)),
        ('""""', ('"',)),
        ('"a"b', ("a", "b")),
        ('a"b c"', ('a"b', 'c"')),
        ('"never closed', ("never closed",)),
        ("-Sl\n-Pl", ("-Sl\n-Pl",)),
    ],
)
def test_mail_cmd_line_is_split_as_xmail_does(text: str, words: tuple[str, ...]) -> None:
    """Blanks and TABs part words; quotes group; a doubled quote within is one."""
    assert split_words(text) == words


WORDS = st.one_of(
    st.sampled_from(sorted({*NUMBERS, *FLAGS, "-SI", "-Ms", "-", "", '"', "-Zz"})),
    st.from_regex(r"\A-[SXPBCWFQYLM].?.?\Z"),
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from(["127.0.0.1", "[::1]:25", "::1", "localhost", "[", "1:2;3|4"]),
    st.text(max_size=6),
)


@given(st.lists(st.text(st.characters(max_codepoint=255)), max_size=8))
def test_joined_words_split_into_the_same_words(words: list[str]) -> None:
    """`join_words` is the inverse of `split_words`."""
    assert list(split_words(join_words(words))) == words


@given(st.lists(WORDS, max_size=12), st.lists(WORDS, max_size=12))
def test_any_words_have_a_reading(words: list[str], environment: list[str]) -> None:
    """No words make the reading fail, and each word is used or listed as ignored."""
    read = StartOptions.parse(words, environment, origin=Origin.given())
    everything = [*words, *environment]

    used = {s.at for s in read.switches}
    used |= {s.at + 1 for s in read.switches if s.value is not None}

    assert len(used) + len(read.unknown) + len(read.stray) == len(everything)
    for service in SERVICES:
        listener = read.service(service)
        assert 0 <= listener.port < 65536
        assert len(listener.addresses) <= 32
        assert isinstance(listener.only_loopback, bool)
    assert set(read.cannot_start) | set(read.overridden) <= set(read.switches)
    assert all(read.place(s).raw[slice(*read.place(s)[2:4])] for s in read.switches)
    for name in NUMBERS:
        assert isinstance(read.number(name), int)


@given(st.lists(WORDS, max_size=12), st.lists(WORDS, min_size=1, max_size=12))
def test_the_words_of_one_part_do_not_disturb_another(words: list[str], others: list[str]) -> None:
    """What a part reads in its own words does not depend on words of other letters before them."""
    foreign = [word for word in others if word[:2] not in ("-S", "-s")]

    alone = scan(["-Sl", *words]).switches
    behind = scan([*foreign, "-Sl", *words]).switches

    assert [s.name for s in behind if s.name[1] == "S"] == [
        s.name for s in alone if s.name[1] == "S"
    ]


@given(st.text())
def test_any_text_is_an_address_or_a_name(text: str) -> None:
    """Telling the IP version never fails."""
    assert ip_version(split_address(text)[0]) in (0, 4, 6)
