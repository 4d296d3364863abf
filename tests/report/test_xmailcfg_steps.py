"""Fixes of a pasted text: steps on XMailCFG's screens, and lines of the text that change."""

from __future__ import annotations

import pytest

from tests.mailroot.xmailcfg.pasting import CTRL, pasted
from xmailaudit.mailroot.start_options import COMMAND_LINE
from xmailaudit.messages import English, render, say
from xmailaudit.report.edits import ShownEdit, fix_edits, fix_steps
from xmailaudit.report.xmailcfg_steps import screen_steps
from xmailaudit.rules.finding import Applicability, Fix, OutsideStep
from xmailaudit.tables.edit import (
    CreateFile,
    DeleteFile,
    Edit,
    InsertRow,
    RemoveRow,
    SetField,
)
from xmailaudit.tables.secret import Secret

FINGER = (
    "■FINGERアクセス許可\nIPアドレス ネットマスク 許可属性 優先順位\n"
    "0.0.0.0 0.0.0.0 DENY 1\n203.0.113.24　255.255.255.0 ALLOW 3\n"
)
POP3 = FINGER.replace("FINGER", "POP3")
SETTINGS = (
    "■SSL/TLS関連設定\nSMTP TLS をサポートする (EnableSMTP-TLS) 無効\n"
    "(ErrorsAdmin) root@example.com\n"
)
LOGINS = "■SMTP 認証アカウントの管理\n認証 ID パスワード 許可属性\nbob s3cret! MRVZ\n"
TLS = "「SMTP TLS をサポートする (EnableSMTP-TLS)」"
TYPES = "「SMTP認証タイプ制限 (SmtpNoTLSAuths)」"
PERMS = "On the screen 「SMTP認証関連設定」, under 「認証済みユーザの権限 (DefaultSmtpPerms)」"
HOST = "255.255.255.255"


def test_a_start_option_is_written_where_xmailcfg_keeps_them() -> None:
    """The rest of the steps stay as they are."""
    steps = (OutsideStep(say("Start anew"), COMMAND_LINE), OutsideStep(say("Tell the users")))
    fix = Fix("bind", say("Bind it"), Applicability.MANUAL, steps=steps)

    shown = [render(step.what, English(), show=str) for step in fix_steps(fix, pasted(CTRL))]

    place = "(on the screen 「レジストリの登録」, 「登録1 XMail 起動時オプション」)"
    assert shown == [f"Start anew {place}", "Tell the users"]


def steps(text: str, *edits: Edit) -> list[str]:
    """The steps in English."""
    return [render(step, English(), show=str) for step in screen_steps(edits, pasted(text))]


@pytest.mark.parametrize(
    ("edit", "step"),
    [
        (
            SetField("finger.ipmap.tab", 2, 1, HOST),
            "change the row 203.0.113.24 255.255.255.0 ALLOW 3 to ネットマスク 255.255.255.255",
        ),
        (RemoveRow("finger.ipmap.tab", 1), "remove the row 0.0.0.0 0.0.0.0 DENY 1"),
        (
            InsertRow("finger.ipmap.tab", 0, ("::1/128", "", "ALLOW", "2")),
            "add a row with IPアドレス ::1/128, 許可属性 ALLOW, 優先順位 2",
        ),
    ],
)
def test_a_row_is_changed_on_its_screen(edit: Edit, step: str) -> None:
    """By the names of the columns."""
    assert steps(FINGER, edit) == [f"On the screen 「FINGERアクセス許可」: {step}"]


def test_two_fields_of_a_row_are_one_step() -> None:
    """Nobody opens the row twice."""
    edits = [
        SetField("finger.ipmap.tab", 2, 1, HOST),
        SetField("finger.ipmap.tab", 2, 3, "9"),
    ]

    (step,) = steps(FINGER, *edits)
    assert step.endswith("to ネットマスク 255.255.255.255, 優先順位 9")


def test_a_precedence_the_text_does_not_show_is_counted() -> None:
    """And the row is named as the text shows it."""
    added, changed = steps(
        CTRL,
        InsertRow("ctrl.ipmap.tab", None, ("192.0.2.1", HOST, "ALLOW", "4")),
        SetField("ctrl.ipmap.tab", 3, 1, HOST),
    )

    assert added == (
        "On the screen 「CTRLアクセス許可」: add a row with IPアドレス 192.0.2.1, ネットマスク "
        "255.255.255.255, 許可属性 ALLOW, 優先順位 4 "
        "(優先順位 is not shown: it is counted in the order of the list)"
    )
    assert changed == (
        "On the screen 「CTRLアクセス許可」: "
        "change the row 192.0.2.24 255.255.255.0 ALLOW to ネットマスク 255.255.255.255"
    )


@pytest.mark.parametrize(
    ("edit", "step"),
    [
        (
            SetField("server.tab", 1, 1, "1"),
            f"On the screen 「SSL/TLS関連設定」 set {TLS} to 「有効」",
        ),
        (RemoveRow("server.tab", 1), f"On the screen 「SSL/TLS関連設定」 set {TLS} to 「未設定」"),
        (
            InsertRow("server.tab", None, ("SmtpNoTLSAuths", "CRAM-MD5")),
            f"On the screen 「SMTP認証関連設定」 set {TYPES} to 「CRAM-MD5」",
        ),
        (
            InsertRow("server.tab", None, ("SmtpNoTLSAuths", "")),
            (
                f"On the screen 「SMTP認証関連設定」 make {TYPES} empty; "
                "if it shows 「未設定」 then, which is not the same, "
                'write "SmtpNoTLSAuths" "" into server.tab yourself, with a TAB between'
            ),
        ),
        (
            InsertRow("server.tab", None, ("DefaultSmtpPerms", "MZ")),
            (
                f"{PERMS}, tick M (open mailing features), Z (サイズチェックをバイパス) "
                "and nothing else"
            ),
        ),
        (InsertRow("server.tab", None, ("DefaultSmtpPerms", "")), f"{PERMS}, tick nothing"),
        (
            InsertRow("server.tab", None, ("SMTP-RDNSCheck", "-5")),
            (
                "On the screen 「セキュリティ関連設定」 set "
                "「クライアントドメインの逆引き (SMTP-RDNSCheck)」 to 「遅延(秒) 5」"
            ),
        ),
        (
            InsertRow("server.tab", None, ("SmtpGwConfig", "NeedTLS=2")),
            (
                "On the screen 「SMTPゲートウェイ関連設定」 set "
                "「SSL/TLS接続 (SmtpGwConfig-NeedTLS)」 to 「SSL対応を確認、非対応で終了」"
            ),
        ),
        (
            InsertRow("server.tab", None, ("SmtpConfig", "MailAuth")),
            (
                "No screen of XMailCFG is known for SmtpConfig: "
                "give it the value MailAuth in server.tab"
            ),
        ),
        (
            InsertRow("server.tab", None, ("SMTP-IpMapDropCode", "-9")),
            (
                "No screen of XMailCFG is known for SMTP-IpMapDropCode: "
                "give it the value -9 in server.tab"
            ),
        ),
        (
            RemoveRow("server.tab", 2),
            "No screen of XMailCFG is known for ErrorsAdmin: take its row out of server.tab",
        ),
    ],
)
def test_a_setting_is_set_on_its_screen(edit: Edit, step: str) -> None:
    """With the label, the name and the value of the screen; without a screen, in the file."""
    assert steps(SETTINGS, edit) == [step]


def test_where_no_screen_is_known_the_file_is_named() -> None:
    """A screen that nobody has seen, a file without one."""
    assert steps(POP3, RemoveRow("pop3.ipmap.tab", 1)) == [
        (
            "No screen of XMailCFG is known for pop3.ipmap.tab; "
            "there: remove the row 0.0.0.0 0.0.0.0 DENY 1"
        )
    ]
    assert steps(CTRL, DeleteFile("x"), RemoveRow("userauth/x", 1), SetField("x", 1, 0, "a")) == [
        "change the file x itself, for which XMailCFG has no screen",
        "change the file userauth/x itself, for which XMailCFG has no screen",
        "change the file x itself, for which XMailCFG has no screen",
    ]
    assert steps(CTRL, CreateFile("smtprelay.tab", (("192.0.2.1", HOST),))) == [
        (
            "On the screen 「SMTP リレー許可」: "
            "add a row with IPアドレス 192.0.2.1, ネットマスク 255.255.255.255"
        )
    ]


def test_no_password_is_in_a_step_or_an_edit() -> None:
    """Neither the old one nor the new one."""
    edits = (
        SetField("smtpauth.tab", 1, 1, Secret("n3w")),
        SetField("smtpauth.tab", 1, 2, "M"),
        RemoveRow("smtpauth.tab", 1),
        InsertRow("smtpauth.tab", None, ("ann", Secret("n3w"), "M")),
        InsertRow("smtpauth.tab", None, ("ann", "n3w", "M")),
    )
    root = pasted(LOGINS)
    fix = Fix("x", say("x"), Applicability.REVIEW, edits)

    words = [render(step.what, English(), show=str) for step in fix_steps(fix, root)]
    shown = list(fix_edits(fix, root))

    assert "secret" not in f"{words}{shown}"
    assert "s3cret" not in f"{words}{shown}"
    assert "n3w" not in f"{words}{shown}"
    assert words[1] == ("On the screen 「SMTP 認証アカウントの管理」: remove the row bob ••• MRVZ")
    assert shown[2] == ShownEdit("smtpauth.tab", 3, "bob ••• MRVZ", None)


def test_an_edit_changes_a_line_of_the_text() -> None:
    """The text as it would be pasted afterwards; a new row has no line yet."""
    edits = (
        SetField("finger.ipmap.tab", 2, 1, HOST),
        RemoveRow("finger.ipmap.tab", 1),
        InsertRow("finger.ipmap.tab", None, ("192.0.2.1", HOST, "ALLOW", "4")),
        SetField("server.tab", 1, 1, "1"),
        InsertRow("server.tab", None, ("SmtpConfig", "MailAuth")),
    )
    shown = fix_edits(Fix("x", say("x"), Applicability.REVIEW, edits), pasted(FINGER + SETTINGS))

    assert list(shown) == [
        (
            "finger.ipmap.tab",
            4,
            "203.0.113.24　255.255.255.0 ALLOW 3",
            "203.0.113.24　255.255.255.255 ALLOW 3",
        ),
        ("finger.ipmap.tab", 3, "0.0.0.0 0.0.0.0 DENY 1", None),
        ("finger.ipmap.tab", None, None, "192.0.2.1 255.255.255.255 ALLOW 4"),
        (
            "server.tab",
            6,
            "SMTP TLS をサポートする (EnableSMTP-TLS) 無効",
            "SMTP TLS をサポートする (EnableSMTP-TLS) 有効",
        ),
        ("server.tab", None, None, "(SmtpConfig) MailAuth"),
    ]


def test_the_steps_of_a_rule_come_behind() -> None:
    """They are about something else."""
    last = OutsideStep(say("then"))
    fix = Fix("x", say("x"), Applicability.SAFE, (RemoveRow("server.tab", 1),), (last,))

    assert fix_steps(fix, pasted(SETTINGS))[1:] == (last,)
