"""`xmailaudit cert csr` and `cert self-signed`: a key, and a request or a certificate of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.certificates.issue import KEY_KINDS
from xmailaudit.cli import status
from xmailaudit.cli.auditing import auditing_options, target_argument
from xmailaudit.cli.certificate_options import name_option, number_of_days
from xmailaudit.cli.command import Choice, Command, Option, Parsed
from xmailaudit.cli.errors import CommandLineError
from xmailaudit.cli.opening import open_session
from xmailaudit.messages import Listing, _, say

if TYPE_CHECKING:
    import click

    from xmailaudit.cli.console import Console
    from xmailaudit.session import Session

__all__ = ["CSR", "SELF_SIGNED"]

#: What Apple's devices accept at most of a certificate that no public CA issued.
_DAYS = 825


def csr(
    console: Console,
    *,
    target: str | None,
    names: tuple[str, ...],
    out: str,
    kind: str,
    key_file: str | None,
    at: float | None,  # noqa: ARG001  # a request has no date
    **opening: Any,
) -> int:
    """Make a key and a request for it."""
    from xmailaudit.certificates.issue import certificate_request
    from xmailaudit.cli.new_files import NewFile, write_new

    session = open_session(console, target, **opening)
    chosen = _names(console, session, names, closed=False)
    key, made = _key(session, kind, key_file)
    request = certificate_request(key, chosen)
    files = [*made, NewFile("server.csr", request)]
    paths = write_new(out, files, session.root)
    _tell(console, paths, key_is_new=bool(made))
    _line(console, _("{file} is the request for {names}: send it to the CA"), paths[-1], chosen)
    _next_step(console, session, "fullchain.pem", paths[0] if made else str(key_file))
    return status.DONE


def self_signed(
    console: Console,
    *,
    target: str | None,
    names: tuple[str, ...],
    out: str,
    kind: str,
    key_file: str | None,
    days: int,
    at: float | None,
    **opening: Any,
) -> int:
    """Make a key and a certificate signed by it."""
    import time

    from xmailaudit.certificates.issue import self_signed_certificate
    from xmailaudit.cli.new_files import NewFile, write_new

    session = open_session(console, target, **opening)
    chosen = _names(console, session, names, closed=True)
    key, made = _key(session, kind, key_file)
    begin = time.time() if at is None else at
    certificate = self_signed_certificate(key, chosen, begin, days)
    files = [*made, NewFile("server.cert", certificate)]
    paths = write_new(out, files, session.root)
    _tell(console, paths, key_is_new=bool(made))
    _line(console, _("{file} is the certificate, for {names}"), paths[-1], chosen)
    _next_step(console, session, paths[-1], paths[0] if made else str(key_file))
    console.notice(
        say(
            _(
                "nobody vouches for a self-signed certificate: clients cannot tell it from an "
                "impostor's (CRT004); it is for tests and closed networks"
            )
        )
    )
    return status.DONE


def _names(
    console: Console, session: Session, given: tuple[str, ...], *, closed: bool
) -> tuple[str, ...]:
    chosen = session.certificate_names(given, closed=closed)
    for why in chosen.left_out:
        console.notice(say(_("left out: {why}"), why=why))
    return chosen.names


def _key(session: Session, kind: str, key_file: str | None) -> tuple[bytes, list[Any]]:
    """The key, and the file to make of it where it is new."""
    from xmailaudit.certificates.issue import new_key
    from xmailaudit.cli.new_files import NewFile

    if key_file is not None:
        from xmailaudit.cli.certificate_files import usable_key

        return usable_key(key_file), []
    _require_servable(session, kind)
    key = new_key(kind)
    return key, [NewFile("server.key", key, 0o600)]


def _require_servable(session: Session, kind: str) -> None:
    """Refuse a kind of key that the OpenSSL beside the server is known not to serve."""
    from xmailaudit.policy.tls.library import found_library

    found = found_library(session.root)
    if found is None or found.library.curves or kind.startswith("rsa"):
        return
    template = _("OpenSSL {version}, which XMail uses, cannot serve {kind}; take an RSA key")
    raise CommandLineError(say(template, version=found.version, kind=kind))


def _tell(console: Console, paths: tuple[str, ...], *, key_is_new: bool) -> None:
    if key_is_new:
        template = _("{file} is the private key, for its owner alone: show it to nobody")
        console.out.line(console.words(template, file=paths[0]))


def _line(console: Console, template: str, file: str, names: tuple[str, ...]) -> None:
    console.out.line(console.words(template, file=file, names=Listing(names)))


def _next_step(console: Console, session: Session, certificate: str, key: str) -> None:
    from xmailaudit.report.command import shell_line

    words = ("xmailaudit", "cert", "install", session.root.source.location)
    command = shell_line((*words, "--cert", certificate, "--key", key))
    console.out.line(console.words(_("To put it in place: {command}"), command=command))


def _making(about: str) -> tuple[click.Parameter, ...]:
    """What both take."""
    return (
        target_argument(),
        name_option(about),
        Option(
            "--out",
            required=True,
            metavar="DIR",
            about=_("the folder to write to; not the MailRoot, and nothing is overwritten"),
        ),
        Option(
            "--key-type",
            "kind",
            type=Choice(*KEY_KINDS),
            default="rsa2048",
            about=_("the kind of key; only RSA is served by every OpenSSL that XMail may have"),
        ),
        Option(
            "--key",
            "key_file",
            metavar="FILE",
            about=_("use this key instead of making one"),
        ),
    )


CSR = Command(
    "csr",
    csr,
    *_making(
        _("a host name clients connect to, beside the server's own; may be given several times")
    ),
    *auditing_options(),
    summary=_("make a private key and the request with which a CA issues a certificate"),
    details=(
        _(
            "The names are SmtpServerDomain and HeloDomain, with those of --name behind them; a "
            "stock name or one that is no host's is refused unless --name gives another."
        ),
    ),
    examples=("xmailaudit cert csr MailRoot --out request --name imap.example.com",),
)

SELF_SIGNED = Command(
    "self-signed",
    self_signed,
    *_making(
        _("a host name clients connect to, beside the server's own; may be given several times")
    ),
    Option(
        "--days",
        type=Parsed(number_of_days),
        default=str(_DAYS),
        metavar="DAYS",
        about=_("how long it is valid; Apple's devices refuse more than 825 days"),
    ),
    *auditing_options(),
    summary=_("make a private key and a certificate that nobody vouches for"),
    details=(_("For tests and closed networks: clients must be told to trust it."),),
    examples=("xmailaudit cert self-signed MailRoot --out made",),
)
