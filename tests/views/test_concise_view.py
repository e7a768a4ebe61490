"""A line for each case that is stuck, and one that counts."""

from __future__ import annotations

import re

import pytest
from report_samples import SAMPLES, all_completed, failed_replication, hostile, stalled_download

from dmplog.looks.visible import CONTROLS
from dmplog.views import concise

LINE = re.compile(r"(\S+:\d+|-): ([A-Z]+) (\w+)/(\S+) (\S+): (.+) \[((?:perhaps )?\w+)\]")


def test_a_stuck_case_is_one_line_with_the_place_to_jump_to():
    first, last = concise.render(stalled_download()).splitlines()

    assert (
        "SCP01/dmpdownloader.log:220: STALLED package/download_redist -: Configuration Manager 2409 at “Download the "
        "redistributables” on SCP01 since 2024-12-18 04:32:00 UTC, 3 attempts [redist_download_timeout]"
    ) == first
    assert "1 stuck of 25: 1 stalled, 1 completed, 23 not applicable" == last


def test_a_cause_that_is_only_suggested_is_told_as_one():
    document = stalled_download()
    document["cases"][0]["cause"]["certainty"] = "suggested"

    assert concise.render(document).splitlines()[0].endswith("[perhaps redist_download_timeout]")


def test_what_waits_or_is_done_is_only_counted():
    assert ["0 stuck of 83: 83 completed"] == concise.render(all_completed(40)).splitlines()
    assert ["FAILED", "FAILED", "UNKNOWN"] == [
        line.split(": ")[1].split()[0] for line in concise.render(failed_replication()).splitlines()[:-1]
    ]


@pytest.mark.parametrize("name", [*SAMPLES, "hostile"])
def test_every_line_has_the_same_parts_whatever_a_log_says(name):
    written = concise.render(hostile() if name == "hostile" else SAMPLES[name]())

    assert CONTROLS.search(written) is None
    assert [] == [line for line in written.splitlines()[:-1] if not LINE.fullmatch(line)]
