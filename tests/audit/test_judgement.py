"""Running rules: findings, gaps, and one pass over the accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.audit.made_up import DENIED, hidden_root, map_rows, rule
from tests.roots import PLAIN, mail_root, row
from xmailaudit.audit.judgement import Judgement
from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.messages import English, _, render, say
from xmailaudit.policy.decision import Answer, Decision
from xmailaudit.policy.errors import QuestionError
from xmailaudit.policy.questions import Connect
from xmailaudit.rules.finding import Witness
from xmailaudit.rules.given import Given
from xmailaudit.rules.rule import NotJudgedError
from xmailaudit.tables.row import Place
from xmailaudit.tables.user import USER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.audit.report import NotEvaluated
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.rule import Rule

MAP = row("127.0.0.1", "255.255.255.255", "ALLOW", "1") + row("0.0.0.0", "0.0.0.0", "DENY", "0")
ANN = row("example.com", "ann", "1512", "2", "ann", "U")


def judged(root: MailRoot, *rules: Rule) -> Judgement:
    """What the rules say of a MailRoot."""
    judgement = Judgement(root, Given(now=0))
    for one in rules:
        judgement.judge(one)
    return judgement


def reasons(gaps: tuple[NotEvaluated, ...]) -> list[str]:
    """The gaps' sentences."""
    return [render(gap.reason, English(), show=str) for gap in gaps]


def test_what_a_rule_finds_is_kept() -> None:
    """A finding, and no gap."""
    judgement = judged(mail_root(), rule())

    assert [finding.rule.id for finding in judgement.findings] == ["ACL900"]
    assert judgement.gaps == ()


def test_a_file_that_cannot_be_seen_makes_a_gap_not_a_pass() -> None:
    """The rule is on the list of what is not evaluated, with the file and the reason."""
    root = hidden_root({"ctrl.ipmap.tab": MAP}, "ctrl.ipmap.tab")

    def body(made: Rule, root: MailRoot) -> Iterator[Finding]:
        for found in map_rows(root):
            yield made.finding(found)

    judgement = judged(root, rule(body=body))

    assert judgement.findings == []
    assert [(gap.rule.id, gap.file) for gap in judgement.gaps] == [("ACL900", "ctrl.ipmap.tab")]
    assert reasons(judgement.gaps) == ["permission denied"]


def test_what_was_found_before_a_gap_stays_found() -> None:
    """Two maps, the second unreadable: the finding in the first one is reported."""
    root = hidden_root({"ctrl.ipmap.tab": MAP, "smtp.ipmap.tab": MAP}, "smtp.ipmap.tab")

    def body(made: Rule, root: MailRoot) -> Iterator[Finding]:
        for service in ("ctrl", "smtp"):
            yield made.finding(map_rows(root, service)[0])

    judgement = judged(root, rule(body=body))

    assert [finding.places[0].file for finding in judgement.findings] == ["ctrl.ipmap.tab"]
    assert [gap.file for gap in judgement.gaps] == ["smtp.ipmap.tab"]


@pytest.mark.parametrize("error", [NotJudgedError, QuestionError])
def test_a_rule_that_cannot_tell_says_why(error: type[NotJudgedError]) -> None:
    """Its own words are the reason; any other error of ours is one too."""

    def body(_made: Rule, _root: MailRoot) -> Iterable[Finding]:
        raise error(say(_("modes are not known here")), file="server.tab")

    judgement = judged(mail_root(), rule(body=body))

    assert [gap.file for gap in judgement.gaps] == ["server.tab"]
    assert reasons(judgement.gaps) == ["modes are not known here"]


def test_a_defect_in_a_rule_is_no_gap() -> None:
    """What is not an error of ours is a defect, and is not swept under the report."""

    def body(_made: Rule, _root: MailRoot) -> Iterable[Finding]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        judged(mail_root(), rule(body=body))


def open_witness(*missing: str) -> Witness:
    """A witness nobody can decide."""
    lacking = tuple(say(text) for text in missing)
    question = Connect("smtp", "203.0.113.9")
    return Witness(question, Decision(Answer.UNDETERMINED, missing=lacking))


def test_an_undetermined_witness_is_a_gap_that_names_what_is_missing() -> None:
    """A finding nobody can prove is not reported; what it depends on is."""

    def body(made: Rule, root: MailRoot) -> Iterator[Finding]:
        for found in map_rows(root):  # both rows lack the same: one gap
            witness = open_witness("whether it has a PTR", "the setting RootDomain")
            yield made.finding(found, witness=witness)

    judgement = judged(mail_root({"ctrl.ipmap.tab": MAP}), rule(body=body))

    assert judgement.findings == []
    assert [gap.file for gap in judgement.gaps] == ["ctrl.ipmap.tab"]
    assert reasons(judgement.gaps) == [
        "it depends on what is not known: whether it has a PTR, the setting RootDomain"
    ]


@pytest.mark.parametrize("answer", [Answer.ALLOW, Answer.REFUSE])
def test_a_decided_witness_goes_with_its_finding(answer: Answer) -> None:
    """Whether XMail lets the client in or shuts it out."""
    witness = Witness(Connect("smtp", "203.0.113.9"), Decision(answer))

    def body(made: Rule, _root: MailRoot) -> Iterator[Finding]:
        yield made.finding(Place("smtp.ipmap.tab"), witness=witness)

    judgement = judged(mail_root(), rule(body=body))

    assert [finding.witness for finding in judgement.findings] == [witness]


# ------------------------------------------------------------ the pass over the accounts


def account_rule(identity: str, seen: list[tuple[str, str]]) -> Rule:
    """A rule that keeps the accounts it is shown, reads their user.tab, and finds them all."""
    made = rule(identity, body=lambda _made, _root: ())

    @made.each
    def each(account: Account, tally: dict[str, Any]) -> None:
        seen.append((identity, account.address))
        if account.integer("ReceiveEnable", 1):
            tally.setdefault("places", []).append(account.row)

    @made.finish
    def finish(_root: MailRoot, _given: Given, tally: dict[str, Any]) -> Iterator[Finding]:
        yield made.finding(*tally.get("places", [Place("mailusers.tab")]))

    return made


def test_accounts_are_gone_through_once_for_all_rules() -> None:
    """Every rule sees an account before any sees the next one; then they conclude."""
    seen: list[tuple[str, str]] = []
    root = mail_root({"mailusers.tab": PLAIN["mailusers.tab"] + ANN})
    judgement = Judgement(root, Given(now=0))

    judgement.judge_accounts([account_rule("USR901", seen), account_rule("USR902", seen)])

    assert seen == [
        ("USR901", "bob@example.com"),
        ("USR902", "bob@example.com"),
        ("USR901", "ann@example.com"),
        ("USR902", "ann@example.com"),
    ]
    assert [(one.rule.id, one.total) for one in judgement.findings] == [
        ("USR901", 2),
        ("USR902", 2),
    ]


def test_without_such_rules_no_account_is_read() -> None:
    """Nobody looks at accounts: their table stays closed, unreadable or not."""
    judgement = Judgement(hidden_root({}, "mailusers.tab"), Given(now=0))

    judgement.judge_accounts([])

    assert judgement.gaps == ()


def test_an_unreadable_table_of_accounts_is_a_gap_of_every_rule_about_them() -> None:
    """None of them concludes from accounts it never saw."""
    judgement = Judgement(hidden_root({}, "mailusers.tab"), Given(now=0))

    judgement.judge_accounts([account_rule("USR901", []), account_rule("USR902", [])])

    assert judgement.findings == []
    assert [(gap.rule.id, gap.file) for gap in judgement.gaps] == [
        ("USR901", "mailusers.tab"),
        ("USR902", "mailusers.tab"),
    ]


def test_accounts_that_cannot_be_read_are_one_gap_and_the_others_are_judged() -> None:
    """The first one's file and reason, and how many more there are."""
    eve = row("example.com", "eve", "1512", "3", "eve", "U")
    files = {
        "mailusers.tab": PLAIN["mailusers.tab"] + ANN + eve,
        "domains/example.com/ann/user.tab": "",
        "domains/example.com/eve/user.tab": "",
    }
    root = hidden_root(
        files, "domains/example.com/ann/user.tab", "domains/example.com/eve/user.tab"
    )
    judgement = Judgement(root, Given(now=0))

    judgement.judge_accounts([account_rule("USR901", [])])

    assert [finding.total for finding in judgement.findings] == [1]
    assert [gap.file for gap in judgement.gaps] == ["domains/example.com/ann/user.tab"]
    assert reasons(judgement.gaps) == ["permission denied; one more account like it"]


def test_the_hidden_files_of_these_tests_are_hidden() -> None:
    """The double used above does what it says."""
    file = "domains/example.com/ann/user.tab"
    root = hidden_root({file: ""}, file)

    with pytest.raises(UnseenFileError, match="permission denied"):
        root.rows(USER, file)
    assert root.unseen == ((file, DENIED),)
