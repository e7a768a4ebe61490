"""An update service that starts again and again without a new sub-stage is in a crash loop, line by line."""

from __future__ import annotations

import pytest
from builders import BEGIN
from judged import event, finding, ground, report, sign, traced

from dmplog.diagnosis.finding import Proof
from dmplog.diagnosis.settle.crash_loop import crashed

STARTING, STARTED = event("update_service_starting"), event("update_service_started")
NEW = report("0xd0009", 1)
WORK = event("content_expanded")
PART = report("0xd0006", 1)


def judged(*rows, verdict="in_progress", step="install_update", first=0, own=None, lane="installation", **values):
    members = list(range(len(rows))) if own is None else own
    found = finding(lane, verdict=verdict, step=step, rows=members, **values)
    current = {} if step is not None else {"current": 4}
    return crashed(traced(found, [sign(4, "begins", first)], **current), ground(rows))


@pytest.mark.parametrize(
    ("lines", "restarts"),
    [
        ([PART, STARTING, STARTING, STARTING], (1, 3)),
        ([PART, STARTED, STARTED, STARTED, STARTED], (1, 4)),
        ([PART, STARTING, STARTING], ()),
        # A start writes one or two of these lines.
        ([PART, STARTING, STARTED, STARTING, STARTED], ()),
        ([PART, STARTING, STARTED, STARTING, STARTED, STARTING, STARTED], (1, 5)),
        ([PART, STARTED, STARTING, STARTED, STARTING, STARTED], (1, 5)),
        ([PART, STARTED, STARTING, STARTED, STARTING, STARTED, STARTING], (1, 5)),
        ([PART, STARTING, WORK, STARTING, WORK, STARTING], (1, 5)),
        # What was reported before is nothing new.
        ([PART, STARTING, PART, STARTING, PART, STARTING, PART], (1, 5)),
        ([PART, STARTING, STARTING, NEW, STARTING], ()),
        ([PART, NEW, STARTING, PART, STARTING, NEW, STARTING], (2, 6)),
        ([PART, STARTING, STARTING, STARTING, NEW], ()),
        ([STARTING, STARTING, PART, STARTING], ()),
        # Where nothing was reported its first line begins it.
        ([WORK, STARTING, STARTING, STARTING], (1, 3)),
        ([STARTING, STARTING, STARTING], ()),
        ([WORK, WORK, WORK, WORK], ()),
        ([PART, STARTING, event("restarts_of_another", substage_id="0xd0001"), STARTING, STARTING], (1, 4)),
        ([PART, STARTING, event("the_same", substage_id="0xd0001"), STARTING, STARTING], (1, 4)),
    ],
)
def test_three_starts_since_the_last_new_sub_stage_are_a_crash_loop(lines, restarts):
    found = judged(*lines)

    assert (("failed", restarts) if restarts else ("in_progress", ())) == (found.verdict, found.rows)


@pytest.mark.parametrize("verdict", ["completed", "failed"])
def test_what_is_over_is_in_no_loop(verdict):
    assert () == judged(PART, STARTING, STARTING, STARTING, verdict=verdict).rows


@pytest.mark.parametrize("verdict", ["waiting", "stalled", "unknown"])
def test_what_is_not_over_is(verdict):
    assert "failed" == judged(PART, STARTING, STARTING, STARTING, verdict=verdict).verdict


def test_without_a_step_nothing_is_told_of_a_loop():
    assert "unknown" == judged(PART, STARTING, STARTING, STARTING, verdict="unknown", step=None).verdict


def test_where_a_lane_knows_no_sub_stages_no_start_is_one_too_many():
    assert "in_progress" == judged(PART, STARTING, STARTING, STARTING, lane="top_level_site", step=0).verdict


def test_starts_of_an_earlier_run_or_of_another_case_do_not_count():
    assert "in_progress" == judged(PART, STARTING, STARTING, WORK, STARTING, first=3).verdict
    assert "in_progress" == judged(PART, STARTING, STARTING, STARTING, own=[0, 1, 2]).verdict


def test_it_fails_with_its_last_start_and_says_how_many_there_were():
    found = judged(
        PART, STARTING, STARTING, STARTING, STARTING, proofs=(Proof("ends", "possible"),), deadline=BEGIN, attempts=1
    )

    assert (4, 4, None) == (found.last_sign, found.attempts, found.deadline)
    assert (Proof("crash_loop", None, (("count", "4"),)),) == found.proofs
