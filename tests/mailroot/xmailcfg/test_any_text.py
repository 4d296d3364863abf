"""Any bytes are read or refused, in bounded time; what is read is read back the same."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.mailroot.xmailcfg.pasting import CTRL, POST, access_rows, pasted, relay_rows
from xmailaudit.mailroot.copied import copied_place
from xmailaudit.mailroot.errors import TargetError
from xmailaudit.mailroot.root import MAPS
from xmailaudit.mailroot.settings import State
from xmailaudit.mailroot.source import Unseen
from xmailaudit.mailroot.xmailcfg.decoding import decode
from xmailaudit.mailroot.xmailcfg.labels import Label, screens
from xmailaudit.mailroot.xmailcfg.opening import LARGEST_TEXT, open_text
from xmailaudit.mailroot.xmailcfg.values import caption_of, value_of
from xmailaudit.messages import English
from xmailaudit.report.json_report import to_json
from xmailaudit.report.language import Words
from xmailaudit.report.sarif import to_sarif
from xmailaudit.report.text import text_report
from xmailaudit.session import audit
from xmailaudit.tables.edit import RemoveRow
from xmailaudit.tables.files import TOP_LEVEL_FILES, table_of
from xmailaudit.tables.ipmap import ACCESS_MAP

LINES = (
    *POST.read_text(encoding="utf-8").splitlines(),
    "■SMTP リレー許可",
    "■SMTP 認証アカウントの管理",
    "認証 ID パスワード 許可属性",
    "bob s3cret MRVZ",
    "192.0.2.1",
    "255.255.255.0",
    "203.0.113.xxx 255.255.255.0 許可",
    "2001:db8::/32 ALLOW 3",
    "SMTP 認証は定義がありません。",
    "(SmtpGwConfig-NeedTLS) 利用しない(平文による通信)",
    "(RootDomain) a\\",
    '(RootDomain) "a"',
)

#: Lines of the grammar, in any order, cut and mended.
texts = st.lists(st.sampled_from(LINES) | st.text(max_size=30), max_size=30).map("\n".join)

# ------------------------------------------------------------ encodings


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("cp932", "CP932"),
        ("euc_jp", "EUC-JP"),
        ("iso2022_jp", "ISO-2022-JP"),
        ("utf-16", "UTF-16"),
    ],
)
def test_the_encoding_is_found_and_named(codec: str, name: str) -> None:
    """The post reads the same in each of them."""
    text = POST.read_text(encoding="utf-8").replace("\n", "\r\n")
    decoded = decode(text.encode(codec))

    assert decoded == (text, name)
    assert len(access_rows(pasted(text.encode(codec)), "ctrl.ipmap.tab")) == 4


def test_what_no_encoding_fits_is_no_text() -> None:
    """A byte that none of them has."""
    assert decode(b"\x81\x20" * 9) is None
    assert open_text(b"\x81\x20" + CTRL.encode(), "a") is None
    assert open_text(b"\0" + CTRL.encode(), "a") is None


# ------------------------------------------------------------ any text


@given(st.binary(max_size=400))
@example(b"\xff\xfe\x00\xd8")
@example(b"\x1b$B")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Without another error than the one about saved pages."""
    try:
        open_text(data, "a")
    except TargetError:
        assert b"<" in data or b":" in data


@given(texts)
def test_any_text_gives_tables_that_xmail_reads_as_they_are_meant(text: str) -> None:
    """Each row is a line of the text, and each field of it is found there."""
    try:
        root = open_text(text.encode(errors="replace"), "a")
    except TargetError:
        return
    if root is None:
        return
    for file in TOP_LEVEL_FILES:
        content = root.content(file)
        table = table_of(file)
        assert table is not None
        if isinstance(content, Unseen):
            continue
        rows = root.rows(table, file)
        assert isinstance(content, bytes)
        assert len(rows) == content.count(b"\n")
        for row in rows:
            for index in range(len(row.fields)):
                assert copied_place(row.at(index)) is not None


@given(texts)
@settings(max_examples=20)  # each is a whole audit
def test_any_text_is_judged_and_reported(text: str) -> None:
    """Whatever it shows, no rule and no report fails, and no password is in any of them."""
    root = pasted(f"{CTRL}{text}".replace("\0", "").encode(errors="replace"))
    report = audit(root, at=0)
    words = Words(English())

    assert "s3cret" not in text_report(report, root, words)
    assert "s3cret" not in json.dumps(to_json(report, root, English(), str))
    assert "s3cret" not in json.dumps(to_sarif(report, root, words))


def test_a_preview_knows_what_the_text_shows() -> None:
    """A setting that loses its row is absent; the edited table has no line in the text."""
    root = pasted(f"{CTRL}(EnableSMTP-TLS) 無効\n(SmtpNoTLSAuths) 未設定\n")
    edited = root.with_edits([RemoveRow("server.tab", 1), RemoveRow("ctrl.ipmap.tab", 1)])

    assert edited.setting("EnableSMTP-TLS").state is State.DEFAULTED
    assert edited.setting("SmtpNoTLSAuths").state is State.DEFAULTED
    assert edited.setting("RootDomain").state is State.UNKNOWN
    assert copied_place(edited.rows(ACCESS_MAP, "ctrl.ipmap.tab")[0].at()) is None
    assert edited.copied is not None
    assert "ctrl.ipmap.tab" in edited.copied.assumed


@given(
    st.lists(
        st.tuples(
            st.ip_addresses(v=4).map(str),
            st.integers(0, 32),
            st.sampled_from(["ALLOW", "DENY"]),
            st.integers(-1, 10**6),
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(sorted(MAPS)),
)
def test_rows_are_read_back_as_the_same_values(
    rows: list[tuple[str, int, str, int]], service: str
) -> None:
    """Whatever addresses, masks and precedences there are."""
    lines = [(a, _dotted(bits), permission, str(rank)) for a, bits, permission, rank in rows]
    header = "IPアドレス ネットマスク 許可属性 優先順位"
    body = "\n".join([" ".join(line) for line in lines])
    root = pasted(f"■{service.upper()}アクセス許可\n{header}\n{body}\n")
    relay = pasted("■SMTP リレー許可\n" + "\n".join([f"{a}　{m}" for a, m, *_rest in lines]))

    assert access_rows(root, MAPS[service]) == lines
    assert relay_rows(relay) == [line[:2] for line in lines]


def _dotted(bits: int) -> str:
    value = (0xFFFFFFFF << (32 - bits)) & 0xFFFFFFFF
    return ".".join(map(str, value.to_bytes(4)))


@pytest.mark.parametrize("label", screens().settings.values(), ids=lambda label: label.name)
def test_a_value_s_caption_means_the_value(label: Label) -> None:
    """What a fix tells to choose is what it changes."""
    values = {"switch": "01", "number": ("0", "12"), "letters": ("MR", "MRVSTZ")}
    tries = values.get(label.kind, tuple(label.choices.values()) or ("a.example.com",))
    if label.kind == "delay":
        tries = ("0", "1", "-5")

    for value in tries:
        caption = caption_of(label, value)
        assert caption is not None
        assert value_of(label, caption) == value


# ------------------------------------------------------------ size and time


@pytest.mark.parametrize(
    "piece",
    ["a", ">", "(", "■", "(Aa", "0.0.0.0 ", "x.", "\u0301\u0323", "\n", "a\n", "■\n", "M (\n"],
)
def test_a_text_is_read_in_linear_time(piece: str) -> None:
    """Whatever is repeated in it."""
    text = CTRL + (piece * 100_000)[:100_000]

    start = time.process_time()
    pasted(text)

    assert time.process_time() - start < 10


def test_a_text_that_is_too_large_is_none() -> None:
    """Before anything of it is read."""
    assert open_text(CTRL.encode() + b"\n" * LARGEST_TEXT, "a") is None
