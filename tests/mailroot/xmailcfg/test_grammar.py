"""Texts out of XMailCFG: the cases of its grammar, and what is ambiguous in it."""

from __future__ import annotations

import pytest

from tests.mailroot.xmailcfg.pasting import (
    CTRL,
    POST,
    access_rows,
    pasted,
    reason,
    relay_rows,
    remarks,
)
from xmailaudit.mailroot.settings import State
from xmailaudit.mailroot.source import TargetKind
from xmailaudit.mailroot.xmailcfg.opening import open_text

ORDER = "its precedences are not shown; the order of the list is taken for them"
NOT_SHOWN = "the text does not show it"
FINGER = "■FINGERアクセス許可\nIPアドレス ネットマスク 許可属性 優先順位\n"
RELAY = "■SMTP リレー許可\nIPアドレス ネットマスク\n"
DENY_ALL = ("0.0.0.0", "0.0.0.0", "DENY", "1")

# ------------------------------------------------------------ the post


def test_the_post_is_read() -> None:
    """Both maps, the settings, the ports and the versions; nothing else."""
    root = pasted(POST.read_bytes())

    assert root.source.kind is TargetKind.XMAILCFG
    for file in ("ctrl.ipmap.tab", "finger.ipmap.tab"):
        assert access_rows(root, file) == [
            DENY_ALL,
            ("127.0.0.0", "255.255.255.0", "ALLOW", "2"),
            ("203.0.113.24", "255.255.255.0", "ALLOW", "3"),
            ("192.168.0.0", "255.255.255.0", "ALLOW", "4"),
        ]
    assert root.start_options.words == ("-Pp", "110", "-Bp", "995", "-Sp", "25", "-Xp", "465")
    assert not root.start_options.known
    assert root.setting("SSLMaxCertsDepth").text == "2"
    assert root.setting("SSLWantCert").text == "0"
    assert root.setting("DefaultSmtpPerms").text == "MRVSTZ"
    assert root.setting("SmtpNoTLSAuths").state is State.DEFAULTED
    assert root.setting("EnableAuthSMTP-POP3").state is State.UNKNOWN
    assert root.copied is not None
    assert root.copied.version == "1.27"
    assert list(root.copied.assumed) == ["ctrl.ipmap.tab"]
    assert reason(root, "smtprelay.tab") == NOT_SHOWN
    assert remarks(root) == [
        (2, "the server is XMail 1.27"),
        (3, "copied out of XMailCFG 2.40b"),
        (12, f"CTRLアクセス許可(基本セキュリティ): {ORDER}"),
    ]


# ------------------------------------------------------------ the minimal cases


def test_a_table_without_precedences_takes_the_order_of_its_list() -> None:
    """The comment is none of XMail's fields."""
    root = pasted(CTRL)

    assert access_rows(root, "ctrl.ipmap.tab") == [
        DENY_ALL,
        ("127.0.0.0", "255.255.255.0", "ALLOW", "2"),
        ("192.0.2.24", "255.255.255.0", "ALLOW", "3"),
    ]
    assert root.copied is not None
    assert list(root.copied.assumed) == ["ctrl.ipmap.tab"]
    assert remarks(root) == [(1, f"CTRLアクセス許可(基本セキュリティ): {ORDER}")]


def test_buttons_and_values() -> None:
    """Both captions tell nothing; 未設定 is absence."""
    root = pasted(
        "POP before SMTPを許可 (EnableAuthSMTP-POP3) 無効 有効\n"
        "SMTP認証タイプ制限 (SmtpNoTLSAuths):未設定\n"
        "認証済みユーザの権限 (DefaultSmtpPerms):\n"
        "✓ M (open mailing features)\n"
        "R (リレー制限をバイパス)\n"
        "✓ Z (サイズチェックをバイパス\n"
    )

    assert root.setting("EnableAuthSMTP-POP3").state is State.UNKNOWN
    assert root.setting("SmtpNoTLSAuths").state is State.DEFAULTED
    assert root.setting("SmtpNoTLSAuths").text is None
    assert root.setting("DefaultSmtpPerms").text == "MZ"
    assert remarks(root) == [(1, "the text does not tell the value of EnableAuthSMTP-POP3")]


def test_cells_copied_column_by_column() -> None:
    """The first mask belongs to the first address; 0.0.0.0 may be either."""
    root = pasted(f"{RELAY}127.0.0.0\n0.0.0.0\n255.255.255.0\n0.0.0.0\n")

    assert relay_rows(root) == [("127.0.0.0", "255.255.255.0"), ("0.0.0.0", "0.0.0.0")]
    assert remarks(root) == [
        (1, "SMTP リレー許可: addresses stand above masks; they are paired in their order")
    ]


@pytest.mark.parametrize(
    "cells",
    ["127.0.0.0\n198.51.100.0\n255.255.255.0\n", "127.0.0.0\n198.51.100.0\n"],
    ids=["odd", "no masks"],
)
def test_cells_that_cannot_be_paired_are_not_read(cells: str) -> None:
    """Nothing is made up."""
    root = pasted(RELAY + cells)

    assert "is not understood" in reason(root, "smtprelay.tab")
    assert "this line is not understood" in remarks(root)[0][1]


# ------------------------------------------------------------ values


@pytest.mark.parametrize(
    ("line", "name", "text"),
    [
        ("クライアントドメインの逆引き (SMTP-RDNSCheck) 遅延(秒) 5", "SMTP-RDNSCheck", "-5"),
        ("クライアントドメインの逆引き (SMTP-RDNSCheck) 有効", "SMTP-RDNSCheck", "1"),
        ("(SMTP-RDNSCheck) 無効 有効 遅延(秒)", "SMTP-RDNSCheck", None),
        ("X-AuthUser:ヘッダ制御 (DisableEmitAuthUser) 付加しない", "DisableEmitAuthUser", "1"),
        ("(DisableEmitAuthUser) 標準 付加しない", "DisableEmitAuthUser", None),
        ("(SMTP-IpMapDropCode) SMTP 認証に成功すれば送信許可", "SMTP-IpMapDropCode", "0"),
        ("メッセージサイズ上限 (MaxMessageSize) 10,240 (KB)", "MaxMessageSize", "10240"),
        ("配送処理の最大ステップ数 (MaxMTAOps): 16 ステップ", "MaxMTAOps", "16"),
        ("ルートドメイン (RootDomain) * example.com", "RootDomain", "example.com"),
        ("ルートドメイン (RootDomain) *", "RootDomain", None),
        ("ルートドメイン (RootDomain) ＊：ｅｘａｍｐｌｅ．ｃｏｍ", "RootDomain", "example.com"),
        ("ルートドメイン (RootDomain) ***", "RootDomain", None),
        ("SMTP TLS をサポートする (EnableSMTP-TLS) オン", "EnableSMTP-TLS", "1"),
        ("ＳＭＴＰ　ＴＬＳ（EnableSMTP-TLS）：無効", "EnableSMTP-TLS", "0"),
        ("SMTP TLS をサポートする 有効", "EnableSMTP-TLS", "1"),
        ("SMTPTLSをサポートする: 無効", "EnableSMTP-TLS", "0"),
        ("・ SMTP TLS をサポートする：有効", "EnableSMTP-TLS", "1"),
        ("- (EnableSMTP-TLS) 有効", "EnableSMTP-TLS", "1"),
        ("(SmtpMsgIPBandMaps) 554 no", "SmtpMsgIPBanMaps", "554 no"),
        ("(SmtpGwConfig-NeedTLS) SSL対応を確認、非対応で終了", "SmtpGwConfig", "NeedTLS=2"),
        ("(ReceivedHdrType) 3", "ReceivedHdrType", "3"),
        ("SMTP TLS をサポートする (EnableSMTP-TLS)\n> 無効", "EnableSMTP-TLS", "0"),
        ("(EnableSMTP-TLS)\nそれは無効です", "EnableSMTP-TLS", None),
    ],
)
def test_a_value_is_what_the_screen_means(line: str, name: str, text: str | None) -> None:
    """Captions, units, required marks, wide characters, wrapped lines; else unknown."""
    setting = pasted(f"■基本設定\n{line}\n").setting(name)

    assert (setting.state is State.UNKNOWN) is (text is None)
    assert setting.text == text


def test_the_parts_of_one_setting_are_put_together() -> None:
    """The screen shows SmtpGwConfig as two."""
    both = "(SmtpGwConfig-OutBind) 192.0.2.1\n(SmtpGwConfig-NeedTLS) SSL対応を確認、非対応で終了\n"
    none = "(SmtpGwConfig-OutBind) 未設定\n(SmtpGwConfig-NeedTLS) 未設定\n"
    half = "(SmtpGwConfig-OutBind) 192.0.2.1\n"

    assert pasted(both).setting("SmtpGwConfig").text == "NeedTLS=2,OutBind=192.0.2.1"
    assert pasted(none).setting("SmtpGwConfig").state is State.DEFAULTED
    assert pasted(half).setting("SmtpGwConfig").state is State.UNKNOWN


@pytest.mark.parametrize(
    ("lines", "letters"),
    [
        ("ゝ M (a)\nR (b)\n注:『ゝ』はチェックを入れたもの。", "M"),
        ("ゝM (a)\nゝR(b)\n※「ゝ」はチェック済み", "MR"),
        ("M (a)\nR (b)", None),
        ("[x] M (a)\n[ ] R (b)", "M"),
        ("☐ M (a)\n☐ R (b)", ""),
        ("ゝ M (a)\nR (b)", None),
        ("レ M (a)\n- R (b)", "M"),
        ("● M (a)\nR (b)\n注:『ゝ』はチェックを入れたもの。", None),
    ],
)
def test_check_marks(lines: str, letters: str | None) -> None:
    """The legend's, or those everybody knows; a group without any tells nothing."""
    setting = pasted(f"(DefaultSmtpPerms):\n{lines}\n").setting("DefaultSmtpPerms")

    assert setting.text == letters
    assert (setting.state is State.UNKNOWN) is (letters is None)


# ------------------------------------------------------------ lines


@pytest.mark.parametrize(
    "heading",
    [
        "■SMTP リレー許可",
        ">> SMTP リレー許可",
        "» SMTPリレー許可(重要)",
        "> ■ＳＭＴＰ　リレー許可",
        "【SMTP リレ－許可】",
        "SMTPリレー許可",
        "● SMTPﾘﾚｰ許可",
    ],
)
def test_a_heading_is_known_however_it_is_written(heading: str) -> None:
    """Marks, quote marks, widths, dashes, remarks."""
    root = pasted(f"{heading}\n192.0.2.1 255.255.255.255\n")

    assert relay_rows(root) == [("192.0.2.1", "255.255.255.255")]


@pytest.mark.parametrize(
    "header",
    [
        "■IPアドレス ■ネットマスク ■許可属性 ■優先順位",
        "■IPアドレス\n■ネットマスク\n■許可属性\n■優先順位",
        "IPアドレス|ネットマスク|許可属性|優先順位|",
        "IPｱﾄﾞﾚｽ　ﾈｯﾄﾏｽｸ　許可属性　優先順位",
        "IPアドレス ネットマスク 許可属性 優先順位 備考",
    ],
)
def test_column_names_are_no_heading(header: str) -> None:
    """Several on a line, or one a line."""
    root = pasted(f"■FINGERアクセス許可\n{header}\n192.0.2.1|255.255.255.255|許可|7|\n")

    assert access_rows(root, "finger.ipmap.tab") == [("192.0.2.1", "255.255.255.255", "ALLOW", "7")]
    assert root.copied is not None
    assert not root.copied.assumed


@pytest.mark.parametrize("bullet", ["・", "・ ", "* ", "- ", "+ ", "• ", "> > ", "　　"])
def test_a_row_may_have_a_bullet(bullet: str) -> None:
    """It is no part of the address."""
    root = pasted(f"{RELAY}{bullet}192.0.2.1 255.255.255.255\n")

    assert relay_rows(root) == [("192.0.2.1", "255.255.255.255")]


def test_ports() -> None:
    """With and without the word; POP3S:995 is a port; one that is none is said to be."""
    root = pasted("POP3ポート:110\nPOP3S:995\nSMTP ポート：2525;192.0.2.1:26\nCTRLポート:no\n")

    assert root.start_options.words == ("-Pp", "110", "-Bp", "995", "-Sp", "2525")
    assert root.start_options.service("smtp").port == 2525
    assert remarks(root) == [(4, "this port is not understood")]


def test_a_port_ends_the_table() -> None:
    """They have no heading of their own."""
    root = pasted(f"{FINGER}0.0.0.0 0.0.0.0 DENY 1\nSMTPポート:25\n192.0.2.1 255.255.255.255\n")

    assert access_rows(root, "finger.ipmap.tab") == [DENY_ALL]


def test_an_empty_table_is_empty_and_one_that_is_not_shown_is_not() -> None:
    """A heading alone shows nothing."""
    root = pasted("SMTP 認証は定義がありません。\n■SMTPアクセス許可\n定義がありません\n")
    empty = pasted("■SMTPアクセス許可\nSMTPアクセス許可は定義がありません。\n")

    assert root.content("smtpauth.tab") == b""
    assert reason(root, "smtp.ipmap.tab") == NOT_SHOWN
    assert empty.content("smtp.ipmap.tab") == b""


def test_a_guest_sees_nothing() -> None:
    """The page of the demo."""
    root = pasted("■SMTPアクセス許可\nゲストアカウントでは実行できません!\n")

    assert remarks(root) == [(2, "a guest of XMailCFG sees no data here")]
    assert reason(root, "smtp.ipmap.tab") == NOT_SHOWN


# ------------------------------------------------------------ what is ambiguous


def test_numbers_without_column_names_are_taken_for_precedences_with_a_doubt() -> None:
    """Nobody says what they are."""
    root = pasted(
        "■FINGERアクセス許可\n0.0.0.0 0.0.0.0 DENY 5\n192.0.2.1 255.255.255.255 ALLOW 9\n"
    )

    assert [fields[3] for fields in access_rows(root, "finger.ipmap.tab")] == ["5", "9"]
    assert root.copied is not None
    assert "finger.ipmap.tab" in root.copied.assumed


def test_a_bare_number_is_a_comment_under_comments() -> None:
    """備考 is no precedence."""
    root = pasted(CTRL.replace("MyIP", "1"))

    assert [fields[3] for fields in access_rows(root, "ctrl.ipmap.tab")] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "row",
    [
        "192.0.2.1 255.255.255.255 ALLOW first",
        "192.0.2.1 255.255.255.255 ALLOW",
        "0.0.0.0 0.0.0.0",
        "0.0.0.0",
    ],
    ids=["word for a number", "no precedence", "no permission", "an address alone"],
)
def test_a_row_that_is_not_understood_takes_its_table_with_it(row: str) -> None:
    """Who is let in hangs on every row."""
    root = pasted(f"{FINGER}0.0.0.0 0.0.0.0 DENY 1\n{row}\n")

    assert reason(root, "finger.ipmap.tab") == (
        "line 4 of the text, which shows it, is not understood"
    )


def test_everybody_alone_in_the_relay_table_is_an_open_relay() -> None:
    """It is a whole row there."""
    assert relay_rows(pasted(f"{RELAY}0.0.0.0 0.0.0.0\n")) == [("0.0.0.0", "0.0.0.0")]


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ("203.0.113.xxx 255.255.255.255 ALLOW 2", ("203.0.113.xxx", "255.255.255.255")),
        ("*.*.*.24 255.255.255.0 ALLOW 2", ("*.*.*.24", "255.255.255.0")),
        ("*** 255.255.255.0 ALLOW 2", ("***", "255.255.255.0")),
        ("192.0.2.1 / ALLOW 2", ("192.0.2.1", "?")),
        ("192.0.2.1 ***.***.***.0 ALLOW 2", ("192.0.2.1", "***.***.***.0")),
    ],
)
def test_a_masked_address_stays_in_the_table(row: str, fields: tuple[str, str]) -> None:
    """No mask is made up, and nothing is said about such a row but that it is masked."""
    root = pasted(f"{FINGER}0.0.0.0 0.0.0.0 DENY 1\n{row}\n")

    assert access_rows(root, "finger.ipmap.tab")[1] == (*fields, "ALLOW", "2")
    assert remarks(root) == [(4, "part of the row is made unreadable; nothing is judged by it")]


def test_the_same_section_twice() -> None:
    """The second is most often somebody's answer."""
    root = pasted(f"{FINGER}0.0.0.0 0.0.0.0 DENY 1\n{FINGER}0.0.0.0 0.0.0.0 ALLOW 1\n")

    assert access_rows(root, "finger.ipmap.tab") == [DENY_ALL]
    assert remarks(root) == [(4, "FINGERアクセス許可 is there again; the first one is judged")]


def test_the_same_setting_twice() -> None:
    """Only another value is worth a word."""
    root = pasted("(EnableSMTP-TLS) 有効\n(EnableSMTP-TLS) 無効\n(EnableSMTP-TLS) 有効\n")

    assert root.setting("EnableSMTP-TLS").text == "1"
    assert remarks(root) == [
        (2, "EnableSMTP-TLS is there again with another value; the first one is judged")
    ]


def test_settings_and_screens_nobody_knows() -> None:
    """They are named, and judged by nobody."""
    row = "0.0.0.0 0.0.0.0 DENY 1\n"
    columns = FINGER.splitlines()[1]
    root = pasted(
        "■基本設定\nなにか (NoSuchSetting) 有効\n"
        f"■NEWSアクセス許可\n{columns}\n{row}■スパムホストの管理\n{row}"
    )

    assert remarks(root) == [
        (2, "NoSuchSetting is no setting of XMail 1.27; nothing is judged by it"),
        (3, "NEWSアクセス許可 is no known screen of XMailCFG; nothing in it is judged"),
        (6, "this version does not judge the rows of スパムホストの管理"),
    ]


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ("192.0.2.24 24 ALLOW 2", ("192.0.2.24", "24", "ALLOW", "2")),
        ("192.0.2.24 /24 ALLOW 2", ("192.0.2.24", "/24", "ALLOW", "2")),
        ("192.0.2.24 255.255 ALLOW 2", ("192.0.2.24", "255.255", "ALLOW", "2")),
        ("192.0.2.24 0xffffff00 ALLOW 2", ("192.0.2.24", "0xffffff00", "ALLOW", "2")),
        ("192.0.2.0/x ALLOW 2", ("192.0.2.0/x", "", "ALLOW", "2")),
        ("192.0.2.0/255.255.255.0 ALLOW 2", ("192.0.2.0/255.255.255.0", "", "ALLOW", "2")),
        ("mail.example.net 24 ALLOW 2", ("mail.example.net", "24", "ALLOW", "2")),
    ],
)
def test_a_row_with_an_odd_mask_is_a_row(row: str, fields: tuple[str, ...]) -> None:
    """XMail reads it in its own way; passed over, it would let in whom nobody sees."""
    root = pasted(f"{FINGER}0.0.0.0 0.0.0.0 DENY 1\n{row}\n")

    assert access_rows(root, "finger.ipmap.tab") == [DENY_ALL, fields]


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ("198.51.100.0/x", ("198.51.100.0/x", "")),
        ("198.51.100.0/", ("198.51.100.0/", "")),
        ("198.51.100.0 24", ("198.51.100.0", "24")),
    ],
)
def test_a_relay_row_with_an_odd_mask_is_a_row(row: str, fields: tuple[str, ...]) -> None:
    """It may be the one that makes an open relay."""
    assert relay_rows(pasted(f"{RELAY}{row}\n")) == [fields]


@pytest.mark.parametrize("line", ["192.0.2.24 25番ポート", "192.0.2.24 24 hours a day", "a 24 b"])
def test_prose_with_an_address_is_no_row(line: str) -> None:
    """Nor does it make the table one that is not understood."""
    root = pasted(f"{FINGER}0.0.0.0 0.0.0.0 DENY 1\n{line}\n")

    assert access_rows(root, "finger.ipmap.tab") == [DENY_ALL]


@pytest.mark.parametrize("value", ["smtp.example.net", ": smtp.example.net:25;mx.example.org", ""])
def test_a_setting_called_like_a_screen_is_a_setting(value: str) -> None:
    """SMTPゲートウェイ is a table's screen too."""
    root = pasted(f"■SMTPゲートウェイ関連設定\nSMTPゲートウェイ (DefaultSMTPGateways) {value}\n")

    assert root.setting("DefaultSMTPGateways").text == (value.lstrip(": ") or None)
    assert root.setting("DefaultSMTPGateways").state is (State.SET if value else State.UNKNOWN)


def test_prose_is_no_setting() -> None:
    """A word in brackets in a sentence."""
    assert open_text("昨日 (XMail) を入れました (Windows)\n".encode(), "a") is None


def test_versions_in_prose() -> None:
    """What a tool is made for is not what runs."""
    root = pasted("-- XMail 1.25 対応 --\nXMailCFG 2.40d\nxmail-1.27.1\nXMail 1.26\nSMTP:25\n")

    assert root.copied is not None
    assert root.copied.version == "1.26"
