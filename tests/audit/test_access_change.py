"""Who gained and lost access: exact sets, borne out by XMail's decision about one client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tests.audit.made_up import hidden_root
from tests.roots import mail_root, row
from xmailaudit.audit.access_change import AccessChange, Unknown, access_changes
from xmailaudit.policy.addresses import Address, AddressSet, Prefix
from xmailaudit.policy.admission import SERVICES, access
from xmailaudit.policy.world import World

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

WORLD = World(now=0.0)
DENY = row("0.0.0.0", "0.0.0.0", "DENY", "0")


def changes(before: MailRoot, after: MailRoot) -> dict[str, AccessChange | Unknown]:
    """What changed, by service; nothing is left out."""
    found = access_changes(before, after, WORLD)
    assert [one.service for one in found] == list(SERVICES)
    return {one.service: one for one in found}


def with_map(text: str) -> MailRoot:
    """A MailRoot with this map for the admin port."""
    return mail_root({"ctrl.ipmap.tab": text + DENY})


def networks(*texts: str) -> AddressSet:
    """The IPv4 addresses of some networks."""
    return AddressSet.from_prefixes(map(Prefix.parse, texts))


def four(peers: AddressSet) -> AddressSet:
    """The IPv4 addresses of a set."""
    return peers & AddressSet.prefix(Address(4, 0), 0)


def test_what_stays_the_same_changes_nothing() -> None:
    """Also where rows are written otherwise."""
    one = with_map(row("192.0.2.0", "255.255.255.0", "ALLOW", "1"))
    same = with_map(
        row("192.0.2.0", "255.255.255.128", "ALLOW", "1")
        + row("192.0.2.128", "255.255.255.128", "ALLOW", "1")
    )

    for change in changes(one, same).values():
        assert isinstance(change, AccessChange)
        assert not change.gained
        assert not change.lost
        assert (change.gained_witness, change.lost_witness) == (None, None)


def test_the_sets_are_exact_and_have_a_witness() -> None:
    """One peer that was refused and is let in, one the other way round."""
    before = with_map(row("192.0.2.0", "255.255.255.0", "ALLOW", "1"))
    after = with_map(
        row("192.0.2.128", "255.255.255.0", "ALLOW", "1").replace('.0"\t"A', '.128"\t"A')
    )

    ctrl = changes(before, after)["ctrl"]
    back = changes(after, before)["ctrl"]

    assert isinstance(ctrl, AccessChange)
    assert isinstance(back, AccessChange)
    assert four(ctrl.lost) == networks("192.0.2.0/25")
    assert not ctrl.gained
    assert (ctrl.lost, ctrl.gained) == (back.gained, back.lost)
    assert ctrl.lost_witness is not None
    assert ctrl.lost_witness.before.allowed
    assert not ctrl.lost_witness.after.allowed
    assert back.gained_witness is not None
    assert back.gained_witness.after.allowed


def test_relaying_is_a_service_like_others() -> None:
    """By the relay table, for those whom SMTP hears."""
    before = mail_root({"smtprelay.tab": row("127.0.0.0", "255.0.0.0")})
    after = mail_root({"smtprelay.tab": row("198.51.100.0", "255.255.255.0")})

    relay = changes(before, after)["relay"]

    assert isinstance(relay, AccessChange)
    assert four(relay.gained) == networks("198.51.100.0/24")
    assert four(relay.lost) == networks("127.0.0.0/8")
    assert relay.gained_witness is not None
    assert Address.parse(relay.gained_witness.question.arguments()[1]) in relay.gained
    assert relay.gained_witness.after.allowed
    assert not relay.gained_witness.before.allowed


def test_a_file_that_cannot_be_read_leaves_the_service_open() -> None:
    """With the file and the reason; the others are compared."""
    found = changes(mail_root(), hidden_root({"ctrl.ipmap.tab": ""}, "ctrl.ipmap.tab"))

    assert isinstance(found["ctrl"], Unknown)
    assert found["ctrl"].file == "ctrl.ipmap.tab"
    assert isinstance(found["pop3"], AccessChange)


def test_rows_with_host_names_are_told() -> None:
    """Nobody knows whom they let in."""
    named = with_map(row("admin.example.com", "255.255.255.255", "ALLOW", "1"))

    ctrl = changes(named, with_map(""))["ctrl"]

    assert isinstance(ctrl, AccessChange)
    assert ctrl.undecided


ROWS = st.lists(
    st.builds(
        lambda host, bits, word: row(
            f"192.0.2.{host}", f"255.255.255.{256 - (1 << bits)}", word, "1"
        ),
        st.integers(0, 255),
        st.integers(0, 8),
        st.sampled_from(("ALLOW", "DENY")),
    ),
    max_size=4,
).map("".join)


@given(ROWS, ROWS)
def test_who_gained_was_out_and_is_in(before: str, after: str) -> None:
    """For any two maps; and together with those who stayed they are all that are in."""
    then, now = with_map(before), with_map(after)
    ctrl = changes(then, now)["ctrl"]
    was, is_ = access(then, "ctrl").allowed, access(now, "ctrl").allowed

    assert isinstance(ctrl, AccessChange)
    assert (was - ctrl.lost) | ctrl.gained == is_
    assert not ctrl.gained & was
    assert not ctrl.lost & is_
    assert (ctrl.gained_witness is None) is (not ctrl.gained)
    assert (ctrl.lost_witness is None) is (not ctrl.lost)
