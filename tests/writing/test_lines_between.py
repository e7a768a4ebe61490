"""The lines a worker wrote between what is known of a case and the error that ended it are its evidence, whoever knows them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import bundle

import dmplog
from dmplog.evidence import stretch

GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
PAYLOAD = f"Generating state message: 8 for package {GUID}~~"
BROKEN = "ERROR: The lamp broke"


def minutes(number):
    return timedelta(minutes=number)


BEGUN = [(minutes(0), f"Generating state message: 6 for package {GUID}~~"), (minutes(1), PAYLOAD)]


def told(folder, *lines, **options):
    made = bundle().log("dmpdownloader", [*BEGUN, *lines, (minutes(20), BROKEN)], **({"framing": "sms"} | options))
    report = dmplog.diagnose(made.at(folder))
    (case,) = [case for case in report.cases if case.lane == "package"]
    (step,) = [step for step in case.steps if step.id == case.step]
    assert ("failed", "download_payload") == (case.verdict, case.step)
    return case, [(line.line, line.text) for line in step.evidence]


@pytest.mark.parametrize("options", [{"framing": "sms"}, {"framing": "ccm"}, {"encoding": "utf-16"}])
def test_what_the_worker_said_on_the_way_to_its_error_is_quoted_in_order(tmp_path, options):
    _, lines = told(
        tmp_path,
        (minutes(2), "Invented: on"),
        (minutes(3), "another worker", 77),
        (minutes(4), "Invented: off"),
        **options,
    )

    assert [(2, PAYLOAD), (3, "Invented: on"), (5, "Invented: off"), (6, BROKEN)] == [
        (number, text.strip("~")) if text != PAYLOAD else (number, text) for number, text in lines
    ]


def test_of_many_lines_those_next_to_the_error_count(tmp_path):
    many = [(minutes(2) + timedelta(seconds=number), f"Invented: {number}") for number in range(50)]

    _, lines = told(tmp_path, *many)

    assert [(2, PAYLOAD), *((number + 3, f"Invented: {number}") for number in range(30, 50)), (53, BROKEN)] == lines


def test_of_long_lines_only_so_many_bytes_are_read(tmp_path):
    """The first line of what is read may be half of one, and is left out."""
    long = [(minutes(2) + timedelta(seconds=number), f"Invented: {number} {'x' * 9_000}") for number in range(12)]

    _, lines = told(tmp_path, *long)

    numbers = [number for number, _ in lines[1:-1]]
    assert numbers == list(range(numbers[0], 15))
    assert stretch.MOST_BYTES // 9_100 - 1 <= len(numbers) <= stretch.MOST_BYTES // 9_000
    assert all(text.startswith("Invented: ") for _, text in lines[1:-1])


def test_a_line_between_suggests_a_cause(tmp_path):
    """No grammar has the line: it was counted while the log was read, and not kept. It may be over again, so that it proves nothing."""
    case, _ = told(tmp_path, (minutes(2), "Invented: HTTP status 401"))

    assert ("http_status", "suggested") == (case.cause.category, case.cause.certainty)


def test_what_stands_between_the_beginning_of_a_step_and_its_failure_tells_why(tmp_path):
    """A late line of the step before does not part them."""
    lines = [
        *BEGUN,
        (minutes(2), "ERROR: Invented: There is not enough space on the disk"),
        (minutes(3), "Successfully Dropped the state message 6~~"),
        (minutes(4), "ERROR: Failed to download large file. Invented"),
    ]
    report = dmplog.diagnose(bundle().log("dmpdownloader", lines, framing="sms").at(tmp_path))

    (case,) = [case for case in report.cases if case.lane == "package"]
    assert ("failed", "download_payload") == (case.verdict, case.step)
    assert ("disk_space", [3]) == (case.cause.category, [line.line for line in case.cause.evidence])
