"""CRT016: certificates among those that XMail trusts which verify nothing, or should not.

Only stores that are read count: with verification on, switched on, and there.  A trust anchor is a
self-signed certificate; others in a store are of use only on the way to one (XMail facts: tls,
section 4).  A folder in which OpenSSL finds nothing at all is TLS006's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.certificates.chain import End, build_chain
from xmailaudit.certificates.verification import is_authority
from xmailaudit.mailroot.settings import State
from xmailaudit.messages import _, plural, say
from xmailaudit.policy.tls.library import OPENSSL_0_9_8
from xmailaudit.policy.tls.material import TRUST_FILE, TRUST_FOLDER, trust_entries, trust_file
from xmailaudit.policy.tls.stores import FILE_STORE, FOLDER_STORE
from xmailaudit.policy.tls.verifying import VERIFYING, verifies
from xmailaudit.rules.certificates import day, in_file, known_library, without
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity, StepKind
from xmailaudit.rules.fixes import manual, review
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xmailaudit.certificates.certificate import Certificate
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.tls.material import TrustEntry
    from xmailaudit.policy.tls.stores import TrustStore
    from xmailaudit.rules.certificates import Seen
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "CRT016",
    "trust-store-rot",
    Severity.MEDIUM,
    summary=_("Among the CA certificates that XMail trusts are some that should not be there."),
    message=plural(
        _("{name}, which {store} trusts, expired on {date}: whoever is certified by it is refused"),
        _("{count} certificates in {store} have expired, {name} on {date} among them"),
        by="count",
    ),
    reads=("certs.pem", "certs/*"),
    fix=Applicability.REVIEW,
    references=(cwe(295), cwe(298), cwe(326), xmail("tls", 1), xmail("tls", 4)),
)

_WEAK = plural(
    _("{store} trusts {name}, whose key or signature others can forge"),
    _("{store} trusts {count} certificates whose keys or signatures others can forge, as {name}"),
    by="count",
)
_DEAD = plural(
    _("{name} in {store} vouches for nobody: it is no CA's, or no root stands above it"),
    _("{count} certificates in {store} vouch for nobody, being no CA's or without a root: {name}"),
    by="count",
)
_UNHASHED = plural(
    _("OpenSSL does not find {file}: its name is none made by a hash of what it holds"),
    _("OpenSSL does not find {count} files in {store}, as {file}: their names are no hashes"),
    by="count",
)

_LEAST_RSA = 2048
_LEAST_CURVE = 256
_FORGEABLE = ("md2", "md4", "md5", "sha1")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    verified = verifies(root)
    if verified is False:
        return
    stores: dict[str, tuple[Seen, ...]] = {}
    if _is_read(root, FILE_STORE, verified=verified):
        content = trust_file(root)
        if content is not None and content.usable:
            stores[TRUST_FILE] = in_file(TRUST_FILE, content)
    if _is_read(root, FOLDER_STORE, verified=verified):
        found = [entry for entry in trust_entries(root) if _is_found(root, given, entry)]
        if found:
            yield from _not_found(root, found)
        usable = (entry for entry in found if entry.content.usable)
        stores[f"{TRUST_FOLDER}/"] = tuple(
            seen for one in usable for seen in in_file(one.file, one.content)
        )
    certificates = (one.certificate for trusted in stores.values() for one in trusted)
    every = [one for one in certificates if one.self_signed or is_authority(one)]
    for store, trusted in stores.items():
        yield from _rot(root, given, store, trusted, every)


def _is_read(root: MailRoot, store: TrustStore, *, verified: bool | None) -> bool:
    setting = root.setting(store.setting)
    if (setting.state is not State.UNKNOWN and not setting.flag) or not store.is_there(root):
        return False
    if verified is None:
        require_shown(root, *VERIFYING)
    require_shown(root, store.setting)
    return True


# ------------------------------------------------------------ certificates


def _rot(
    root: MailRoot,
    given: Given,
    store: str,
    trusted: Sequence[Seen],
    every: Sequence[Certificate],
) -> Iterator[Finding]:
    """The worst of each certificate, and one finding for each sort."""
    wanted = given.parameters.get("minimum-rsa-bits", _LEAST_RSA)
    least = wanted if isinstance(wanted, int) else _LEAST_RSA
    sorts: dict[str, list[Seen]] = {"expired": [], "weak": [], "dead": []}
    for seen in trusted:
        if seen.certificate.not_after < given.now:
            sorts["expired"].append(seen)
        elif _is_weak(seen.certificate, least):
            sorts["weak"].append(seen)
        elif _is_dead(seen.certificate, every, given.now):
            sorts["dead"].append(seen)
    for (sort, hit), message in zip(sorts.items(), (None, _WEAK, _DEAD), strict=True):
        if hit:
            yield RULE.finding(
                *(seen.place for seen in hit[:MOST_PLACES]),
                total=len(hit),
                message=message,
                key=(sort, store),
                fixes=[_take_out(root, store, hit)],
                name=hit[0].name,
                store=store,
                date=day(hit[0].certificate.not_after),
                count=len(hit),
            )


def _is_weak(certificate: Certificate, least_rsa: int) -> bool:
    """A root's own signature proves nothing, so its digest does not count."""
    least = {"RSA": least_rsa, "DSA": least_rsa, "EC": _LEAST_CURVE}.get(certificate.key.kind, 0)
    if 0 < certificate.key.bits < least:
        return True
    return certificate.hash_name in _FORGEABLE and not certificate.self_signed


def _is_dead(certificate: Certificate, every: Sequence[Certificate], now: float) -> bool:
    """A self-signed one that is no CA's still lets its owner in."""
    if certificate.self_signed:
        return False
    if not is_authority(certificate):
        return True
    return build_chain(certificate, (), every, now).end is not End.TRUSTED


def _take_out(root: MailRoot, store: str, hit: Sequence[Seen]) -> Fix:
    """An empty certs.pem spoils every handshake, and a gap among numbers hides what is behind."""
    if store != TRUST_FILE:
        delete = OutsideStep(say(_("Delete the files with their links")), TRUST_FOLDER)
        return manual("take-out", say(_("Take what is of no use out")), delete, _rehash())
    content = trust_file(root)
    if content is None or len(hit) == len(content.held):
        title = say(_("Put certificates in their place that hold, or set SSLUseCertsFile to 0"))
        return manual("replace", title)
    lines = {seen.place.line for seen in hit}
    edits = (without(root, TRUST_FILE, held) for held in content.held if held.line in lines)
    return review("take-out", say(_("Take what is of no use out")), *edits)


# ------------------------------------------------------------ names in the folder


def _is_found(root: MailRoot, given: Given, entry: TrustEntry) -> bool:
    """Whether OpenSSL finds a file; before 1.0 it looks for another name."""
    library = known_library(root, given)
    if library is None:
        return entry.hashed or entry.hashed_for_old
    return entry.hashed_for_old if library == OPENSSL_0_9_8 else entry.hashed


def _not_found(root: MailRoot, found: Sequence[TrustEntry]) -> Iterator[Finding]:
    """Files whose certificates are in none that is found (a link, mostly)."""
    known = {one.der for entry in found for one in entry.content.certificates}
    lost = [
        entry.file
        for entry in trust_entries(root)
        if not known.issuperset(one.der for one in entry.content.certificates)
    ]
    if lost:
        yield RULE.finding(
            *(Place(file) for file in lost[:MOST_PLACES]),
            total=len(lost),
            message=_UNHASHED,
            key=("unhashed",),
            fixes=[manual("rehash", say(_("Give them the names OpenSSL looks for")), _rehash())],
            file=lost[0],
            store=f"{TRUST_FOLDER}/",
            count=len(lost),
        )


def _rehash() -> OutsideStep:
    return OutsideStep(
        say(_("openssl rehash {path}"), path=TRUST_FOLDER), TRUST_FOLDER, kind=StepKind.COMMAND
    )
