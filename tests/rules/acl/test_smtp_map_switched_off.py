"""ACL009: a map without effect."""

from __future__ import annotations

import pytest

from tests.roots import PLAIN, row
from tests.rules.acl.judging import DENY, gaps, judged, map_root, with_fix
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import English, render
from xmailaudit.policy.decision import Answer
from xmailaudit.rules.finding import Severity

NAME = ("bad.example.net", "255.255.255.255", "DENY", "1")
OPEN = ("0.0.0.0", "0.0.0.0", "ALLOW", "1")
OFF = row("SMTP-IpMapDropCode", "0")


@pytest.mark.parametrize(
    ("rows", "severity"), [((DENY,), Severity.HIGH), ((NAME,), Severity.HIGH), ((), Severity.LOW)]
)
def test_how_bad_it_is_depends_on_whom_the_map_would_deny(
    rows: tuple[tuple[str, ...], ...], severity: Severity
) -> None:
    """Somebody, perhaps somebody, nobody."""
    (one,) = judged(map_root(*rows, service="smtp", settings=OFF), "ACL009")

    assert one.severity is severity


def test_a_denied_client_is_let_in_until_it_is_mended() -> None:
    """The witness shows it, and the setting's row is the place."""
    root = map_root(DENY, service="smtp", settings=OFF)
    (one,) = judged(root, "ACL009")

    assert one.witness is not None
    assert one.witness.decision.answer is Answer.ALLOW
    assert (one.places[0].file, one.places[0].line) == ("server.tab", 1)
    assert with_fix(root, one.fixes[0]).setting("SMTP-IpMapDropCode").integer == 1


def test_without_the_map_there_is_nothing_to_switch_off() -> None:
    """And none either where SMTP does not listen."""
    missing = map_root(service="pop3", settings=OFF)
    silent = map_root(DENY, service="smtp", settings=OFF, options="-S- -X-")

    assert judged(missing, "ACL009") == judged(silent, "ACL009") == []


@pytest.mark.parametrize(("rows", "open_"), [((DENY,), 1), ((OPEN,), 0)])
def test_a_setting_that_is_not_shown_matters_where_somebody_is_denied(
    rows: tuple[tuple[str, ...], ...], open_: int
) -> None:
    """Else no value of it changes anything."""

    class Partial(MemorySource):
        def shows_all(self, file: str, /) -> bool:
            return file != "server.tab"

    files = {name: text.encode() for name, text in PLAIN.items()}
    files["smtp.ipmap.tab"] = "".join(row(*fields) for fields in rows).encode()
    root = MailRoot(Partial(files), StartOptions.assumed())

    assert len(gaps(root, "ACL009")) == open_


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("0", "SMTP-IpMapDropCode is 0: smtp.ipmap.tab keeps nobody out"),
        ("no", "SMTP-IpMapDropCode is no, which counts as 0: smtp.ipmap.tab keeps nobody out"),
    ],
)
def test_a_word_is_explained_and_a_nought_is_not(value: str, said: str) -> None:
    """Nobody needs to be told that 0 counts as 0."""
    setting = row("SMTP-IpMapDropCode", value)
    (one,) = judged(map_root(DENY, service="smtp", settings=setting), "ACL009")

    assert render(one.message, English(), show=str) == said
