"""AUT010 and AUT011: who of the internet gets an answer to VRFY and ETRN."""

from __future__ import annotations

import pytest

from tests.roots import PLAIN, mail_root, row
from tests.rules.acl.judging import DENY, GIVEN, gaps, judged, networks, with_fix
from tests.rules.tls.pasted import pasted
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import Origin, StartOptions
from xmailaudit.rules.catalogue import entry_of
from xmailaudit.rules.finding import Confidence

RULES = (("AUT010", "AllowSmtpVRFY", "EnableVRFY"), ("AUT011", "AllowSmtpETRN", "EnableETRN"))

each_rule = pytest.mark.parametrize(("rule", "setting", "name"), RULES)
each_setting = pytest.mark.parametrize(("rule", "setting"), [one[:2] for one in RULES])
each_property = pytest.mark.parametrize(("rule", "name"), [(one[0], one[2]) for one in RULES])


@each_rule
def test_the_setting_and_each_row_are_findings(rule: str, setting: str, name: str) -> None:
    """Switching one off leaves the others."""
    tables = {
        "smtp.ipprop.tab": row("198.51.100.0/24", "WhiteList", name),
        "smtp.hnprop.tab": row("mail.", f"{name}=1", name),
    }
    root = mail_root(tables, settings=row(setting, "1"))
    found = judged(root, rule)

    assert [(one.places[0].file, one.places[0].line) for one in found] == [
        ("server.tab", 1),
        ("smtp.ipprop.tab", 1),
        ("smtp.hnprop.tab", 1),
    ]
    for one in found:
        left = judged(with_fix(root, one.fixes[0]), rule)
        assert len(left) == 2


@each_property
def test_a_row_that_an_earlier_one_hides_admits_nobody(rule: str, name: str) -> None:
    """The first that matches decides, and what it does not grant nobody gets."""
    tables = {
        "smtp.ipprop.tab": row("198.51.0.0/16", "WhiteList") + row("198.51.100.0/24", name),
        "smtp.hnprop.tab": row("mail", "WhiteList") + row("mail.example.net", name),
    }

    assert judged(mail_root(tables), rule) == []


@each_property
def test_once_networks_are_trusted_a_single_address_must_be_too(rule: str, name: str) -> None:
    """And trusted ones are no strangers."""
    root = mail_root({"smtp.ipprop.tab": row("198.51.100.7/32", name)})
    theirs = GIVEN._replace(trusted=networks("198.51.100.0/24"))
    others = GIVEN._replace(trusted=networks("203.0.113.0/24"))

    assert judged(root, rule) == judged(root, rule, theirs) == []
    assert len(judged(root, rule, others)) == 1


@each_property
def test_many_rows_are_one_finding(rule: str, name: str) -> None:
    """They are mended together."""
    rows = "".join(row(f"198.51.{third}.0/24", name) for third in range(21))
    root = mail_root({"smtp.ipprop.tab": rows})
    (one,) = judged(root, rule)

    assert one.total == 21
    assert judged(with_fix(root, one.fixes[0]), rule) == []


@each_setting
def test_nobody_asks_where_nobody_is_heard(rule: str, setting: str) -> None:
    """This machine is no stranger."""
    here = StartOptions.parse(["-SI", "127.0.0.1", "-XI", "127.0.0.1"], origin=Origin.given())

    assert judged(mail_root(settings=row(setting, "1"), options=here), rule) == []


@each_setting
def test_of_a_pasted_text_what_is_shown_is_judged(rule: str, setting: str) -> None:
    """That it is on stays said, though the tables of properties may say more."""
    entry = entry_of(rule)
    assert entry is not None
    judging = entry.load().run(pasted(**{setting: "1"}), GIVEN)
    one = next(judging)

    assert one.confidence is Confidence.ASSUMED
    assert len(gaps(pasted(**{setting: "0"}), rule)) == 1
    assert len(gaps(pasted(), rule)) == 1


class _Partial(MemorySource):
    """All tables, but some settings only."""

    def shows_all(self, file: str, /) -> bool:
        return file != "server.tab"


@each_setting
def test_a_map_that_may_have_no_effect_leaves_it_open(rule: str, setting: str) -> None:
    """Whom it shuts out hangs on a setting that is not shown."""
    files = {**PLAIN, "smtp.ipmap.tab": row(*DENY)}
    files["server.tab"] = row(setting, "1")
    source = _Partial({path: text.encode() for path, text in files.items()})
    (gap,) = gaps(MailRoot(source, StartOptions.assumed()), rule)

    assert gap.reason.parameters["name"] == "SMTP-IpMapDropCode"
