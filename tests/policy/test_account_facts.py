"""All there is to know of one account."""

from __future__ import annotations

import pytest

from tests.policy.test_known_addresses import account
from tests.roots import PLAIN, mail_root, row
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.source import TargetKind
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.policy.account_facts import AccountFacts, account_facts
from xmailaudit.policy.account_folders import FolderState
from xmailaudit.policy.accounts import AccountKind
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.errors import QuestionError

BOB = "domains/example.com/bob"


def bob(
    files: dict[str, str], *, settings: str = "", address: str = "bob@example.com"
) -> AccountFacts:
    """What is known of bob, or of somebody else."""
    return account_facts(mail_root(files, settings=settings), address)


def test_a_plain_account() -> None:
    """Defaults, where nothing is written."""
    facts = bob({})

    assert (facts.address, facts.kind, facts.place.line) == ("bob@example.com", AccountKind.USER, 1)
    assert facts.real_name is None
    assert facts.mailbox.folder.state is FolderState.FINE
    assert (facts.mailbox.directory, facts.mailbox.size, facts.mailbox.limit) == (
        f"{BOB}/Maildir",
        0,
        0,
    )
    assert facts.receiving == (True, None, True)
    assert facts.smtp == (Answer.ALLOW, True, (), ("MRVZ", None))
    assert facts.pop3 == (Answer.ALLOW, True, True, None, None)
    assert (facts.aliases, facts.domains, facts.commands) == ((), (), None)
    assert (facts.filters, facts.members) == ((), None)


def test_the_mailbox_and_its_limit() -> None:
    """Bytes of all files but hidden ones."""
    facts = bob(
        {
            f"{BOB}/Maildir/new/1": "x" * 10,
            f"{BOB}/Maildir/cur/2": "y" * 5,
            f"{BOB}/Maildir/.uidl": "z",
            f"{BOB}/user.tab": row("MaxMBSize", "20") + row("RealName", "Bob"),
        }
    )
    assert facts.real_name == "Bob"
    assert (facts.mailbox.size, facts.mailbox.limit) == (15, 20)


def test_a_source_without_mail_tells_no_size() -> None:
    """An archive shows no empty folders, and may have left mail out."""
    source = MemorySource({path: text.encode() for path, text in PLAIN.items()})
    source.kind = TargetKind.ARCHIVE
    facts = account_facts(MailRoot(source, StartOptions.assumed()), "bob@example.com")
    assert (facts.mailbox.directory, facts.mailbox.size) == (None, None)


@pytest.mark.parametrize(
    ("files", "receiving"),
    [
        ({"domains.tab": row("example.net")}, (False, None, True)),
        ({"cmdaliases/example.com/bob.tab": ""}, (True, "cmdaliases/example.com/bob.tab", True)),
        ({f"{BOB}/user.tab": row("ReceiveEnable", "0")}, (True, None, False)),
        ({"aliasdomain.tab": row("example.com", "example.net")}, (False, None, True)),
    ],
)
def test_what_keeps_mail_away(
    files: dict[str, str], receiving: tuple[bool, str | None, bool]
) -> None:
    """The domain, a command alias, a variable."""
    assert bob(files).receiving == receiving


def test_permissions_and_where_they_stand() -> None:
    """The account's own beat those of server.tab, even where none of them counts."""
    letters = bob({}, settings=row("DefaultSmtpPerms", "MRx")).smtp.letters
    assert letters.place is not None
    assert (letters.effective, letters.place.file, letters.place.line) == ("MR", "server.tab", 1)

    letters = bob({f"{BOB}/user.tab": row("SmtpPerms", "mr")}).smtp.letters
    assert letters.place is not None
    assert (letters.effective, letters.place.file) == ("", f"{BOB}/user.tab")


def test_programs_that_decide_about_logins() -> None:
    """Of AUTH for some mechanisms or all, of POP3 for the domain."""
    some = bob({"smtpextauth.tab": row("plain", "/bin/check")})
    assert (some.smtp.answer, some.smtp.programs) == (Answer.ALLOW, ("plain",))
    every = "".join(row(name, "/bin/check") for name in ("PLAIN", "LOGIN", "CRAM-MD5"))
    assert bob({"smtpextauth.tab": every}).smtp.answer is Answer.UNDETERMINED

    pop3 = bob({"userauth/pop3/.tab": row("userauth", "/bin/check")}).pop3
    assert (pop3.answer, pop3.program and pop3.program.file) == (
        Answer.UNDETERMINED,
        "userauth/pop3/.tab",
    )
    own = {"userauth/pop3/.tab": row("userauth", "/bin/check"), "userauth/pop3/example.com.tab": ""}
    assert bob(own).pop3.answer is Answer.ALLOW


@pytest.mark.parametrize(
    ("files", "answer"),
    [
        ({f"{BOB}/user.tab": row("PopEnable", "0")}, Answer.REFUSE),
        ({f"{BOB}/user.tab": row("PopEnable", "1")}, Answer.ALLOW),
        ({f"{BOB}/pop3.ipmap.tab": row("0.0.0.0", "0.0.0.0", "DENY", "1")}, Answer.REFUSE),
        (
            {
                f"{BOB}/pop3.ipmap.tab": row("0.0.0.0", "0.0.0.0", "DENY", "1")
                + row("192.0.2.0", "255.255.255.0", "ALLOW", "2")
            },
            Answer.ALLOW,
        ),
        (
            {
                "userauth/pop3/.tab": row("userauth", "/bin/check"),
                f"{BOB}/user.tab": row("PopEnable", "0"),
            },
            Answer.REFUSE,
        ),
    ],
)
def test_who_may_log_in_by_pop3(files: dict[str, str], answer: Answer) -> None:
    """Its switch and its own map, whatever a program says."""
    assert bob(files).pop3.answer is answer


def test_a_service_that_nobody_reaches() -> None:
    """Its map shuts out everybody; one with a host name may let somebody in."""
    closed = row("0.0.0.0", "0.0.0.0", "DENY", "1")
    facts = bob({"smtp.ipmap.tab": closed, "pop3.ipmap.tab": closed})
    assert (facts.smtp.answer, facts.smtp.served) == (Answer.REFUSE, False)
    assert (facts.pop3.answer, facts.pop3.served) == (Answer.REFUSE, False)
    some_name = closed + row("client.example.net", "255.255.255.255", "ALLOW", "2")
    assert bob({"pop3.ipmap.tab": some_name}).pop3.served
    only_names = {f"{BOB}/pop3.ipmap.tab": some_name}
    assert bob(only_names).pop3.answer is Answer.ALLOW


def test_all_names_of_an_account() -> None:
    """Only rows that lead to it: those behind an account or an earlier row do not."""
    facts = bob(
        {
            "mailusers.tab": account("bob") + account("zoe"),
            "aliases.tab": row("example.com", "info", "BOB")
            + row("example.com", "zoe", "bob")
            + row("example.net", "b", "bob@Example.com")
            + row("example.net", "c", "bob")
            + row("example.com", "dup", "zoe")
            + row("example.com", "dup", "bob")
            + row("*", "sales*", "bob")
            + row("*.net", "other*", "bob")
            + row("example.com", "half"),
            "aliasdomain.tab": row("example.org", "Example.com")
            + row("example.org", "example.com")
            + row("x.test", "example.net"),
        }
    )
    assert [row.alias for row in facts.aliases] == ["info", "b", "sales*"]
    assert [row.line for row in facts.domains] == [1]


def test_what_is_done_with_its_mail() -> None:
    """The domain's file and its own as one, and the filters for it."""
    facts = bob(
        {
            "domains/example.com/mailproc.tab": row("mailbox"),
            f"{BOB}/mailproc.tab": row("redirect", "x@example.net") + row("smtp"),
            "filters.in.tab": row("*", "*@example.com", "0.0.0.0/0", "0.0.0.0/0", "a.tab")
            + row("*", "zoe@*", "0.0.0.0/0", "0.0.0.0/0", "b.tab"),
        }
    )
    assert facts.commands is not None
    assert [(one.row.file, one.runs) for one in facts.commands] == [
        ("domains/example.com/mailproc.tab", True),
        (f"{BOB}/mailproc.tab", True),
        (f"{BOB}/mailproc.tab", False),
    ]
    assert [place.line for place in facts.filters] == [1]


def test_a_mailing_list() -> None:
    """Its members, and who gets posts; command files are not asked."""
    files = {
        "mailusers.tab": account("news", "M"),
        "domains/example.com/mailproc.tab": row("mailbox"),
        "domains/example.com/news/mlusers.tab": row("a@example.net") + row("b@example.net", "W"),
        "domains/example.com/news/user.tab": row("ClosedML", "1"),
    }
    facts = bob(files, address="news@example.com")
    assert facts.kind is AccountKind.LIST
    assert facts.commands is None
    assert facts.members is not None
    assert (facts.members.total, facts.members.receiving) == (2, 1)
    assert facts.members.posting.closed


def test_an_alias_leads_to_the_account() -> None:
    """In its own domain and in one that stands for it."""
    files = {
        "aliases.tab": row("example.com", "info", "bob"),
        "aliasdomain.tab": row("example.org", "example.com"),
    }
    for address in ("info@example.com", "INFO@example.org", "bob@example.org"):
        assert bob(files, address=address).address == "bob@example.com"


@pytest.mark.parametrize("address", ["zoe@example.com", "no address", "", "bob@example.net"])
def test_nobody(address: str) -> None:
    """It is said, not guessed."""
    with pytest.raises(QuestionError):
        bob({}, address=address)


def test_what_cannot_be_told() -> None:
    """A row that crashes the server, a folder outside."""
    with pytest.raises(QuestionError):
        bob({"aliases.tab": row("example.com", "info")}, address="info@example.com")
    outside = row("example.com", "bob", "1512", "1", "../../../etc", "U")
    with pytest.raises(QuestionError):
        bob({"mailusers.tab": outside})
