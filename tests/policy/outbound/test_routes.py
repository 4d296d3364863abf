"""Routes out and the NeedTLS that applies to each (XMail facts: tls 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.audit.made_up import hidden_root
from tests.roots import mail_root, row
from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.policy.outbound.routes import (
    Need,
    host_of,
    meant_need,
    need_tls,
    outbound,
    routes,
    with_need_tls,
)
from xmailaudit.policy.outbound.way import Way

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot


@pytest.mark.parametrize(
    ("options", "need"),
    [
        ((), None),
        ((None, ""), None),
        (("NeedTLS=0",), Need.CLEAR),
        (("NeedTLS=1",), Need.IF_OFFERED),
        (("NeedTLS=2",), Need.REQUIRED),
        (("NeedTLS=3",), Need.IF_OFFERED),
        (("NeedTLS=-1",), Need.CLEAR),
        (("NeedTLS=yes",), Need.CLEAR),
        (("NeedTLS=",), Need.CLEAR),
        (("NeedTLS",), None),
        ((" NeedTLS=1",), None),
        (("needtls=2",), None),
        (("OutBind=192.0.2.1,NeedTLS=2",), Need.REQUIRED),
        (("NeedTLS=2,NeedTLS=1",), Need.IF_OFFERED),
        (("NeedTLS=2", "OutBind=192.0.2.1"), Need.REQUIRED),
        (("NeedTLS=2", "NeedTLS=0"), Need.CLEAR),
        (("NeedTLS=2", "NeedTLS"), Need.REQUIRED),
    ],
)
def test_what_options_say(options: tuple[str | None, ...], need: Need | None) -> None:
    """The last one that XMail reads counts."""
    assert need_tls(*options) is need


@pytest.mark.parametrize(
    ("options", "written"),
    [
        (None, "NeedTLS=1"),
        ("", "NeedTLS=1"),
        ("OutBind=192.0.2.1", "OutBind=192.0.2.1,NeedTLS=1"),
        ("NeedTLS=0,OutBind=192.0.2.1", "OutBind=192.0.2.1,NeedTLS=1"),
        (" needtls=2,NeedTLS", "NeedTLS=1"),
    ],
)
def test_options_are_given_a_need(options: str | None, written: str) -> None:
    """Nothing else of them is lost, and every other spelling goes."""
    assert with_need_tls(options, Need.IF_OFFERED) == written


@pytest.mark.parametrize(
    ("item", "host"),
    [
        ("relay.example.net", "relay.example.net"),
        ("relay.example.net:587", "relay.example.net"),
        ("192.0.2.1|2525", "192.0.2.1"),
        ("[2001:db8::1]:25", "2001:db8::1"),
        ("[192.0.2.1]", "192.0.2.1"),
        ("[192.0.2.1", ""),
        ("relay.example.net:25,NeedTLS=2", "relay.example.net"),
        ("relay.example.net,NeedTLS=2", "relay.example.net,NeedTLS=2"),
    ],
)
def test_a_host_is_split_from_its_port(item: str, host: str) -> None:
    """A comma means nothing: behind a port it vanishes, else it is part of the name."""
    assert host_of(item) == host


def needs(root: MailRoot) -> dict[str | None, Need]:
    """The NeedTLS of each host."""
    return {route.host: route.need for route in routes(root)}


def test_mail_exchangers_take_the_common_options() -> None:
    """Without any, XMail does not start TLS."""
    assert needs(mail_root()) == {None: Need.CLEAR}
    tls = mail_root(settings=row("SmtpGwConfig", "NeedTLS=2"))
    assert needs(tls) == {None: Need.REQUIRED}


def test_the_common_options_beat_those_of_a_default_gateway() -> None:
    """Whether they are more or less; and with such gateways there is no look-up in the DNS."""
    gateways = row("DefaultSMTPGateways", "a.example.net,NeedTLS=2;b.example.net:587")

    assert needs(mail_root(settings=gateways)) == {
        "a.example.net": Need.REQUIRED,
        "b.example.net": Need.CLEAR,
    }
    common = row("SmtpGwConfig", "NeedTLS=1")
    (first, second) = routes(mail_root(settings=gateways + common))
    assert (first.need, first.own) == (Need.IF_OFFERED, False)
    assert (second.need, second.own) == (Need.IF_OFFERED, False)


def test_a_default_gateway_keeps_its_own_where_nothing_is_common() -> None:
    """OutBind alone in SmtpGwConfig says nothing about TLS."""
    settings = row("DefaultSMTPGateways", "a.example.net,NeedTLS=2")
    root = mail_root(settings=settings + row("SmtpGwConfig", "OutBind=192.0.2.1"))

    (route,) = routes(root)

    assert (route.need, route.own, route.way) == (Need.REQUIRED, True, Way.DEFAULT)


@pytest.mark.parametrize("common", ["", row("SmtpGwConfig", "NeedTLS=2")])
def test_the_third_field_of_a_forward_beats_the_common_options(common: str) -> None:
    """And behind a comma in the hosts it is not read at all."""
    forwards = (
        row("a.example", "#a.example.net;b.example.net:25", "NeedTLS=0")
        + row("c.example", "c.example.net:25,NeedTLS=1")
        + row("A.EXAMPLE", "late.example.net")
        + row("*", "all.example.net")
        + row("d.example", "never.example.net")
    )
    root = mail_root({"smtpfwd.tab": forwards}, settings=common)
    usual = Need.REQUIRED if common else Need.CLEAR

    found = needs(root)

    assert found.pop("a.example.net") is found.pop("b.example.net") is Need.CLEAR
    assert found == {"c.example.net": usual, "all.example.net": usual}


def test_a_forward_of_all_domains_leaves_nothing_to_others() -> None:
    """Neither to default gateways nor to mail exchangers."""
    forwards = {"smtpfwd.tab": row("*.*", "a.example.net", "NeedTLS=2")}
    gateways = row("DefaultSMTPGateways", "b.example.net")

    assert needs(mail_root(forwards)) == {"a.example.net": Need.REQUIRED}
    assert needs(mail_root(forwards, settings=gateways)) == {"a.example.net": Need.REQUIRED}


@pytest.mark.parametrize(
    ("options", "need"),
    [
        (" needtls=2", Need.REQUIRED),
        ("NEEDTLS", Need.IF_OFFERED),
        ("NeedTLS =0", Need.CLEAR),
        ("NeedTSL=2", None),
        (None, None),
    ],
)
def test_what_options_are_meant_to_say(options: str | None, need: Need | None) -> None:
    """However they are spelled."""
    assert meant_need(options) is need


def test_a_gateway_of_smtpgw_takes_the_common_options_only() -> None:
    """It is the first part of a source route."""
    gateways = row("*.example", "@gw.example.net|2525") + row("x.example", "no.example.net")
    root = mail_root({"smtpgw.tab": gateways}, settings=row("SmtpGwConfig", "NeedTLS=1"))

    assert needs(root) == {None: Need.IF_OFFERED, "gw.example.net": Need.IF_OFFERED}


def test_relay_commands_of_all_kinds_of_files_are_routes() -> None:
    """Of those files that mail can reach."""

    def command(host: str) -> str:
        return row("SMTPRelay", host, "NeedTLS=2") + row("mailbox") + row("smtprelay")

    root = mail_root(
        {
            "domains/example.com/mailproc.tab": command("domain.example.net"),
            "domains/example.com/bob/mailproc.tab": command("user.example.net"),
            "domains/example.com/nobody/mailproc.tab": command("nobody.example.net"),
            "cmdaliases/example.com/info.tab": command("alias.example.net"),
            "cmdaliases/example.com/Info.tab": command("capital.example.net"),
            "custdomains/far.example.tab": command("custom.example.net"),
            "custdomains/example.com.tab": command("handled.example.net"),
        }
    )

    found = {route.host for route in routes(root) if route.way is Way.COMMAND}

    hosts = ("domain", "user", "alias", "custom")
    assert found == {f"{host}.example.net" for host in hosts}
    assert {route.need for route in routes(root) if route.own} == {Need.REQUIRED}


def test_a_list_has_no_mailproc() -> None:
    """XMail does not look for one."""
    users = row("example.com", "news", "1512", "1", "news", "M")
    root = mail_root(
        {
            "mailusers.tab": users,
            "domains/example.com/news/mailproc.tab": row("smtprelay", "a.example.net"),
        }
    )

    assert outbound(root).lists == ()


@pytest.mark.parametrize(
    "unseen", ["smtpfwd.tab", "cmdaliases", "domains/example.com/mailproc.tab"]
)
def test_what_cannot_be_seen_hides_nothing_else(unseen: str) -> None:
    """The rest is found, and the gap is kept."""
    root = hidden_root(
        {"domains/example.com/bob/mailproc.tab": row("smtprelay", "a.example.net")}, unseen
    )

    assert [hosts.items for hosts in outbound(root).lists] == [("a.example.net",)]
    gap = outbound(root).gap
    assert isinstance(gap, UnseenFileError)
    assert gap.file == unseen
