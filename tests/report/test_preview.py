"""A preview as text, as a diff, and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.roots import mail_root, row
from xmailaudit.audit.preview import Preview, preview
from xmailaudit.audit.profile import load_profile
from xmailaudit.mailroot.change import Change
from xmailaudit.report.json_preview import json_preview
from xmailaudit.report.language import Words, translator
from xmailaudit.report.schemas import SCHEMAS, schema
from xmailaudit.report.text_preview import preview_text
from xmailaudit.report.text_style import Style
from xmailaudit.report.unified import file_diffs, unified_text
from xmailaudit.session import Session

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from xmailaudit.mailroot.root import MailRoot

AT = 1795478400.0
EN, JA = (Words(translator(language)) for language in ("en", "ja"))
VALIDATOR = Draft202012Validator(json.loads(schema("preview")))

MAP = (
    row("0.0.0.0", "0.0.0.0", "DENY", "0")
    + row("127.0.0.0", "255.255.255.0", "ALLOW", "2")
    + row("203.0.113.24", "255.255.255.0", "ALLOW", "1")
)
MENDED = MAP.replace('0"\t"255.255.255.0"', '0"\t"255.0.0.0"').replace(
    '24"\t"255.255.255.0"', '24"\t"255.255.255.255"'
)


def previewed(root: MailRoot, *changes: Change, select: tuple[str, ...] = ()) -> Preview:
    """What changes would do."""
    profile = load_profile("default")
    return preview(
        root,
        changes,
        lambda changed: Session(changed, profile).audit(at=AT, select=select),
        before=Session(root, profile).audit(at=AT, select=select),
        given=profile.given(AT),
    )


def mended() -> tuple[Preview, MailRoot]:
    """Two rows of the admin port's map mended."""
    root = mail_root({"ctrl.ipmap.tab": MAP})
    change = Change("ctrl.ipmap.tab", MAP.encode(), MENDED.encode())
    return previewed(root, change, select=("ACL003", "ACL005")), root


def spoiled() -> tuple[Preview, MailRoot]:
    """The map emptied."""
    root = mail_root({"ctrl.ipmap.tab": MAP})
    change = Change("ctrl.ipmap.tab", MAP.encode(), b"", 0o666, 0o600)
    return previewed(root, change, select=("ACL001", "ACL003", "ACL005")), root


@pytest.mark.parametrize("words", [EN, JA], ids=["en", "ja"])
def test_the_text_of_a_preview(words: Words, snapshot: SnapshotAssertion) -> None:
    """What goes, what comes, who gains and loses, the diff: as a person reads it."""
    assert preview_text(*mended(), words, plan_part=["(the plan)"]) == snapshot
    assert preview_text(*spoiled(), words) == snapshot


def test_what_is_not_safe_says_why() -> None:
    """And what is says so."""
    assert "Safe: nobody gains access" in preview_text(*mended(), EN)
    assert "Look at it before you apply it:" in preview_text(*spoiled(), EN)


def test_the_json_of_a_preview_fits_its_schema() -> None:
    """And tells the same."""
    safe, unsafe = (json_preview(*made, EN) for made in (mended(), spoiled()))
    for data in (safe, unsafe):
        VALIDATOR.validate(json.loads(json.dumps(data)))

    assert (safe["safe"], unsafe["safe"]) == (True, False)
    assert {one["rule"] for one in safe["gone"]} == {"ACL003", "ACL005"}
    assert [one["rule"] for one in unsafe["come"]] == ["ACL001"]
    assert safe["changes"][0]["hunks"][0]["lines"][1] == {
        "sign": "-",
        "text": '"127.0.0.0"\t"255.255.255.0"\t"ALLOW"\t"2"',
        "ended": True,
    }
    assert unsafe["changes"][0]["new_mode"] == "0600"


def test_each_schema_is_one() -> None:
    """By the standard's own schema."""
    for name in SCHEMAS:
        Draft202012Validator.check_schema(json.loads(schema(name)))


# ------------------------------------------------------------ the diff


def diff(path: str, old: bytes | None, new: bytes | None) -> list[str]:
    """The lines of the diff of one file."""
    return list(unified_text([Change(path, old, new)], EN))


def test_files_come_and_go() -> None:
    """As in any unified diff."""
    assert diff("smtprelay.tab", None, b'"127.0.0.1"\n') == [
        "--- /dev/null",
        "+++ b/smtprelay.tab",
        "@@ -0,0 +1 @@",
        '+"127.0.0.1"',
    ]
    assert diff("smtprelay.tab", b'"127.0.0.1"', None)[:2] == [
        "--- a/smtprelay.tab",
        "+++ /dev/null",
    ]


def test_a_missing_line_end_is_shown() -> None:
    """It is all that changes."""
    assert diff("smtprelay.tab", b'"127.0.0.1"', b'"127.0.0.1"\n')[2:] == [
        "@@ -1 +1 @@",
        '-"127.0.0.1"',
        "\\ No newline at end of file",
        '+"127.0.0.1"',
    ]


def test_other_line_ends_are_shown() -> None:
    """Where they are all that changes, too."""
    assert diff("smtprelay.tab", b"x\r\n", b"x\n")[3:] == ["-x\\r", "+x"]


def test_no_secret_is_shown() -> None:
    """Of a password both lines are masked; what is no table is not shown at all."""
    lines = diff("ctrlaccounts.tab", b'"admin"\t"160006170011"\n', b'"admin"\t"020300"\n')
    assert lines[3:] == ['-"admin"\t"•••"', '+"admin"\t"•••"'] or lines[3:] == [
        '-"admin"\t•••',
        '+"admin"\t•••',
    ]
    assert diff("server.key", b"-----BEGIN", b"secret")[2:] == [
        "(what the file holds is not shown)"
    ]


def test_hostile_bytes_are_escaped_and_tabs_are_not() -> None:
    """A TAB in the place of a blank is what many a fix is about."""
    lines = diff("smtprelay.tab", b"", b"1.2.3.4\t\x1b[31m\xe2\x80\xae##[error]\n")

    assert lines[-1] == "+1.2.3.4\t\\x1b[31m\\u202e#\\x23[error]"


def test_colour_only_where_the_style_says() -> None:
    """What goes is red, what comes green."""
    change = Change("smtprelay.tab", b"1.2.3.4\n", b"1.2.3.5\n")

    assert "\x1b" not in "".join(unified_text([change], EN))
    coloured = list(unified_text([change], EN, Style(colour=True)))
    assert coloured[-2:] == ["\x1b[31m-1.2.3.4\x1b[0m", "\x1b[32m+1.2.3.5\x1b[0m"]


LINES = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\r\n", b"d\n"]), max_size=24)


@given(LINES, LINES)
def test_hunks_lead_from_the_old_lines_to_the_new(old: list[bytes], new: list[bytes]) -> None:
    """Whatever is between them stays."""
    change = Change("smtprelay.tab", b"".join(old), b"".join(new))
    (found,) = file_diffs([change])
    plain = [line.rstrip(b"\r\n").decode() for line in old]
    wanted = [line.rstrip(b"\r\n").decode() for line in new]
    made: list[str] = []
    done = 0
    for hunk in found.hunks:
        begin = hunk.old_start - (hunk.old_count > 0)
        made += plain[done:begin]
        done = begin + hunk.old_count
        texts = [(line.sign, line.text.removesuffix("\r")) for line in hunk.lines]
        assert [text for sign, text in texts if sign != "+"] == plain[begin:done]
        assert len([1 for sign, _text in texts if sign != "-"]) == hunk.new_count
        made += [text for sign, text in texts if sign != "-"]
    assert made + plain[done:] == wanted
