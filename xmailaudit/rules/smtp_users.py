"""Who logs in to SMTP, for rules about how they do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.messages import _, say
from xmailaudit.policy.access import access_map
from xmailaudit.policy.accounts import MAIL_USERS_FILE, every_account
from xmailaudit.policy.addresses import witness_order
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.questions import Auth
from xmailaudit.policy.reach import listening, smtp_map_refuses
from xmailaudit.policy.smtp.greeting import EXTERNAL_AUTH_FILE
from xmailaudit.policy.smtp.login import SMTP_LOGINS_FILE
from xmailaudit.policy.smtp.mechanisms import begins_tls, internal, obeyed_in_clear
from xmailaudit.tables.smtpauth import SMTP_LOGINS
from xmailaudit.tables.smtpextauth import EXTERNAL_AUTH

from .finding import Confidence, OutsideStep
from .shown import require_shown
from .witnesses import listener_confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.policy.decision import Decision

    from .finding import Witness
    from .given import Given

__all__ = [
    "Clients",
    "clients",
    "login_witness",
    "nobody_has_a_login",
    "steps_to_tls",
    "taken_passwords",
]


class Clients(NamedTuple):
    """From where users may come, and how sure that is."""

    peers: AddressSet
    confidence: Confidence


def clients(root: MailRoot, *, twin: bool) -> Clients:
    """Those that the access map lets in at the plain SMTP port, or also at its TLS `twin`.

    A map that cannot be seen is taken for one that lets everybody in.  Raises NotJudgedError where
    a map shuts all of them out, or does not, as a hidden setting says.
    """
    arriving = listening(root, "smtp", twin=twin)
    try:
        allowed = access_map(root, "smtp").allowed if smtp_map_refuses(root) else arriving
    except UnseenFileError:
        return Clients(arriving, Confidence.ASSUMED)
    peers = arriving & allowed
    if arriving and not peers:
        require_shown(root, "SMTP-IpMapDropCode")
    return Clients(peers, listener_confidence(root))


def taken_passwords(root: MailRoot, given: Given, users: Clients) -> tuple[str, ...]:
    """The mechanisms with which the password of an account lets one of these clients in.

    Those that a program decides are none; without TLS only what SmtpNoTLSAuths leaves in clear is
    one.  Raises UnseenFileError.
    """
    mechanisms = internal(root) if users.peers else ()
    if mechanisms and begins_tls(root, given.world, users.peers).answer is Answer.REFUSE:
        in_clear = obeyed_in_clear(root.setting("SmtpNoTLSAuths").text)
        return tuple(name for name in mechanisms if name in in_clear)
    return mechanisms


def nobody_has_a_login(root: MailRoot) -> bool:
    """Whether it is certain that there is no account and no other login either.

    Without mailusers.tab XMail does not start, so nothing is certain then.
    """
    try:
        return root.exists(MAIL_USERS_FILE) and not (
            any(True for _account in every_account(root))
            or bool(root.rows(SMTP_LOGINS, SMTP_LOGINS_FILE))
            or bool(root.rows(EXTERNAL_AUTH, EXTERNAL_AUTH_FILE))
        )
    except UnseenFileError:
        return False


def login_witness(
    root: MailRoot,
    given: Given,
    peers: AddressSet,
    mechanism: str,
    *,
    tls: bool,
    expected: Answer,
    login: str | None = None,
) -> Witness | None:
    """One of these peers logging in, where XMail's answer is the expected one.

    As somebody who has a login here, if not as `login`.
    """
    client = peers.witness(witness_order())
    name = _some_login(root) if login is None else login
    if client is None or name is None:
        return None
    witness = given.witness(root, Auth(str(client), name, mechanism, tls))
    return witness if witness.decision.answer is expected else None


def _some_login(root: MailRoot) -> str | None:
    try:
        account = next(every_account(root), None)
        if account is not None:
            return account.address
        rows = root.rows(SMTP_LOGINS, SMTP_LOGINS_FILE)
    except UnseenFileError:
        return None
    return rows[0].user if rows else None


def steps_to_tls(refused: Decision) -> Iterator[OutsideStep]:
    """What to mend before a session inside TLS can begin, by the trace of why none does."""
    for place, reason in refused.trace:
        if place is None:
            continue
        template = _("Mend {file}: {reason}") if place.line is None else _MEND_LINE
        yield OutsideStep(
            say(template, file=place.file, line=place.line, reason=reason), place.file
        )


_MEND_LINE = _("Mend line {line} of {file}: {reason}")
