"""How far a step got is told by the last lines of its run, and not by those of a try that is over."""

from pathlib import Path
from shutil import copytree

import pytest

import dmplog

STUCK = Path(__file__).resolve().parents[2] / "fixtures" / "scenarios" / "waits-for-stuck-child" / "bundle"


def sent(folder):
    """Return how much of the package is sent in the bundle *folder*, and the headline."""
    report = dmplog.diagnose(folder, flowcharts="replication")
    case = next(case for case in report.cases if case.lane == "site_transfer" and case.subject.site == "PS1")
    (step,) = (step for step in case.steps if step.id == "send_package")
    return step.amount, report.headline


def test_the_last_position_and_the_size_of_the_request_make_the_share():
    """It stands in the sentence that is read first."""
    amount, headline = sent(STUCK)

    assert "40 % sent" == amount
    assert headline.endswith("since 2025-01-14 02:04 UTC, 40 % sent.")


def test_without_the_size_nothing_is_told(tmp_path):
    folder = copytree(STUCK, tmp_path / "bundle")
    for path in folder.rglob("sche*.log"):
        path.unlink()

    assert sent(folder)[0] is None


@pytest.mark.parametrize("said", ["Sending Started", "Sending completed"])
def test_what_was_sent_is_not_told_once_a_new_try_has_begun_or_the_package_is_through(tmp_path, said):
    """Behind the package its instruction is sent: nobody counts that."""
    folder = copytree(STUCK, tmp_path / "bundle")
    (log,) = folder.rglob("sender.log")
    lines = log.read_text(encoding="utf-8").splitlines()
    begun = next(line for line in lines if "Sending Started" in line and "PCK" in line).replace("Sending Started", said)
    last = next(number for number, line in enumerate(lines) if "402273892" in line and "~Wrote" in line)
    stamp = lines[last][lines[last].index("$$<") :]
    log.write_text(
        "\n".join([*lines[: last + 1], begun[: begun.index("$$<")] + stamp, *lines[last + 1 :]]) + "\n",
        encoding="utf-8",
    )

    assert sent(folder)[0] is None
