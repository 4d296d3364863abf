"""ACL017 and ACL018: blocks that do not hold, and blocks that hit the wrong ones."""

from __future__ import annotations

import pytest

from tests.roots import PLAIN, mail_root, row
from tests.rules.acl.judging import GIVEN, gaps, judged, networks, with_fix
from tests.tls_files import TLS_FILES
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.smtp.connect import spammer_code, spammer_rows
from xmailaudit.policy.world import World
from xmailaudit.tables.edit import SetField


def listing(*rows: tuple[str, ...], **files: str) -> MailRoot:
    """A MailRoot with spammers.tab and a certificate."""
    text = "".join(row(*fields) for fields in rows)
    return mail_root({"spammers.tab": text, **TLS_FILES, **files})


# ------------------------------------------------------------ ACL017


@pytest.mark.parametrize(
    ("fields", "index"),
    [
        (("198.51.100.0", "255.255.255.0", "code=0"), 2),
        (("198.51.100.0/24", "code=0"), 1),
        (("198.51.100.0/24", "code=x"), 1),
        (("office.example.net/32", "code=0"), 1),
    ],
)
def test_a_row_with_code_0_becomes_a_delay(fields: tuple[str, ...], index: int) -> None:
    """In the field that holds its options."""
    root = listing(fields)
    (one,) = judged(root, "ACL017")

    assert one.fixes[0].edits == (SetField("spammers.tab", 1, index, "code=-20"),)
    assert spammer_code(spammer_rows(with_fix(root, one.fixes[0]))[0].row) == -20


@pytest.mark.parametrize(
    "fields",
    [
        ("198.51.100.0", "255.255.255.0"),
        ("198.51.100.0/24", "code=1"),
        ("198.51.100.0/24", "code=-5"),
        ("198.51.100.0", "code=0"),
    ],
)
def test_a_row_that_drops_delays_or_is_skipped_holds(fields: tuple[str, ...]) -> None:
    """STARTTLS lifts neither; a bare address does nothing."""
    assert judged(listing(fields), "ACL017") == []


def test_many_rows_are_one_finding() -> None:
    """Delayed together."""
    root = listing(*((f"198.51.{third}.0/24", "code=0") for third in range(21)))
    (one,) = judged(root, "ACL017")

    assert one.total == 21
    assert judged(with_fix(root, one.fixes[0]), "ACL017") == []


def test_only_lists_with_code_0_are_changed() -> None:
    """A missing number is 0."""
    settings = row("CustMapsList", "a.example.net:1,b.example.net:,c.example.net:5,d.example.net:0")
    root = mail_root(TLS_FILES, settings=settings)
    (one,) = judged(root, "ACL017")
    mended = with_fix(root, one.fixes[0])

    assert mended.setting("CustMapsList").text == (
        "a.example.net:1,b.example.net:20,c.example.net:5,d.example.net:20"
    )


@pytest.mark.parametrize(("value", "findings"), [("1", 1), ("7", 1), ("0", 0), ("-3", 0), ("", 0)])
def test_nameless_clients_are_refused_by_a_positive_number(value: str, findings: int) -> None:
    """A negative one is the delay already."""
    root = mail_root(TLS_FILES, settings=row("SMTP-RDNSCheck", value))

    assert len(judged(root, "ACL017")) == findings


def test_where_starttls_fails_the_block_holds() -> None:
    """No key, a port that is off, or somebody knows that the handshake fails."""
    blocked = ("198.51.100.0/24", "code=0")
    no_plain_port = StartOptions.parse(["-S-"], origin=Origin.given())
    text = row(*blocked)

    assert judged(mail_root({"spammers.tab": text, "server.cert": "x"}), "ACL017") == []
    without = mail_root({"spammers.tab": text, **TLS_FILES}, options=no_plain_port)
    assert judged(without, "ACL017") == []
    broken = GIVEN._replace(world=World(tls_works=False))
    assert judged(listing(blocked), "ACL017", broken) == []


@pytest.mark.parametrize("shown", [(), ("EnableSMTP-TLS",)])
def test_settings_that_are_not_shown_are_not_concluded_from(shown: tuple[str, ...]) -> None:
    """Neither whether STARTTLS is offered nor which lists there are."""

    class Partial(MemorySource):
        def shows_all(self, file: str, /) -> bool:
            return file != "server.tab"

    files = {name: text.encode() for name, text in {**PLAIN, **TLS_FILES}.items()}
    files["server.tab"] += "".join(row(name, "1") for name in shown).encode()
    root = MailRoot(Partial(files), StartOptions.assumed())

    assert len(gaps(root, "ACL017")) == 1


# ------------------------------------------------------------ ACL018


def test_this_machine_is_dropped_by_its_own_list() -> None:
    """The witness is refused, and let in again when the row is gone."""
    root = listing(("0.0.0.0/0",))
    (one,) = judged(root, "ACL018")

    assert one.message.parameters["client"] == "127.0.0.1"
    assert one.witness is not None
    assert one.witness.decision.answer is Answer.REFUSE
    assert judged(with_fix(root, one.fixes[0]), "ACL018") == []


def test_declared_networks_are_hit_whatever_the_code() -> None:
    """Trusted ones, admins and the server's own addresses."""
    rows = (("198.51.100.0/24", "code=-5"), ("203.0.113.0/24", "code=0"), ("192.0.2.0/24",))
    given = GIVEN._replace(
        trusted=networks("198.51.100.16/28"),
        admins=networks("203.0.113.24/32"),
        addresses=networks("192.0.2.24/32"),
    )

    clients = [one.message.parameters["client"] for one in judged(listing(*rows), "ACL018", given)]

    assert clients == ["198.51.100.16", "203.0.113.24", "192.0.2.24"]
    assert judged(listing(*rows), "ACL018") == []


def test_a_list_of_a_hundred_strangers_is_none_of_our_business() -> None:
    """Only the rows that hit count, and where they are many they are one finding."""
    strangers = [(f"198.51.{third}.0/24",) for third in range(100)]
    own = [(f"127.0.{third}.0/24",) for third in range(21)]

    assert judged(listing(*strangers), "ACL018") == []
    (one,) = judged(listing(*strangers, *own), "ACL018")
    assert one.total == 21
