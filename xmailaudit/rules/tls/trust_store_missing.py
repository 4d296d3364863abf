"""TLS006: certificates are verified, and the CA certificates meant for it are not there.

A store that is switched on and missing does not count; with none left the system's CAs are
trusted, and a folder without hashed names is as good as empty (XMail facts: tls 1 and 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import State
from xmailaudit.messages import _, plural, say
from xmailaudit.policy.tls.library import OPENSSL_0_9_8, found_library
from xmailaudit.policy.tls.material import TRUST_FOLDER, trust_entries
from xmailaudit.policy.tls.stores import FILE_STORE, FOLDER_STORE, STORES
from xmailaudit.policy.tls.verifying import VERIFYING, verifies
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity, StepKind
from xmailaudit.rules.fixes import manual, review, set_setting
from xmailaudit.rules.rule import MOST_PLACES, NotJudgedError, Rule, cwe, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.tls.material import TrustEntry
    from xmailaudit.policy.tls.stores import TrustStore
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "TLS006",
    "trust-store-missing",
    Severity.MEDIUM,
    summary=_("Certificates are verified, and the CA certificates meant for it are missing."),
    message=_(
        "{name} is {value}, but {path} does not exist: XMail trusts the CAs of the system instead"
    ),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(295), xmail("tls", 1), xmail("tls", 4)),
)

_NARROWED = _("{name} is {value}, but {path} does not exist: what is in {other} is trusted alone")
_EMPTY = _("{name} is {value}, and {path} holds no certificate: nobody is trusted by it")
_UNHASHED = plural(
    _(
        "{path} holds a certificate, but not under the name by which OpenSSL looks for it "
        "({wanted}): it is not trusted"
    ),
    _(
        "{path} holds {files} certificates, none under the name by which OpenSSL looks for it "
        "(such as {wanted}): they are not trusted"
    ),
    by="files",
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    verified = verifies(root)
    stores = [store for store in STORES if not _is_off(root, store)]
    if verified is False or not stores:
        return
    if verified is None:
        require_shown(root, *VERIFYING)
    require_shown(root, *(store.setting for store in stores))
    present = [store for store in stores if store.is_there(root)]
    for store in stores:
        if store not in present:
            yield _missing(root, store, present)
    if FOLDER_STORE in present:
        yield from _folder(root, given, alone=FILE_STORE not in present)


def _is_off(root: MailRoot, store: TrustStore) -> bool:
    setting = root.setting(store.setting)
    return setting.state is not State.UNKNOWN and not setting.flag


def _missing(root: MailRoot, store: TrustStore, present: list[TrustStore]) -> Finding:
    """The store is not there: that widens trust, or where another is, narrows it."""
    setting = root.setting(store.setting)
    title = _("Set {name} to 0, which says what holds already")
    return RULE.finding(
        setting.place,
        severity=Severity.LOW if present else None,
        message=_NARROWED if present else None,
        key=(store.setting,),
        fixes=[
            _fill(store),
            review(
                "say-what-holds",
                say(title, name=store.setting),
                set_setting(root, store.setting, "0"),
            ),
        ],
        name=store.setting,
        value=setting.text,
        path=store.path,
        other=present[0].path if present else None,
    )


def _fill(store: TrustStore) -> Fix:
    title = say(_("Put the CA certificates that you trust into {path}"), path=store.path)
    if store is FILE_STORE:
        return manual("fill", title)
    return manual("fill", title, _rehash())


def _rehash() -> OutsideStep:
    template = _("Then give them the names OpenSSL looks for: openssl rehash {path}")
    return OutsideStep(say(template, path=TRUST_FOLDER), TRUST_FOLDER, kind=StepKind.COMMAND)


# ------------------------------------------------------------ the folder


def _folder(root: MailRoot, given: Given, *, alone: bool) -> Iterator[Finding]:
    """A folder in which nothing is found; where something is, single files are CRT016's."""
    entries = trust_entries(root)
    if _finds_any(root, given, entries):
        return
    setting = root.setting(FOLDER_STORE.setting)
    first = min(entries, default=None, key=lambda entry: entry.file)
    title = say(
        _("Give the files the names OpenSSL looks for: openssl rehash {path}"), path=TRUST_FOLDER
    )
    yield RULE.finding(
        setting.place,
        *(Place(entry.file) for entry in entries[: MOST_PLACES - 1]),
        total=1 + len(entries),
        severity=None if alone else Severity.LOW,
        message=_UNHASHED if entries else _EMPTY,
        key=(FOLDER_STORE.setting,),
        fixes=[manual("rehash", title) if entries else _fill(FOLDER_STORE)],
        name=FOLDER_STORE.setting,
        value=setting.text,
        path=f"{TRUST_FOLDER}/",
        files=len(entries),
        wanted=first and f"{first.wanted}.0",
    )


def _finds_any(root: MailRoot, given: Given, entries: tuple[TrustEntry, ...]) -> bool:
    """Whether OpenSSL finds one of the files; before 1.0 it looks for another name."""
    found = found_library(root)
    library = given.world.library or (found.library if found is not None else None)
    named_for_old = any(entry.hashed_for_old for entry in entries)
    if library is OPENSSL_0_9_8:
        return named_for_old
    hashed = any(entry.hashed for entry in entries)
    if library is None and named_for_old and not hashed:
        raise NotJudgedError.lacking((say(_("the age of the OpenSSL library that XMail uses")),))
    return hashed
