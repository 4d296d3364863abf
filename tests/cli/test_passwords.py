"""No password in any output, neither in clear nor as XMail stores it."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING

import pytest

from fixtures.materialise import names
from tests.cli.surfaces import about_a_mailroot, audited_in, wrong
from xmailaudit.tables.files import table_of
from xmailaudit.tables.row import SecretColumn
from xmailaudit.tables.xmcrypt import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Roots = Mapping[str, Path]

#: The name of a rule, which is also somebody's password.
SPEAKS_OF_SECRETS = "secret-readable"


def passwords(root: Path) -> Iterator[str]:
    """The secret fields of a MailRoot's tables, as stored and decoded."""
    for path in sorted(root.rglob("*.tab")):
        file = path.relative_to(root).as_posix()
        table = table_of(file)
        if table is None or not table.row.holds_secrets:
            continue
        columns = [c for c in vars(table.row).values() if isinstance(c, SecretColumn)]
        for row in table.read(file, path.read_bytes()):
            for column in columns:
                stored = column.__get__(row, table.row).reveal()
                yield from (text for text in (stored, decode(stored).text) if len(text) > 3)


@pytest.mark.parametrize("name", names())
def test_no_output_holds_a_password(run: Run, roots: Roots, name: str) -> None:
    """Every command in every format, and every error."""
    secrets = set(passwords(roots[name]))
    # An account called like its password, as the distribution's is, is shown all the same.
    secrets -= {"xmailuser", "xmail", "test"}

    root = roots[name]
    for words in (*about_a_mailroot(root), *audited_in(root).values(), *wrong(root)):
        ran = run(*words)
        out = _without_pages(ran.out) if "sarif" in words else ran.out
        said = (html.unescape(out) + out + ran.err).replace(SPEAKS_OF_SECRETS, "")
        assert not [secret for secret in secrets if secret in said], words


def _without_pages(log: str) -> str:
    """A SARIF log without the rules' pages, which speak of secrets."""
    (run,) = json.loads(log)["runs"]
    return json.dumps({**run, "tool": None}, ensure_ascii=False)


def test_the_fixtures_have_passwords_to_hide(roots: Roots) -> None:
    """Else the test above would prove nothing."""
    assert sum(bool(set(passwords(root))) for root in roots.values()) >= 3


def test_a_row_that_is_shown_is_masked(run: Run, tmp_path: Path) -> None:
    """An account's row in a trace has dots where its password is."""
    for name, text in {
        "server.tab": '"RootDomain"\t"example.com"\n"SmtpServerDomain"\t"example.com"\n',
        "domains.tab": '"example.com"\n',
        "spammers.tab": "",
        "mailusers.tab": '"example.com"\t"bob"\t"160006170011"\t1\t"bob"\t"U"\n',
        "smtpauth.tab": '"anna"\t"in-clear-it-is"\t"MR"\n',
    }.items():
        (tmp_path / name).write_text(text, encoding="latin-1")
    ask = ("ask", "auth", tmp_path, "--client", "198.51.100.7")

    for login in ("bob@example.com", "anna"):
        for form in ("text", "json"):
            ran = run(*ask, "--login", login, "--format", form)
            assert "160006170011" not in ran.out
            assert "in-clear-it-is" not in ran.out
