"""Certificate, key and stores in plain text, and what XMail makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.certificates.private_key import KeyState
from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.tls.inspection import Dates, Role

from .certificate_dates import day, days_behind, days_left
from .text_decision import trace_lines
from .text_layout import wrap
from .text_style import PLAIN, styled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.certificates.certificate import PublicKey
    from xmailaudit.messages import Message, Template
    from xmailaudit.policy.tls.inspection import Inspection, NameCheck, Presented, StoreSeen

    from .language import Words
    from .text_style import Style

__all__ = ["ROLES", "certificate_text", "key_message", "validity"]

_VERDICTS: dict[bool | None, tuple[str, Template]] = {
    True: ("bold", _("USABLE: XMail can serve this certificate, and it is valid.")),
    False: ("high", _("NOT USABLE: with these files clients get no TLS they can go by.")),
    None: ("unknown", _("CANNOT TELL whether XMail can serve this certificate.")),
}
ROLES: dict[Role, Template] = {
    Role.SERVER: _("the server's"),
    Role.ISSUER: _("an issuer in the chain"),
    Role.ROOT: _("a root, sent for nothing"),
    Role.STRANGER: _("no part of the chain"),
}
_KEY_STATES: dict[KeyState | None, Template] = {
    None: _("there is none"),
    KeyState.ENCRYPTED: _("needs a passphrase, which nobody can give XMail"),
    KeyState.BROKEN: _("cannot be read as a private key"),
    KeyState.NO_KEY: _("holds no private key"),
}


def certificate_text(found: Inspection, words: Words, style: Style = PLAIN) -> Iterator[str]:
    """The lines about all that was found."""
    look, verdict = _VERDICTS[found.usable]
    yield from styled(look, words(verdict), words, style)
    if found.serving.trace:
        yield from trace_lines(found.serving.trace, words, indent=2, rows=False)
    for missing in found.serving.missing:
        yield from wrap(words.message(missing), words.width, first="  - ")
    yield ""
    yield from _file_lines(found, words, style)
    yield ""
    yield from styled("bold", _titled("server.key", found, words), words, style)
    yield from _listed(_key_message(found), words)
    yield from _names(found, words, style)
    yield ""
    yield from styled("bold", words(_("Whom XMail trusts")), words, style)
    for message in _trust(found):
        yield from _listed(message, words)
    yield ""
    yield from wrap(words.message(_library(found)), words.width)


def _titled(file: str, found: Inspection, words: Words) -> str:
    """A file's name with its mode, where that is known."""
    mode = dict(found.modes).get(file)
    return file if mode is None else words(_("{file} (mode {mode})"), file=file, mode=f"{mode:04o}")


def _listed(message: Message, words: Words) -> list[str]:
    return wrap(words.message(message), words.width, first="  ", rest="    ")


# ------------------------------------------------------------ server.cert


def _file_lines(found: Inspection, words: Words, style: Style) -> Iterator[str]:
    yield from styled("bold", _titled("server.cert", found, words), words, style)
    if found.unseen is not None:
        yield from _listed(found.unseen, words)
    elif found.file is None:
        yield from _listed(say(_("there is none")), words)
    elif not found.presented:
        yield from _listed(say(_("holds no certificate that can be read")), words)
    for number, one in enumerate(found.presented, 1):
        yield from _presented(number, one, found.at, words)
    for message in _chain(found):
        yield from _listed(message, words)


def _presented(number: int, one: Presented, at: float, words: Words) -> Iterator[str]:
    certificate = one.certificate
    head = say(
        _("{number}. {subject}, line {line}: {role}"),
        number=number,
        subject=certificate.subject or f"{certificate.serial:x}",
        line=one.line,
        role=say(ROLES[one.role]),
    )
    yield from _listed(head, words)
    names = (*certificate.dns_names, *certificate.addresses)
    issuer = say(_("signed by itself")) if certificate.self_signed else certificate.issuer
    details = [
        say(_("names: {names}"), names=Listing(names)) if names else None,
        say(_("issuer: {issuer}"), issuer=issuer),
        validity(one, at),
        key_message(certificate.key),
        say(_("signed over {digest}"), digest=certificate.hash_name or say(_("no digest"))),
    ]
    for detail in filter(None, details):
        yield from wrap(words.message(detail), words.width, first="     ", rest="       ")


def validity(one: Presented, at: float) -> Message:
    """From when to when, and how far that is away."""
    begin, end = one.certificate.not_before, one.certificate.not_after
    span = {"begin": day(begin), "end": day(end)}
    match one.dates:
        case Dates.EXPIRED:
            template = plural(
                _("valid from {begin} to {end}: expired {days} day ago"),
                _("valid from {begin} to {end}: expired {days} days ago"),
                by="days",
            )
            return say(template, days=days_behind(end, at), **span)
        case Dates.NOT_YET:
            return say(_("valid from {begin} to {end}: not yet"), **span)
        case Dates.VALID:
            template = plural(
                _("valid from {begin} to {end}: {days} day left"),
                _("valid from {begin} to {end}: {days} days left"),
                by="days",
            )
            return say(template, days=days_left(end, at), **span)


def time_left(one: Presented, at: float) -> Message:
    """How far away the end is, or that it is not valid yet."""
    end = one.certificate.not_after
    match one.dates:
        case Dates.EXPIRED:
            template = plural(_("expired {days} day ago"), _("expired {days} days ago"), by="days")
            return say(template, days=days_behind(end, at))
        case Dates.NOT_YET:
            return say(_("not valid yet"))
        case Dates.VALID:
            template = plural(_("{days} day left"), _("{days} days left"), by="days")
            return say(template, days=days_left(end, at))


def key_message(key: PublicKey) -> Message:
    """What kind of key it is."""
    if not key.bits:
        return say(_("key: {kind}"), kind=key.kind)
    if key.curve is not None:
        template = _("key: {kind}, {bits} bits ({curve})")
        return say(template, kind=key.kind, bits=key.bits, curve=key.curve)
    return say(_("key: {kind}, {bits} bits"), kind=key.kind, bits=key.bits)


def _chain(found: Inspection) -> Iterator[Message]:
    if not found.presented:
        return
    if not found.in_order:
        yield say(_("The certificates do not stand in the order of the chain, the server's first."))
    if found.missing_issuer is not None:
        template = _("The certificate of the issuer is not sent: {issuer}")
        yield say(template, issuer=found.missing_issuer)


# ------------------------------------------------------------ the rest


def _key_message(found: Inspection) -> Message:
    key = found.key
    if key.reason is not None:
        return key.reason
    if key.public is None:
        return say(_KEY_STATES[key.state])
    kind = key_message(key.public)
    match key.matches:
        case None:
            return kind
        case True:
            return say(_("{key}; it belongs to the first certificate"), key=kind)
        case False:
            return say(_("{key}; it does not belong to the first certificate"), key=kind)


def _names(found: Inspection, words: Words, style: Style) -> Iterator[str]:
    if not (found.names or found.hidden_names):
        return
    yield ""
    yield from styled("bold", words(_("Names of the server")), words, style)
    for one in found.names:
        yield from _listed(_name(one), words)
    for setting in found.hidden_names:
        yield from _listed(say(_("the setting {name} is not shown"), name=setting), words)


def _name(check: NameCheck) -> Message:
    verdict = say(_("the certificate is for it") if check.covered else _("NOT in the certificate"))
    if check.setting is None:
        return say(_("{name}: {verdict}"), name=check.name, verdict=verdict)
    template = _("{name} ({setting}): {verdict}")
    return say(template, name=check.name, setting=check.setting, verdict=verdict)


def _trust(found: Inspection) -> Iterator[Message]:
    if found.verifies is None:
        yield say(_("whether it verifies at all is not shown"))
    elif not found.verifies:
        yield say(_("anybody: it verifies no certificate (SSLWantVerify and SSLWantCert are off)"))
    for store in found.stores:
        yield _store(store)
    in_effect = [one for one in found.stores if one.read and one.certificates is not None]
    if found.verifies and not in_effect:
        yield say(_("the system's own CA certificates, as neither store is in effect"))


def _store(store: StoreSeen) -> Message:
    holds = (
        say(_("not there, or not readable as certificates"))
        if store.certificates is None
        else say(
            plural(_("{count} certificate"), _("{count} certificates"), by="count"),
            count=store.certificates,
        )
    )
    state = {True: _("in use"), False: _("not in use"), None: _("whether in use is not shown")}
    return say(
        _("{path} ({setting}): {state}; {holds}"),
        path=store.path,
        setting=store.setting,
        state=say(state[store.read]),
        holds=holds,
    )


def _library(found: Inspection) -> Message:
    if found.library is None:
        return say(_("Which OpenSSL XMail uses is not known"))
    template = _("XMail uses OpenSSL {version} ({file})")
    return say(template, version=found.library.version, file=found.library.place.file)
