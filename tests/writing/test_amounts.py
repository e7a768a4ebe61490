"""How much of a step is done is counted by its own lines, or not told at all."""

import shutil

import pytest

import dmplog
from dmplog.flowchart.model import Measure
from dmplog.writing.amounts import amount

SEND = Measure("wrote", ("position", "size"), "asked", "total", "request", "{percent} % sent", unit=1024)
DONE = {"position": "209398784", "size": "380731", "request": "202SQCS1"}
WHOLE = {"total": "204864", "request": "202SQCS1"}


@pytest.mark.parametrize(
    ("position", "size", "said"),
    [("0", "0", "0 % sent"), ("104890368", "0", "50 % sent"), ("209398784", "380731", "99 % sent")],
)
def test_what_is_counted_is_told_in_whole_percents_that_are_reached(position, size, said):
    """The last line of a real sender: 1,221 bytes of what the scheduler counts are no part of the package."""
    assert said == amount(SEND, DONE | {"position": position, "size": size}, WHOLE)


@pytest.mark.parametrize(
    ("done", "whole"),
    [
        ({}, {"request": "203SQCS1"}),
        ({"request": ""}, {"request": ""}),
        ({}, {"total": "0"}),
        ({}, {"total": "1"}),
        ({"position": ""}, {}),
        ({"size": "many"}, {}),
    ],
)
def test_lines_that_do_not_speak_of_the_same_tell_nothing(done, whole):
    assert amount(SEND, DONE | done, WHOLE | whole) is None


@pytest.mark.parametrize(("without", "asked"), [(None, 0), ("schedule.log", 1)])
def test_nobody_is_sent_to_count_what_is_told(tmp_path, without, asked):
    """Where the total is in no log that was given, it has to be looked up."""
    bundle = shutil.copytree("fixtures/scenarios/waits-for-stuck-child/bundle", tmp_path / "bundle")
    for path in bundle.rglob(without or "no such file"):
        path.unlink()
    (case,) = [case for case in dmplog.diagnose(bundle).cases if case.verdict == "stalled"]

    assert asked == len([check for check in case.checks if check.startswith("Compare the last `Wrote")])
