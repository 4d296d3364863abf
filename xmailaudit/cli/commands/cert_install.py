"""`xmailaudit cert install`: a certificate and its key, put in place as XMail must find them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.cli import status
from xmailaudit.cli.auditing import auditing_options, target_argument
from xmailaudit.cli.certificate_files import brought
from xmailaudit.cli.command import Command, Option, flag
from xmailaudit.cli.fixing import accepting_options, refuse, require_folder
from xmailaudit.cli.opening import open_session
from xmailaudit.messages import _

if TYPE_CHECKING:
    from xmailaudit.audit.preview import Preview
    from xmailaudit.cli.console import Console
    from xmailaudit.fix.certificate_install import Installation
    from xmailaudit.session import Session

__all__ = ["INSTALL"]

_LABEL = "cert install"


def install(  # noqa: PLR0913  # the options of one command
    console: Console,
    *,
    target: str | None,
    certificates: str,
    key: str | None,
    chain: str | None,
    apply: bool,
    accepted: tuple[str, ...],
    fail_on: str | None,
    at: float | None,
    **opening: Any,
) -> int:
    """Show what would be put in place, and with `--apply` put it there."""
    session = open_session(console, target, **opening)
    if apply:
        require_folder(session)
    installation = session.installation(
        brought("--cert", certificates),
        None if key is None else brought("--key", key),
        None if chain is None else brought("--chain", chain),
        at=at,
    )
    preview = session.preview_of(installation.changes, at=at)
    _show(console, session, installation, preview, at)
    against = session.objections(preview, accepted=accepted, fail_on=fail_on)
    if against.worse:
        return refuse(console, against.worse)
    if not installation.changes:
        console.out.line(console.words(_("All of it is in place already.")))
    elif apply:
        transaction = session.carry_out(installation.changes, (_LABEL,))
        template = _("In place; transaction {id}. `xmailaudit undo {id}` takes it back.")
        console.out.line(console.words(template, id=transaction.id))
    else:
        console.out.line(console.words(_("Nothing is changed yet: add --apply.")))
    return status.DONE


def _show(
    console: Console,
    session: Session,
    installation: Installation,
    preview: Preview,
    at: float | None,
) -> None:
    """The chain, what is said about it, and the preview."""
    from xmailaudit.report.text_installation import installation_lines
    from xmailaudit.report.text_preview import preview_text

    after = session._replace(root=session.root.with_changes(installation.changes))
    found = after.certificate(at=at)
    lines = installation_lines(found, installation.remarks, console.words, console.style())
    console.out.write(
        preview_text(preview, session.root, console.words, console.style(), plan_part=lines)
    )
    console.out.line("")


INSTALL = Command(
    "install",
    install,
    target_argument(),
    Option(
        "--cert",
        "certificates",
        required=True,
        metavar="FILE",
        about=_("the certificate as PEM, with its intermediates if they come along"),
    ),
    Option(
        "--key",
        metavar="FILE",
        about=_("its private key as PEM; else the one in that file, else the one in place"),
    ),
    Option("--chain", metavar="FILE", about=_("the intermediates, where they are a file apart")),
    flag("--apply", about=_("put it in place; without it is only shown what that would do")),
    *accepting_options(),
    *auditing_options(),
    summary=_("put a certificate and its key in place, checked, in order, and so that undo works"),
    details=(
        _(
            "The server's certificate goes first, who issued it behind it; roots and strangers are "
            "left out. XMail reads the files at each handshake, so nothing needs a restart."
        ),
        _(
            "Exit status: 0 it is in place, or could be; 2 wrong use; 5 refused, nothing written: "
            "files that do not fit together, or new findings that nobody accepted."
        ),
    ),
    examples=(
        "xmailaudit cert install MailRoot --cert fullchain.pem --key privkey.pem",
        "xmailaudit cert install MailRoot --cert fullchain.pem --key privkey.pem --apply",
    ),
)
