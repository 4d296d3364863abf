"""`xmailaudit cert`: the server's certificate and key: looked at, asked for, made, put in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.cli.auditing import auditing_options, target_argument
from xmailaudit.cli.certificate_options import name_option
from xmailaudit.cli.command import Choice, Command, Group, Option
from xmailaudit.cli.opening import open_session
from xmailaudit.messages import _

if TYPE_CHECKING:
    from xmailaudit.cli.console import Console

__all__ = ["COMMAND", "INSPECT"]


def inspect(
    console: Console,
    *,
    target: str | None,
    names: tuple[str, ...],
    format: str,  # noqa: A002  # the option's name
    at: float | None,
    **opening: Any,
) -> int:
    """Print what there is; the status is whether it can be used."""
    from xmailaudit.cli.status import of_certificate

    session = open_session(console, target, **opening)
    found = session.certificate(at=at, names=names)
    if format == "json":
        from xmailaudit.report.json_certificate import certificate_json
        from xmailaudit.report.json_text import json_text

        console.out.write(json_text(certificate_json(found, session.root, console.words)))
    else:
        from xmailaudit.report.text_certificate import certificate_text

        for line in certificate_text(found, console.words, console.style()):
            console.out.line(line)
    return of_certificate(found)


INSPECT = Command(
    "inspect",
    inspect,
    target_argument(),
    name_option(_("check a further host name, too; may be given several times")),
    Option("--format", type=Choice("text", "json"), default="text", about=_("the form of it")),
    *auditing_options(),
    summary=_(
        "show the certificate, key and trust store of a MailRoot, and what XMail makes of it"
    ),
    details=(
        _(
            "Exit status: 0 XMail can serve the certificate and it is valid; 1 it cannot, or the "
            "certificate is out of date; 4 cannot tell."
        ),
    ),
    examples=("xmailaudit cert MailRoot", "xmailaudit cert inspect MailRoot --format json"),
)

COMMAND = Group(
    "cert",
    {
        "inspect": "xmailaudit.cli.commands.cert:INSPECT",
        "csr": "xmailaudit.cli.commands.cert_issue:CSR",
        "self-signed": "xmailaudit.cli.commands.cert_issue:SELF_SIGNED",
        "install": "xmailaudit.cli.commands.cert_install:INSTALL",
        "hook": "xmailaudit.cli.commands.cert_hook:HOOK",
    },
    summary=_("look at the server's certificate; ask for one, make one, put one in place"),
    details=(_("Without a command's name it is inspect: xmailaudit cert MailRoot."),),
    examples=(
        "xmailaudit cert MailRoot",
        "xmailaudit cert csr MailRoot --out request",
        "xmailaudit cert install MailRoot --cert fullchain.pem --key privkey.pem",
    ),
    otherwise="inspect",
)
