"""What a fuzzer throws bytes at: each target reads them as one of the things users give us.

A target may raise nothing: every bad input ends in one of our own errors, which is caught here.
`SEEDS` are inputs that reach deep; the ordinary tests run them too.
"""

from __future__ import annotations

import json
import tempfile
from io import BytesIO
from pathlib import Path
from tarfile import TarFile, TarInfo
from typing import TYPE_CHECKING
from zipfile import ZipFile

from xmailaudit.audit.baseline import baseline_of, parse_baseline
from xmailaudit.audit.diff import compared
from xmailaudit.audit.engine import run_audit
from xmailaudit.audit.profile import load_profile
from xmailaudit.audit.report_file import parse_report
from xmailaudit.mailroot.memory import MemorySource
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import English, XMailAuditError
from xmailaudit.policy.ask import ask
from xmailaudit.policy.questions import Route
from xmailaudit.report.json_answers import decision_json
from xmailaudit.report.json_diff import diff_json
from xmailaudit.report.json_report import to_json
from xmailaudit.report.language import Words
from xmailaudit.report.sarif import to_sarif
from xmailaudit.report.text import text_report
from xmailaudit.report.text_decision import decision_text
from xmailaudit.report.text_diff import diff_text
from xmailaudit.report.text_style import PLAIN
from xmailaudit.session import start
from xmailaudit.tables.files import TOP_LEVEL_FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["SEEDS", "TARGETS", "run"]

#: 2026-11-24.
AT = 1795478400.0
FIXTURES = Path(__file__).parents[2] / "fixtures"
#: Between two files of one input; tables hold no such line.
BREAK = b"\n\x00--file--\n"

ACCOUNT = "domains/example.com/bob"
FILES = (
    *TOP_LEVEL_FILES,
    *(f"{ACCOUNT}/{name}" for name in ("user.tab", "mlusers.tab", "mailproc.tab")),
    f"{ACCOUNT}/pop3.ipmap.tab",
    "userauth/pop3/example.com.tab",
    "userauth/smtp/example.com.tab",
    "custdomains/.tab",
    "cmdaliases/example.com/sales.tab",
    "tabindex/mailusers-0001.hdx",
    "server.cert",
    "server.key",
    "certs.pem",
    "certs/12345678.0",
)
DEFAULT = load_profile("default")
STRICT = load_profile("strict")


def mail_root(data: bytes) -> None:
    """Files of a MailRoot: each piece begins with a byte that says which."""
    files = {
        "domains.tab": b'"example.com"\n',
        "mailusers.tab": b'"example.com"\t"bob"\t"1512"\t1\t"bob"\t"U"\n',
        "spammers.tab": b"",
    }
    for piece in data.split(BREAK):
        if piece:
            files[FILES[piece[0] % len(FILES)]] = piece[1:]
    options = StartOptions.assumed()
    _judge(MailRoot(MemorySource(files, location="MailRoot"), options))


def pasted(data: bytes) -> None:
    """Text out of XMailCFG."""
    _opened(data, "post.txt")


def archive(data: bytes) -> None:
    """An archive, told by its content."""
    _opened(data, "MailRoot.tar")


def profile(data: bytes) -> None:
    """A profile somebody wrote."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "mine.toml")
        file.write_bytes(data)
        load_profile(str(file))


def _opened(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_bytes(data)
        _judge(start(file).root)


def _judge(root: MailRoot) -> None:
    """The whole way: every rule, every form of report."""
    report = run_audit(root, profile=STRICT, at=AT)
    words = Words(English())
    text_report(report, root, words, PLAIN)
    json.dumps(to_json(report, root, words.translator, words.show))
    json.dumps(to_sarif(report, root, words))
    for recipient in ("sales@example.com", "bob@example.com", "someone@example.net"):
        question = Route(recipient, local=True)
        decision = ask(root, question)
        list(decision_text(question, decision, words))
        json.dumps(decision_json(question, decision, words))


def baseline(data: bytes) -> None:
    """The findings of an earlier audit; an audit is compared with them."""
    kept = parse_baseline(data, "known.json")
    root = MailRoot(MemorySource({"server.tab": b""}), StartOptions.assumed())
    report = run_audit(root, profile=DEFAULT, at=AT, baseline=kept)
    to_json(report, root, English(), str)
    text_report(report, root, Words(English()), PLAIN)


def report(data: bytes) -> None:
    """The JSON report of an earlier audit; it is compared with none and with itself."""
    side = parse_report(data, "report.json")
    for found in (compared(side, side), compared(side._replace(findings=()), side)):
        diff_json(found, Words(English()))
        diff_text(found, Words(English()))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "mail-root": mail_root,
    "pasted": pasted,
    "archive": archive,
    "profile": profile,
    "baseline": baseline,
    "report": report,
}


def run(target: str, data: bytes) -> None:
    """One input; our own errors are what bad input is to end in."""
    try:
        TARGETS[target](data)
    except XMailAuditError:
        return


# ------------------------------------------------------------ seeds


def _of_fixture(name: str) -> bytes:
    """A fixture's files as one input."""
    folder = FIXTURES / name / "files"
    pieces = []
    for number, file in enumerate(FILES):
        if (folder / file).is_file():
            pieces.append(bytes([number]) + (folder / file).read_bytes())
    return BREAK.join(pieces)


def _tar() -> bytes:
    stream = BytesIO()
    with TarFile(fileobj=stream, mode="w") as tar:
        member = TarInfo("MailRoot/server.tab")
        content = b'"RootDomain"\t"example.com"\n'
        member.size = len(content)
        tar.addfile(member, BytesIO(content))
    return stream.getvalue()


def _zip() -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w") as packed:
        packed.writestr("MailRoot/server.tab", '"RootDomain"\t"example.com"\n')
    return stream.getvalue()


POST = """\
■CTRLアクセス許可(基本セキュリティ)
IPアドレス ネットマスク 許可属性 備考
0.0.0.0 0.0.0.0 DENY そと から
192.0.2.24 255.255.255.0 ALLOW MyIP
SMTPポート:25
SMTP認証タイプ制限 (SmtpNoTLSAuths):未設定
認証済みユーザの権限 (DefaultSmtpPerms):
ゝ M (open mailing features)
注:『ゝ』はチェックを入れたもの。
"""

PROFILE = """\
extends = "default"
fail-on = "low"
[trusted]
networks = ["192.0.2.24/32"]
[rules.REL002]
severity = "medium"
[[suppress]]
rule = "ACL003"
reason = "so"
permanent = true
"""


def _seeds() -> Iterator[tuple[str, bytes]]:
    for files in sorted(FIXTURES.glob("*/files")):
        yield "mail-root", _of_fixture(files.parent.name)
    yield "pasted", POST.encode()
    yield "pasted", POST.encode("cp932")
    yield "archive", _tar()
    yield "archive", _zip()
    yield "profile", PROFILE.encode()
    yield from _of_an_audit()


def _of_an_audit() -> Iterator[tuple[str, bytes]]:
    """What an audit leaves behind for later ones."""
    root = MailRoot(
        MemorySource({"server.tab": b"", "smtprelay.tab": b'"/"\n'}), StartOptions.assumed()
    )
    found = run_audit(root, profile=DEFAULT, at=AT)
    yield "baseline", json.dumps(baseline_of(found).as_json()).encode()
    yield "report", json.dumps(to_json(found, root, English(), str)).encode()


SEEDS = tuple(_seeds())
