"""TLS013: POP3 is open to the internet on the port where TLS cannot be demanded.

USER and PASS are taken in clear there whatever is set; inside TLS alone a user comes in at the TLS
port only (XMail facts: access 7; command-line 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.access import access_map
from xmailaudit.policy.accounts import MAIL_USERS_FILE, every_account
from xmailaudit.policy.addresses import population
from xmailaudit.policy.openings import known_peers, public_peers
from xmailaudit.policy.reach import listening
from xmailaudit.policy.tls.verdict import may_succeed
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, start_options_step
from xmailaudit.rules.map_rows import letting_in, places
from xmailaudit.rules.rule import Rule, cwe, rfc, xmail
from xmailaudit.rules.witnesses import let_in, listener_confidence
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "TLS013",
    "pop3-cannot-require-tls",
    Severity.MEDIUM,
    summary=_("POP3 is open to the internet on a port where TLS cannot be demanded."),
    message=plural(
        _(
            "{addresses} address of the internet reaches POP3 on port {ports}, where passwords are "
            "taken in clear whatever is set"
        ),
        _(
            "{addresses} addresses of the internet reach POP3 on port {ports}, where passwords are "
            "taken in clear whatever is set"
        ),
        by="addresses",
    ),
    reads=("pop3.ipmap.tab",),
    fix=Applicability.MANUAL,
    references=(cwe(319), rfc(8314, "3.2"), xmail("access", 7), xmail("command-line", 5)),
    absence=True,
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    arriving = public_peers(root, "pop3") & listening(root, "pop3", twin=False)
    if not arriving or _nobody_has_a_mailbox(root):
        return
    access = access_map(root, "pop3")
    known = known_peers(access, given.owned, single_rows_count=given.trusted is None)
    strangers = (arriving & access.allowed_as_meant) - known
    if strangers:
        rows = letting_in(access, strangers)
        yield RULE.finding(
            *(places(rows, "address") or (Place(access.file),)),
            total=max(len(rows), 1),
            confidence=listener_confidence(root),
            witness=let_in(root, given, "pop3", strangers),
            fixes=[_keep_tls_port(root, given)],
            addresses=population(strangers),
            ports=Listing(root.start_options.service("pop3").ports),
        )


def _nobody_has_a_mailbox(root: MailRoot) -> bool:
    """Whether it is certain that there is no password to send."""
    try:
        return root.exists(MAIL_USERS_FILE) and next(every_account(root), None) is None
    except UnseenFileError:
        return False


def _keep_tls_port(root: MailRoot, given: Given) -> Fix:
    steps = (*_before(root, given), say(_("Set every mail program to POP3 over TLS, port 995")))
    title = say(_("Start XMail with -PI 127.0.0.1, which leaves POP3 to this machine"))
    return manual(
        "bind-to-loopback",
        title,
        start_options_step(),
        *(OutsideStep(step) for step in steps),
    )


def _before(root: MailRoot, given: Given) -> Iterator[Message]:
    """What must work before users can come in at the TLS port."""
    if not root.start_options.service("pop3s").enabled:
        yield say(_("Take -B- out of the command line, so that POP3S listens"))
    try:
        works = may_succeed(root, given.world)
    except UnseenFileError:
        return
    if not works:
        yield say(_("Make TLS work"))
