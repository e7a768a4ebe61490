"""When the next try is to be expected is read from the tries in the logs alone, and decides nothing."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from judged import BEGIN, DAY, HOUR
from written import finding

import dmplog
from dmplog.case import Rhythm, StepProgress
from dmplog.witness import LogSpan, Witness
from dmplog.writing.rhythm import rhythm

STEP = finding("package", step=3, verdict="failed").at


def told(*begun, as_of, ends, verdict="failed", attempts=None):
    """Return the rhythm of tries that *begun* so long after the first, where the log ends, and the bundle."""
    server = "SRV1"
    tries = tuple((BEGIN + after).replace(tzinfo=UTC) for after in begun)
    found = finding("package", step=3, verdict=verdict, attempts=attempts or len(begun))
    spans = (LogSpan(server, None, STEP.log[0], BEGIN, BEGIN + ends, ("one.log",)),)
    steps = (StepProgress(STEP.id, STEP.title, "failed", tries=tries),)
    return rhythm(found, steps, Witness(spans, BEGIN + as_of, asserted=False))


@pytest.mark.parametrize(
    ("as_of", "ends", "shown"),
    [
        (3 * DAY - HOUR, 3 * DAY - HOUR, "ahead"),
        (3 * DAY + HOUR, 3 * DAY - HOUR, "unseen"),
        (3 * DAY + HOUR, 3 * DAY + HOUR, "missing"),
    ],
)
def test_the_next_try_is_ahead_or_missing_or_its_log_ends_before_it(as_of, ends, shown):
    due = (BEGIN + 3 * DAY).replace(tzinfo=UTC)

    assert Rhythm(86_400, due, shown) == told(0 * DAY, DAY, 2 * DAY, as_of=as_of, ends=ends)


def test_a_try_may_be_as_late_as_the_others_were():
    late = timedelta(minutes=20)
    found = told(0 * DAY, DAY + late, 2 * DAY + late, 3 * DAY, as_of=4 * DAY + late, ends=4 * DAY + late)

    assert "ahead" == found.shown


@pytest.mark.parametrize(
    ("begun", "values"),
    [
        ((0 * DAY, DAY), {}),
        ((0 * DAY, DAY, 3 * DAY), {}),
        ((0 * DAY, timedelta(seconds=5), timedelta(seconds=10)), {}),
        ((0 * DAY, DAY, 2 * DAY), {"verdict": "stalled"}),
        ((0 * DAY, DAY, 2 * DAY), {"attempts": 4}),
    ],
    ids=["too few", "uneven", "too fast", "nothing failed", "some are not told"],
)
def test_where_no_rhythm_is_shown_none_is_told(begun, values):
    assert told(*begun, as_of=5 * DAY, ends=5 * DAY, **values) is None


def test_a_bundle_of_daily_failures_says_so_in_every_view():
    report = dmplog.diagnose("fixtures/scenarios/redist-fails-daily/bundle")
    every = "about every 24 h"
    views = (report.to_text(), report.to_text(verbose=True), report.to_markdown(), report.to_html())

    assert 86_400 == report.cases[0].rhythm.seconds
    assert [] == [view[:80] for view in views if every not in view]
