"""A line is named by its log and its number, as a report cites it."""

from __future__ import annotations

import pytest

from dmplog.contribute import lines_of
from dmplog.errors import UsageError

LOGS = ("D:/cases/CAS/hman.log", "D:/cases/PS1/hman.log", "Logs.zip!/sender.log")


@pytest.mark.parametrize("place", ["D:/cases/CAS/hman.log:7", "CAS/hman.log:7", "CAS\\hman.log:7"])
def test_the_end_of_the_path_is_enough(place):
    assert (("D:/cases/CAS/hman.log", 7),) == lines_of([place], LOGS)


def test_a_range_is_each_of_its_lines():
    assert [("Logs.zip!/sender.log", line) for line in (9, 10, 11)] == [*lines_of(["sender.log:9-11"], LOGS)]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("hman.log:7", "several logs are called hman.log: D:/cases/CAS/hman.log, D:/cases/PS1/hman.log"),
        ("sendr.log:7", "did you mean 'sender.log'"),
        ("zzz:7", "the report names each by its path"),
        ("sender.log", "names no line"),
        ("sender.log:0", "names no line"),
        ("sender.log:9-7", "names no line"),
        ("sender.log:1-999999999", "names no line"),
    ],
)
def test_what_names_no_line_is_refused(place, said):
    with pytest.raises(UsageError, match=said):
        lines_of([place], LOGS)
