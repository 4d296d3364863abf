"""fail2ban itself finds the failures in XMail's logs, and blames nobody else for them."""

from __future__ import annotations

import os
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.fix.export.made import EN, given, started, written
from tests.programs import program
from tests.roots import mail_root
from xmailaudit.fix.export.fail2ban import fail2ban_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LOGS = Path(__file__).parents[1] / "data" / "logs"


@pytest.fixture(scope="module")
def filters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the exported filters."""
    folder = tmp_path_factory.mktemp("fail2ban")
    return written(folder, fail2ban_files(mail_root(), given(), EN)) / "fail2ban" / "filter.d"


@pytest.fixture
def blamed(filters: Path) -> Callable[..., Counter[str]]:
    """Whom fail2ban-regex blames for the lines of a log, and how often."""

    def run(service: str, log: Path, mode: str = "normal") -> Counter[str]:
        option = f"[mode={mode}]" if service == "smtp" else ""
        filter_ = f"{filters / f'xmail-{service}.conf'}{option}"
        command = [program("fail2ban-regex"), "--encoding=latin-1", "--out=ip", str(log), filter_]
        done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
        assert not done.stderr
        return Counter(done.stdout.split())

    return run


@pytest.mark.parametrize(
    ("service", "log", "mode", "failures"),
    [
        ("smtp", "smtp-202611240000", "normal", 1),
        ("smtp", "smtp-202611240000", "aggressive", 7),
        ("smtp", "extra-smtp-refusals.txt", "normal", 1),
        ("smtp", "extra-smtp-refusals.txt", "aggressive", 15),
        ("pop3", "pop3-202611240000", "normal", 5),
        ("ctrl", "ctrl-202611240000", "normal", 1),
        ("pop3", "smtp-202611240000", "normal", 0),
        ("smtp", "pop3-202611240000", "normal", 0),
        ("ctrl", "pop3-202611240000", "normal", 0),
    ],
)
def test_failures_of_a_running_server_are_found(
    blamed: Callable[..., Counter[str]], service: str, log: str, mode: str, failures: int
) -> None:
    """These logs are the server's own, and all clients were this machine."""
    assert blamed(service, LOGS / log, mode) == Counter({"127.0.0.1": failures} if failures else {})


@pytest.mark.parametrize("service", ["smtp", "pop3", "ctrl"])
def test_line_ends_of_windows_change_nothing(
    blamed: Callable[..., Counter[str]], tmp_path: Path, service: str
) -> None:
    """XMail ends lines with CRLF there."""
    log = tmp_path / "log"
    plain = LOGS / f"{service}-202611240000"
    log.write_bytes(plain.read_bytes().replace(b"\n", b"\r\n"))

    assert blamed(service, log) == blamed(service, plain) != Counter()


TIME = "2026-11-24 02:05:10"
ATTACKER, VICTIM = "198.51.100.66", "203.0.113.9"


def line(*fields: str) -> str:
    """A line as XMail writes it: nothing is escaped."""
    return "\t".join(f'"{field}"' for field in fields)


def smtp(helo: str, status: str, client: str = ATTACKER, login: str = "") -> str:
    """A line of smtp's log."""
    server = ("mail.example.test", "example.test")
    return line(*server, client, TIME, helo, "", "", "", "", status, login, "0", "")


def pop3(domain: str, user: str, password: str, outcome: str, client: str = ATTACKER) -> str:
    """A line of pop3's log."""
    return line("mail.example.test", domain, client, TIME, user, password, outcome)


def ctrl(user: str, password: str, outcome: str, client: str = ATTACKER) -> str:
    """A line of ctrl's log."""
    return line(client, user, password, TIME, outcome)


EFAIL = "AUTH=EFAIL:TYPE=LOGIN"
FORGED_SMTP = smtp("x", EFAIL, VICTIM)
FORGED_POP3 = pop3("example.test", "a", "b", "ELOGIN", VICTIM)
FORGED_CTRL = ctrl("a", "b", "FAIL", VICTIM)

HOSTILE: dict[str, tuple[str, str, str | None]] = {
    "ipv6": ("smtp", smtp("x", EFAIL, "2001:db8::7"), "2001:db8::7"),
    "ipv4 at a socket for both": ("smtp", smtp("x", EFAIL, f"::ffff:{ATTACKER}"), ATTACKER),
    "a helo full of quotes": ("smtp", smtp('x"""\t"', EFAIL), ATTACKER),
    "a helo that is a whole line": ("smtp", smtp(FORGED_SMTP[1:-1], EFAIL), ATTACKER),
    "a helo that looks like the end": ("smtp", smtp(f'x"\t"{EFAIL}"\t""\t"0"\t"', "RCPT=OK"), None),
    "a helo that is a line, and nothing failed": ("smtp", smtp(FORGED_SMTP[1:-1], "RCPT=OK"), None),
    "a helo that is not latin": ("smtp", smtp("\xe9\xff\x85", EFAIL), ATTACKER),
    "success": ("smtp", smtp("x", "RCPT=OK", login="bob@example.test"), None),
    "a status with a tail": ("smtp", smtp("x", "SMTP=EERRSX"), None),
    "a host name in place of the client": ("smtp", smtp("x", EFAIL, "www.example.net"), None),
    "no client": ("smtp", smtp("x", EFAIL, ""), None),
    "a line within a line": ("smtp", "x" + FORGED_SMTP, None),
    "a torn line": ("smtp", FORGED_SMTP[:-1], None),
    "pop3, ipv6": ("pop3", pop3("example.test", "a", "b", "ELOGIN", "2001:db8::7"), "2001:db8::7"),
    "pop3, quotes in all words": ("pop3", pop3('x"', '"', '""', "ELOGIN"), ATTACKER),
    "pop3, a domain with an address": (
        "pop3",
        pop3(f'x" "{VICTIM}" "{TIME}', "a", "b", "ELOGIN"),
        ATTACKER,
    ),
    "pop3, a domain as if TABs were taken": (
        "pop3",
        pop3(FORGED_POP3[1:-1], "a", "b", "ELOGIN"),
        None,
    ),
    "pop3, success": ("pop3", pop3("example.test", "a", "", 'LOGIN"\t"1"\t"20'), None),
    "pop3, a user called so": ("pop3", pop3("example.test", "ELOGIN", "", "LOGIN"), None),
    "pop3, no password column": ("pop3", pop3("example.test", "a", "", "ELOGIN"), ATTACKER),
    "ctrl, ipv6": ("ctrl", ctrl("admin", "x", "FAIL", "2001:db8::7"), "2001:db8::7"),
    "ctrl, a password that is a line": ("ctrl", ctrl("admin", FORGED_CTRL[1:-1], "FAIL"), ATTACKER),
    "ctrl, a password that looks like the end": (
        "ctrl",
        ctrl("admin", f'x"\t"{TIME}"\t"FAIL', "REQ"),
        None,
    ),
    "ctrl, a request": ("ctrl", ctrl("admin", "x", "REQ"), None),
    "ctrl, success": ("ctrl", ctrl("admin", "x", "AUTH"), None),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_nobody_is_blamed_for_somebody_else(
    blamed: Callable[..., Counter[str]], tmp_path: Path, case: str
) -> None:
    """What a client writes neither hides its failure nor makes another's."""
    service, text, blame = HOSTILE[case]
    log = tmp_path / "log"
    log.write_bytes(text.encode("latin-1") + b"\n")

    assert blamed(service, log) == Counter([blame] if blame else [])


# ------------------------------------------------------------ a running fail2ban


class Server:
    """A fail2ban of its own, with the exported jails and no action."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.logs = folder / "Mail Root" / "logs"
        self.logs.mkdir(parents=True)
        root = mail_root(options=started("-Sl -Pl -Cl"))
        files = fail2ban_files(root, given(), EN, folder=str(folder / "Mail Root"))
        self.config = written(folder, files) / "fail2ban"
        (self.config / "fail2ban.conf").write_text("[Definition]\nallowipv6 = auto\n")
        (self.config / "jail.conf").write_text("[DEFAULT]\naction =\n")
        self.client = folder / "bin" / "fail2ban-client"
        self.client.parent.mkdir()
        real = program("fail2ban-client")
        self.client.write_text(f'#!/bin/sh\nexec {real} -s {folder}/socket "$@"\n')
        self.client.chmod(0o755)

    def start(self) -> subprocess.Popen[bytes]:
        """Start it; it has begun when it answers."""
        paths = ["-c", str(self.config), "-s", f"{self.folder}/socket", "-p", f"{self.folder}/pid"]
        log = f"--logtarget={self.folder / 'log'}"
        quiet = subprocess.DEVNULL
        command = [program("fail2ban-server"), "-f", *paths, log, "start"]
        process = subprocess.Popen(command, stdout=quiet, stderr=quiet)
        self.wait(lambda: "xmail-ctrl" in self.ask("status"))
        return process

    def ask(self, *words: str) -> str:
        """What its client says."""
        run = subprocess.run([self.client, *words], check=False, capture_output=True)
        return run.stdout.decode()

    def wait(self, until: Callable[[], bool]) -> None:
        """Wait for something, not for ever."""
        last = time.monotonic() + 60
        while not until():
            assert time.monotonic() < last, (self.folder / "log").read_text()
            time.sleep(0.2)

    def log(self, service: str, lines: Iterable[str], *, day: int) -> None:
        """Write to the log of a day."""
        with (self.logs / f"{service}-202611{day:02}0000").open("a", encoding="latin-1") as file:
            file.writelines(f"{one}\n" for one in lines)

    def tell(self) -> None:
        """Run the script as cron does."""
        path = {**os.environ, "PATH": f"{self.client.parent}:{os.environ['PATH']}"}
        subprocess.run([program("sh"), self.config / "xmail-new-logs.sh"], env=path, check=True)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A running fail2ban, with logs of the 23rd."""
    made = Server(tmp_path)
    for service in ("smtp", "pop3", "ctrl"):
        made.log(service, [], day=23)
    process = made.start()
    yield made
    process.terminate()
    process.wait(timeout=30)


def test_a_running_fail2ban_bans_out_of_the_logs_of_a_new_day(server: Server) -> None:
    """It learns of the new file from the script; running that twice does no harm."""
    now = time.strftime("%Y-%m-%d %H:%M:%S")
    failed = smtp("x", EFAIL, "2001:db8::7").replace(TIME, now)
    few = smtp("x", EFAIL, VICTIM).replace(TIME, now)
    server.log("smtp", [failed] * 5 + [few] * 4, day=24)
    guess = ctrl("admin", "x", "FAIL").replace(TIME, now)
    server.log("ctrl", [guess] * 3, day=23)

    server.tell()
    server.tell()

    server.wait(lambda: "2001:db8::7" in server.ask("get", "xmail-smtp", "banned"))
    server.wait(lambda: ATTACKER in server.ask("get", "xmail-ctrl", "banned"))
    assert VICTIM not in server.ask("get", "xmail-smtp", "banned")
    watched = server.ask("get", "xmail-smtp", "logpath")
    assert watched.count("smtp-202611240000") == watched.count("smtp-202611230000") == 1


def test_shellcheck_minds_nothing_about_the_script(tmp_path: Path) -> None:
    """A folder with a quote in its name."""
    files = fail2ban_files(mail_root(), given(), EN, folder="/srv/it's mail")
    script = written(tmp_path, files) / "fail2ban" / "xmail-new-logs.sh"

    subprocess.run([program("shellcheck"), script], check=True)
