"""ACL020: accounts whose own map stops at POP3."""

from __future__ import annotations

from tests.roots import mail_root, row
from tests.rules.acl.judging import GIVEN, judged
from xmailaudit.audit.judgement import Judgement
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import Content, Unseen
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import English, render, say
from xmailaudit.rules.catalogue import entry_of

DENY = row("0.0.0.0", "0.0.0.0", "DENY", "1")


def accounts(count: int) -> dict[str, str]:
    """`count` accounts, each with a map."""
    names = [f"user{number}" for number in range(count)]
    users = "".join(f'"example.com"\t"{name}"\t"1512"\t1\t"{name}"\t"U"\n' for name in names)
    maps = {f"domains/example.com/{name}/pop3.ipmap.tab": DENY for name in names}
    return {"mailusers.tab": users, **maps}


def test_all_accounts_are_one_finding() -> None:
    """At most twenty places, and their number."""
    (one,) = judged(mail_root(accounts(23)), "ACL020")

    assert (len(one.places), one.total, one.message.parameters["count"]) == (20, 23, 23)
    assert one.places[0].file == "domains/example.com/user0/pop3.ipmap.tab"


def test_a_single_account_is_named() -> None:
    """By its address."""
    (one,) = judged(mail_root(accounts(1)), "ACL020")

    assert render(one.message, English(), show=str).startswith("The map of user0@example.com ")


def test_a_map_that_cannot_be_seen_is_a_gap_and_hides_no_other() -> None:
    """The other accounts are judged."""
    files = {name: text.encode() for name, text in accounts(2).items()}

    class Hidden(MemorySource):
        def read(self, path: str, /) -> Content:
            hidden = path.endswith("user0/pop3.ipmap.tab")
            return Unseen(say("denied")) if hidden else super().read(path)

    entry = entry_of("ACL020")
    assert entry is not None
    judgement = Judgement(MailRoot(Hidden(files), StartOptions.assumed()), GIVEN)
    judgement.judge_accounts([entry.load()])

    assert [one.total for one in judgement.findings] == [1]
    assert [gap.file for gap in judgement.gaps] == ["domains/example.com/user0/pop3.ipmap.tab"]
