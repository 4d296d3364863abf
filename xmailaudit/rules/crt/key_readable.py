"""CRT012: everybody with an account on the machine can read the private key.

Only the rights of others count, and only where the MailRoot lets them in: a group may be meant to
read the key, and XMail itself looks at no mode.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.certificates.private_key import PLAIN_LABELS, KeyState
from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.source import Metadata
from xmailaudit.messages import _, say
from xmailaudit.policy.tls.material import CERTIFICATE_FILE, KEY_FILE, certificate_file, key_file
from xmailaudit.rules.file_modes import (
    OTHERS,
    READ,
    close_to_others,
    gets_into,
    mode_of,
    require_modes,
    shown_mode,
)
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "CRT012",
    "key-readable",
    Severity.HIGH,
    summary=_("Everybody on the machine can read the server's private key."),
    message=_("{file} holds the private key, and everybody on the machine can read it ({mode})"),
    reads=("server.key", "server.cert"),
    fix=Applicability.SAFE,
    references=(cwe(732), xmail("tls", 1)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    require_modes(root, given)
    for file in _key_files(root):
        mode = mode_of(root, file)
        if mode & READ and gets_into(root, "", OTHERS):
            copied = _("If strangers have accounts there, make a new key: it may be copied")
            fix = close_to_others(root, file, OutsideStep(say(copied)))
            yield RULE.finding(Place(file), fixes=[fix], file=file, mode=shown_mode(root, mode))


def _key_files(root: MailRoot) -> Iterator[str]:
    """The files that hold a key; a key may have got into the other file as well."""
    if isinstance(root.source.metadata(KEY_FILE), Metadata) and _may_hold_a_key(root):
        yield KEY_FILE
    content = certificate_file(root)
    if content is not None and not set(PLAIN_LABELS).isdisjoint(content.labels):
        yield CERTIFICATE_FILE


def _may_hold_a_key(root: MailRoot) -> bool:
    """Whatever cannot be seen or read may be one; blocks of another kind are CRT015's."""
    try:
        key = key_file(root)
    except UnseenFileError:
        return True
    return key is None or key.state is not KeyState.NO_KEY or not key.labels
