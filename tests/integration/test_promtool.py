"""Prometheus' own program takes the metrics, and minds nothing."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from fixtures.materialise import names
from tests.programs import program
from tests.report.reports import EN, NASTY, whole_report
from xmailaudit.report.prometheus import prometheus_text
from xmailaudit.session import start

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xmailaudit.audit.report import Report
    from xmailaudit.mailroot.root import MailRoot


def check(report: Report, root: MailRoot) -> None:
    """Have promtool read and lint the metrics of a report."""
    run = subprocess.run(
        [program("promtool"), "check", "metrics"],
        input=prometheus_text(report, root, EN),
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


@pytest.mark.parametrize("name", names())
def test_the_metrics_of_every_fixture_pass(name: str, fixture_root: Callable[[str], Path]) -> None:
    """`hostile` among them."""
    session = start(fixture_root(name))

    check(session.audit(at=1795478400.0), session.root)


def test_a_hostile_target_passes() -> None:
    """Its name is in every label."""
    report, root = whole_report()
    target = report.target._replace(location=f'{NASTY}"\\\n}} 1')

    check(report._replace(target=target), root)
