"""SPM001 to SPM003: what CustMapsList asks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.roots import mail_root, row
from tests.rules.acl.judging import GIVEN, edits_of, gaps, judged, with_fix
from tests.rules.aut.partial import copied
from xmailaudit.policy.known_block_lists import KNOWN, known_list
from xmailaudit.policy.smtp.block_lists import block_lists
from xmailaudit.policy.smtp.connect import zone_codes
from xmailaudit.rules.finding import Applicability, Confidence

IDS = ("SPM001", "SPM002", "SPM003")


def maps(text: str) -> str:
    """The row of a list."""
    return row("CustMapsList", text)


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("spam.dnsbl.sorbs.net", "sorbs.net"),
        ("sorbs.net", "sorbs.net"),
        ("notsorbs.net", None),
        ("dynablock.njabl.org", "dynablock.njabl.org"),
        ("combined.njabl.org", "njabl.org"),
        ("dbl.spamhaus.org", "dbl.spamhaus.org"),
        ("zen.spamhaus.org", "spamhaus.org"),
        ("zen.dq.spamhaus.net", None),
    ],
)
def test_a_zone_is_known_with_all_below_it(name: str, zone: str | None) -> None:
    """The more exact name wins."""
    one = known_list(name)

    assert (None if one is None else one.zone) == zone


def test_what_is_known_can_be_told() -> None:
    """Each date is a year, a month or a day; no name hides behind an earlier one."""
    for number, one in enumerate(KNOWN):
        assert one.source
        assert one.since is None or len(one.since) in (4, 7, 10)
        assert one.zone == one.zone.lower().strip(".")
        assert not any(f".{one.zone}".endswith(f".{other.zone}") for other in KNOWN[:number])


@pytest.mark.parametrize(
    ("text", "kept", "offer"),
    [
        ("list.dsbl.org.:1", "", Applicability.SAFE),
        ("a.test:1,LIST.dsbl.org:0,b.test:-5", "a.test:1,b.test:-5", Applicability.SAFE),
        ("relays.ordb.org:1,a.test:0", "a.test:0", Applicability.REVIEW),
        ("bl.spamcannibal.org:-3", "", Applicability.REVIEW),
        ("sbl-xbl.spamhaus.org:1", "", Applicability.REVIEW),
        ("dnsbl.sorbs.net:1,lost", "lost", Applicability.SAFE),
    ],
)
def test_only_what_lists_nobody_goes_safely(text: str, kept: str, offer: Applicability) -> None:
    """Without the others somebody is let in."""
    root = mail_root(settings=maps(text))
    (finding,) = judged(root, "SPM001")
    fix = finding.fixes[0]

    assert fix.applicability is offer
    assert with_fix(root, fix).setting("CustMapsList").text == kept


def test_a_second_row_stays_dead() -> None:
    """The fix leaves an empty value, for without the row the next one would count."""
    root = mail_root(settings=maps("list.dsbl.org:1") + maps("zen.spamhaus.org:1"))
    (finding,) = judged(root, "SPM001")

    assert with_fix(root, finding.fixes[0]).setting("CustMapsList").text == ""


def test_the_successor_is_asked_once() -> None:
    """Where it is in the list already, it is not offered."""
    both = judged(mail_root(settings=maps("cbl.abuseat.org:1,zen.spamhaus.org:1")), "SPM001")
    alone = judged(mail_root(settings=maps("cbl.abuseat.org:-9")), "SPM001")

    assert [fix.id for fix in both[0].fixes] == ["remove"]
    assert [fix.id for fix in alone[0].fixes] == ["remove", "replace"]
    assert alone[0].confidence is Confidence.LIKELY


@pytest.mark.parametrize("rule_id", IDS)
def test_a_list_that_is_not_shown_is_an_open_question(rule_id: str) -> None:
    """One that is shown, or shown not to be there, is judged."""
    assert len(gaps(copied(), rule_id)) == 1
    assert judged(copied(absent=["CustMapsList"]), rule_id) == []
    assert judged(copied(maps("bl.spamcop.net:1")), rule_id) == []


@pytest.mark.parametrize(
    ("resolver", "severities"), [(None, ["medium"]), (True, ["high"]), (False, [])]
)
def test_whose_resolver_is_asked(*, resolver: bool | None, severities: list[str]) -> None:
    """What the owner says of it decides."""
    root = mail_root(settings=maps("zen.spamhaus.org.:1"))
    findings = judged(root, "SPM002", GIVEN._replace(public_resolver=resolver))

    assert [one.severity.value for one in findings] == severities


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("a.test,b.test:1", ["a.test", "b.test"]),
        ("a.test", ["a.test"]),
        ("a.test:1,b.test", ["b.test"]),
        ("a.test:1, b.test:1", ["b.test"]),
        ("a.test :1", ["a.test"]),
        (":1", [":1"]),
        ("a..test:1", ["a..test"]),
        ("a.test.:1", []),
        ("A_b.test:1,", []),
        ("", []),
    ],
)
def test_what_is_never_asked(text: str, lost: list[str]) -> None:
    """As XMail takes the list apart."""
    findings = judged(mail_root(settings=maps(text)), "SPM003")

    assert [list(one.message.parameters["lost"].items) for one in findings] == (  # type: ignore[attr-defined]
        [lost] if lost else []
    )


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("a.test,b.test:0", "a.test:0,b.test:0"),
        ("a.test:1, b.test: -5", "a.test:1,b.test:-5"),
        ("a.test:1,b.test:0,c.test", None),
        ("a..test:1,b", None),
    ],
)
def test_the_list_is_made_whole(text: str, becomes: str | None) -> None:
    """The code that all others have is proposed; else somebody must choose."""
    root = mail_root(settings=maps(text))
    (finding,) = judged(root, "SPM003")
    (fix,) = finding.fixes

    assert bool(edits_of(fix)) is (becomes is not None)
    if becomes is not None:
        assert with_fix(root, fix).setting("CustMapsList").text == becomes


def test_a_code_is_chosen() -> None:
    """And what is none changes nothing."""
    (finding,) = judged(mail_root(settings=maps("a.test:1,b.test:0,c.test")), "SPM003")
    choice = finding.fixes[0].choice

    assert choice is not None
    assert len(choice.edits("-20")) == 1
    assert choice.edits("drop") == ()


@pytest.mark.parametrize(
    ("text", "holding", "dropping"),
    [
        ("a.test:1,b.test:20", "a.test:1,b.test:-20", "a.test:1,b.test:1"),
        ("a.test:drop,b.test:1", "a.test:0,b.test:1", "a.test:1,b.test:1"),
        ("a.test:", "a.test:0", "a.test:1"),
    ],
)
def test_codes_that_say_something_else(text: str, holding: str, dropping: str) -> None:
    """What holds may be written safely."""
    root = mail_root(settings=maps(text))
    (finding,) = judged(root, "SPM003")

    assert [with_fix(root, fix).setting("CustMapsList").text for fix in finding.fixes] == [
        holding,
        dropping,
    ]
    assert finding.fixes[0].applicability is Applicability.SAFE


PIECES = ("list.dsbl.org", "zen.test", "a", " b.test", "", ".", "x..y")
NUMBERS = (":1", ":0", ":-20", ":", ":7", ": 1", ":no", ":1:2", "")


@given(
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(NUMBERS)), max_size=5).map(
        lambda pairs: ",".join(zone + number for zone, number in pairs)
    )
)
@settings(max_examples=300)
def test_entries_are_those_that_xmail_asks(text: str) -> None:
    """Written out again they are the same; without some of them the others are."""
    lists = block_lists(text)

    assert [(one.zone, one.code) for one in lists.entries] == zone_codes(text)
    assert block_lists(lists.text(lists.entries)).entries == lists.entries
    assert block_lists(lists.text(lists.entries[1:])).entries == lists.entries[1:]


@pytest.mark.parametrize(
    ("text", "cured"),
    [
        ("a.test:1;b.test:1", "a.test:1,b.test:1"),
        ("a.test:1 b.test:-5,c.test:0", "a.test:1,b.test:-5,c.test:0"),
    ],
)
def test_another_separator_than_a_comma_loses_an_entry(text: str, cured: str) -> None:
    """It stands where XMail reads the code of the entry before it."""
    root = mail_root(settings=maps(text))
    (finding,) = judged(root, "SPM003")

    assert finding.message.parameters["entries"] == 1
    assert with_fix(root, finding.fixes[0]).setting("CustMapsList").text == cured


def test_a_remark_behind_a_code_is_no_entry() -> None:
    """XMail reads the digits and passes over the rest."""
    assert judged(mail_root(settings=maps("a.test:1 drop,b.test:0;")), "SPM003") == []


def test_a_list_that_stands_twice_is_told_once() -> None:
    """And one list is singular."""
    (finding,) = judged(mail_root(settings=maps("list.dsbl.org:1,list.dsbl.org:0")), "SPM001")

    assert finding.message.parameters["number"] == 1


@pytest.mark.parametrize(("text", "cured"), [(" 550 Go away", "550 Go away"), ("no", "421 no")])
def test_a_code_that_is_there_is_kept(text: str, cured: str) -> None:
    """What is in its way goes."""
    root = mail_root(settings=row("SmtpMsgIPBan", text))
    (finding,) = judged(root, "SPM010")

    assert with_fix(root, finding.fixes[0]).setting("SmtpMsgIPBan").text == cured
