"""A preview tells what changes would do: findings, access, decisions; and what is not safe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.audit.made_up import rule as made_up
from tests.roots import mail_root, row
from xmailaudit.audit.access_change import AccessChange
from xmailaudit.audit.findings_change import findings_change
from xmailaudit.audit.preview import Preview, preview
from xmailaudit.audit.profile import load_profile
from xmailaudit.audit.report import Reported
from xmailaudit.mailroot.change import Change
from xmailaudit.policy.addresses import Address
from xmailaudit.rules.finding import Severity
from xmailaudit.session import Session
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from xmailaudit.audit.profile import Profile
    from xmailaudit.mailroot.root import MailRoot

NOW = 1_790_000_000.0
DENY = row("0.0.0.0", "0.0.0.0", "DENY", "0")
HOME = row("127.0.0.0", "255.0.0.0", "ALLOW", "2")
WIDE = row("203.0.113.7", "255.255.255.0", "ALLOW", "1")
ALONE = row("203.0.113.7", "255.255.255.255", "ALLOW", "1")


def previewed(root: MailRoot, profile: Profile | None = None, **files: str | None) -> Preview:
    """The preview of giving files (`ctrl_ipmap_tab`) another text, or of deleting them."""
    chosen = profile or load_profile("default")
    changes = []
    for name, text in files.items():
        path = name.replace("_", ".")
        content = root.content(path)
        old = content if isinstance(content, bytes) else None
        changes.append(Change(path, old, None if text is None else text.encode()))
    return preview(
        root,
        changes,
        lambda changed: Session(changed, chosen).audit(at=NOW),
        before=Session(root, chosen).audit(at=NOW),
        given=chosen.given(NOW),
    )


def ids(found: Preview, name: str) -> list[str]:
    """The rules of the findings that go, or come."""
    return [one.finding.rule.id for one in getattr(found, name)]


def ctrl(found: Preview) -> AccessChange:
    """Who gains and loses the admin port."""
    change = next(one for one in found.access if one.service == "ctrl")
    assert isinstance(change, AccessChange)
    return change


def test_nothing_changed_is_nothing_told() -> None:
    """The same file again."""
    found = previewed(mail_root({"ctrl.ipmap.tab": DENY + HOME + WIDE}))

    assert (found.gone, found.come, found.milder, found.decisions) == ((), (), (), ())
    assert found.keeps_the_promise


def test_a_narrowed_host_shuts_the_strangers_out_and_nobody_gains() -> None:
    """Exactly the neighbours the finding is about."""
    root = mail_root({"ctrl.ipmap.tab": DENY + HOME + WIDE})

    found = previewed(root, ctrl_ipmap_tab=DENY + HOME + ALONE)

    assert "ACL003" in ids(found, "gone")
    assert ids(found, "come") == []
    assert not ctrl(found).gained
    assert Address.parse("203.0.113.8") in ctrl(found).lost
    assert Address.parse("203.0.113.7") not in ctrl(found).lost
    assert [one.reported.finding.rule.id for one in found.decisions][:1] == ["ACL003"]
    assert found.broken == ()
    assert found.keeps_the_promise


def test_a_row_that_only_moves_draws_nothing_new() -> None:
    """The finding has its fingerprint still."""
    root = mail_root({"ctrl.ipmap.tab": DENY + HOME + WIDE})

    found = previewed(root, ctrl_ipmap_tab="# a comment\n" + WIDE + DENY + HOME)

    assert (found.gone, found.come) == ((), ())


def test_a_row_that_is_changed_and_still_wrong_is_the_same_finding() -> None:
    """Neither gone nor new."""
    root = mail_root({"ctrl.ipmap.tab": DENY + HOME + WIDE})

    found = previewed(root, ctrl_ipmap_tab=DENY + HOME + WIDE.replace('"1"', '"3"'))

    assert "ACL003" not in ids(found, "gone") + ids(found, "come")


def test_shutting_out_this_machine_is_not_safe() -> None:
    """Whatever the finding is about."""
    root = mail_root({"ctrl.ipmap.tab": DENY + HOME + WIDE})

    found = previewed(root, ctrl_ipmap_tab=DENY + ALONE)

    assert found.broken
    assert not found.keeps_the_promise


def test_letting_somebody_in_is_not_safe() -> None:
    """A missing map lets everybody in."""
    root = mail_root({"ctrl.ipmap.tab": DENY + HOME + ALONE})

    found = previewed(root, ctrl_ipmap_tab=None)

    assert "ACL001" in ids(found, "come")
    assert found.broken
    assert ctrl(found).gained


def test_fewer_rights_bring_no_fault() -> None:
    """A rule that gave way to a worse one speaks of what was there before."""
    key = "server.key"
    root = mail_root({key: "no key"})
    old = made_up("CRT900", Severity.HIGH, lambda rule, _root: [rule.finding(Place(key))])
    new = made_up("FSP900", Severity.MEDIUM, lambda rule, _root: [rule.finding(Place(key))])
    report = Session(root, load_profile("default")).audit(at=NOW, select=["ACL003"])
    before, after = (
        report._replace(findings=(Reported(finding, finding.severity, finding.rule.id * 4),))
        for rule in (old, new)
        for finding in rule.run(root, load_profile("default").given(NOW))
    )

    for path in (key, ""):
        found = findings_change(before, after, [Change(path, b"", b"", 0o644, 0o640)])
        assert (found.gone, found.come) == ((), ())
        assert found.milder == ((before.findings[0], after.findings[0]),)
    for change in (Change(key, b"a", b"b"), Change("domains", None, None, 0o755, 0o700)):
        found = findings_change(before, after, [change])
        assert (found.gone, found.come) == (before.findings, after.findings)
