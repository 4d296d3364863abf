"""`xmailaudit cert hook`: the script an ACME client runs when a certificate is renewed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xmailaudit.cli import status
from xmailaudit.cli.auditing import auditing_options, target_argument
from xmailaudit.cli.certificate_options import name_option
from xmailaudit.cli.command import Choice, Command, Option
from xmailaudit.cli.errors import CommandLineError
from xmailaudit.cli.opening import open_session
from xmailaudit.messages import _, say

if TYPE_CHECKING:
    from xmailaudit.cli.console import Console
    from xmailaudit.mailroot.root import MailRoot

__all__ = ["HOOK"]


def hook(
    console: Console,
    *,
    target: str | None,
    names: tuple[str, ...],
    platform: str,
    mail_root: str | None,
    output: str | None,
    at: float | None,  # noqa: ARG001  # nothing here depends on it
    **opening: Any,
) -> int:
    """Print the script, with the line ends of where it is to run."""
    from xmailaudit.fix.deploy_hook import hook_text

    session = open_session(console, target, **opening)
    host = (names or session.certificate_names(closed=True).names)[0]
    text = hook_text(platform, mail_root or _folder(session.root), host)
    if output in (None, "-"):
        console.out.exactly(text)
    else:
        from xmailaudit.cli.delivery import deliver, destination

        deliver(console, destination(output, session.root), text)
    return status.DONE


def _folder(root: MailRoot) -> str:
    """The MailRoot's folder on the machine that it is of."""
    from xmailaudit.mailroot.gathered import collected_of

    told = collected_of(root.source)
    folder = told.mail_root if told is not None else getattr(root.source, "path", None)
    if not folder:
        template = _("which folder the MailRoot is on its machine is not known: --mail-root tells")
        raise CommandLineError(say(template))
    return str(folder)


HOOK = Command(
    "hook",
    hook,
    target_argument(),
    name_option(_("act on certificates for this host only; else the server's own name")),
    Option(
        "--print",
        "platform",
        type=Choice("posix", "windows"),
        default="posix",
        about=_("which machine the script is for"),
    ),
    Option(
        "--mail-root",
        metavar="DIR",
        about=_("the MailRoot's folder on that machine; else where TARGET lies"),
    ),
    Option("--output", "-o", metavar="FILE", about=_("write it to a file; else it is printed")),
    *auditing_options(),
    summary=_("print the script that an ACME client runs to put a renewed certificate in place"),
    details=(
        _(
            "It serves certbot, acme.sh, lego, win-acme and simple-acme, runs xmailaudit cert "
            "install where that is on the machine, and copies the files safely where it is not."
        ),
    ),
    examples=(
        "xmailaudit cert hook MailRoot > /etc/letsencrypt/renewal-hooks/deploy/xmail",
        "xmailaudit cert hook MailRoot --print windows --output deploy.cmd",
    ),
)
