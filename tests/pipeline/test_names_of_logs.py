"""A log is called as the server calls it that holds it; where none does, by the first of its names."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import dmplog

SCENARIO = Path("fixtures/scenarios/sender-log-not-supplied/bundle")


def told(tmp_path, name):
    """Return how the case that waits for the scheduler of CAS01 is told where its log is called *name*."""
    bundle = tmp_path / "bundle"
    shutil.copytree(SCENARIO, bundle)
    (log,) = bundle.rglob("sched.log")
    log.rename(log.with_name(name))
    report = dmplog.diagnose(bundle)
    (case,) = [case for case in report.cases if case.next is not None and case.next.log == "scheduler"]
    return report, case


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("sched.log", "sched.log"),
        ("Scheduler.log", "scheduler.log"),
        ("CAS01_SCHED.lo_", "sched.log"),
        ("schedule.log", "schedule.log"),
        ("export-of-today.txt", "schedule.log"),
    ],
)
def test_what_comes_next_and_what_an_answer_rests_on_name_the_log_as_its_server_does(tmp_path, name, called):
    report, case = told(tmp_path, name)

    assert (called, called) == (case.next.log_file, case.reasons[0].split()[0])
    assert f"in {called} on CAS01" in report.to_text(verbose=True)
    assert f"in <code>{called}</code>" in report.to_html()
